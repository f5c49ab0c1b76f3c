"""Rules that compare the night with the last good night: numbers of rows, sums of money, and missing lines."""

from collections.abc import Callable
from typing import Any

import polars as pl

from cutline.contracts.statuses import is_mandated, is_open
from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.units import SHARE_SCALE
from data_quality.rule_model.decisive_values import SETTINGS, key_in_words, value_text
from data_quality.rule_model.figures import figure_text, money_words
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import OBJECTION_SCHEMA, as_objections, objections_to_groups, objections_to_rows
from data_quality.rule_model.owners import DATA, FINANCE, HR, OFFICE
from data_quality.rule_model.rule import Rule
from data_quality.rule_model.volumes import MANDATED, PROJECT_TOTAL, ROW_COUNT

PROJECTS_PER_LOSS = 10  # one project in ten may lose its lines; if more do, the night stops
MOVE_COLUMNS = ("where", "found", "table", "column", "source_system")
FEW_ROWS = 20  # a table with fewer rows is not compared, because half of its rows may come and go


def _volumes_that_moved(night: Night, measured: pl.Expr, limit_bp: int) -> pl.DataFrame:
    keys = ["table", "source_system", "measure"]
    known = night.before.filter(measured & pl.col("of").is_null())
    now = night.volumes.filter(pl.col("of").is_null()).select(*keys, now="total")
    moved = known.join(now, on=keys, how="left").with_columns(pl.col("now").fill_null(0.0))
    over = ((pl.col("now") - pl.col("total")).abs() * SHARE_SCALE > limit_bp * pl.col("total").abs()) & (
        pl.col("total") != pl.col("now")
    )
    # A table that is suddenly empty is a finding, however small it was.
    return moved.filter(over & ((pl.col("count") >= FEW_ROWS) | ((pl.col("measure") == ROW_COUNT) & (pl.col("now") == 0)))).sort(
        keys
    )


def _values_that_moved(*tables: str) -> Callable[[Night], pl.DataFrame]:
    """A rule's `find`: it objects to the values of `tables` that moved by more than the declared share."""

    def find(night: Night) -> pl.DataFrame:
        moved = night.moved_values.filter(pl.col("table").is_in(tables))
        rows = [
            {
                "where": f"{row['table']}: {key_in_words(row['table'], row['of'])} (source {row['source_system']})",
                "found": _move_in_words(row, night),
                "table": row["table"],
                "column": row["column"],
                "source_system": row["source_system"],
            }
            for row in moved.iter_rows(named=True)
        ]
        return as_objections(pl.DataFrame(rows, schema={name: OBJECTION_SCHEMA[name] for name in MOVE_COLUMNS}))

    return find


def _move_in_words(row: dict[str, Any], night: Night) -> str:
    """What a value was and is, and by which factor it moved."""
    name = row["column"] if row["table"] == SETTINGS else TABLES[row["table"]].column(row["column"]).plain
    now, was = (value_text(row["table"], row["column"], row[each], night.settings) for each in ("now", "was"))
    if row["now"] and row["was"]:
        factor = row["now"] / row["was"]
        return f"{name} is {now}, {was} on the last good night ({factor:,.3g} times)"
    return f"{name} is {now}, {was} on the last good night"


def _rows_moved(night: Night) -> pl.DataFrame:
    rows = _volumes_that_moved(night, pl.col("measure") == ROW_COUNT, night.settings.quality.max_row_change_bp)
    return objections_to_groups(
        rows,
        pl.format("{} (source {})", "table", "source_system"),
        pl.format("{} rows, {} on the last good night", _as_whole_number("now"), _as_whole_number("total")),
    )


def _totals_moved(night: Night) -> pl.DataFrame:
    rows = _volumes_that_moved(
        night, ~pl.col("measure").is_in([ROW_COUNT, PROJECT_TOTAL, MANDATED]), night.settings.quality.max_total_change_bp
    )
    # A table whose single values moved is told by the rules about its values.
    values = night.moved_values["table"].unique()
    rows = rows.filter(~pl.col("table").is_in(values.implode()))
    told = [
        f"{row['measure']} sums to {_total_text(row, 'now', night)}, {_total_text(row, 'total', night)} on the last good night"
        for row in rows.iter_rows(named=True)
    ]
    found = rows.with_columns(told=pl.Series(told, dtype=pl.String))
    return objections_to_groups(found, pl.format("{} (source {})", "table", "source_system"), pl.col("told"))


def _total_text(row: dict[str, Any], name: str, night: Night) -> str:
    """A total of a column, in the column's unit."""
    return figure_text(int(row[name]), TABLES[row["table"]].column(row["measure"]), night.settings)


def _as_whole_number(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int128).cast(pl.String)


def _unit_jumps(night: Night) -> pl.DataFrame:
    factor = night.settings.quality.unit_jump
    keys = ["table", "source_system", "of"]
    was = night.before.filter((pl.col("measure") == PROJECT_TOTAL) & (pl.col("total") != 0)).select(
        *keys, was=pl.col("total").abs()
    )
    now = night.volumes.filter((pl.col("measure") == PROJECT_TOTAL) & (pl.col("total") != 0)).select(
        *keys, now=pl.col("total").abs()
    )
    both = (
        was.join(now, on=keys)
        .filter((pl.col("now") >= factor * pl.col("was")) | (pl.col("was") >= factor * pl.col("now")))
        .sort(keys)
    )
    found = pl.format(
        "its {} sum to {}, {} on the last good night",
        pl.col("table").str.replace_all("_", " "),
        *(money_words(name, night.settings) for name in ("now", "was")),
    )
    return objections_to_groups(both, pl.format("project {}", "of"), found, "of")


