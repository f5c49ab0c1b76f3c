"""A user's rule as Polars predicates: which rows the rule looks at, and which of these rows it objects to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from cutline.contracts.tables.records import Table
from cutline.settings.quality import UserRule
from data_quality.expectations.supported_expectations import (
    COLUMN_ARGUMENTS,
    COLUMN_STATISTICS,
    EXPECT_COLUMN,
    ROW_COUNT,
    ROW_METRICS,
    UNIQUENESS,
)
from data_quality.gx_polars.aggregates import AGGREGATES
from data_quality.gx_polars.conditions import COLUMN_CONDITIONS, COLUMNS_CONDITIONS, PAIR_CONDITIONS, is_considered
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import objections_in_words, objections_to_rows
from data_quality.rule_model.rule import Rule


@dataclass(frozen=True)
class UserExpectation:
    """A user's rule, translated into canonical columns and units.

    where: for each column of the condition the values it may have, or true for "is known" and false for "is unknown".
    """

    rule: UserRule
    table: Table
    arguments: dict[str, Any]
    where: list[tuple[str, Any]]

    @property
    def columns(self) -> list[str]:
        """The canonical columns that the expectation judges."""
        return [self.arguments[name] for name in COLUMN_ARGUMENTS if name in self.arguments] or list(
            self.arguments.get("column_list", [])
        )


def _meets_condition(expectation: UserExpectation) -> pl.Expr:
    parts = [
        (pl.col(name).is_not_null() if value else pl.col(name).is_null()) if isinstance(value, bool) else pl.col(name).is_in(value).fill_null(value=False)
        for name, value in expectation.where
    ]  # fmt: skip
    return pl.all_horizontal(parts) if parts else pl.lit(value=True)


def _is_judged(expectation: UserExpectation) -> pl.Expr:
    """Whether the expectation judges a row: rows with unknown cells are mostly left out, as in Great Expectations."""
    if expectation.rule.expect in (EXPECT_COLUMN + "values_to_not_be_null", EXPECT_COLUMN + "values_to_be_null"):
        return pl.lit(value=True)
    if "column" in expectation.arguments:
        return pl.col(expectation.arguments["column"]).is_not_null()
    return is_considered(expectation.columns, expectation.arguments["ignore_row_if"])


def _is_bad(expectation: UserExpectation) -> pl.Expr:
    schema, columns, arguments = expectation.table.schema, expectation.columns, expectation.arguments
    if expectation.rule.expect in UNIQUENESS:
        return pl.len().over(columns) > 1
    metric = ROW_METRICS[expectation.rule.expect]
    if metric in COLUMN_CONDITIONS:
        return COLUMN_CONDITIONS[metric](columns[0], schema[columns[0]], arguments)
    if metric in PAIR_CONDITIONS:
        return PAIR_CONDITIONS[metric](columns[0], columns[1], schema, arguments)
    return COLUMNS_CONDITIONS[metric](columns, schema, arguments)


def finder_of_rows(expectation: UserExpectation) -> Callable[[Night], pl.DataFrame]:
    """The `find` of a rule about rows. It objects to nothing if at least the share `mostly` of the judged rows is good."""
    bad, judged, looked_at = _is_bad(expectation), _is_judged(expectation), _meets_condition(expectation)
    described = pl.concat_str(
        [pl.format("{} {}", pl.lit(name), pl.col(name).cast(pl.String).fill_null("unknown")) for name in expectation.columns],
        separator=", ",
    )

    def find(night: Night) -> pl.DataFrame:
        rows = night.tables[expectation.table.name].filter(looked_at).filter(judged)
        found = rows.filter(bad)
        enough = rows.height == 0 or (rows.height - found.height) / rows.height >= expectation.rule.mostly
        return objections_to_rows(
            found.clear() if enough else found, described, expectation.columns[0] if len(expectation.columns) == 1 else ""
        )

    return find


def judge_of_table(expectation: UserExpectation) -> Callable[[Night], pl.DataFrame]:
    """The `find` of a rule about a whole table: it objects if the statistic of a column, or the number of rows, is outside
    the limits.
    """
    arguments = expectation.arguments
    low, high = arguments.get("min_value"), arguments.get("max_value")

    def find(night: Night) -> pl.DataFrame:
        rows = night.tables[expectation.table.name].filter(_meets_condition(expectation))
        value = (
            rows.height
            if expectation.rule.expect == ROW_COUNT
            else _column_statistic(rows, COLUMN_STATISTICS[expectation.rule.expect], expectation)
        )
        is_low = value is None or (low is not None and (value <= low if arguments.get("strict_min") else value < low))
        is_high = value is None or (high is not None and (value >= high if arguments.get("strict_max") else value > high))
        return objections_in_words(
            [
                (
                    expectation.table.name,
                    f"{expectation.rule.expect.removeprefix('expect_').removesuffix('_to_be_between').replace('_', ' ')} is {value}",
                )
            ]
            if is_low or is_high
            else []
        )

    return find


def _column_statistic(rows: pl.DataFrame, metric: str, expectation: UserExpectation) -> Any:
    [column] = expectation.columns
    exprs, finish = AGGREGATES[metric](column, expectation.table.schema[column], expectation.arguments)
    return finish(rows.select(expr.alias(str(i)) for i, expr in enumerate(exprs)).row(0))


def try_on_no_rows(rule: Rule, expectation: UserExpectation) -> None:
    """Runs the rule on an empty table, so that arguments that do not fit the columns' types are refused now and not at night."""
    rows: Mapping[str, pl.DataFrame] = {expectation.table.name: expectation.table.empty()}
    if rule.is_about_rows:
        rows[expectation.table.name].lazy().filter(
            _meets_condition(expectation) & _is_judged(expectation) & _is_bad(expectation)
        ).collect()
    else:
        rows[expectation.table.name].filter(_meets_condition(expectation))
        if rule.expectation != ROW_COUNT:
            _column_statistic(rows[expectation.table.name], COLUMN_STATISTICS[expectation.rule.expect], expectation)
