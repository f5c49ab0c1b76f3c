"""`cutline alternatives`: other plans that are nearly as good, and how each differs."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from pipelines.commands.arguments import Json, NightFolder, night_in
from pipelines.commands.json_answer import print_json

if TYPE_CHECKING:
    from assets.answers.night_alternatives import NightAlternatives
    from optimizer.explain.alternatives import Alternative


def alternatives(
    night: NightFolder = Path(),
    /,
    *,
    count: Annotated[int, Parameter(validator=Number(gte=1, lte=50), help="how many plans")] = 5,
    projects: Annotated[
        int, Parameter(validator=Number(gte=1), help="in how many projects each differs from every other plan")
    ] = 2,
    within: Annotated[
        float, Parameter(validator=Number(gte=0, lte=100), help="how much less it may be worth, in per cent")
    ] = 2.0,
    seconds: Annotated[float, Parameter(validator=Number(gt=0), help="the most time of each search")] = 60.0,
    as_json: Json = False,
) -> None:
    """Show other plans that are nearly as good as that of a night. Each differs from it and from one another in some projects.

    A project counts as different if one plan runs it and the other does not. Each plan was checked in integers.
    """
    from assets.answers.night_alternatives import night_alternatives

    found = night_alternatives(
        night_in(night), count=count, projects=projects, within_bp=round(within * 100), seconds=seconds,
        progress=partial(print, file=sys.stderr),
    )  # fmt: skip
    if as_json:
        print_json(found.as_values())
        return
    print("\n".join(_lines(found, projects, within)))


def _lines(found: "NightAlternatives", projects: int, within: float) -> Iterator[str]:
    from cutline.reports.amounts import amount_text
    from cutline.valuation.money import format_minor

    worth, p = partial(amount_text, settings=found.settings), found.settings.portfolio
    yield f"the plan is worth {worth(found.base)}; plans within {within:g} % of it that differ in at least {projects} project{'s' * (projects > 1)}:"
    for i, each in enumerate(found.answer.found):
        sure = "" if each.is_best else f", to within {worth(each.bound - each.value)} of the best that differs so"
        yield f"{i + 1}. worth {worth(each.value)} ({worth(each.value - found.base)}){sure}"
        yield from _projects(each, found)
        spend = [
            f"{format_minor(abs(by), p.currency, p.minor_digits)} {'more' if by > 0 else 'less'} {kind} in FY{year}"
            for (kind, year), by in found.spend[i].items()
        ]
        yield f"   spends    {'; '.join(spend)}" if spend else "   spends    the same"
        themes = [f"{by:+d} {theme}" for theme, by in found.themes[i].items()]
        if themes:
            yield f"   themes    {', '.join(themes)}"
    if not found.answer.found:
        yield "there is none (proven)" if found.answer.is_all else "none was found in the time"
    elif found.answer.is_all:
        yield "there are no more (proven)"


def _projects(each: "Alternative", found: "NightAlternatives") -> Iterator[str]:
    for verb, projects in (("enters", each.entered), ("leaves", each.left), ("otherwise", each.otherwise)):
        for project in projects:
            yield f"   {verb:<9} {project} {found.names.get(project, '')}"
