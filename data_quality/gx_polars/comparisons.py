"""Comparisons of a column with a bound or with a set of values, exact for integers and decimals.

This is pure Polars, without Great Expectations.
"""

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

FLOAT_EXACT = 2**53  # from here on floats cannot hold every integer, and GX rounds bounds to floats before an engine sees them
INT64 = 2**63
BEYOND_INT64 = (pl.UInt64, pl.Int128)


class NotNative(Exception):
    """Raised for a metric that, with these arguments on these types, is left to the pandas engine."""


class InexactBound(ValueError):
    """Raised for a bound that Great Expectations may have rounded before the engine saw it."""


def compare(column: str, dtype: pl.DataType, sign: str, bound: Any) -> pl.Expr:
    """The expression `column sign bound`: exact for integers and decimals, false for NaN, null for null.

    sign: one of < <= > >= == !=. Raises NotNative if the types do not compare, and InexactBound for an integer bound of
    2**53 or more.
    """
    value = pl.col(column)
    if dtype == pl.Boolean and isinstance(bound, bool) and sign in ("==", "!="):
        return OPERATIONS[sign](value, pl.lit(bound))
    if isinstance(bound, bool) or bound is None or dtype in BEYOND_INT64:
        raise NotNative
    if dtype.is_integer() and isinstance(bound, int | float):
        return _compare_integer(value, sign, bound)
    if dtype.is_float() and isinstance(bound, int | float):
        return ~value.is_nan() & OPERATIONS[sign](value, pl.lit(float(bound))) if sign != "!=" else value != float(bound)
    if isinstance(dtype, pl.Decimal) and isinstance(bound, int | float | Decimal):
        return OPERATIONS[sign](value, _decimal(bound, dtype))
    if dtype == pl.String and isinstance(bound, str):
        return OPERATIONS[sign](value, pl.lit(bound))
    if dtype == pl.Date and isinstance(bound, date) and not isinstance(bound, datetime):
        return OPERATIONS[sign](value, pl.lit(bound))
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is None and isinstance(bound, datetime) and bound.tzinfo is None:
        return OPERATIONS[sign](value, pl.lit(bound))
    raise NotNative


OPERATIONS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}  # fmt: skip


def _compare_integer(value: pl.Expr, sign: str, bound: float) -> pl.Expr:
    """Compares in integers. Polars would compare an int64 column with a float as floats, and 2**53 + 1 would equal 2**53."""
    if isinstance(bound, float):
        if math.isnan(bound):
            raise NotNative
        if abs(bound) <= INT64 and abs(bound) >= FLOAT_EXACT:
            raise InexactBound(
                f"{bound!r} may stand for another whole number: bounds of 2**53 and more do not pass Great Expectations"
            )
    if abs(bound) > INT64:
        below = bound > 0
        holds = {"<": below, "<=": below, ">": not below, ">=": not below, "==": False, "!=": True}[sign]
        return pl.when(value.is_not_null()).then(pl.lit(holds))
    floor = math.floor(bound)
    if floor == bound:
        return OPERATIONS[sign](value, pl.lit(floor, pl.Int64))
    whole = {"<": ("<=", floor), "<=": ("<=", floor), ">": (">", floor), ">=": (">", floor)}
    if sign in whole:
        return OPERATIONS[whole[sign][0]](value, pl.lit(whole[sign][1], pl.Int64))
    return pl.when(value.is_not_null()).then(pl.lit(sign == "!="))


def _decimal(bound: float | Decimal, dtype: pl.Decimal) -> pl.Expr:
    """The decimal that a person wrote: 0.1 is one tenth, not the float nearest to one tenth."""
    exact = bound if isinstance(bound, Decimal) else Decimal(repr(bound) if isinstance(bound, float) else bound)
    if not exact.is_finite():
        raise NotNative
    exponent = exact.normalize().as_tuple().exponent
    scale = max(-exponent if isinstance(exponent, int) else 0, dtype.scale, 0)
    if exact.adjusted() + 1 + scale > 38:
        raise NotNative
    return pl.lit(exact, pl.Decimal(38, scale))


def is_member(column: str, dtype: pl.DataType, wanted: Sequence[Any]) -> pl.Expr:
    """The expression: is the value one of `wanted`? Raises NotNative if the types do not compare."""
    known = [each for each in wanted if each is not None]
    if dtype == pl.String and all(isinstance(each, str) for each in known):
        return pl.col(column).is_in(known)
    if dtype in BEYOND_INT64:
        raise NotNative
    if dtype.is_integer() and all(isinstance(each, int | float) and not isinstance(each, bool) for each in known):
        whole = [int(each) for each in known if each == each // 1 and -INT64 <= each < INT64]
        if any(isinstance(each, float) and abs(each) >= FLOAT_EXACT for each in known):
            raise InexactBound("a member of 2**53 or more may have been rounded")
        return pl.col(column).is_in(pl.Series(whole, dtype=pl.Int64).implode())
    if dtype.is_float() and all(isinstance(each, int | float) and not isinstance(each, bool) and each == each for each in known):
        return pl.col(column).is_in([float(each) for each in known]) & pl.col(column).is_not_nan()
    if dtype == pl.Boolean and all(isinstance(each, bool) for each in known):
        return pl.col(column).is_in(known)
    if dtype == pl.Date and all(isinstance(each, date) and not isinstance(each, datetime) for each in known):
        return pl.col(column).is_in(known)
    raise NotNative
