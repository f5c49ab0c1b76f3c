"""Words the reason why a project is not selected, as a sentence that can be read out in a meeting.

The reasons themselves are found in `optimizer/explain`.
"""

from collections.abc import Mapping
from typing import Any

from cutline.choices.limits.planning_blocks import period_namer
from cutline.contracts.units import Worth
from cutline.reports.amounts import amount_text
from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_minor

# A sentence names at most so many limits and projects, and gives the number of the others.
SHOWN_BLOCKERS = 3
SHOWN_PROJECTS = 4
SHOWN_RULES = 8
NOT_SEARCHED = "not searched"  # the state of a price in a quick night


def reason_text(row: Mapping[str, Any], names: Mapping[str, str], settings: Settings) -> str:
    """One row of the reasons (`optimizer.explain.reasons.REASON_SCHEMA`) in words. names: the name of each project, by id."""
    worth = amount_text(row["best_value"], settings)
    runs_into = _listed([blocker_text(each, settings) for each in row["blocking"]], SHOWN_BLOCKERS)
    priced = "" if row["code"] == "never_fits" else f"{_price(row, settings)}. {_displacement(row, names)}"
    beside = f" Added to the plan as it stands it runs into {runs_into}." if runs_into else ""
    match row["code"]:
        case "worth_nothing":
            return (
                f"Its best option is worth {worth}: it costs more than it is expected to bring, and nothing requires it. {priced}"
            )
        case "never_fits":
            return f"Worth {worth} by itself, but no portfolio that keeps every rule can hold it. {_cause(row, runs_into)}"
        case "kept_close":
            return f"Worth {worth}. It would add value, by less than the tolerance set for staying close to the approved plan. {priced}"
        case "later_objective":
            return f"Worth {worth} by itself. By the first objective a plan with it is no worse; a later objective, or the order of ties, decided. {priced}"
        case "within_gap":
            return f"Worth {worth}. The search of the plan stopped within its gap before it found a better plan with this project. {priced}"
        case "not_proven":
            return f"Worth {worth} by itself. It is not proven that others are worth more: {_stopped_by(row)}. {priced}{beside}"
    return f"Worth {worth} by itself. {priced}{beside}"


def _stopped_by(row: Mapping[str, Any]) -> str:
    return "a quick night does not search for it" if row["price_state"] == NOT_SEARCHED else "the search limit was reached"


def _cause(row: Mapping[str, Any], runs_into: str) -> str:
    """The rules that exclude a project, where they are proven; the limits beside the plan only if no rule is needed for it."""
    if not row["is_cause_proven"]:
        return "Which rules exclude it is not proven: the search limit was reached."
    match row["cause"]:
        case []:
            return f"None of its options can be run, whatever else the plan holds. Added to the plan it runs into {runs_into}."
        case [rule]:
            return f"One rule is enough to exclude it: {rule}."
        case rules:
            return f"It cannot run under these rules together: {_listed(rules, SHOWN_RULES)}; each of them is needed."


def blocking_texts(row: Mapping[str, Any], settings: Settings) -> list[str]:
    """What a project runs into: the rules that exclude it if no plan can hold it, else the limits that it breaks beside the plan.

    The list is empty if no plan can hold the project and the rules that exclude it are not proven.
    """
    if row["cause"] or row["is_cause_proven"] is False:
        return list(row["cause"])
    return [blocker_text(each, settings) for each in row["blocking"]]


def _price(row: Mapping[str, Any], settings: Settings) -> str:
    """The price in words, with its state: proven, bounded, or found."""
    low, high, state = row["loss"], row["loss_at_most"], row["price_state"]

    def text(amount: int) -> str:
        return amount_text(Worth(abs(amount)), settings)

    if high is None:
        least = f"by at least {text(low)}" if (low or 0) > 0 else "or not: no plan with it is known"
        return f"Putting it in lowers the portfolio's value {least} (bounded)"
    if low == high == 0:
        return f"A plan with it is worth exactly as much as the recommended one ({state})"
    if high < 0:
        amounts = text(high) if low == high else f"{text(high)} to {text(low)}"
        return f"Putting it in raises the portfolio's value by {amounts} ({state})"
    amounts = text(high) if low == high else f"{text(low)} to {text(high)}" if low > 0 else f"at most {text(high)}"
    return f"Putting it in lowers the portfolio's value by {amounts} ({state})"


def _displacement(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The plan with the project, in words, or that it is not proven."""
    if not row["is_displacement_proven"]:
        return "Which projects would make room for it is not proven."
    must = [p for p in row["displaced"] if p in row["must_leave"]]
    parts = [
        f"{_listed([_called(p, names) for p in projects], SHOWN_PROJECTS)} {words}"
        for projects, words in (
            (must, "must leave"),
            ([p for p in row["displaced"] if p not in must], "would leave"),
            (row["added"], "would enter"),
            (row["otherwise"], "would run otherwise"),
        )
        if projects
    ]
    several = " This is one of several plans of that value." if row["is_one_of_several"] else ""
    return ("; ".join(parts) or "No other project changes") + "." + several


def _called(project: str, names: Mapping[str, str]) -> str:
    return f"{names[project]} ({project})" if project in names else project


def _listed(items: list[str], shown: int) -> str:
    rest = len(items) - shown
    return ", ".join(items[:shown]) + (f" and {rest} more" if rest > 0 else "")


def blocker_text(each: Mapping[str, Any], settings: Settings) -> str:
    """One limit that a project would break, and by how much."""
    p = settings.portfolio
    match each["unit"]:
        case "minor":
            return f"{each['rule']} (short of {format_minor(each['excess'], p.currency, p.minor_digits)})"
        case "milli_fte":
            return (
                f"{each['role_id']} in {period_namer(settings)(each['period_index'])} (short of {each['excess'] / 1000:,.2f} FTE)"
            )
    return str(each["rule"])
