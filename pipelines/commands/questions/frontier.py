"""`cutline frontier`: what more or less money, or more or fewer people of a role, would do to the plan."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cutline.errors import Finding, UsageError
from pipelines.commands.arguments import Json, NightFolder, night_in
from pipelines.commands.json_answer import print_json
from pipelines.commands.questions.changed_projects import who

if TYPE_CHECKING:
    from assets.answers.funding.night_frontier import NightFrontier

MOST_BP = 1_000_000  # the largest change: a hundred times as much more


def frontier(
    night: NightFolder = Path(),
    /,
    *,
    changes: Annotated[
        str, Parameter(help="the changes in per cent, such as -10,-5,5,10; or FROM:TO:POINTS, such as -30:30:25")
    ] = "-10,-5,-1,1,5,10",
    fund: Annotated[str | None, Parameter(help="change the budgets of this fund alone")] = None,
    role: Annotated[str | None, Parameter(help="change the people of this role, and no money")] = None,
    seconds: Annotated[float, Parameter(validator=Number(gt=0), help="the most time of each point")] = 60.0,
    as_json: Json = False,
) -> None:
    """Show what more or less money would do: at each amount the value of the best plan, with its bound, and who enters and leaves.

    Each point is a plan of its own. So a project may leave although there is more money: a larger project takes its place.
    """
    from assets.answers.funding.night_frontier import night_frontier

    if fund and role:
        found = Finding("--fund, --role", f"{fund} and {role}", "one of them", "ask two questions")
        raise UsageError("either money or people change", [found])
    answer = night_frontier(
        night_in(night),
        changes_in(changes),
        seconds=seconds,
        fund_id=fund,
        role_id=role,
        progress=partial(print, file=sys.stderr),
    )
    if as_json:
        print_json({"of": answer.of, "unit": answer.unit, "points": [asdict(each) for each in answer.points]})
        return
    print("\n".join(_lines(answer)))


def changes_in(text: str) -> list[int]:
    """The changes in basis points that `--changes` states. Raises UsageError for a text that states none."""
    try:
        if ":" in text:
            first, last, count = text.split(":")
            low, high, points = float(first), float(last), int(count)
            if not 2 <= points <= 1000 or low >= high:
                raise ValueError
            found = [round(100 * (low + (high - low) * i / (points - 1))) for i in range(points)]
        else:
            found = [round(100 * float(each)) for each in text.split(",")]
        if min(found) < -10_000 or max(found) > MOST_BP:
            raise ValueError
    except (ValueError, OverflowError):
        expected = "per cent from -100 to 10000: -10,-5,5,10, or FROM:TO:POINTS with 2 to 1000 points"
        raise UsageError("no changes of the amounts", [Finding("--changes", text, expected, "write --changes=-10,10")]) from None
    return sorted(set(found))


def _lines(answer: "NightFrontier") -> Iterator[str]:
    from cutline.reports.amounts import amount_text
    from cutline.valuation.money import format_minor

    p, worth = answer.settings.portfolio, partial(amount_text, settings=answer.settings)
    base = next(each for each in answer.points if each.change_bp == 0)
    yield f"{answer.of}; changes are against the plan of the night"
    for each in answer.points:
        amount = (
            format_minor(each.amount, p.currency, p.minor_digits)
            if answer.unit != "milli_fte"
            else f"{each.amount / 1000:,.3f} FTE summed over the periods"
        )
        head = f"{each.change_bp / 100:+7.2f} %  {amount}: "
        if each.value is None:
            yield head + ("no plan keeps every rule" if each.is_impossible else "no plan was found in the time")
            continue
        gap = f", to within {worth(each.bound - each.value)}" if each.bound is not None and each.bound > each.value else ""
        more = (
            f" ({'+' if each.value >= (base.value or 0) else ''}{worth(each.value - (base.value or 0))})"
            if each is not base
            else ""
        )
        yield head + f"worth {worth(each.value)}{more}{gap}{who(each.entered, each.left, each.otherwise)}"
