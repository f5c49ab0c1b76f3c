"""Translates the row conditions of Great Expectations into Polars expressions."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from great_expectations.expectations.row_conditions import (
    AndCondition,
    ComparisonCondition,
    NullityCondition,
    OrCondition,
)

from data_quality.gx_polars.comparisons import NotNative, compare, is_member


def row_condition_expression(condition: Any, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """The condition as a Polars expression. Raises NotNative for text in the query language of pandas."""
    if isinstance(condition, AndCondition):
        return pl.all_horizontal([row_condition_expression(each, schema) for each in condition.conditions])
    if isinstance(condition, OrCondition):
        return pl.any_horizontal([row_condition_expression(each, schema) for each in condition.conditions])
    if isinstance(condition, NullityCondition):
        value = pl.col(condition.column.name)
        return value.is_null() if condition.is_null else value.is_not_null()
    if isinstance(condition, ComparisonCondition):
        name, sign = condition.column.name, str(getattr(condition.operator, "value", condition.operator))
        if name not in schema:
            raise KeyError(f"no column {name!r} for the row condition")
        if sign in ("IN", "NOT_IN"):
            inside = is_member(name, schema[name], list(condition.parameter)).fill_null(value=False)
            return inside if sign == "IN" else ~inside
        return compare(name, schema[name], sign, condition.parameter).fill_null(value=False)
    raise NotNative
