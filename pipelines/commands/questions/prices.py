"""`cutline prices`: what each rule costs, the next useful unit of everything, and the best phasing of the same money."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from pipelines.commands.arguments import Json, NightFolder, night_in
from pipelines.commands.json_answer import print_json
from pipelines.commands.questions.changed_projects import who
from pipelines.commands.questions.frontier import frontier_lines

if TYPE_CHECKING:
    from assets.answers.funding.night_next_units import NightNextUnits
    from assets.answers.funding.night_phasing import NightPhasing
    from assets.answers.funding.night_rule_prices import NightRulePrices, OwnedPrice
    from optimizer.explain.funding.greatest_value import Base
    from optimizer.explain.funding.next_units import NextUnit

Part = Literal["rules", "units", "phasing", "uses"]
PARTS: tuple[Part, ...] = ("rules", "units", "phasing")  # without --only; the uses take one plan for each fund, role and change


def prices(
    night: NightFolder = Path(),
    /,
    *,
    only: Annotated[
        list[Part] | None,
        Parameter(
            help="rules, units (the next useful unit), phasing (the same money in other years), uses (1, 5 and 10 % more or less of "
            "each fund and role); several as --only rules --only units; all but uses if left out"
        ),
    ] = None,
    seconds: Annotated[float, Parameter(validator=Number(gt=0), help="the most time of each search")] = 60.0,
    as_json: Json = False,
) -> None:
    """Show what each rule costs, the least more of anything that would raise the value of the plan, and the best phasing of its money.

    A price is how much more the best plan would be worth if that rule alone were lifted. Prices do not add up: lifting two rules may
    bring more, or less, than the sum.
    """
    folder, progress, values = night_in(night), partial(print, file=sys.stderr), dict[str, Any]()
    for part in only or PARTS:
        found, lines = _answer(part, folder, seconds, progress)
        values |= found
        if not as_json:
            print("\n".join(lines), flush=True)
    if as_json:
        print_json(values)


def _answer(part: Part, night: Path, seconds: float, progress: Callable[[str], None]) -> tuple[dict[str, Any], Iterator[str]]:
    """One part of the answer: its values for machines, and its lines for people."""
    if part == "rules":
        from assets.answers.funding.night_rule_prices import night_rule_prices

        rules = night_rule_prices(night, seconds=seconds, progress=progress)
        return rules.as_values(), _rule_lines(rules)
    if part == "units":
        from assets.answers.funding.night_next_units import night_next_units

        units = night_next_units(night, seconds=seconds, progress=progress)
        return units.as_values(), _unit_lines(units)
    if part == "phasing":
        from assets.answers.funding.night_phasing import night_phasing

        phasing = night_phasing(night, seconds=seconds, progress=progress)
        return phasing.as_values(), _phasing_lines(phasing)
    from assets.answers.funding.night_best_uses import night_best_uses

    uses = night_best_uses(night, seconds=seconds, progress=progress)
    return uses.as_values(), (line for each in uses.found for line in frontier_lines(each))


def _rule_lines(found: "NightRulePrices") -> Iterator[str]:
    from cutline.reports.amounts import amount_text

    worth = partial(amount_text, settings=found.settings)
    yield from _base_lines(found.base, worth)
    yield "what each rule costs: how much more the optimum would be worth if that rule alone were lifted"
    for each in found.prices:
        price = each.price
        if price.is_tie:
            amount = "a tie"
        elif price.is_exact:
            amount = worth(price.at_least)
        elif price.at_most is None:
            amount = f"{worth(price.at_least)} or more, no bound was proven"
        else:
            amount = f"{worth(price.at_least)} to {worth(price.at_most)}"
        yield f"  {amount:>14}  {price.label} ({price.kind}; {_owner(each)}){who(price.entered, price.left, price.otherwise)}"
    if not found.prices:
        yield "  there is no rule to lift"
    if any(each.price.is_tie for each in found.prices):
        yield "a tie: no plan without the rule is worth more than the optimum"


def _owner(each: "OwnedPrice") -> str:
    return each.owner + (f", until {each.expires}" if each.expires else "")


def _base_lines(base: "Base", worth: Any) -> Iterator[str]:
    """What the figures are measured against."""
    sure = "" if base.is_exact else f", and may be worth {worth(base.bound - base.value)} more"
    yield f"measured against the best plan that keeps every rule; it is worth {worth(base.value)}{sure}"
    if base.published != base.value:
        yield f"the plan of the night is worth {worth(base.value - base.published)} less; that is no part of the figures"


def _unit_lines(found: "NightNextUnits") -> Iterator[str]:
    from cutline.reports.amounts import amount_text

    worth = partial(amount_text, settings=found.settings)
    yield from _base_lines(found.base, worth)
    yield "the next useful unit: the least more with which the optimum rises; money is divided over the purses as is best"
    for each in found.units:
        yield f"  {each.of} {each.name}: {_unit(each, found, worth)}"


def _phasing_lines(found: "NightPhasing") -> Iterator[str]:
    from cutline.reports.amounts import amount_text
    from cutline.valuation.money import format_minor

    p, worth = found.settings.portfolio, partial(amount_text, settings=found.settings)
    money = partial(format_minor, currency=p.currency, digits=p.minor_digits)
    yield from _base_lines(found.base, worth)
    yield "the best phasing: the same money of each fund and class in other years; planning.phasing_within_bp limits the change of a year"
    for each in found.found:
        head = f"  within {each.within_bp / 100:g} % of each year: "
        if each.is_none_better:
            yield f"{head}a tie: no phasing brings more"
            continue
        if each.value is None:
            most = (
                "no bound was proven" if each.bound is None else f"it would bring at most {worth(each.bound - found.base.value)}"
            )
            yield f"{head}none was found that brings more; {most}"
            continue
        sure = (
            ""
            if each.bound == each.value
            else " or more"
            if each.bound is None
            else f" to {worth(each.bound - found.base.value)}"
        )
        brings = f"{head}{money(each.moved)} in other years bring {worth(each.value - found.base.value)}{sure}"
        yield brings + who(each.entered, each.left, each.otherwise)
        for shift in each.shifts:
            more = f"{money(abs(shift.after - shift.before))} {'more' if shift.after > shift.before else 'less'}"
            yield f"    {shift.fund_id} {shift.cost_class} FY{shift.fiscal_year}: {money(shift.after)}, {more}"


def _unit(each: "NextUnit", found: "NightNextUnits", worth: Any) -> str:
    def amount(figure: int) -> str:
        from cutline.valuation.money import format_minor

        p = found.settings.portfolio
        is_people = each.unit == "milli_fte"
        return f"{figure / 1000:,.3f} FTE in every period" if is_people else format_minor(figure, p.currency, p.minor_digits)

    if each.amount is None:
        return "no more of it raises the optimum" if each.is_exact else "not found in the time"
    least = "" if each.is_exact else f" or less, at least {amount(each.at_least or 0)}"
    more = "" if each.rise is None else f" brings {worth(each.rise)}"
    if each.rise is not None and each.rise_at_most != each.rise:
        more += " or more" if each.rise_at_most is None else f" to {worth(each.rise_at_most)}"
    return f"{amount(each.amount)}{least}{more}{who(each.entered, each.left, each.otherwise)}"
