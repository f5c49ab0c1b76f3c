"""The contract rules: one table of rules derived from cutline.tables, each as a Great Expectations expectation and as a Polars predicate.

Great Expectations gives the status and the audit; the predicate gives the rows. A test holds their counts equal for every rule.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from cutline.tables import EXPORTED, PROVENANCE, TABLES, Column, Table
from data_quality.verdict import Severity

MUST_HAVE_ROWS = ("projects",)


@dataclass(frozen=True)
class ContractRule:
    """id, table, severity, owner, reason and fix for people; expectation type and arguments for GX; violations as rows of the table."""

    id: str
    table: str
    severity: Severity
    owner: str
    reason: str
    fix: str
    expectation: str
    arguments: dict[str, Any]
    violations: Callable[[pl.DataFrame], pl.DataFrame]


def contract_rules(name: str) -> tuple[ContractRule, ...]:
    """The rules of table `name`, in a fixed order."""
    return tuple(_rules(TABLES[name]))


def all_contract_rules() -> tuple[ContractRule, ...]:
    """The rules of every exported table."""
    return tuple(rule for name in EXPORTED for rule in contract_rules(name))


def _rules(table: Table) -> Iterator[ContractRule]:
    def rule(short: str, reason: str, fix: str, expectation: str, arguments: dict[str, Any], bad: pl.Expr) -> ContractRule:
        return ContractRule(
            f"{table.name}_{short}",
            table.name,
            "block",
            "data engineering",
            reason,
            fix,
            expectation,
            arguments,
            lambda frame: frame.filter(bad),
        )

    if table.name in MUST_HAVE_ROWS:
        yield ContractRule(
            f"{table.name}_has_rows", table.name, "block", "data engineering", "at least one row", "check that the export is complete",
            "expect_table_row_count_to_be_between", {"min_value": 1},
            lambda frame: pl.DataFrame({"source_file": ["-"], "source_row": [0]}) if frame.is_empty() else frame.clear(),
        )  # fmt: skip
    key = list(table.key)
    yield rule(
        "key_is_unique", f"one row for each {', '.join(key)}", "remove the wrong duplicate at its source, or mend the key",
        *_unique(key), pl.len().over(key) > 1,
    )  # fmt: skip
    for column in (*table.columns, *PROVENANCE):
        if column.required:
            yield rule(
                f"{column.name}_is_known", f"{column.name} in every row", "fill it in at its source",
                "expect_column_values_to_not_be_null", {"column": column.name}, pl.col(column.name).is_null(),
            )  # fmt: skip
        if column.values:
            yield rule(
                f"{column.name}_is_allowed", f"one of {', '.join(column.values)}", "declare the synonym under values in the source's mapping",
                "expect_column_values_to_be_in_set", {"column": column.name, "value_set": list(column.values)},
                ~pl.col(column.name).is_in(column.values),
            )  # fmt: skip
        if column.minimum is not None or column.maximum is not None:
            yield _range(rule, column)


def _unique(key: list[str]) -> tuple[str, dict[str, Any]]:
    if len(key) == 1:
        return "expect_column_values_to_be_unique", {"column": key[0]}
    return "expect_compound_columns_to_be_unique", {"column_list": key, "ignore_row_if": "never"}


def _range(rule: Callable[..., ContractRule], column: Column) -> ContractRule:
    low, high = column.minimum, column.maximum
    value = pl.col(column.name)
    outside = pl.lit(value=False)
    outside = outside if low is None else outside | (value < low)
    outside = outside if high is None else outside | (value > high)
    return rule(
        f"{column.name}_is_in_range", f"{low} to {high} {column.unit}".strip(), "check the unit that the source declares",
        "expect_column_values_to_be_between", {"column": column.name, "min_value": low, "max_value": high}, outside,
    )  # fmt: skip
