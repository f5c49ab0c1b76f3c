"""The rules that follow from the table contracts: cells are known, allowed and in range, and each key has one row.

The contracts are in `cutline.contracts.tables`. Each rule consists of an expectation of Great Expectations, which gives the
status of the rule, and a Polars predicate, which gives the rows that violate it. The runner compares the numbers of rows
that the expectation and the predicate find on every night. If the numbers differ, it reports a fault of the rule (status
`broken`), not of the data.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.contracts.tables.records import PROVENANCE, Column, Table
from data_quality.rule_model.bad_cells import commonest_bad_cells
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import find_rows_where, objections_in_words
from data_quality.rule_model.owners import DATA
from data_quality.rule_model.rule import Rule

MUST_HAVE_ROWS = ("projects",)
HOW_TO_TELL_ROWS_APART = (
    "if a row is wrong, remove it at its source; if the rows are parts of one sum, write repeated_rows = 'add_up' in the feed, or 'once' if they say the same; "
    "if rows of another kind are among them, such as totals, choose rows with where; if several columns name the project, put them together with parts"
)


def contract_rules(name: str) -> tuple[Rule, ...]:
    """The contract rules of table `name`, in a fixed order."""
    return tuple(_rules_of_table(TABLES[name]))


@cache
def all_contract_rules() -> tuple[Rule, ...]:
    """The contract rules of every exported table."""
    return tuple(rule for name in EXPORTED for rule in contract_rules(name))


def _rules_of_table(table: Table) -> Iterator[Rule]:
    if table.name in MUST_HAVE_ROWS:
        yield Rule(
            f"{table.name}_has_rows", table.name, "block", DATA, "at least one row", "check that the export is complete; if its rows are in quarantine, mend what is named, or declare it in the source (values, formats, locale, unit)", _no_rows(table.name),
            is_relaxable=False, expectation="expect_table_row_count_to_be_between", arguments={"min_value": 1},
        )  # fmt: skip
    yield _key_rule(table)
    for column in (*table.columns, *PROVENANCE):
        yield from _rules_of_column(table, column)


def _key_rule(table: Table) -> Rule:
    key = list(table.key)
    # If the rows of a table limit the whole plan, neither of two rows with one key can be left out, so the night stops.
    rows_may_go = table.bad_row == "quarantine"
    return _rule(
        table, "key_is_unique", f"one row for each {', '.join(key)}", HOW_TO_TELL_ROWS_APART,
        *_uniqueness_expectation(key), _is_repeated(key), *key, is_about_rows=rows_may_go,
    )  # fmt: skip


def _rules_of_column(table: Table, column: Column) -> Iterator[Rule]:
    name = column.name
    if column.required:
        yield _rule(
            table, f"{name}_is_known", f"{name} in every row", "fill it in at its source",
            "expect_column_values_to_not_be_null", {"column": name}, pl.col(name).is_null(), name,
        )  # fmt: skip
    if column.values:
        yield _rule(
            table, f"{name}_is_allowed", f"one of {', '.join(column.values)}", "declare the synonym under values in the source's mapping",
            "expect_column_values_to_be_in_set", {"column": name, "value_set": list(column.values)},
            pl.col(name).is_not_null() & ~pl.col(name).is_in(column.values), name,
        )  # fmt: skip
    if column.minimum is not None or column.maximum is not None:
        low, high = column.minimum, column.maximum
        yield _rule(
            table, f"{name}_is_in_range", _limits_in_words(column), "check the unit that the source declares",
            "expect_column_values_to_be_between", {"column": name, "min_value": low, "max_value": high}, _is_outside_limits(column), name,
        )  # fmt: skip


def _rule(
    table: Table,
    short_id: str,
    reason: str,
    fix: str,
    expectation: str,
    arguments: Mapping[str, Any],
    bad: pl.Expr,
    *shown: str,
    is_about_rows: bool = True,
) -> Rule:
    return Rule(
        f"{table.name}_{short_id}", table.name, "block", DATA, reason, fix, find_rows_where(table.name, bad, shown),
        is_about_rows=is_about_rows, is_relaxable=False, expectation=expectation, arguments=arguments,
    )  # fmt: skip


def _no_rows(name: str) -> Callable[[Night], pl.DataFrame]:
    """A rule's `find`: it objects to an empty table. If reading has set rows aside, it says why, because then the export is
    complete and was not understood.
    """

    def find(night: Night) -> pl.DataFrame:
        if night.tables[name].height:
            return objections_in_words([])
        aside = night.quarantine.filter(pl.col("table") == name)["record"].n_unique()
        why = commonest_bad_cells(night.quarantine, name)
        return objections_in_words([(name, f"no rows, because {aside:,} are in quarantine: {why}" if why else "no rows")])

    return find


def _uniqueness_expectation(key: list[str]) -> tuple[str, dict[str, Any]]:
    if len(key) == 1:
        return "expect_column_values_to_be_unique", {"column": key[0]}
    return "expect_compound_columns_to_be_unique", {"column_list": key, "ignore_row_if": "never"}


def _is_repeated(key: list[str]) -> pl.Expr:
    """Rows whose key occurs more than once. In a key of one column an unknown key is no duplicate of another, as in
    Great Expectations.
    """
    again = pl.len().over(key) > 1
    return again & pl.col(key[0]).is_not_null() if len(key) == 1 else again


def _limits_in_words(column: Column) -> str:
    if column.maximum is None or column.minimum is None:
        word, limit = ("least", column.minimum) if column.maximum is None else ("most", column.maximum)
        return f"at {word} {limit} {column.unit}".strip()
    return f"{column.minimum} to {column.maximum} {column.unit}".strip()


def _is_outside_limits(column: Column) -> pl.Expr:
    value, outside = pl.col(column.name), pl.lit(value=False)
    if column.minimum is not None:
        outside = outside | (value < column.minimum)
    if column.maximum is not None:
        outside = outside | (value > column.maximum)
    return outside.fill_null(value=False)
