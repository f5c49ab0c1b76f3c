"""Reads and writes the values of schedule files: decimal numbers, amounts in cents, days and hours."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction


def number_from_text(text: str | None) -> Fraction | None:
    """A decimal number as the file writes it, exactly; null where there is none. Raises ValueError for anything else."""
    if text is None or not text.strip():
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    # The exponent first: as a fraction, 1e-99999999 would not fit into memory.
    if not value.is_finite() or (value and not -30 <= value.adjusted() <= 15) or abs(int(value.as_tuple().exponent)) > 40:
        raise ValueError(f"{text!r} is no number that can be meant")
    return Fraction(value)


def cents_from_text(text: str | None, per_unit: int = 100) -> int | None:
    """An amount in cents, to the nearest, halves to even: schedules hold costs to fractions of a cent."""
    value = number_from_text(text)
    return (
        None
        if value is None
        else int((Decimal(value.numerator) * per_unit / value.denominator).quantize(Decimal(1), ROUND_HALF_EVEN))
    )


def day_from_text(text: str | None) -> date | None:
    """The day of an ISO date or date and time; null where there is none. Raises ValueError for anything else."""
    return date.fromisoformat(text.strip()[:10]) if text and text.strip() else None


def amount_text(amount: int) -> str:
    """Cents as decimal text."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def hours_text(minutes: int) -> str:
    # Three decimals of an hour hold 3.6 seconds: the minutes come back.
    return str((Decimal(minutes) / 60).quantize(Decimal("0.001")))


def day_text(value: date | None) -> str:
    return value.isoformat() if value else ""
