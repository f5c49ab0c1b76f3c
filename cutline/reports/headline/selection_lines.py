"""The lines about the plan: what is recommended, how good the answer is, projects in flight, and what is left out.

The line about projects in flight says how many continue, accelerate, pause or stop.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from cutline.contracts.modes import IN_FLIGHT_WORDS
from cutline.contracts.statuses import is_in_flight
from cutline.contracts.units import Worth
from cutline.reports.amounts import amount_in_unit, amount_text
from cutline.reports.tables.cards import count_states
from cutline.reports.tables.reasons import NOT_SEARCHED
from cutline.settings.all_settings import Settings


def recommendation(selected: pl.DataFrame, out: pl.DataFrame, value: int, settings: Settings) -> str:
    """How many of the candidates are recommended, and what they are worth. Projects that are no candidates, such as closed
    ones, are counted apart.
    """
    others = out.filter(pl.col("code") == "status").height
    beside = f"; besides, {others} project{' is' if others == 1 else 's are'} no candidate" if others else ""
    return f"{selected.height} of {selected.height + out.height - others} candidates, worth {amount_text(Worth(value), settings)}{beside}"


def quality_of_answer(outcome: str, value: int, gap: int, given_up: int, checks: int, settings: Settings) -> str:
    """What the search proved. gap: how far the plan may be below the best. given_up: value left to stay close to the approved plan, or
    for the objectives after the first.
    """
    proof = (
        "exact: no better plan exists"
        if gap == 0
        else f"at most {amount_text(Worth(gap), settings)} ({gap / abs(value):.3%}) below the best possible"
        if value
        else "no value"
    )
    if given_up:
        why = (
            "to stay close to the approved plan"
            if len(settings.planning.objectives) == 1
            else "for the objectives after the first"
        )
        proof += f"; {amount_text(Worth(given_up), settings)} given up {why}"
    return f"{outcome}; {proof}; {checks:,} rules recomputed in integers, none broken"


def objectives(results: Sequence[Mapping[str, Any]], ties: Mapping[str, Any] | None, settings: Settings) -> list[tuple[str, str]]:
    """What the plan has of each of several objectives, and how many plans are equal in all of them. With one there is no line.

    results, ties: the fields of `optimizer.plan.ObjectiveResult` and `Ties`.
    """
    if not results:
        return []
    told = "; ".join(objective_text(each, settings) for each in results)
    equal = (
        ""
        if ties is None or ties["count"] == 1
        else f"; {'' if ties['is_all'] else 'at least '}{ties['count']} plans are equal in all of them"
    )
    return [("Objectives", told + equal)]


def objective_text(each: Mapping[str, Any], settings: Settings) -> str:
    """One objective: its amount, what it lost to the later ones, and how far its stage may be from the best."""

    def text(amount: int) -> str:
        return amount_in_unit(amount, each["unit"], settings)

    if each["reached"] is None:
        return f"{each['name']} {text(each['value'])}, not searched"
    lost = abs(each["reached"] - each["value"])
    losing = f", {text(lost)} {'more' if each['is_least'] else 'less'} than it reached for the later ones" if lost else ""
    gap = None if each["bound"] is None else abs(each["bound"] - each["reached"])
    sure = ", how far from the best is not known" if gap is None else f", to within {text(gap)}" if gap else ""
    is_named = each["unit"] == each["name"]  # so many changes, so many projects
    return f"{'' if is_named else each['name'] + ' '}{text(each['value'])}{losing}{sure}"


def in_flight(selected: pl.DataFrame, out: pl.DataFrame) -> list[tuple[str, str]]:
    """How many projects in flight are continued, accelerated, paused or stopped. There is no line without such projects."""
    decisions = [
        *selected.filter(is_in_flight())["course"],
        *(["stopped"] * out.filter(pl.col("code") == "stopped").height),
    ]
    order = [*IN_FLIGHT_WORDS.values(), "stopped"]
    counts = ", ".join(f"{decisions.count(word)} {word}" for word in order if word in decisions)
    return [("Projects in flight", counts)] if counts else []


def left_out(out: pl.DataFrame) -> str:
    """How many projects are not selected, by verdict."""
    by_verdict = out.group_by("verdict").len().sort("len", "verdict", descending=[True, False])
    words = ", ".join(f"{count} {verdict[:1].lower() + verdict[1:]}" for verdict, count in by_verdict.iter_rows())
    return f"{out.height} project{'' if out.height == 1 else 's'}: {words}" if out.height else "none"


def prices(out: pl.DataFrame, given_up: int, settings: Settings) -> list[tuple[str, str]]:
    """How many prices of projects that are left out are proven, bounded or found, and whether a better plan was found on the way.

    given_up: value left to stay close to the approved plan. A plan with a project is better than the search knew if it is worth
    more than the recommended plan by more than this, whatever the verdict about the project: it may be a project that is stopped.
    There is no line if no project was offered to the search and left out.
    """
    states = out["price_state"].drop_nulls().to_list()
    if not states:
        return []
    counts = ", ".join(f"{states.count(word)} {word}" for word in ("proven", "bounded", "found", NOT_SEARCHED) if word in states)
    cheapest = out["loss_at_most"].min()
    told = ""
    if isinstance(cheapest, int) and -cheapest > given_up:
        told = f"; a plan worth {amount_text(Worth(-cheapest), settings)} more was found after the search"
    if NOT_SEARCHED in states:
        told += "; a quick night leaves out the prices of reasons, the effects of findings and the cards: run without --quick for them"
    return [("Prices of these", counts + told)]


def cards(found: pl.DataFrame) -> list[tuple[str, str]]:
    """How many answers of the cards are proven or intervals, and how many the budget of work did not reach. No line without cards."""
    counts = count_states(found)
    if not counts:
        return []
    final = ("proven", "impossible", "required", "beyond")
    told = [
        f"{sum(counts.get(state, 0) for state in final):,} proven",
        *(
            f"{counts[state]:,} {words}"
            for state, words in (("interval", "answers in an interval"), ("at least", "answers with a lower end"))
            if state in counts
        ),
    ]
    left = counts.get("not reached", 0)
    rest = f"; {left:,} answers not reached within the budget of work (solver.card_work)" if left else ""
    return [("Cards", f"{sum(counts.values()):,} answers about projects: {', '.join(told)}{rest}")]
