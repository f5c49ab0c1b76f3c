"""Writes amounts in words: money, and amounts of the objective, which are money or points of score.

The type of an amount says which of the two functions may write it.
"""

from cutline.contracts.units import THOUSANDTHS_SCALE, Minor, Worth
from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_short


def amount_text(amount: Worth, settings: Settings) -> str:
    """An amount of the objective in words. amount: minor units of money, or thousandths of a point if the objective is a
    score.
    """
    if settings.planning.objective == "score":
        return f"{amount / THOUSANDTHS_SCALE:,.1f} points"
    return money_text(Minor(amount), settings)


def money_text(amount: Minor | None, settings: Settings) -> str:
    """Money in words, in three or four digits. An unknown amount is an en dash."""
    return format_short(amount, settings.portfolio.currency, settings.portfolio.minor_digits)
