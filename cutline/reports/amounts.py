"""Writes amounts in words: money, and amounts of the objective, which are money or points of score.

The type of an amount says which of the two functions may write it.
"""

from cutline.contracts.units import THOUSANDTHS_SCALE, Minor, Worth
from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_short


def amount_text(amount: Worth, settings: Settings) -> str:
    """An amount of the first objective in words. amount: minor units of money, thousandths of a point if the objective is a score, or
    units of another measure or of a blend.
    """
    return amount_in_unit(amount, settings.planning.worth_unit, settings)


def amount_in_unit(amount: int, unit: str, settings: Settings) -> str:
    """An amount of any objective in words. unit: of the objective, as `PlanningSection.unit_of`."""
    if unit == "minor":
        return money_text(Minor(amount), settings)
    if unit == "milli_points":
        return f"{amount / THOUSANDTHS_SCALE:,.1f} points"
    if unit == "milli_fte_periods":
        return f"{amount / THOUSANDTHS_SCALE:,.1f} FTE-periods"
    return f"{amount:,} {unit}"


def money_text(amount: Minor | None, settings: Settings) -> str:
    """Money in words, in three or four digits. An unknown amount is an en dash."""
    return format_short(amount, settings.portfolio.currency, settings.portfolio.minor_digits)
