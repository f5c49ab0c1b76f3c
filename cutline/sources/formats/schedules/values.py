"""Reads and writes the values of schedule files: decimal numbers, amounts in cents, days and hours."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction

DURATION_MAX_CHARS = 24


def number_from_text(text: str | None) -> Fraction | None:
    """The exact value of a decimal number; null for no text. Raises ValueError for anything else, and for exponents beyond
    reason.
    """
    if text is None or not text.strip():
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    # The exponent is checked before the number becomes a fraction: 1e-99999999 as a fraction would not fit into memory.
    if not value.is_finite() or (value and not -30 <= value.adjusted() <= 15) or abs(int(value.as_tuple().exponent)) > 40:
        raise ValueError(f"{text!r} is too large or too small a number")
    return Fraction(value)


def cents_from_text(text: str | None, per_unit: int = 100) -> int | None:
    """An amount in cents; null for no text. per_unit: how many cents one unit of the text is worth.

    Schedules hold costs to fractions of a cent, which are rounded to the nearest cent, and halves to the even cent.
    """
    value = number_from_text(text)
    return (
        None
        if value is None
        else int((Decimal(value.numerator) * per_unit / value.denominator).quantize(Decimal(1), ROUND_HALF_EVEN))
    )


def day_from_text(text: str | None) -> date | None:
    """The day of an ISO date, with or without a time; null for no text. Raises ValueError for anything else."""
    return date.fromisoformat(text.strip()[:10]) if text and text.strip() else None


def is_morning(text: str | None, *, if_no_time: bool) -> bool:
    """Whether a time such as 2027-04-01T08:00:00 lies before noon. if_no_time: the answer for a day without a time.

    A data date of the morning of 1 April describes the progress of March. One of 17:00 describes the day that ends.
    """
    hour = (text or "").strip()[11:13]
    return int(hour) < 12 if hour.isdigit() else if_no_time


def amount_text(amount: int) -> str:
    """Cents as decimal text: 1234 as 12.34."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def hours_text(minutes: int) -> str:
    """Minutes as decimal text of hours, with three decimals: a thousandth is 3.6 seconds, so that no minute is lost."""
    return str((Decimal(minutes) / 60).quantize(Decimal("0.001")))


def day_text(value: date | None) -> str:
    """A day as ISO text; empty for no day."""
    return value.isoformat() if value else ""


def minutes_from_text(text: str) -> int | None:
    """The minutes of a duration such as PT120H30M0S; null for no text. Raises ValueError for anything else."""
    if not text:
        return None
    if len(text) > DURATION_MAX_CHARS:
        raise ValueError(f"{text[:DURATION_MAX_CHARS]!r} and so on is too long for a duration")
    total, digits = Fraction(0), ""
    for letter in text.removeprefix("PT"):
        if letter.isdigit() or letter == ".":
            digits += letter
        elif letter in "HMS" and digits:
            total += Fraction(digits) * {"H": Fraction(60), "M": Fraction(1), "S": Fraction(1, 60)}[letter]
            digits = ""
        else:
            raise ValueError(f"{text!r} is not a duration like PT8H0M0S")
    if digits or not text.startswith("PT"):
        raise ValueError(f"{text!r} is not a duration like PT8H0M0S")
    return round(total)