def _projects_without_lines(night: Night) -> pl.DataFrame:
    """Projects that had costs or benefits on the last good night, still exist, and have none at all now."""
    keys = ["table", "of"]
    lines = pl.col("table").is_in(["cost_lines", "benefits"]) & (pl.col("measure") == PROJECT_TOTAL)
    was = night.before.filter(lines).select(keys).unique()
    now = pl.concat(
        [night.tables[name].select(pl.lit(name).alias("table"), of="project_id").unique() for name in ("cost_lines", "benefits")]
    )
    quarantined = night.quarantine.select("table", of="project_id").drop_nulls()
    there = night.tables["projects"].filter(is_open()).select(of="project_id")
    lost = was.join(pl.concat([now, quarantined]), on=keys, how="anti").join(there, on="of", how="semi").sort(keys)
    return objections_to_groups(
        lost,
        pl.format("project {}", "of"),
        pl.format("has no {} now, and had some on the last good night", pl.col("table").str.replace_all("_", " ")),
        "of",
    )


def _many_without_lines(night: Night) -> pl.DataFrame:
    """The projects of `_projects_without_lines` if they are so many that a file was probably cut off, else none."""
    lost = _projects_without_lines(night)
    had = night.before.filter(pl.col("measure") == PROJECT_TOTAL)["of"].n_unique()
    return lost if lost["project_id"].n_unique() * PROJECTS_PER_LOSS > had and lost["project_id"].n_unique() > 1 else lost.clear()


def _mandates_gone(night: Night) -> pl.DataFrame:
    was = night.before.filter(pl.col("measure") == MANDATED).select(project_id="of")
    now = night.tables["projects"].filter(~is_mandated() & is_open())
    lost = now.join(was, on="project_id", how="semi", maintain_order="left")
    return objections_to_rows(lost, pl.format("project {} was under a mandate on the last good night", "project_id"), "mandate")


_ACCEPT = "look at the file, and at its unit; if the value is right: cutline accept FOLDER --source NAME"
RULES = (
    Rule("budgets_as_before", "funds", "block", FINANCE, "no budget, and no share that a fund may pay, has moved by more than quality.max_value_change_bp since the last good night, and no new one is beyond that share of what there was",
         _ACCEPT, _values_that_moved("funds", "fund_eligibility"), follows_from=("funds", "fund_eligibility")),
    Rule("rates_as_before", "rates", "block", FINANCE, "no currency rate, discount rate, price level or uplift has moved by more than quality.max_value_change_bp since the last good night, and no new one is beyond that share outside the others",
         _ACCEPT, _values_that_moved("rates", "discount_rates", "deflators", "optimism_bias"), follows_from=("rates", "discount_rates", "deflators", "optimism_bias")),
    Rule("weights_as_before", "criteria", "block", OFFICE, "no weight of a criterion has moved by more than quality.max_value_change_bp since the last good night, and no new one is beyond that share of all weights",
         _ACCEPT, _values_that_moved("criteria", "comparisons"), follows_from=("criteria", "comparisons")),
    Rule("capacity_as_before", "capacity", "block", HR, "no role has gained or lost more than quality.max_value_change_bp of its people in a period, or of their price, since the last good night, and no new role or period adds more than that share",
         _ACCEPT, _values_that_moved("capacity"), follows_from=("capacity",)),
    Rule("settings_as_before", "all tables", "block", FINANCE, "no amount or share of the sections finance, planning, rules and forecasting has moved by more than quality.max_value_change_bp since the last good night",
         "look at portfolio.toml; if the value is right: cutline accept FOLDER --source portfolio.toml", _values_that_moved(SETTINGS)),
    Rule("row_counts_as_before", "all tables", "block", DATA, "there are about as many rows as on the last good night (quality.max_row_change_bp)",
         "look at the export: it may be cut off, or be another one; if it is right: cutline accept FOLDER --source NAME", _rows_moved),
    Rule("totals_as_before", "all tables", "block", FINANCE, "totals are about those of the last good night (quality.max_total_change_bp)",
         "look at the export and its units; if it is right: cutline accept FOLDER --source NAME", _totals_moved),
    Rule("projects_keep_their_lines", "all tables", "warn", FINANCE, "no project has lost all the costs or all the benefits that it had on the last good night",
         "ask the owner of the project whether the lines were withdrawn or the export was cut off", _projects_without_lines),
    Rule("few_projects_lose_their_lines", "all tables", "block", DATA, "no more than a tenth of the projects lose all their costs or benefits at once",
         "look at the export: it may be cut off; if it is right: cutline accept FOLDER --source NAME", _many_without_lines),
    Rule("mandates_as_before", "projects", "warn", OFFICE, "no mandate has gone since the last good night",
         "ask the owner of the mandate; without it the project is no longer required", _mandates_gone),
    Rule("no_unit_jump", "all tables", "block", FINANCE, "no project is hundreds of times as large as on the last good night (quality.unit_jump)",
         "check the unit that the source declares; if the figures are right: cutline accept FOLDER --source NAME", _unit_jumps),
)  # fmt: skip
