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


def reason_text(row: Mapping[str, Any], names: Mapping[str, str], settings: Settings) -> str:
    """One row of the reasons (`optimizer.explain.reasons.REASON_SCHEMA`) in words. names: the name of each project, by id."""
    worth = amount_text(row["best_value"], settings)
    runs_into = _listed([blocker_text(each, settings) for each in row["blocking"]], SHOWN_BLOCKERS)
    match row["code"]:
        case "worth_nothing":
            return f"Its best option is worth {worth}: it costs more than it is expected to bring, and nothing requires it."
        case "never_fits":
            return f"Worth {worth} by itself, but no portfolio that keeps every rule can hold it. Added to the plan it runs into {runs_into}."
        case "kept_close":
            return f"Worth {worth}. It would add value, by less than the tolerance set for staying close to the approved plan."
        case "within_gap":
            return f"Worth {worth}. It fits the plan as it stands; the search stopped within its gap before adding it."
    price = _price(row["loss"], row["loss_at_most"], settings)
    swap = ""
    if row["displaced"]:
        swap = f", because it would push out {_listed([_called(p, names) for p in row['displaced']], SHOWN_PROJECTS)}"
        if row["added"]:
            swap += f" (and let in {_listed([_called(p, names) for p in row['added']], SHOWN_PROJECTS)})"
    elif row["loss"] is not None:
        swap = ", because others would have to run later or smaller"
    return f"Worth {worth} by itself. {price}{swap}. Added to the plan as it stands it runs into {runs_into}."


def _price(low: Worth | None, high: Worth | None, settings: Settings) -> str:
    if low is None or high is None:
        return "The search limit was reached before its price was known"
    if low == high:
        return f"Putting it in lowers the portfolio's value by {amount_text(high, settings)}"
    if low == 0:
        return f"Putting it in lowers the portfolio's value by at most {amount_text(high, settings)}"
    return f"Putting it in lowers the portfolio's value by {amount_text(low, settings)} to {amount_text(high, settings)}"


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
