"""Row metrics as Polars expressions that say which rows of a frame are unexpected. Pure Polars, no Great Expectations.

An expression is never null: a row is unexpected or it is not. Null cells are not judged, as everywhere in Great
Expectations. NaN is a value that satisfies no comparison.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import polars as pl

from data_quality.gx_polars.comparisons import FLOAT_EXACT, OPERATIONS, InexactBound, NotNative, compare, is_member

PAIRS_MAX = 64
Schema = Mapping[str, pl.DataType]
Condition = Callable[[str, pl.DataType, Mapping[str, Any]], pl.Expr]


def _unexpected(column: str, met: pl.Expr) -> pl.Expr:
    return pl.col(column).is_not_null() & ~met.fill_null(value=False)


def _between(
    column: str, dtype: pl.DataType, values: Mapping[str, Any], *, of: Callable[[str, Any], pl.Expr] | None = None
) -> pl.Expr:
    low, high = values.get("min_value"), values.get("max_value")
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        raise NotNative  # GX refuses these with a message of its own
    test = of or (lambda sign, bound: compare(column, dtype, sign, bound))
    met = pl.lit(value=True)
    if low is not None:
        met = met & test(">" if values.get("strict_min") else ">=", low)
    if high is not None:
        met = met & test("<" if values.get("strict_max") else "<=", high)
    return _unexpected(column, met)


def _in_set(column: str, dtype: pl.DataType, values: Mapping[str, Any]) -> pl.Expr:
    if values.get("value_set") is None:
        return pl.lit(value=False)
    return _unexpected(column, is_member(column, dtype, list(values["value_set"])))


def _not_in_set(column: str, dtype: pl.DataType, values: Mapping[str, Any]) -> pl.Expr:
    if values.get("value_set") is None:
        return pl.lit(value=False)
    return pl.col(column).is_not_null() & is_member(column, dtype, list(values["value_set"]))


def _matches(column: str, dtype: pl.DataType, pattern: str) -> pl.Expr:
    if dtype != pl.String:
        raise NotNative
    try:
        pl.select(pl.lit("").str.contains(pattern))
    except pl.exceptions.ComputeError:
        raise NotNative from None  # patterns with look-around or back-references
    return pl.col(column).str.contains(_ends_as_python(pattern))


def _ends_as_python(pattern: str) -> str:
    """The pattern, with `$` rewritten so that Rust matches what Python matches: including the place before a line break at
    the end.

    Raises NotNative if the pattern cannot be rewritten safely.
    """
    if "$" not in pattern:
        return pattern
    if pattern.count("$") > 1 or not pattern.endswith("$") or pattern.endswith("\\$") or "|" in pattern:
        raise NotNative
    return pattern[:-1] + r"\n?\z"


def _match_regex(column: str, dtype: pl.DataType, values: Mapping[str, Any]) -> pl.Expr:
    return _unexpected(column, _matches(column, dtype, values["regex"]))


def _not_match_regex(column: str, dtype: pl.DataType, values: Mapping[str, Any]) -> pl.Expr:
    return _unexpected(column, ~_matches(column, dtype, values["regex"]))


def _match_regex_list(column: str, dtype: pl.DataType, values: Mapping[str, Any]) -> pl.Expr:
    tests = [_matches(column, dtype, pattern) for pattern in values["regex_list"]]
    if not tests:
        raise NotNative
    return _unexpected(column, pl.any_horizontal(tests) if values.get("match_on", "any") == "any" else pl.all_horizontal(tests))


def _not_match_regex_list(column: str, dtype: pl.DataType, values: Mapping[str, Any]) -> pl.Expr:
    tests = [_matches(column, dtype, pattern) for pattern in values["regex_list"]]
    if not tests:
        raise NotNative
    return _unexpected(column, ~pl.any_horizontal(tests))


def _length(column: str, dtype: pl.DataType) -> Callable[[str, Any], pl.Expr]:
    if dtype != pl.String:
        raise NotNative
    return lambda sign, bound: OPERATIONS[sign](pl.col(column).str.len_chars().cast(pl.Float64), pl.lit(float(bound)))


def _length_between(column: str, dtype: pl.DataType, values: Mapping[str, Any]) -> pl.Expr:
    return _between(column, dtype, values, of=_length(column, dtype))


def _length_equals(column: str, dtype: pl.DataType, values: Mapping[str, Any]) -> pl.Expr:
    return _unexpected(column, _length(column, dtype)("==", values["value"]))


def _nonnull(column: str, _: pl.DataType, __: Mapping[str, Any]) -> pl.Expr:
    return pl.col(column).is_null()


def _null(column: str, _: pl.DataType, __: Mapping[str, Any]) -> pl.Expr:
    return pl.col(column).is_not_null()


COLUMN_CONDITIONS: dict[str, Condition] = {
    "column_values.nonnull": _nonnull,
    "column_values.null": _null,
    "column_values.between": _between,
    "column_values.in_set": _in_set,
    "column_values.not_in_set": _not_in_set,
    "column_values.match_regex": _match_regex,
    "column_values.not_match_regex": _not_match_regex,
    "column_values.match_regex_list": _match_regex_list,
    "column_values.not_match_regex_list": _not_match_regex_list,
    "column_values.value_length.between": _length_between,
    "column_values.value_length.equals": _length_equals,
}


def _refuse_incomparable(first: str, second: str, schema: Schema) -> None:
    """Raises NotNative unless the values of the two columns compare exactly."""
    a, b = schema[first], schema[second]
    both_decimal = isinstance(a, pl.Decimal) and isinstance(b, pl.Decimal) and a.scale == b.scale
    if not (a == b or both_decimal or (a.is_integer() and b.is_integer())) or a == pl.Categorical or a.is_nested():
        raise NotNative


def _is_not_nan(column: str, schema: Schema) -> pl.Expr:
    return pl.col(column).is_not_nan() if schema[column].is_float() else pl.lit(value=True)


def _pair_greater(first: str, second: str, schema: Schema, values: Mapping[str, Any]) -> pl.Expr:
    _refuse_incomparable(first, second, schema)
    a, b = pl.col(first), pl.col(second)
    met = (a >= b) if values.get("or_equal") else (a > b)
    return ~(met & _is_not_nan(first, schema) & _is_not_nan(second, schema)).fill_null(value=False)


def _pair_equal(first: str, second: str, schema: Schema, _: Mapping[str, Any]) -> pl.Expr:
    _refuse_incomparable(first, second, schema)
    return ~((pl.col(first) == pl.col(second)) & _is_not_nan(first, schema)).fill_null(value=False)


def _pair_in_set(first: str, second: str, schema: Schema, values: Mapping[str, Any]) -> pl.Expr:
    pairs = values.get("value_pairs_set")
    if pairs is None:
        return pl.lit(value=False)
    if len(pairs) > PAIRS_MAX:
        raise NotNative

    def is_it(column: str, wanted: Any) -> pl.Expr:
        return pl.col(column).is_null() if wanted is None else is_member(column, schema[column], [wanted]).fill_null(value=False)

    return ~reduce(lambda a, b: a | b, (is_it(first, a) & is_it(second, b) for a, b in pairs), pl.lit(value=False))


PAIR_CONDITIONS: dict[str, Callable[[str, str, Schema, Mapping[str, Any]], pl.Expr]] = {
    "column_pair_values.a_greater_than_b": _pair_greater,
    "column_pair_values.equal": _pair_equal,
    "column_pair_values.in_set": _pair_in_set,
}


def _sum_equal(columns: Sequence[str], schema: Schema, values: Mapping[str, Any]) -> pl.Expr:
    total = values["sum_total"]
    kinds = [schema[column] for column in columns]
    if all(kind.is_integer() for kind in kinds):
        if isinstance(total, float) and abs(total) >= FLOAT_EXACT:
            raise InexactBound(f"{total!r} may stand for another whole number")
        if total != total // 1:
            return pl.lit(value=True)
        added = reduce(lambda a, b: a + b, (pl.col(column).cast(pl.Int128) for column in columns))
        return ~(added == pl.lit(int(total), pl.Int128)).fill_null(value=False)
    if all(kind.is_float() for kind in kinds):
        added = reduce(lambda a, b: a + b, (pl.col(column) for column in columns))
        return ~((added == float(total)) & added.is_not_nan()).fill_null(value=False)
    raise NotNative


def _unique_within_record(columns: Sequence[str], schema: Schema, _: Mapping[str, Any]) -> pl.Expr:
    for column in columns[1:]:
        _refuse_incomparable(columns[0], column, schema)
    same = [pl.col(a).eq_missing(pl.col(b)) for i, a in enumerate(columns) for b in columns[i + 1 :]]
    return pl.any_horizontal(same) if same else pl.lit(value=False)


COLUMNS_CONDITIONS: dict[str, Callable[[Sequence[str], Schema, Mapping[str, Any]], pl.Expr]] = {
    "multicolumn_sum.equal": _sum_equal,
    "select_column_values.unique.within_record": _unique_within_record,
}


def is_considered(columns: Sequence[str], ignore_row_if: str) -> pl.Expr:
    """The expression: does a pair or multi-column metric look at this row?"""
    missing = [pl.col(column).is_null() for column in columns]
    if ignore_row_if in ("both_values_are_missing", "all_values_are_missing"):
        return ~pl.all_horizontal(missing)
    if ignore_row_if in ("either_value_is_missing", "any_value_is_missing"):
        return ~pl.any_horizontal(missing)
    if ignore_row_if in ("neither", "never"):
        return pl.lit(value=True)
    raise ValueError(f'Unrecognized value of ignore_row_if ("{ignore_row_if}").')
