"""Turns a user's values (whole units, FTE, shares as text) into the units of the canonical tables.

The canonical units are minor units, milli-FTE and basis points.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from cutline.contracts.tables.records import Column, Table
from cutline.contracts.units import RATE_SCALE, THOUSANDTHS_SCALE
from cutline.settings.all_settings import Settings
from cutline.settings.section import nearest
from data_quality.gx_polars.comparisons import FLOAT_EXACT


def column_by_plain_name(table: Table, name: str) -> Column:
    """The column of a table by the plain name that users write. Raises ValueError with the nearest name if there is no such
    column.
    """
    known = {column.plain: column for column in table.columns}
    if name not in known:
        raise ValueError(f"table {table.name} has no column {name!r}{nearest(str(name), known)}")
    return known[name]


def condition_values(value: Any, column: Column, settings: Settings) -> Any:
    """The values that a condition allows, in the unit of the column; or true for "is known" and false for "is unknown".

    Raises ValueError for a condition that cannot be used.
    """
    if isinstance(value, dict):
        if set(value) != {"known"} or not isinstance(value["known"], bool):
            raise ValueError(f"where.{column.plain} is {value!r}: a value, a list of values, or {{ known = true }}")
        return value["known"]
    values = [in_canonical_unit(each, column, settings) for each in (value if isinstance(value, list) else [value])]
    if not values:
        raise ValueError(f"where.{column.plain} is an empty list: no row would be looked at")
    if len(values) > 1 and not isinstance(values[0], str | int):
        raise ValueError(f"where.{column.plain} takes one {column.kind}, not several")
    if len(values) > 1 and isinstance(values[0], bool):
        raise ValueError(f"where.{column.plain} takes yes or no, not both")
    return values


def in_canonical_unit(value: Any, column: Column, settings: Settings) -> Any:
    """A user's value in the unit of the canonical column: minor units, milli-FTE, basis points.

    Raises ValueError for a value that cannot be converted exactly.
    """
    if isinstance(value, list):
        return [in_canonical_unit(each, column, settings) for each in value]
    if column.kind == "share":
        if not isinstance(value, str) or not value.strip().endswith("%"):
            raise ValueError(f"{column.plain} is a share: write {value!r} as text with its % sign, such as '80 %'")
        return _exact_multiple(value.strip().removesuffix("%"), 100, column)
    thousandths = dict.fromkeys(("fte", "points", "ratio", "index"), THOUSANDTHS_SCALE)
    factor = {"money": 10**settings.portfolio.minor_digits, **thousandths, "rate": RATE_SCALE, "integer": 1}.get(column.kind)
    if factor is not None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{column.plain} is a number, {value!r} is not")
        return _exact_multiple(str(value), factor, column)
    if column.kind == "enum" and value not in column.values:
        raise ValueError(
            f"{column.plain} is never {value!r}{nearest(str(value), column.values)}; it is one of {', '.join(column.values)}"
        )
    kind: type = column.dtype.to_python()
    if type(value) is not kind:
        raise ValueError(f"{column.plain} is {kind.__name__}, {value!r} is not")
    return value


def _exact_multiple(text: str, factor: int, column: Column) -> int:
    try:
        exact = Decimal(text.strip()) * factor
    except InvalidOperation:
        raise ValueError(f"{column.plain}: {text!r} is not a number") from None
    if not exact.is_finite() or abs(exact) >= FLOAT_EXACT:
        raise ValueError(f"{column.plain}: {text} is beyond what can be compared exactly")
    if exact != exact.to_integral_value():
        raise ValueError(f"{column.plain}: {text} is finer than its unit ({column.unit or 'whole numbers'})")
    return int(exact)
