"""Splits amounts of money without losing a minor unit, and formats amounts for people.

Conversion of currencies is in `currency.py`. Money is int64 minor units (cents) of a stated currency. No float holds an
amount.
"""

from collections.abc import Sequence

from cutline.contracts.units import THOUSANDTHS_SCALE, Minor
from cutline.settings.all_settings import Settings

CURRENCY_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "CAD": "C$", "JPY": "¥"}


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` minor units in proportion to `weights`, by the method of largest remainders. The parts sum exactly to the
    total.

    If remainders are equal, the earlier part gets the unit. Raises ValueError when a weight is negative or all weights are
    zero.

    >>> allocate(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError(f"weights must be non-negative with a positive sum, got {list(weights)}")
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    for index in sorted(range(len(weights)), key=lambda i: (-remainders[i], i))[: total - sum(parts)]:
        parts[index] += 1
    return parts


def unit_of_worth(settings: Settings) -> str:
    """What 1 of an amount of the first objective counts: a minor unit of the portfolio's currency, a thousandth of a point, or the
    unit of a blend or another measure.

    >>> unit_of_worth(Settings.model_validate({"portfolio": {"currency": "KWD", "minor_digits": 3}}))
    '0.001 KWD'
    """
    unit = settings.planning.worth_unit
    if unit != "minor":
        return f"{1 / THOUSANDTHS_SCALE} points" if unit == "milli_points" else f"1 {unit}"
    digits = settings.portfolio.minor_digits
    return f"{10**-digits:.{digits}f} {settings.portfolio.currency}"


def format_minor(amount: Minor | None, currency: str, digits: int = 2) -> str:
    """The full amount for people, such as `£1,234.50`. An unknown amount is an en dash, never zero.

    >>> format_minor(-123450, "GBP")
    '-£1,234.50'
    """
    if amount is None:
        return "–"
    whole, rest = divmod(abs(amount), 10**digits)
    symbol = CURRENCY_SYMBOLS.get(currency, currency + " ")
    tail = f".{rest:0{digits}d}" if digits else ""
    return f"{'-' if amount < 0 else ''}{symbol}{whole:,}{tail}"


def format_short(amount: Minor | None, currency: str, digits: int = 2) -> str:
    """The amount in three or four digits for headlines, such as `£12.3m`. An unknown amount is an en dash."""
    if amount is None:
        return "–"
    value = abs(amount) / 10**digits
    symbol = CURRENCY_SYMBOLS.get(currency, currency + " ")
    sign = "-" if amount < 0 else ""
    for size, word in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if value >= size * 0.9995:
            return f"{sign}{symbol}{value / size:,.1f}{word}"
    return f"{sign}{symbol}{value:,.0f}"
