"""Finds out whether each finding changes the plan, by solving again for the findings with the most at stake.

Every finding gets an effect. "No effect" is proven when the plan's selection stays the best one at every plausible value that
was tried. An effect is proven when another selection is better at one of these values. If nothing is proven, the stated cost and
benefit of the project show how much depends on the finding.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import polars as pl

from cutline.contracts.units import Minor, Worth
from data_quality.effects.alternatives import alternatives, cannot_change_plan
from data_quality.effects.decided_data import Alternative, DecidedData
from data_quality.effects.stakes import stakes
from data_quality.rule_model.rule import RULE_ERRORS

Effect = Literal["changes", "not_proven", "no_change", "no_say", "not_tied"]
EFFECT_SCHEMA: dict[str, pl.DataType] = {
    "rank": pl.Int64(), "rule": pl.String(), "table": pl.String(), "severity": pl.String(), "owner": pl.String(), "project_id": pl.String(), "where": pl.String(),
    "found": pl.String(), "findings": pl.Int64(), "effect": pl.String(), "detail": pl.String(), "cost_minor": pl.Int64(), "benefit_minor": pl.Int64(),
    "excepted_until": pl.Date(),
}  # fmt: skip
ORDER: dict[str, int] = {"changes": 0, "not_proven": 1, "not_tied": 2, "no_change": 3, "no_say": 4}
SHOWN = 4

# Tables whose rows count only while their project may be chosen.
TABLES_OF_CANDIDATES = ("cost_lines", "benefits", "demand", "modes", "scores")
CANNOT_CHANGE_PLAN = "no value of what it names reaches the plan"


class PlanComparison(Protocol):
    """The optimiser's answer about an alternative, as in optimizer.explain.compare_plans.Compared.

    status: `same`, `changes`, or `open` if the search stopped before a proof. gain: the value of the better plan less the
    value of the present plan; None if the present plan is not feasible any more. added, dropped, others: projects that come
    in, go out, or run in another option. is_proven: whether the better plan is proven to be the best one; if it is not, the
    gain is a lower limit, and the projects are not named.
    """

    status: Literal["same", "changes", "open"]
    gain: int | None
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    others: tuple[str, ...]
    is_proven: bool


# Decides on alternatives, each by itself; None for an alternative from which no decision can be made.
Decide = Callable[[Sequence[Alternative]], Sequence[PlanComparison | None]]


@dataclass(frozen=True)
class Writers:
    """Writes amounts in words. money: what a project costs or brings. worth: what a plan is worth, in the unit of the
    objective.
    """

    money: Callable[[Minor], str]
    worth: Callable[[Worth], str]


def effects(
    findings: pl.DataFrame,
    data: DecidedData,
    decide: Decide | None,
    solves: int,
    write: Writers,
    progress: Callable[[str], None] = lambda _: None,
) -> pl.DataFrame:
    """One row for each rule and project with findings (EFFECT_SCHEMA): the largest effect first, notes and excepted
    findings last.

    findings: judging.FINDING_SCHEMA. decide: lets the optimiser decide on alternatives; None if there is no plan to
    compare with. solves: how many alternatives may be decided on; findings with the most at stake are tried first.
    write: how amounts are written. progress: a function that is called with the words for what is being tried.
    """
    groups = _grouped(findings, stakes(data.tables, data.settings))
    rows, left, tried = list[dict[str, object]](), solves if decide else 0, list[tuple[int, list[Alternative]]]()
    for group in groups.iter_rows(named=True):
        own = findings.filter(
            (pl.col("rule") == group["rule"])
            & pl.col("project_id").eq_missing(pl.lit(group["project_id"], pl.String))
            & pl.col("excepted_until").eq_missing(pl.lit(group["excepted_until"], pl.Date))
        )
        effect, detail = _effect_without_solving(own, group, data, write)
        if effect == "not_proven" and decide and left > 0 and group["severity"] != "note":
            answer, possible = _alternatives_to_try(group, own, data, left)
            left -= len(possible)
            effect, detail = answer or (effect, detail)
            tried += [(len(rows), possible)] if possible else []
        rows.append({**group, "effect": effect, "detail": detail})
    if decide and tried:
        progress(f"{sum(len(possible) for _, possible in tried)} plausible values of {len(tried)} findings are decided on")
        answers = iter(decide([each for _, possible in tried for each in possible]))
        for number, possible in tried:
            told = [(each.label, next(answers)) for each in possible]
            rows[number]["effect"], rows[number]["detail"] = _effect_of_comparisons(told, write)
    ranked = pl.DataFrame(rows, schema={**groups.schema, "effect": pl.String, "detail": pl.String}).with_columns(
        order=pl.col("effect").replace_strict(ORDER, return_dtype=pl.Int64), stake=_stake()
    )  # fmt: skip
    noted = ((pl.col("severity") == "note") | pl.col("excepted_until").is_not_null()).alias("noted")
    ranked = ranked.sort(
        noted, "order", "stake", "rule", "project_id", descending=[False, False, True, False, False], nulls_last=True
    )
    return ranked.with_row_index("rank", 1).select(pl.col(name).cast(dtype) for name, dtype in EFFECT_SCHEMA.items())


def _stake() -> pl.Expr:
    return pl.max_horizontal("cost_minor", "benefit_minor")


def _grouped(findings: pl.DataFrame, stake: pl.DataFrame) -> pl.DataFrame:
    groups = findings.group_by("rule", "project_id", "excepted_until", maintain_order=True).agg(
        pl.col("table", "severity", "owner", "where", "found").first(), pl.len().cast(pl.Int64).alias("findings")
    )  # fmt: skip
    known = groups.join(stake, on="project_id", how="left", maintain_order="left")
    return known.sort(_stake(), "rule", "project_id", descending=[True, False, False], nulls_last=True)


def _effect_without_solving(own: pl.DataFrame, group: dict[str, object], data: DecidedData, write: Writers) -> tuple[Effect, str]:
    if cannot_change_plan(str(group["rule"]), own, data):
        return "no_say", CANNOT_CHANGE_PLAN
    if group["table"] in TABLES_OF_CANDIDATES and _cannot_be_chosen(group["project_id"], data):
        return "no_say", "its project cannot be chosen, whatever its figures: its status says so"
    known = [(word, group[name]) for word, name in (("costs", "cost_minor"), ("brings", "benefit_minor"))]
    if group["project_id"] is None and group["rule"] not in ("funds_inside_horizon", "cells_emptied"):
        return "not_tied", "it names no project: what it may hide cannot be bounded"
    cost_and_benefit = " and ".join(f"{word} {write.money(Minor(amount))}" for word, amount in known if isinstance(amount, int))
    return (
        "not_proven",
        f"not decided again: the project {cost_and_benefit}, as far as it can be read"
        if cost_and_benefit
        else "what is at stake cannot be read",
    )


def _cannot_be_chosen(project: object, data: DecidedData) -> bool:
    status = data.tables["projects"].filter(pl.col("project_id") == pl.lit(project, pl.String))["status"]
    return not status.is_empty() and not set(status) & set(data.settings.planning.candidate_status)


def _alternatives_to_try(
    group: dict[str, object], own: pl.DataFrame, data: DecidedData, left: int
) -> tuple[tuple[Effect, str] | None, list[Alternative]]:
    """The effect if it is known without a solve, and the alternatives to decide on if it is not: none if they are more than `left`.

    An error while an alternative is built never stops a night: the effect is then not proven.
    """
    project = group["project_id"]
    try:
        possible = alternatives(str(group["rule"]), None if project is None else str(project), own, data)
    except RULE_ERRORS as error:
        return ("not_proven", f"it could not be tried: {type(error).__name__}: {str(error).splitlines()[0]}"), []
    if possible == []:
        return ("no_say", CANNOT_CHANGE_PLAN), []
    return None, [] if possible is None or len(possible) > left else possible


def _effect_of_comparisons(answers: list[tuple[str, PlanComparison | None]], write: Writers) -> tuple[Effect, str]:
    """The effect in words. answers: the label of each alternative, and what was decided on it."""
    for label, answer in answers:
        if answer is not None and answer.status == "changes":
            moves = [
                f"{word} {_listed(names)}"
                for word, names in (("in", answer.added), ("out", answer.dropped), ("run otherwise", answer.others))
                if names
            ]
            least = "" if answer.is_proven else "at least "
            gain = (
                f", worth {least}{write.worth(Worth(answer.gain))} more"
                if answer.gain is not None
                else ", and the plan as it is could not be kept"
            )
            moved = "; ".join(moves) or ("no plan could hold" if answer.is_proven else "it is not proven which projects change")
            return "changes", f"{label} the plan would change: {moved}{gain}"
    if any(answer is None or answer.status == "open" for _, answer in answers):
        return "not_proven", f"{answers[0][0]}: the search stopped before it was proven either way"
    return "no_change", f"{'; '.join(label for label, _ in answers)}: the plan stays the best"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
