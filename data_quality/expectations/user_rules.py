"""Turns the rules that a user writes under [[quality.expect]] of portfolio.toml into rules like any other.

`user_arguments.py` checks the arguments, `user_units.py` converts the values, `user_predicates.py` builds the predicate.
"""

from collections.abc import Mapping
from typing import Any

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import UNITS, Table
from cutline.errors import Finding, SettingsError
from cutline.settings.all_settings import Settings
from cutline.settings.quality import UserRule
from cutline.settings.section import nearest
from data_quality.expectations.supported_expectations import (
    ARGUMENTS_WITH_UNIT,
    COLUMN_ARGUMENTS,
    EXPECT_COLUMN,
    EXPECTATIONS_WITHOUT_UNIT,
    ROW_METRICS,
    SUPPORTED,
    UNIQUENESS,
)
from data_quality.expectations.user_arguments import refuse_unusable_arguments
from data_quality.expectations.user_predicates import UserExpectation, finder_of_rows, judge_of_table, try_on_no_rows
from data_quality.expectations.user_units import column_by_plain_name, condition_values, in_canonical_unit
from data_quality.gx_polars.comparisons import InexactBound, NotNative
from data_quality.rule_model.rule import Rule


def user_rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules of [[quality.expect]]. Raises SettingsError that lists every expectation, column or value that cannot be used."""
    rules, findings = [], []
    for number, wanted in enumerate(settings.quality.expect, 1):
        try:
            expectation = _user_expectation(wanted, settings)
            rule = _as_rule(expectation)
            try_on_no_rows(rule, expectation)
            rules.append(rule)
        except (ValueError, NotNative, InexactBound, KeyError, TypeError, ArithmeticError) as error:
            problem = (
                f"argument {error} is missing"
                if isinstance(error, KeyError)
                else str(error) or "arguments that do not fit the column's type"
            )
            where = f"portfolio.toml, quality, expect, {number} ({wanted.id})"
            findings.append(
                Finding(where, problem, "an expectation, columns and values that fit", "see docs/quality.md for those supported")
            )
    if findings:
        raise SettingsError("portfolio.toml has rules that cannot be used", findings)
    return tuple(rules)


def _user_expectation(wanted: UserRule, settings: Settings) -> UserExpectation:
    """The rule in canonical columns and units. Raises ValueError for the first thing that cannot be used."""
    table = TABLES[wanted.table]
    if wanted.expect not in SUPPORTED:
        raise ValueError(f"no expectation {wanted.expect!r} here{nearest(wanted.expect, SUPPORTED)}")
    refuse_unusable_arguments(wanted)
    arguments = _with_canonical_columns(wanted, table)
    _refuse_unfit_columns(wanted, table, arguments)
    arguments |= _values_in_canonical_units(wanted, table, arguments, settings)
    if "column_list" in arguments or "column_A" in arguments:
        arguments.setdefault("ignore_row_if", "any_value_is_missing" if "column_list" in arguments else "either_value_is_missing")
    where = [
        (column_by_plain_name(table, name).name, condition_values(value, column_by_plain_name(table, name), settings))
        for name, value in wanted.where.items()
    ]
    if wanted.mostly < 1:
        if wanted.expect not in (*ROW_METRICS, *UNIQUENESS):
            raise ValueError("mostly is for rules about rows: this one judges the table as a whole")
        arguments["mostly"] = wanted.mostly
    low, high = arguments.get("min_value"), arguments.get("max_value")
    if low is not None and high is not None and low > high:
        raise ValueError(f"min_value {low} is above max_value {high}")
    return UserExpectation(wanted, table, arguments, where)


def _with_canonical_columns(wanted: UserRule, table: Table) -> dict[str, Any]:
    arguments = dict(wanted.arguments)
    for name in COLUMN_ARGUMENTS:
        if name in arguments:
            arguments[name] = column_by_plain_name(table, arguments[name]).name
    if "column_list" in arguments:
        arguments["column_list"] = [column_by_plain_name(table, each).name for each in arguments["column_list"]]
    return arguments


def _refuse_unfit_columns(wanted: UserRule, table: Table, arguments: Mapping[str, Any]) -> None:
    """Raises ValueError for columns that cannot be compared with one another, or with limits."""
    several = [
        table.column(name)
        for name in arguments.get("column_list", [arguments[n] for n in COLUMN_ARGUMENTS[1:] if n in arguments])
    ]
    if len({(column.dtype, column.kind in UNITS, column.unit) for column in several}) > 1 and wanted.expect not in UNIQUENESS:
        raise ValueError(f"{', '.join(column.plain for column in several)} are not in one unit: they cannot be compared")
    if wanted.expect == EXPECT_COLUMN + "values_to_be_between":
        kind = table.column(arguments["column"]).kind
        if kind in ("id", "text", "enum", "boolean"):
            raise ValueError(f"{wanted.arguments['column']} is {kind}: only numbers and dates lie between")


def _values_in_canonical_units(
    wanted: UserRule, table: Table, arguments: Mapping[str, Any], settings: Settings
) -> dict[str, Any]:
    """The arguments that have the unit of the first column, in that column's unit."""
    columns = [arguments[name] for name in COLUMN_ARGUMENTS if name in arguments] or arguments.get("column_list", [])
    if not columns or wanted.expect in EXPECTATIONS_WITHOUT_UNIT:
        return {}
    column = table.column(columns[0])
    return {name: in_canonical_unit(arguments[name], column, settings) for name in ARGUMENTS_WITH_UNIT if name in arguments}


def _as_rule(expectation: UserExpectation) -> Rule:
    wanted, row_wise = expectation.rule, expectation.rule.expect in ROW_METRICS or expectation.rule.expect in UNIQUENESS
    arguments = dict(expectation.arguments) | (
        {"row_condition": _row_condition_for_gx(expectation.where)} if expectation.where else {}
    )
    return Rule(
        wanted.id, wanted.table, wanted.severity, wanted.owner, wanted.reason, wanted.fix, finder_of_rows(expectation) if row_wise else judge_of_table(expectation),
        is_about_rows=row_wise, expectation=wanted.expect, arguments=arguments, mostly=wanted.mostly,
    )  # fmt: skip


def _row_condition_for_gx(where: list[tuple[str, Any]]) -> dict[str, Any]:
    """The condition in the form in which Great Expectations stores a row condition."""
    parts: list[dict[str, Any]] = []
    for name, value in where:
        column = {"name": name}
        if isinstance(value, bool):
            parts.append({"type": "nullity", "column": column, "is_null": not value})
        else:
            sign, parameter = ("==", value[0]) if len(value) == 1 else ("IN", value)
            parts.append({"type": "comparison", "column": column, "operator": sign, "parameter": parameter})
    return parts[0] if len(parts) == 1 else {"type": "and", "conditions": parts}
