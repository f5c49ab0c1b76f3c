"""Rules against the night before: how much there is, and what is suddenly a thousand times what it was."""

import polars as pl

from cutline.tables import SHARE_SCALE
from data_quality.business.owners import DATA, FINANCE
from data_quality.memory import PROJECT, ROWS, volumes
from data_quality.rules import Night, Rule, of

FEW = 20  # where a table has fewer rows, half of them come and go


def _moved(night: Night, measured: pl.Expr, limit_bp: int) -> pl.DataFrame:
    keys = ["table", "source_system", "measure"]
    known = night.before.filter(measured & pl.col("of").is_null() & (pl.col("count") >= FEW))
    now = volumes(night.tables).filter(pl.col("of").is_null()).select(*keys, now="total")
    moved = known.join(now, on=keys, how="left").with_columns(pl.col("now").fill_null(0.0))
    over = ((pl.col("now") - pl.col("total")).abs() * SHARE_SCALE > limit_bp * pl.col("total").abs()) & (
        pl.col("total") != pl.col("now")
    )
    return moved.filter(over).sort(keys)


def _rows_moved(night: Night) -> pl.DataFrame:
    rows = _moved(night, pl.col("measure") == ROWS, night.settings.quality.max_row_change_bp)
    return of(
        rows,
        pl.format("{} (source {})", "table", "source_system"),
        pl.format("{} rows, {} on the last good night", _whole("now"), _whole("total")),
    )


def _totals_moved(night: Night) -> pl.DataFrame:
    rows = _moved(night, ~pl.col("measure").is_in([ROWS, PROJECT]), night.settings.quality.max_total_change_bp)
    told = pl.format("{} sums to {}, {} on the last good night", "measure", _whole("now"), _whole("total"))
    return of(rows, pl.format("{} (source {})", "table", "source_system"), told)


def _whole(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int128).cast(pl.String)


def _unit_jumps(night: Night) -> pl.DataFrame:
    factor = night.settings.quality.unit_jump
    keys = ["table", "source_system", "of"]
    was = night.before.filter((pl.col("measure") == PROJECT) & (pl.col("total") != 0)).select(*keys, was=pl.col("total").abs())
    now = (
        volumes(night.tables)
        .filter((pl.col("measure") == PROJECT) & (pl.col("total") != 0))
        .select(*keys, now=pl.col("total").abs())
    )
    both = (
        was.join(now, on=keys)
        .filter((pl.col("now") >= factor * pl.col("was")) | (pl.col("was") >= factor * pl.col("now")))
        .sort(keys)
    )
    told = pl.format(
        "its {} sum to {}, {} on the last good night (minor units)",
        pl.col("table").str.replace_all("_", " "),
        _whole("now"),
        _whole("was"),
    )
    return of(both, pl.format("project {}", "of"), told, "of")


RULES = (
    Rule("row_counts_as_before", "all tables", "block", DATA, "about as many rows as on the last good night (quality.max_row_change_bp)",
         "look at the export: it may be cut off, or be another one; if it is right: cutline accept", _rows_moved),
    Rule("totals_as_before", "all tables", "block", FINANCE, "about the totals of the last good night (quality.max_total_change_bp)",
         "look at the export and its units; if it is right: cutline accept", _totals_moved),
    Rule("no_unit_jump", "all tables", "block", FINANCE, "no project hundreds of times what it was on the last good night (quality.unit_jump)",
         "check the unit that the source declares; if the figures are right: cutline accept", _unit_jumps),
)  # fmt: skip
