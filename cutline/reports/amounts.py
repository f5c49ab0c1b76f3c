"""Writes an amount of the objective: as money, or as points of score."""

from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_short


def amount_text(amount: int, settings: Settings) -> str:
    """An amount of the objective in words. amount: minor units of money, or thousandths of a point if the objective is a
    score.
    """
    if settings.planning.objective == "score":
        return f"{amount / 1000:,.1f} points"
    return format_short(amount, settings.portfolio.currency, settings.portfolio.minor_digits)
