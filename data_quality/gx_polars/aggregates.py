"""Aggregate metrics of a column as Polars expressions, and how their values become what Great Expectations compares.

The module uses Polars only. Integers are summed in 128 bits, because a sum in int64 overflows without an error.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from data_quality.gx_polars.comparisons import NotNative

Finish = Callable[[Sequence[Any]], Any]
Aggregate = tuple[list[pl.Expr], Finish]


def _first(values: Sequence[Any]) -> Any:
    return values[0]


def _refuse_non_numeric(dtype: pl.DataType) -> None:
    if not dtype.is_numeric():
        raise NotNative


def _sum(column: str, dtype: pl.DataType, _: Mapping[str, Any]) -> Aggregate:
    _refuse_non_numeric(dtype)
    return [_total(column, dtype)], _first


def _total(column: str, dtype: pl.DataType) -> pl.Expr:
    return pl.col(column).cast(pl.Int128).sum() if dtype.is_integer() else pl.col(column).sum()


def _mean(column: str, dtype: pl.DataType, _: Mapping[str, Any]) -> Aggregate:
    _refuse_non_numeric(dtype)
    if dtype.is_float():
        return [pl.col(column).mean()], _first

    def ratio(values: Sequence[Any]) -> float | None:
        return float(values[0] / values[1]) if values[1] else None

    return [_total(column, dtype), pl.col(column).count()], ratio


def _deviation(column: str, dtype: pl.DataType, _: Mapping[str, Any]) -> Aggregate:
    _refuse_non_numeric(dtype)
    return [pl.col(column).cast(pl.Float64).std()], _first


def _median(column: str, dtype: pl.DataType, _: Mapping[str, Any]) -> Aggregate:
    if not dtype.is_integer():
        raise NotNative  # in a float column, NaN would be taken for the greatest value
    return [pl.col(column).median()], _first


def _quantiles(column: str, dtype: pl.DataType, values: Mapping[str, Any]) -> Aggregate:
    method = values.get("allow_relative_error") or "nearest"
    if not dtype.is_integer() or method not in ("lower", "higher", "nearest"):
        raise NotNative
    # The value at a rank is exact; the quantile of Polars is a float, which may not be the value any more.
    ordered = pl.col(column).drop_nulls().sort()
    count = pl.col(column).count()
    exprs = [ordered.get(_rank(count, quantile, method), null_on_oob=True) for quantile in values["quantiles"]]
    return exprs, list


def _rank(count: pl.Expr, quantile: float, method: str) -> pl.Expr:
    place = (count.cast(pl.Int64) - 1).clip(lower_bound=0) * quantile
    if method == "lower":
        return place.floor().cast(pl.Int64)
    if method == "higher":
        return place.ceil().cast(pl.Int64)
    return place.round(0, mode="half_to_even").cast(pl.Int64)  # as Arrow does it


def _least(column: str, dtype: pl.DataType, _: Mapping[str, Any]) -> Aggregate:
    if dtype.is_nested():
        raise NotNative
    return [pl.col(column).min()], _first


def _greatest(column: str, dtype: pl.DataType, _: Mapping[str, Any]) -> Aggregate:
    if dtype.is_nested():
        raise NotNative
    return [pl.col(column).max()], _first


def _distinct_count(column: str, _: pl.DataType, __: Mapping[str, Any]) -> Aggregate:
    return [pl.col(column).drop_nulls().n_unique()], _first


def _unique_proportion(column: str, _: pl.DataType, __: Mapping[str, Any]) -> Aggregate:
    value = pl.col(column)
    return [value.drop_nulls().n_unique(), value.count()], lambda values: values[0] / values[1] if values[1] else 0


def _known_count(column: str, _: pl.DataType, __: Mapping[str, Any]) -> Aggregate:
    return [pl.col(column).count()], _first


def _known_proportion(column: str, _: pl.DataType, __: Mapping[str, Any]) -> Aggregate:
    return [pl.col(column).count(), pl.len()], lambda values: values[0] / values[1] if values[1] else 0


def _distinct(column: str, dtype: pl.DataType) -> pl.Expr:
    if not (dtype == pl.String or dtype.is_integer() or dtype in (pl.Boolean, pl.Date)):
        raise NotNative  # for other types the pandas engine converts the set's members
    return pl.col(column).drop_nulls().unique().sort().implode()


def _set_of(dtype: pl.DataType, wanted: Sequence[Any]) -> set[Any]:
    kind: type = dtype.to_python()
    if any(type(each) is not kind for each in wanted):
        raise NotNative
    return set(wanted)


def _not_in_set(column: str, dtype: pl.DataType, values: Mapping[str, Any]) -> Aggregate:
    wanted, limit = _set_of(dtype, values["value_set"]), values.get("limit")
    return [_distinct(column, dtype)], lambda found: [each for each in found[0] if each not in wanted][:limit]


def _missing_from_column(column: str, dtype: pl.DataType, values: Mapping[str, Any]) -> Aggregate:
    wanted, limit = _set_of(dtype, values["value_set"]), values.get("limit")
    return [_distinct(column, dtype)], lambda found: sorted(wanted - set(found[0]))[:limit]


def _counted(of: Callable[..., Aggregate]) -> Callable[..., Aggregate]:
    def count(column: str, dtype: pl.DataType, values: Mapping[str, Any]) -> Aggregate:
        exprs, finish = of(column, dtype, values)
        return exprs, lambda found: len(finish(found))

    return count


AGGREGATES: dict[str, Callable[[str, pl.DataType, Mapping[str, Any]], Aggregate]] = {
    "column.sum": _sum,
    "column.mean": _mean,
    "column.median": _median,
    "column.standard_deviation": _deviation,
    "column.quantile_values": _quantiles,
    "column.min": _least,
    "column.max": _greatest,
    "column.distinct_values.count": _distinct_count,
    "column.unique_proportion": _unique_proportion,
    "column.non_null_count": _known_count,
    "column.non_null_proportion": _known_proportion,
    "column.distinct_values.not_in_set": _not_in_set,
    "column.distinct_values.not_in_set.count": _counted(_not_in_set),
    "column.distinct_values.missing_from_column": _missing_from_column,
    "column.distinct_values.missing_from_column.count": _counted(_missing_from_column),
}


def nan_as_none(value: Any) -> Any:
    """The value, or None for NaN: Great Expectations tests limits with "not less than", which NaN would pass."""
    return None if isinstance(value, float) and math.isnan(value) else value
