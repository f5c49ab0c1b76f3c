"""`cutline prices`: what each rule costs, and the next useful unit of each fund, class, year and role."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from pipelines.commands.arguments import Json, NightFolder, night_in
from pipelines.commands.json_answer import print_json
from pipelines.commands.questions.changed_projects import who

if TYPE_CHECKING:
    from assets.answers.funding.night_next_units import NightNextUnits
    from assets.answers.funding.night_rule_prices import NightRulePrices, OwnedPrice
    from optimizer.explain.funding.greatest_value import Base
    from optimizer.explain.funding.next_units import NextUnit

Part = Literal["rules", "units"]
PARTS: tuple[Part, ...] = ("rules", "units")


def prices(
    night: NightFolder = Path(),
    /,
    *,
    only: Annotated[
        list[Part] | None, Parameter(help="rules, units, or both as --only rules --only units; all if left out")
    ] = None,
    seconds: Annotated[float, Parameter(validator=Number(gt=0), help="the most time of each search")] = 60.0,
    as_json: Json = False,
) -> None:
    """Show what each rule costs, and the least more of each fund, class, year and role that would raise the value of the plan.

    A price is how much more the best plan would be worth if that rule alone were lifted. Prices do not add up: lifting two rules may
    bring more, or less, than the sum.
    """
    from assets.answers.funding.night_next_units import night_next_units
    from assets.answers.funding.night_rule_prices import night_rule_prices

    folder, progress, values = night_in(night), partial(print, file=sys.stderr), dict[str, Any]()
    for part in only or PARTS:
        if part == "rules":
            rules = night_rule_prices(folder, seconds=seconds, progress=progress)
            values |= rules.as_values()
            lines = _rule_lines(rules)
        else:
            units = night_next_units(folder, seconds=seconds, progress=progress)
            values |= units.as_values()
            lines = _unit_lines(units)
        if not as_json:
            print("\n".join(lines), flush=True)
    if as_json:
        print_json(values)


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
