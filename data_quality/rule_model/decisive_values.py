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
    quality.max_value_change_bp or are gone, and the new values that are as large (`_new_values`).

    The share is one of the earlier value. A change of less than one FTE is never told. A value that is gone, or new, is told
    only if its row is about the horizon or about no time at all.
    """
    keys = ["table", "measure", "of"]
    known = before.filter(pl.col("measure").str.starts_with(VALUE)).unique(keys, keep="first", maintain_order=True)
    now = decisive_values(tables, settings).unique(keys, keep="first", maintain_order=True)
    both = known.join(now.select(*keys, now="total"), on=keys, how="left", maintain_order="left").with_columns(
        was="total", factor=pl.col("now") / pl.col("total")
    )
    # What all values of a relative table have in common; null if no value of the table is on both nights.
    common = both.group_by("table", "measure").agg(common=pl.col("factor").median())
    even = _even(both.join(common, on=["table", "measure"], how="left", maintain_order="left"), pl.col("was"))
    share, least = settings.quality.max_value_change_bp / SHARE_SCALE, _least_change()
    change = (pl.col("now") - pl.col("even")).abs()
    # A value that floats can tell apart by a millionth has not moved.
    moved = (change > share * pl.col("even").abs() * (1 + 1e-9)) & (change >= least) & (change > 0)
    gone = pl.col("now").is_null() & _is_about_the_plan(settings)
    new = now.join(known, on=keys, how="anti", maintain_order="left").filter(
        pl.lit(known.height > 0) & _is_about_the_plan(settings)
    )
    told = [even.filter(moved.fill_null(value=False) | gone), _new_values(new, known, common, share)]
    columns = ("table", "source_system", pl.col("measure").str.strip_prefix(VALUE).alias("column"), "of", "was", "now")
    return pl.concat([frame.select(columns) for frame in told]).sort("table", "of", "column")


def _least_change() -> pl.Expr:
    """The least change that is told: one FTE of people, and any change of all other values."""
    people = [VALUE + column.name for name in DECISIVE_KEYS for column in decisive_columns(name) if column.kind == "fte"]
    return pl.when(pl.col("measure").is_in(people)).then(FTE_SCALE).otherwise(0)


def _even(values: pl.DataFrame, was: pl.Expr) -> pl.DataFrame:
    """`values` with even: what `was` would be tonight if only a factor that is common to the whole table had changed."""
    common = pl.when(pl.col("table").is_in(RELATIVE)).then(pl.col("common")).otherwise(1.0)
    return values.with_columns(even=pl.when(common.is_finite() & (common > 0)).then(was * common).otherwise(was))


def _new_values(new: pl.DataFrame, known: pl.DataFrame, common: pl.DataFrame, share: float) -> pl.DataFrame:
    """The values of `new`, whose rows the last good night did not have, that are beyond the share of what it had.

    Amounts, people and weights add up, so a new one is compared with the total of its fiscal year or period. If that time is
    new as a whole, its total is compared with the largest total of the times before. Rates, prices, uplifts and other shares
    do not add up: a new one is told if it is beyond the share outside the values that there were. Where there was nothing,
    any new value is told.
    """
    by = ["table", "measure"]
    added, old = (frame.filter(pl.col("table") != SETTINGS).with_columns(time=_time()) for frame in (new, known))
    sums = old.group_by(*by, "time").agg(before=pl.col("total").sum())
    most = sums.group_by(by).agg(largest=pl.col("before").max())
    ends = old.group_by(by).agg(low=pl.col("total").min(), high=pl.col("total").max())
    joined = (
        added.join(sums, on=[*by, "time"], how="left", nulls_equal=True, maintain_order="left")
        .join(most, on=by, how="left", maintain_order="left")
        .join(ends, on=by, how="left", maintain_order="left")
        .join(common, on=by, how="left", maintain_order="left")
    )
    even = joined
    for name in ("before", "largest", "low", "high"):
        even = _even(even, pl.col(name)).drop(name).rename({"even": name})
    value, of_time, room = pl.col("total"), pl.col("total").sum().over(*by, "time"), 1 + share + 1e-9
    is_beyond_sum = (
        pl.when(pl.col("before").is_not_null())
        .then(value > share * pl.col("before") * (1 + 1e-9))
        .otherwise(of_time > pl.col("largest") * room)
    )
    is_outside = (value > pl.col("high") * room) | (value < pl.col("low") * (1 - share - 1e-9))
    is_beyond = pl.when(_adds_up()).then(is_beyond_sum).otherwise(is_outside).fill_null(value=True)
    return even.filter(is_beyond & (value >= _least_change()) & (value > 0)).with_columns(
        was=pl.lit(None, pl.Float64), now="total"
    )


def _adds_up() -> pl.Expr:
    """Whether the values of a column add up: amounts of money of a fund, people, and weights of criteria."""
    summed = [
        (name, VALUE + column.name)
        for name in DECISIVE_KEYS
        for column in decisive_columns(name)
        if column.kind == "fte" or name == "criteria" or (name == "funds" and column.kind == "money")
    ]
    return pl.any_horizontal((pl.col("table") == name) & (pl.col("measure") == measure) for name, measure in summed)


def _time() -> pl.Expr:
    """The fiscal year or the period of a row, as text, from its key; null if the row is about no time."""
    return pl.coalesce(pl.col("of").str.json_path_match(f"$.{name}") for name in ("fiscal_year", "period_start"))


def key_in_words(table: str, of: str) -> str:
    """The row of a value in words: its key, such as `MAIN, capex, 2027`."""
    if table == SETTINGS:
        return of
    return ", ".join(str(each) for each in json.loads(of).values() if each is not None)


def value_text(table: str, column: str, value: float | None, settings: Settings) -> str:
    """A value in the unit that people use; `not there` if there is none."""
    if value is None:
        return "not there"
    if table != SETTINGS:
        return figure_text(round(value), TABLES[table].column(column), settings)
    return figure_text(round(value), MONEY if figure_of(column.rpartition(".")[2]) == "money" else SHARE, settings)


def _is_about_the_plan(settings: Settings) -> pl.Expr:
    """Whether a row is about a year or period of the horizon, or about no time at all. Settings are not rows."""
    horizon = settings.horizon()
    year, first_day = (pl.col("of").str.json_path_match(f"$.{name}") for name in ("fiscal_year", "period_start"))
    first, last = horizon.period_start(0).isoformat(), horizon.period_start(horizon.periods - 1).isoformat()
    is_inside = year.is_in([str(each) for each in horizon.fiscal_years()]).fill_null(value=True)
    return (pl.col("table") != SETTINGS) & is_inside & first_day.is_between(pl.lit(first), pl.lit(last)).fill_null(value=True)
