"""Rules that a user writes in portfolio.toml: an expectation by its name, in the user's own units, as a rule like any other."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import UNITS, Column, Table
from cutline.errors import Finding, SettingsError
from cutline.settings.all_settings import Settings
from cutline.settings.quality import UserRule
from cutline.settings.section import nearest
from data_quality.gx_polars.aggregates import AGGREGATES
from data_quality.gx_polars.conditions import (
    COLUMN_CONDITIONS,
    COLUMNS_CONDITIONS,
    FLOAT_EXACT,
    PAIR_CONDITIONS,
    InexactBound,
    NotNative,
    considered,
)
from data_quality.rules import Night, Rule, at, told

C = "expect_column_"
BY_ROW = {
    C + "values_to_not_be_null": "column_values.nonnull",
    C + "values_to_be_null": "column_values.null",
    C + "values_to_be_between": "column_values.between",
    C + "values_to_be_in_set": "column_values.in_set",
    C + "values_to_not_be_in_set": "column_values.not_in_set",
    C + "values_to_match_regex": "column_values.match_regex",
    C + "values_to_not_match_regex": "column_values.not_match_regex",
    C + "values_to_match_regex_list": "column_values.match_regex_list",
    C + "values_to_not_match_regex_list": "column_values.not_match_regex_list",
    C + "value_lengths_to_be_between": "column_values.value_length.between",
    C + "value_lengths_to_equal": "column_values.value_length.equals",
    C + "pair_values_a_to_be_greater_than_b": "column_pair_values.a_greater_than_b",
    C + "pair_values_to_be_equal": "column_pair_values.equal",
    "expect_multicolumn_sum_to_equal": "multicolumn_sum.equal",
    "expect_select_column_values_to_be_unique_within_record": "select_column_values.unique.within_record",
}
UNIQUE = (C + "values_to_be_unique", "expect_compound_columns_to_be_unique")
OF_COLUMN = {
    C + "sum_to_be_between": "column.sum",
    C + "mean_to_be_between": "column.mean",
    C + "median_to_be_between": "column.median",
    C + "min_to_be_between": "column.min",
    C + "max_to_be_between": "column.max",
    C + "unique_value_count_to_be_between": "column.distinct_values.count",
    C + "proportion_of_unique_values_to_be_between": "column.unique_proportion",
    C + "proportion_of_non_null_values_to_be_between": "column.non_null_proportion",
}
COUNTED = "expect_table_row_count_to_be_between"
SUPPORTED = (*BY_ROW, *UNIQUE, *OF_COLUMN, COUNTED)
SCALED = ("min_value", "max_value", "sum_total", "value_set")
LIMITS = {
    "min_value": (int, float, str, date),
    "max_value": (int, float, str, date),
    "strict_min": (bool,),
    "strict_max": (bool,),
}
SHARES = {"min_value": (int, float), "max_value": (int, float), "strict_min": (bool,), "strict_max": (bool,)}
WHOLE = {"min_value": (int,), "max_value": (int,), "strict_min": (bool,), "strict_max": (bool,)}
IGNORED = {
    "pair": ("both_values_are_missing", "either_value_is_missing", "neither"), "column_list": ("all_values_are_missing", "any_value_is_missing", "never"),
}  # fmt: skip
NOT_SCALED = (*(each for each in SUPPORTED if "length" in each or "proportion" in each or "unique_value_count" in each), COUNTED)
COLUMN_NAMES = ("column", "column_A", "column_B")


@dataclass(frozen=True)
class _Asked:
    """A user's rule in canonical columns and units."""

    rule: UserRule
    table: Table
    arguments: dict[str, Any]
    where: list[tuple[str, Any]]

    @property
    def columns(self) -> list[str]:
        return [self.arguments[name] for name in COLUMN_NAMES if name in self.arguments] or list(
            self.arguments.get("column_list", [])
        )


