"""`cutline compare`: two nights side by side and what caused the difference, or a night beside a list of projects."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from cutline.errors import Finding, NoPlan, UsageError
from pipelines.commands.arguments import Json, NightFolder, night_in
from pipelines.commands.json_answer import print_json

if TYPE_CHECKING:
    from assets.answers.night_comparison import NightComparison
    from optimizer.explain.attribution import Step

MOST_NAMED = 8  # what changed, in the line of its cause
MOST_SHOWN = 20  # projects and purses in the text; --json has all


def compare(
    first: NightFolder = Path(),
    second: Annotated[
        Path | None, Parameter(help="the later night; without it, the last two nights of the portfolio are compared")
    ] = None,
    /,
    *,
    causes: Annotated[
        bool, Parameter(negative="--no-causes", help="solve for the causes; without them the answer takes a second")
    ] = True,
    approved: Annotated[bool, Parameter(negative="", help="compare the published night with the approved one")] = False,
    selection: Annotated[
        Path | None,
        Parameter(
            help="a list of projects that people selected (CSV, workbook, or an id on each line): compare it with the night"
        ),
    ] = None,
    seconds: Annotated[float, Parameter(validator=Number(gt=0), help="the most time of each solve")] = 60.0,
    as_json: Json = False,
) -> None:
    """Show what differs between two published nights: value, projects, spend by fund and year, and what caused it.

    The causes come from a chain of solves: first what changed of the projects, then of the money, the people, the rules and the
    approved plan. Their differences add up to the whole. What is left has no cause in the inputs: a tie, or the gap of a search.
    """
    from assets.answers.night_comparison import approved_and_published, compare_nights, last_two_nights

    if sum((second is not None, approved, selection is not None)) > 1:
        given = Finding("second night, --approved, --selection", "more than one", "at most one", "leave the others out")
        raise UsageError("one thing is compared with the night", [given])
    tell = partial(print, file=sys.stderr)
    if selection:
        _compare_with_list(night_in(first), selection, seconds, as_json=as_json)
        return
    pair = (
        (night_in(first), night_in(second)) if second else approved_and_published(first) if approved else last_two_nights(first)
    )
    found = compare_nights(*pair, seconds=seconds, with_causes=causes, progress=tell)
    if as_json:
        print_json(_as_values(found))
        return
    print("\n".join(_lines(found)))


def _compare_with_list(night: Path, path: Path, seconds: float, *, as_json: bool) -> None:
    from assets.answers.selected_plan import compare_with_list

    try:
        found, broken, gap = compare_with_list(night, path, seconds=seconds, progress=partial(print, file=sys.stderr))
    except NoPlan as error:
        if as_json:
            print_json({"planned": False, "findings": [vars(each) for each in error.findings], "way_out": error.way_out})
        raise
    if as_json:
        print_json({"planned": True, **_as_values(found), "broken": broken, "gap": gap})
        return
    lines = [line for line in _lines(found) if not line.startswith("causes")]
    print("\n".join([*lines, *(f"breaks    {each}" for each in broken)]))
    if gap:
        from cutline.reports.amounts import amount_text

        print(f"gap       the list may be worth up to {amount_text(gap, found.settings)} more: the search was stopped")


def _as_values(found: "NightComparison") -> dict[str, Any]:
    return {
        "nights": found.names, "values": found.values, "projects": found.projects, "spend": found.spend,
        "causes": None if found.steps is None else [asdict(each) for each in found.steps], "why_no_causes": found.why_no_steps,
    }  # fmt: skip


def _lines(found: "NightComparison") -> Iterator[str]:
    from cutline.reports.amounts import amount_text

    worth = lambda amount: amount_text(amount, found.settings)  # noqa: E731
    difference = found.values[1] - found.values[0]
    yield f"{found.names[0]} to {found.names[1]}"
    yield f"value     {worth(found.values[0])} to {worth(found.values[1])} ({_signed(worth, difference)})"
    if not found.projects:
        yield "projects  the same projects, each in the same way"
    for each in found.projects[:MOST_SHOWN]:
        yield (
            f"{each['change']:<9} {each['project_id']} {each['name'] or ''}: {_signed(worth, each['value_difference'])}"
            + _moved(each)
        )
    yield from _more(len(found.projects), "projects")
    yield from _spend_lines(found)
    yield from _cause_lines(found, worth)


def _moved(each: dict[str, Any]) -> str:
    if each["change"] == "otherwise":
        return f"; {each['mode_before']} from {each['start_before']} to {each['mode_after']} from {each['start_after']}"
    return f"; {each['reason']}" if each["change"] == "leaves" and each["reason"] else ""


def _spend_lines(found: "NightComparison") -> Iterator[str]:
    from cutline.valuation.money import format_minor

    p = found.settings.portfolio
    money = lambda minor: format_minor(minor, p.currency, p.minor_digits)  # noqa: E731
    for row in found.spend[:MOST_SHOWN]:
        yield (
            f"spend     {row['fund_id']} {row['cost_class']} FY{row['fiscal_year']}: {money(row['allocated_minor'])} to "
            f"{money(row['allocated_minor_after'])}, of {money(row['budget_minor'])} to {money(row['budget_minor_after'])}"
        )
    yield from _more(len(found.spend), "purses")


def _cause_lines(found: "NightComparison", worth: Any) -> Iterator[str]:
    if found.steps is None:
        yield f"causes    not told: {found.why_no_steps}"
        return
    if not found.steps:
        yield "causes    nothing that decides the plan has changed"
    for step in found.steps:
        yield f"cause     {step.cause}: {_effect(step, worth)}{_rows(step)}{_who(step)}"


def _effect(step: "Step", worth: Any) -> str:
    if step.value is None:
        return "no plan keeps every rule after this change"
    if step.difference is None:
        return f"the plan is worth {worth(step.value)}"
    open_gap = f", to within {worth(step.gap)}" if step.gap else ""
    return f"{_signed(worth, step.difference)}{open_gap}"


def _rows(step: "Step") -> str:
    if not step.changed_rows:
        is_tie = step.cause == "no change of the inputs"
        return "; a tie, or within the gap of a search" if is_tie else "; how much value is given up to stay close to it"
    told = [f"{name} ({gone} row(s) before, {new} after)" for name, (gone, new) in step.changed_rows.items()]
    more = f" and {len(step.changed) - MOST_NAMED} more" if len(step.changed) > MOST_NAMED else ""
    about = f" of {', '.join(step.changed[:MOST_NAMED])}{more}" if step.changed else ""
    return f"; changed: {', '.join(told)}{about}"


def _who(step: "Step") -> str:
    parts = (
        (("enters", "enter"), step.entered),
        (("leaves", "leave"), step.left),
        (("runs otherwise", "run otherwise"), step.otherwise),
    )
    told = [f"{', '.join(projects)} {verbs[len(projects) > 1]}" for verbs, projects in parts if projects]
    return f"; {'; '.join(told)}" if told else ""


def _signed(worth: Any, amount: int) -> str:
    return f"+{worth(amount)}" if amount > 0 else str(worth(amount))


def _more(count: int, what: str) -> Iterator[str]:
    if count > MOST_SHOWN:
        yield f"          and {count - MOST_SHOWN} more {what}; --json has all"
