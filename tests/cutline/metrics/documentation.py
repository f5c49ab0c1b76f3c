"""Checks that the docstring of a metric names the columns that its function makes."""

from collections.abc import Callable, Set
from typing import Any

import polars as pl

from cutline.measures.dictionary import documentation_of


def assert_documented(metric: Callable[..., Any], made: pl.LazyFrame, optional: Set[str] = frozenset()) -> None:
    """Every column has a meaning and an origin, and no other column is documented. optional: columns that depend on an argument."""
    measures = documentation_of(metric).columns
    assert {measure.name for measure in measures} - optional == set(made.collect_schema().names())
    assert [measure.name for measure in measures if not measure.inputs] == []
