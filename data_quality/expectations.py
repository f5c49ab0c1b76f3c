"""Rules that are expectations of Great Expectations: the contract's, derived from cutline.contracts.tables, and those a user writes in portfolio.toml.

Great Expectations gives the status and the audit; the predicate gives the rows. A test holds their counts equal for every rule.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.contracts.tables.records import PROVENANCE, Column, Table
from data_quality.business.owners import DATA
from data_quality.rules import Night, Rule, told, where_bad

MUST_HAVE_ROWS = ("projects",)


def contract_rules(name: str) -> tuple[Rule, ...]:
    """The contract rules of table `name`, in a fixed order."""
    return tuple(_rules(TABLES[name]))


def all_contract_rules() -> tuple[Rule, ...]:
    """The contract rules of every exported table."""
    return tuple(rule for name in EXPORTED for rule in contract_rules(name))


def _rules(table: Table) -> Iterator[Rule]:
    def rule(
        short: str,
        reason: str,
        fix: str,
        expectation: str,
        arguments: Mapping[str, Any],
        bad: pl.Expr,
        *shown: str,
        of_rows: bool = True,
    ) -> Rule:
        return Rule(
            f"{table.name}_{short}", table.name, "block", DATA, reason, fix, where_bad(table.name, bad, shown), of_rows=of_rows, relaxable=False,
            expectation=expectation, arguments=arguments,
        )  # fmt: skip

    if table.name in MUST_HAVE_ROWS:
        yield Rule(
            f"{table.name}_has_rows", table.name, "block", DATA, "at least one row", "check that the export is complete", _no_rows(table.name),
            relaxable=False, expectation="expect_table_row_count_to_be_between", arguments={"min_value": 1},
        )  # fmt: skip
    key = list(table.key)
    # Of two rows of one key neither can be done without where rows are limits of the whole plan: the night stops.
    rows_may_go = table.bad_row == "quarantine"
    yield rule(
        "key_is_unique", f"one row for each {', '.join(key)}", "remove the wrong duplicate at its source, or mend the key",
        *_unique(key), _again(key), *key, of_rows=rows_may_go,
    )  # fmt: skip
    for column in (*table.columns, *PROVENANCE):
        name = column.name
        if column.required:
            yield rule(
                f"{name}_is_known", f"{name} in every row", "fill it in at its source",
                "expect_column_values_to_not_be_null", {"column": name}, pl.col(name).is_null(), name,
            )  # fmt: skip
        if column.values:
            yield rule(
                f"{name}_is_allowed", f"one of {', '.join(column.values)}", "declare the synonym under values in the source's mapping",
                "expect_column_values_to_be_in_set", {"column": name, "value_set": list(column.values)},
                pl.col(name).is_not_null() & ~pl.col(name).is_in(column.values), name,
            )  # fmt: skip
        if column.minimum is not None or column.maximum is not None:
            low, high = column.minimum, column.maximum
            yield rule(
                f"{name}_is_in_range", _limits(column), "check the unit that the source declares",
                "expect_column_values_to_be_between", {"column": name, "min_value": low, "max_value": high}, _outside(column), name,
            )  # fmt: skip


def _no_rows(name: str) -> Callable[[Night], pl.DataFrame]:
    return lambda night: told([(name, "no rows")] if night.tables[name].is_empty() else [])


def _unique(key: list[str]) -> tuple[str, dict[str, Any]]:
    if len(key) == 1:
        return "expect_column_values_to_be_unique", {"column": key[0]}
    return "expect_compound_columns_to_be_unique", {"column_list": key, "ignore_row_if": "never"}


def _again(key: list[str]) -> pl.Expr:
    """Rows whose key occurs more than once; a single unknown key is no duplicate of another, as Great Expectations has it."""
    again = pl.len().over(key) > 1
    return again & pl.col(key[0]).is_not_null() if len(key) == 1 else again


def _limits(column: Column) -> str:
    if column.maximum is None or column.minimum is None:
        word, limit = ("least", column.minimum) if column.maximum is None else ("most", column.maximum)
        return f"at {word} {limit} {column.unit}".strip()
    return f"{column.minimum} to {column.maximum} {column.unit}".strip()


def _outside(column: Column) -> pl.Expr:
    value, outside = pl.col(column.name), pl.lit(value=False)
    if column.minimum is not None:
        outside = outside | (value < column.minimum)
    if column.maximum is not None:
        outside = outside | (value > column.maximum)
    return outside.fill_null(value=False)
