"""A user's rule as Polars predicates: which rows the rule looks at, and which of these it objects to."""

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


def _meets_condition(asked: UserExpectation) -> pl.Expr:
    parts = [
        (pl.col(name).is_not_null() if value else pl.col(name).is_null()) if isinstance(value, bool) else pl.col(name).is_in(value).fill_null(value=False)
        for name, value in asked.where
    ]  # fmt: skip
    return pl.all_horizontal(parts) if parts else pl.lit(value=True)


def _is_judged(asked: UserExpectation) -> pl.Expr:
    """Whether the expectation judges a row: rows with unknown cells are mostly left out, as in Great Expectations."""
    if asked.rule.expect in (EXPECT_COLUMN + "values_to_not_be_null", EXPECT_COLUMN + "values_to_be_null"):
        return pl.lit(value=True)
    if "column" in asked.arguments:
        return pl.col(asked.arguments["column"]).is_not_null()
    return is_considered(asked.columns, asked.arguments["ignore_row_if"])


def _is_bad(asked: UserExpectation) -> pl.Expr:
    schema, columns, arguments = asked.table.schema, asked.columns, asked.arguments
    if asked.rule.expect in UNIQUENESS:
        return pl.len().over(columns) > 1
    metric = ROW_METRICS[asked.rule.expect]
    if metric in COLUMN_CONDITIONS:
        return COLUMN_CONDITIONS[metric](columns[0], schema[columns[0]], arguments)
    if metric in PAIR_CONDITIONS:
        return PAIR_CONDITIONS[metric](columns[0], columns[1], schema, arguments)
    return COLUMNS_CONDITIONS[metric](columns, schema, arguments)


def finder_of_rows(asked: UserExpectation) -> Callable[[Night], pl.DataFrame]:
    """The `find` of a rule about rows. It objects to nothing where the share `mostly` of the judged rows is good."""
    bad, judged, looked_at = _is_bad(asked), _is_judged(asked), _meets_condition(asked)
    described = pl.concat_str(
        [pl.format("{} {}", pl.lit(name), pl.col(name).cast(pl.String).fill_null("unknown")) for name in asked.columns],
        separator=", ",
    )

    def find(night: Night) -> pl.DataFrame:
        rows = night.tables[asked.table.name].filter(looked_at).filter(judged)
        found = rows.filter(bad)
        enough = rows.height == 0 or (rows.height - found.height) / rows.height >= asked.rule.mostly
        return objections_to_rows(
            found.clear() if enough else found, described, asked.columns[0] if len(asked.columns) == 1 else ""
        )

    return find


def judge_of_table(asked: UserExpectation) -> Callable[[Night], pl.DataFrame]:
    """The `find` of a rule about a whole table: it objects where the statistic of a column, or the number of rows, is outside the limits."""
    arguments = asked.arguments
    low, high = arguments.get("min_value"), arguments.get("max_value")

    def find(night: Night) -> pl.DataFrame:
        rows = night.tables[asked.table.name].filter(_meets_condition(asked))
        value = (
            rows.height
            if asked.rule.expect == ROW_COUNT
            else _column_statistic(rows, COLUMN_STATISTICS[asked.rule.expect], asked)
        )
        is_low = value is None or (low is not None and (value <= low if arguments.get("strict_min") else value < low))
        is_high = value is None or (high is not None and (value >= high if arguments.get("strict_max") else value > high))
        return objections_in_words(
            [
                (
                    asked.table.name,
                    f"{asked.rule.expect.removeprefix('expect_').removesuffix('_to_be_between').replace('_', ' ')} is {value}",
                )
            ]
            if is_low or is_high
            else []
        )

    return find


def _column_statistic(rows: pl.DataFrame, metric: str, asked: UserExpectation) -> Any:
    [column] = asked.columns
    exprs, finish = AGGREGATES[metric](column, asked.table.schema[column], asked.arguments)
    return finish(rows.select(expr.alias(str(i)) for i, expr in enumerate(exprs)).row(0))


def try_on_no_rows(rule: Rule, asked: UserExpectation) -> None:
    """Runs the rule on an empty table, so that arguments that do not fit the columns' types are refused now and not at night."""
    rows: Mapping[str, pl.DataFrame] = {asked.table.name: asked.table.empty()}
    if rule.is_about_rows:
        rows[asked.table.name].lazy().filter(_meets_condition(asked) & _is_judged(asked) & _is_bad(asked)).collect()
    else:
        rows[asked.table.name].filter(_meets_condition(asked))
        if rule.expectation != ROW_COUNT:
            _column_statistic(rows[asked.table.name], COLUMN_STATISTICS[asked.rule.expect], asked)
