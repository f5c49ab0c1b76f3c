"""`cutline order`: one list of what is funded first, in which nothing is dropped when there is more money."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from pipelines.commands.arguments import Json, NightFolder, night_in
from pipelines.commands.json_answer import print_json
from pipelines.commands.questions.frontier import changes_in

if TYPE_CHECKING:
    from assets.answers.funding.night_funding_order import NightFundingOrder
    from optimizer.explain.funding.funding_order import OrderStep


def order(
    night: NightFolder = Path(),
    /,
    *,
    changes: Annotated[
        str, Parameter(help="the amounts, as changes in per cent: -10,-5,5,10; or FROM:TO:POINTS, such as -30:30:13")
    ] = "-30,-25,-20,-15,-10,-5,5,10,15,20",
    fund: Annotated[str | None, Parameter(help="change the budgets of this fund alone")] = None,
    seconds: Annotated[float, Parameter(validator=Number(gt=0), help="the most time of each search")] = 60.0,
    as_json: Json = False,
) -> None:
    """Show a funding order: plans at several amounts of money in which what is funded at less stays funded at more.

    It starts from the plan of the night. Each step says what it costs against the best plan at that amount, which need not keep what a
    smaller amount funds.
    """
    from assets.answers.funding.night_funding_order import night_funding_order

    found = night_funding_order(
        night_in(night), changes_in(changes), seconds=seconds, fund_id=fund, progress=partial(print, file=sys.stderr)
    )
    if as_json:
        print_json(found.as_values())
        return
    print("\n".join(_lines(found)))


def _lines(found: "NightFundingOrder") -> Iterator[str]:
    from cutline.reports.amounts import amount_text
    from cutline.valuation.money import format_minor

    p, worth = found.settings.portfolio, partial(amount_text, settings=found.settings)
    yield f"{found.of}; what is funded at less stays funded at more; the plan of the night is the step without a change"
    for each in found.order.steps:
        head = f"{each.change_bp / 100:+7.2f} %  {format_minor(each.amount, p.currency, p.minor_digits)}: "
        if each.value is None:
            yield head + ("no plan keeps every rule" if each.is_impossible else "no plan was found in the time")
            continue
        yield f"{head}worth {worth(each.value)}, {len(each.running)} projects; {_cost(each, worth)}"
        for project in each.entered:
            yield f"      enters  {project} {found.names.get(project, '')}".rstrip()
    yield _named("next in line", found.order.next_in_line, found, "at these amounts nothing more is funded")
    yield _named("first to go", found.order.first_to_go, found, "at these amounts nothing leaves")
    yield _why(found, worth)


def _cost(each: "OrderStep", worth: Any) -> str:
    if each.cost_at_most == 0:
        return "nesting costs nothing"
    if each.cost_at_most is None:
        return "what nesting costs is not known"
    if each.cost_at_least == each.cost_at_most:
        return f"nesting costs {worth(each.cost_at_most)}"
    return f"nesting costs {worth(each.cost_at_least or 0)} to {worth(each.cost_at_most)}"


def _named(title: str, projects: tuple[str, ...], found: "NightFundingOrder", otherwise: str) -> str:
    told = ", ".join(f"{each} {found.names.get(each, '')}".strip() for each in projects)
    return f"{title}: {told or otherwise}"


def _why(found: "NightFundingOrder", worth: Any) -> str:
    drop = found.order.dropped
    if drop is None:
        return "a larger budget may drop a project for one that is worth more; at these amounts no best plan does"
    new = f"{', '.join(drop.entered)} enter instead, and " if drop.entered else ""
    return (
        f"a larger budget may drop a project: the best plan at {drop.less_bp / 100:+g} % runs {', '.join(drop.projects)} and that at"
        f" {drop.more_bp / 100:+g} % does not; {new}it is worth {worth(drop.gain)} more"
    )