def user_rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules of [[quality.expect]]. Raises SettingsError with every expectation, column or value that cannot be used."""
    rules, findings = [], []
    for number, wanted in enumerate(settings.quality.expect, 1):
        try:
            asked = _asked(wanted, settings)
            rule = _rule(asked)
            _try_out(rule, asked)
            rules.append(rule)
        except (ValueError, NotNative, InexactBound, KeyError, TypeError, ArithmeticError) as error:
            said = (
                f"argument {error} is missing"
                if isinstance(error, KeyError)
                else str(error) or "arguments that do not fit the column's type"
            )
            where = f"portfolio.toml, quality, expect, {number} ({wanted.id})"
            findings.append(
                Finding(where, said, "an expectation, columns and values that fit", "see docs/quality.md for those supported")
            )
    if findings:
        raise SettingsError("portfolio.toml has rules that cannot be used", findings)
    return tuple(rules)


def _asked(wanted: UserRule, settings: Settings) -> _Asked:
    table = TABLES[wanted.table]
    if wanted.expect not in SUPPORTED:
        raise ValueError(f"no expectation {wanted.expect!r} here{nearest(wanted.expect, SUPPORTED)}")
    _refuse_arguments(wanted)
    arguments = dict(wanted.arguments)
    for name in COLUMN_NAMES:
        if name in arguments:
            arguments[name] = _column(table, arguments[name]).name
    if "column_list" in arguments:
        arguments["column_list"] = [_column(table, each).name for each in arguments["column_list"]]
    several = [
        table.column(name) for name in arguments.get("column_list", [arguments[n] for n in COLUMN_NAMES[1:] if n in arguments])
    ]
    if len({(column.dtype, column.kind in UNITS, column.unit) for column in several}) > 1 and wanted.expect not in UNIQUE:
        raise ValueError(f"{', '.join(column.plain for column in several)} are not in one unit: they cannot be compared")
    if wanted.expect == C + "values_to_be_between" and table.column(arguments["column"]).kind in (
        "id",
        "text",
        "enum",
        "boolean",
    ):
        raise ValueError(
            f"{wanted.arguments['column']} is {table.column(arguments['column']).kind}: only numbers and dates lie between"
        )
    first = next(
        (arguments[name] for name in COLUMN_NAMES if name in arguments), next(iter(arguments.get("column_list", [])), None)
    )
    if first is not None and wanted.expect not in NOT_SCALED:
        column = table.column(first)
        arguments |= {name: _scaled(arguments[name], column, settings) for name in SCALED if name in arguments}
    if "column_list" in arguments or "column_A" in arguments:
        arguments.setdefault("ignore_row_if", "any_value_is_missing" if "column_list" in arguments else "either_value_is_missing")
    where = [
        (_column(table, name).name, _condition(value, _column(table, name), settings)) for name, value in wanted.where.items()
    ]
    if wanted.mostly < 1:
        if wanted.expect not in (*BY_ROW, *UNIQUE):
            raise ValueError("mostly is for rules about rows: this one judges the table as a whole")
        arguments["mostly"] = wanted.mostly
    low, high = arguments.get("min_value"), arguments.get("max_value")
    if low is not None and high is not None and low > high:
        raise ValueError(f"min_value {low} is above max_value {high}")
    return _Asked(wanted, table, arguments, where)


def _takes(kind: str) -> dict[str, tuple[type, ...]]:
    """The arguments an expectation takes, with their types."""
    if kind == COUNTED:
        return {**WHOLE}
    if "compound" in kind or "within_record" in kind or "multicolumn" in kind:
        total = {"sum_total": (int, float, str)} if "sum" in kind else {}
        return {"column_list": (list,), "ignore_row_if": (str,), **total}
    if "pair" in kind:
        return {
            "column_A": (str,),
            "column_B": (str,),
            "ignore_row_if": (str,),
            **({"or_equal": (bool,)} if "greater" in kind else {}),
        }
    more: Mapping[str, tuple[type, ...]] = {}
    if kind.endswith("_to_be_between"):
        more = SHARES if "proportion" in kind else WHOLE if "length" in kind or "unique_value_count" in kind else LIMITS
    elif kind.endswith("in_set"):
        more = {"value_set": (list,)}
    elif kind.endswith("regex_list"):
        more = {"regex_list": (list,), **({} if "not_match" in kind else {"match_on": (str,)})}
    elif kind.endswith("regex"):
        more = {"regex": (str,)}
    elif kind.endswith("lengths_to_equal"):
        more = {"value": (int,)}
    return {"column": (str,), **more}


def _refuse_arguments(wanted: UserRule) -> None:
    """Raises ValueError for an argument that is unknown, missing or of another type: Great Expectations would say so at night, in its own words."""
    takes, given = _takes(wanted.expect), wanted.arguments
    for name, value in given.items():
        if name not in takes:
            raise ValueError(f"{wanted.expect} takes no argument {name!r}{nearest(name, takes)}; it takes {', '.join(takes)}")
        right = isinstance(value, takes[name]) and (not isinstance(value, bool) or bool in takes[name])
        if not right:
            raise ValueError(f"argument {name!r} is {value!r}, expected {' or '.join(kind.__name__ for kind in takes[name])}")
        if isinstance(value, list) and (not value or (name == "column_list" and len(set(value)) < 2)):
            raise ValueError(f"argument {name!r} is {value!r}: too few to judge by")
    for pattern in [given[name] for name in ("regex",) if name in given] + list(given.get("regex_list", [])):
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    optional = {"ignore_row_if", "or_equal", "match_on", "min_value", "max_value", "strict_min", "strict_max"}
    missing = [name for name in takes if name not in given and name not in optional]
    if missing:
        raise ValueError(f"argument {missing[0]!r} is missing")
    if "min_value" in takes and not {"min_value", "max_value"} & set(given):
        raise ValueError("neither min_value nor max_value is given: it could never object")
    known = IGNORED["pair" if "pair" in wanted.expect else "column_list"]
    if given.get("ignore_row_if", known[0]) not in known:
        raise ValueError(f"ignore_row_if is {given['ignore_row_if']!r}, expected one of {', '.join(known)}")
    if given.get("match_on", "any") not in ("any", "all"):
        raise ValueError(f"match_on is {given['match_on']!r}, expected any or all")
    if "proportion" in wanted.expect and any(not 0 <= given.get(name, 0) <= 1 for name in ("min_value", "max_value")):
        raise ValueError("a proportion is between 0 and 1")


def _column(table: Table, name: str) -> Column:
    known = {column.plain: column for column in table.columns}
    if name not in known:
        raise ValueError(f"table {table.name} has no column {name!r}{nearest(str(name), known)}")
    return known[name]


def _condition(value: Any, column: Column, settings: Settings) -> Any:
    if isinstance(value, dict):
        if set(value) != {"known"} or not isinstance(value["known"], bool):
            raise ValueError(f"where.{column.plain} is {value!r}: a value, a list of values, or {{ known = true }}")
        return value["known"]
    values = [_scaled(each, column, settings) for each in (value if isinstance(value, list) else [value])]
    if not values:
        raise ValueError(f"where.{column.plain} is an empty list: no row would be looked at")
    if len(values) > 1 and not isinstance(values[0], str | int):
        raise ValueError(f"where.{column.plain} takes one {column.kind}, not several")
    if len(values) > 1 and isinstance(values[0], bool):
        raise ValueError(f"where.{column.plain} takes yes or no, not both")
    return values


def _scaled(value: Any, column: Column, settings: Settings) -> Any:
    """A value in the unit of the canonical column: minor units, milli-FTE, basis points. Raises ValueError for what does not fit exactly."""
    if isinstance(value, list):
        return [_scaled(each, column, settings) for each in value]
    if column.kind == "share":
        if not isinstance(value, str) or not value.strip().endswith("%"):
            raise ValueError(f"{column.plain} is a share: write {value!r} as text with its % sign, such as '80 %'")
        return _times(value.strip().removesuffix("%"), 100, column)
    factor = {"money": 10**settings.portfolio.minor_digits, "fte": 1000, "rate": 10**9, "integer": 1}.get(column.kind)
    if factor is not None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{column.plain} is a number, {value!r} is not")
        return _times(str(value), factor, column)
    if column.kind == "enum" and value not in column.values:
        raise ValueError(
            f"{column.plain} is never {value!r}{nearest(str(value), column.values)}; it is one of {', '.join(column.values)}"
        )
    kind: type = column.dtype.to_python()
    if type(value) is not kind:
        raise ValueError(f"{column.plain} is {kind.__name__}, {value!r} is not")
    return value


def _times(text: str, factor: int, column: Column) -> int:
    try:
        exact = Decimal(text.strip()) * factor
    except InvalidOperation:
        raise ValueError(f"{column.plain}: {text!r} is not a number") from None
    if not exact.is_finite() or abs(exact) >= FLOAT_EXACT:
        raise ValueError(f"{column.plain}: {text} is beyond what can be compared exactly")
    if exact != exact.to_integral_value():
        raise ValueError(f"{column.plain}: {text} is finer than its unit ({column.unit or 'whole numbers'})")
    return int(exact)


def _rule(asked: _Asked) -> Rule:
    wanted, row_wise = asked.rule, asked.rule.expect in BY_ROW or asked.rule.expect in UNIQUE
    arguments = dict(asked.arguments) | ({"row_condition": _for_gx(asked.where)} if asked.where else {})
    return Rule(
        wanted.id, wanted.table, wanted.severity, wanted.owner, wanted.reason, wanted.fix, _by_row(asked) if row_wise else _of_table(asked),
        of_rows=row_wise, expectation=wanted.expect, arguments=arguments, mostly=wanted.mostly,
    )  # fmt: skip


def _for_gx(where: list[tuple[str, Any]]) -> dict[str, Any]:
    """The condition as Great Expectations writes it down."""
    parts: list[dict[str, Any]] = []
    for name, value in where:
        column = {"name": name}
        if isinstance(value, bool):
            parts.append({"type": "nullity", "column": column, "is_null": not value})
        else:
            sign, parameter = ("==", value[0]) if len(value) == 1 else ("IN", value)
            parts.append({"type": "comparison", "column": column, "operator": sign, "parameter": parameter})
    return parts[0] if len(parts) == 1 else {"type": "and", "conditions": parts}


def _looked_at(asked: _Asked) -> pl.Expr:
    parts = [
        (pl.col(name).is_not_null() if value else pl.col(name).is_null()) if isinstance(value, bool) else pl.col(name).is_in(value).fill_null(value=False)
        for name, value in asked.where
    ]  # fmt: skip
    return pl.all_horizontal(parts) if parts else pl.lit(value=True)


def _judged(asked: _Asked) -> pl.Expr:
    """The rows that count: those the condition looks at, less those whose cells the expectation does not judge."""
    if asked.rule.expect in (C + "values_to_not_be_null", C + "values_to_be_null"):
        return pl.lit(value=True)
    if "column" in asked.arguments:
        return pl.col(asked.arguments["column"]).is_not_null()
    return considered(asked.columns, asked.arguments["ignore_row_if"])


def _bad(asked: _Asked) -> pl.Expr:
    schema, columns, arguments = asked.table.schema, asked.columns, asked.arguments
    if asked.rule.expect in UNIQUE:
        return pl.len().over(columns) > 1
    metric = BY_ROW[asked.rule.expect]
    if metric in COLUMN_CONDITIONS:
        return COLUMN_CONDITIONS[metric](columns[0], schema[columns[0]], arguments)
    if metric in PAIR_CONDITIONS:
        return PAIR_CONDITIONS[metric](columns[0], columns[1], schema, arguments)
    return COLUMNS_CONDITIONS[metric](columns, schema, arguments)


def _by_row(asked: _Asked) -> Callable[[Night], pl.DataFrame]:
    bad, judged, looked_at = _bad(asked), _judged(asked), _looked_at(asked)
    described = pl.concat_str(
        [pl.format("{} {}", pl.lit(name), pl.col(name).cast(pl.String).fill_null("unknown")) for name in asked.columns],
        separator=", ",
    )

    def find(night: Night) -> pl.DataFrame:
        rows = night.tables[asked.table.name].filter(looked_at).filter(judged)
        found = rows.filter(bad)
        enough = rows.height == 0 or (rows.height - found.height) / rows.height >= asked.rule.mostly
        return at(found.clear() if enough else found, described, asked.columns[0] if len(asked.columns) == 1 else "")

    return find


def _of_table(asked: _Asked) -> Callable[[Night], pl.DataFrame]:
    arguments = asked.arguments
    low, high = arguments.get("min_value"), arguments.get("max_value")

    def find(night: Night) -> pl.DataFrame:
        rows = night.tables[asked.table.name].filter(_looked_at(asked))
        value = rows.height if asked.rule.expect == COUNTED else _statistic(rows, OF_COLUMN[asked.rule.expect], asked)
        is_low = value is None or (low is not None and (value <= low if arguments.get("strict_min") else value < low))
        is_high = value is None or (high is not None and (value >= high if arguments.get("strict_max") else value > high))
        return told(
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


def _statistic(rows: pl.DataFrame, metric: str, asked: _Asked) -> Any:
    [column] = asked.columns
    exprs, finish = AGGREGATES[metric](column, asked.table.schema[column], asked.arguments)
    return finish(rows.select(expr.alias(str(i)) for i, expr in enumerate(exprs)).row(0))


def _try_out(rule: Rule, asked: _Asked) -> None:
    """On no rows: what does not fit the types shows now, not at night."""
    rows: Mapping[str, pl.DataFrame] = {asked.table.name: asked.table.empty()}
    if rule.of_rows:
        rows[asked.table.name].lazy().filter(_looked_at(asked) & _judged(asked) & _bad(asked)).collect()
    else:
        rows[asked.table.name].filter(_looked_at(asked))
        if rule.expectation != COUNTED:
            _statistic(rows[asked.table.name], OF_COLUMN[asked.rule.expect], asked)
