"""The single values that decide much: budgets, rates, weights, capacities and settings, each under the key of its row.

A table of such values has few rows, so its number of rows and its totals say little. Each value of the last good night is kept,
and the rules in `business/last_night.py` compare it with tonight's.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Column
from cutline.contracts.units import FTE_SCALE, SHARE_SCALE, figure_of
from cutline.settings.all_settings import Settings
from cutline.sources.mapping.raw_tables import INLINE
from data_quality.rule_model.figures import figure_text
from data_quality.rule_model.volumes import VOLUME_SCHEMA

VALUE = "value of "  # a measure of the volumes that begins so is a single value of the column that follows
SETTINGS = "settings"
MONEY, SHARE = TABLES["funds"].column("amount_minor"), TABLES["optimism_bias"].column("uplift_bp")  # as a setting is written
# The columns that name a row of each table. Of several rates of a pair of currencies the newest counts, so its day is no part.
DECISIVE_KEYS: dict[str, tuple[str, ...]] = {
    "funds": ("fund_id", "cost_class", "fiscal_year"),
    "fund_eligibility": ("fund_id", "project_id", "project_class"),
    "capacity": ("role_id", "period_start"),
    "rates": ("kind", "from_currency", "to_currency"),
    "discount_rates": ("schedule", "from_year"),
    "deflators": ("fiscal_year",),
    "optimism_bias": ("project_class", "cost_class"),
    "criteria": ("criterion_id",),
    "comparisons": ("criterion_id", "other_id"),
}
NEWEST_COUNTS = {"rates": "rate_date"}
# Only the ratio of two values of these tables matters: a factor that is common to all of them changes nothing.
RELATIVE = ("criteria", "deflators")
SECTIONS = ("finance", "planning", "rules", "forecasting")


def decisive_values(tables: Mapping[str, pl.DataFrame], settings: Settings) -> pl.DataFrame:
    """Every known value that decides much (VOLUME_SCHEMA). measure: VALUE and the column. of: the key of the row as JSON."""
    found = [_values_of_table(name, tables[name]) for name in DECISIVE_KEYS]
    rows = [
        {
            "table": SETTINGS,
            "source_system": INLINE,
            "measure": VALUE + path,
            "of": path,
            "total": float(value),
            "count": 1,
        }
        for section in SECTIONS
        for path, value in _figures(section, getattr(settings, section).model_dump())
    ]
    return pl.concat([*found, pl.DataFrame(rows, schema=VOLUME_SCHEMA)])


def decisive_columns(table: str) -> tuple[Column, ...]:
    """The columns of a table that hold such values."""
    return tuple(each for each in TABLES[table].columns if each.unit and each.name not in DECISIVE_KEYS[table])


def _values_of_table(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    rows = frame.sort(NEWEST_COUNTS[name], maintain_order=True) if name in NEWEST_COUNTS else frame
    keyed = rows.with_columns(of=pl.struct(DECISIVE_KEYS[name]).struct.json_encode()).unique(
        "of", keep="last", maintain_order=True
    )
    columns = [column.name for column in decisive_columns(name)]
    long = keyed.select("of", "source_system", pl.col(columns).cast(pl.Float64)).unpivot(
        columns, index=["of", "source_system"], variable_name="measure", value_name="total"
    )
    known = long.drop_nulls("total").with_columns(
        table=pl.lit(name), measure=pl.lit(VALUE) + pl.col("measure"), count=pl.lit(1, pl.Int64)
    )
    return known.select(pl.col(column).cast(dtype) for column, dtype in VOLUME_SCHEMA.items())


def _figures(path: str, value: Any) -> Iterator[tuple[str, int]]:
    """The amounts and shares of a section of the settings, each with its path. A rule of a list goes by its name."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _figures(f"{path}.{name}", each)
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from _figures(f"{path}.{each.get('name', number) if isinstance(each, Mapping) else number}", each)
    elif isinstance(value, int) and not isinstance(value, bool) and figure_of(path.rpartition(".")[2]) is not None:
        yield path, value


def moved_values(before: pl.DataFrame, tables: Mapping[str, pl.DataFrame], settings: Settings) -> pl.DataFrame:
    """table, source_system, column, of, was, now: the values of the last good night that have moved by more than
    quality.max_value_change_bp, or are gone.

    The share is one of the earlier value. A change of less than one FTE is never told. A value that is gone is told if its row is about the horizon or about no time at all.
    """
    keys = ["table", "measure", "of"]
    known = before.filter(pl.col("measure").str.starts_with(VALUE)).unique(keys, keep="first", maintain_order=True)
    now = decisive_values(tables, settings).unique(keys, keep="first").select(*keys, now="total")
    both = known.join(now, on=keys, how="left", maintain_order="left").with_columns(
        was="total", column=pl.col("measure").str.strip_prefix(VALUE), factor=pl.col("now") / pl.col("total")
    )
    common = pl.when(pl.col("table").is_in(RELATIVE)).then(pl.col("factor").median().over("table", "column")).otherwise(1.0)
    even = pl.when(common.is_finite() & (common > 0)).then(pl.col("was") * common).otherwise("was")
    share = settings.quality.max_value_change_bp / SHARE_SCALE
    change = (pl.col("now") - even).abs()
    people = [column.name for name in DECISIVE_KEYS for column in decisive_columns(name) if column.kind == "fte"]
    least = pl.when(pl.col("column").is_in(people)).then(FTE_SCALE).otherwise(0)
    # A value that floats can tell apart by a millionth has not moved.
    moved = (change > share * even.abs() * (1 + 1e-9)) & (change >= least) & (change > 0)
    gone = pl.col("now").is_null() & pl.col("of").map_elements(
        lambda of: _is_about_the_plan(of, settings), return_dtype=pl.Boolean
    )
    return both.filter(moved.fill_null(value=False) | gone).select("table", "source_system", "column", "of", "was", "now").sort(
        "table", "of", "column"
    )  # fmt: skip


def key_in_words(table: str, of: str) -> str:
    """The row of a value in words: its key, such as `MAIN, capex, 2027`."""
    if table == SETTINGS:
        return of
    return ", ".join(str(each) for each in json.loads(of).values() if each is not None)


def value_text(table: str, column: str, value: float | None, settings: Settings) -> str:
    """A value in the unit that people use; `gone` if there is none any more."""
    if value is None:
        return "gone"
    if table != SETTINGS:
        return figure_text(round(value), TABLES[table].column(column), settings)
    return figure_text(round(value), MONEY if figure_of(column.rpartition(".")[2]) == "money" else SHARE, settings)


def _is_about_the_plan(of: str, settings: Settings) -> bool:
    """Whether a row is about a year or period of the horizon, or about no time at all."""
    if not of.startswith("{"):
        return False  # a rule of the settings that was taken out
    key, horizon = json.loads(of), settings.horizon()
    if "fiscal_year" in key:
        return key["fiscal_year"] in horizon.fiscal_years()
    if "period_start" in key:
        first, last = horizon.period_start(0), horizon.period_start(horizon.periods - 1)
        return first.isoformat() <= str(key["period_start"]) <= last.isoformat()
    return True
