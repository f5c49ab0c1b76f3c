"""`cutline frontier`: what more or less money, or more or fewer people of a role, would do to the plan."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

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
    risk: Annotated[
        Literal["failure", "tail"] | None,
        Parameter(help="change a limit of risk: the average chance of failure, or the value in the worst scenarios"),
    ] = None,
    breakpoints: Annotated[
        int, Parameter(validator=Number(gte=0, lte=1000), help="tell up to so many amounts at which the value rises")
    ] = 0,
    seconds: Annotated[float, Parameter(validator=Number(gt=0), help="the most time of each point and breakpoint")] = 60.0,
    as_json: Json = False,
) -> None:
    """Show what more or less money would do: at each amount the value of the best plan, with its bound, and who enters and leaves.

    Each point is a plan of its own. So a project may leave although there is more money: a larger project takes its place.
    """
    from assets.answers.funding.night_frontier import night_frontier
    from assets.answers.funding.night_risk_frontier import night_risk_frontier

    asked = [f"--{name}" for name, value in (("fund", fund), ("role", role), ("risk", risk)) if value]
    if len(asked) > 1 or (risk and breakpoints):
        found = Finding(
            ", ".join([*asked, *(["--breakpoints"] if breakpoints else [])]), "all of them", "one of them", "ask two questions"
        )
        raise UsageError("either money or people or risk changes, and risk has no breakpoints", [found])
    progress = partial(print, file=sys.stderr)
    if risk:
        answer = night_risk_frontier(night_in(night), risk, changes_in(changes), seconds=seconds, progress=progress)
    else:
        answer = night_frontier(
            night_in(night),
            changes_in(changes),
            seconds=seconds,
            most_steps=breakpoints,
            fund_id=fund,
            role_id=role,
            progress=progress,
        )
    if as_json:
        print_json(answer.as_values())
        return
    print("\n".join([*frontier_lines(answer), *_step_lines(answer)]))


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


def frontier_lines(answer: "NightFrontier") -> Iterator[str]:
    """The points of a frontier in words, one line for each."""
    from cutline.reports.amounts import amount_text

    worth = partial(amount_text, settings=answer.settings)
    base = next(each for each in answer.points if each.change_bp == 0)
    yield f"{answer.of}; changes are against the plan of the night"
    for each in answer.points:
        head = f"{each.change_bp / 100:+7.2f} %  {_amount(answer, each.amount)}: "
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


def _step_lines(answer: "NightFrontier") -> Iterator[str]:
    """The breakpoints, and whether they are all."""
    from cutline.reports.amounts import amount_text

    if answer.steps is None:
        return
    worth, steps = partial(amount_text, settings=answer.settings), answer.steps
    first = "no plan is known" if steps.first_value is None else f"the best plan is worth {worth(steps.first_value)}"
    yield f"at the smallest amount {first}; the value rises at (to a millionth of today's amount):"
    for each in steps.found:
        told = [] if each.ppm == each.at_least_ppm else [f"at least {each.at_least_ppm / 10_000:.4f} %"]
        if each.value != each.value_at_most:
            told.append("the value is not proven" if each.value_at_most is None else f"worth at most {worth(each.value_at_most)}")
        sure = f" ({', '.join(told)})" if told else ""
        changed = who(each.entered, each.left, each.otherwise)
        yield f"  {each.ppm / 10_000:.4f} %  {_amount(answer, each.amount)}: worth {worth(each.value)}{sure}{changed}"
    yield "there are no more up to the largest amount (proven)" if steps.is_all else "there may be more up to the largest amount"


def _amount(answer: "NightFrontier", amount: int) -> str:
    """An amount in words, in the unit of the frontier."""
    from cutline.valuation.money import format_minor

    p = answer.settings.portfolio
    if answer.unit == "bp":
        return f"{amount / 100:.2f} % on average"
    if answer.unit == "milli_fte":
        return f"{amount / 1000:,.3f} FTE summed over the periods"
    return format_minor(amount, p.currency, p.minor_digits)
