"""The quality score of each source and each owner on a night, and the trend of the scores over the nights."""

from datetime import date

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from data_quality.rule_model.results import CheckReport

TREND_SCHEMA: dict[str, pl.DataType] = {
    "day": pl.Date(), "kind": pl.String(), "name": pl.String(), "looked_at": pl.Int64(), "bad": pl.Int64(), "score_bp": pl.Int64(),
}  # fmt: skip
DAYS_KEPT = 400


def scores(report: CheckReport, findings: pl.DataFrame, accounting: pl.DataFrame, day: date) -> pl.DataFrame:
    """The score of each source and each owner (TREND_SCHEMA), in basis points, rounded down: 100 % means that no row is
    bad, or that every rule of the owner passes.

    The score of a source is the share of its rows that are neither set aside nor named by a rule that blocks or warns.
    The score of an owner is the share of the owner's rules that pass.
    """
    live = findings.filter(
        (pl.col("severity") != "note") & pl.col("excepted_until").is_null() & pl.col("source_row").is_not_null()
    )
    named = live.group_by("source_system").agg(pl.struct("source_file", "source_row").n_unique().cast(pl.Int64).alias("bad"))
    rows = accounting.group_by("source_system").agg(
        looked_at=pl.col("accepted").sum() + pl.col("quarantined").sum(), aside=pl.col("quarantined").sum()
    )
    # A row in quarantine is among the findings too, so the larger of the two counts is the number of bad rows. The number
    # of bad rows never exceeds the number of rows.
    by_source = rows.join(named, on="source_system", how="left").select(
        kind=pl.lit("source"), name="source_system", looked_at="looked_at",
        bad=pl.min_horizontal(pl.max_horizontal(pl.col("bad").fill_null(0), "aside"), "looked_at"),
    )  # fmt: skip
    failed = pl.DataFrame(
        {"name": [r.owner for r in report.results], "bad": [int(r.status != "passed") for r in report.results]},
        schema={"name": pl.String, "bad": pl.Int64},
    )
    by_owner = (
        failed.group_by("name")
        .agg(looked_at=pl.len().cast(pl.Int64), bad=pl.col("bad").sum())
        .select(kind=pl.lit("owner"), name="name", looked_at="looked_at", bad="bad")
    )
    good = (pl.col("looked_at") - pl.col("bad")) * SHARE_SCALE // pl.col("looked_at")
    both = pl.concat([by_source, by_owner]).filter(pl.col("looked_at") > 0).with_columns(day=pl.lit(day), score_bp=good)
    return both.select(pl.col(name).cast(dtype) for name, dtype in TREND_SCHEMA.items()).sort(
        "kind", "name", descending=[True, False]
    )


def with_today(trend: pl.DataFrame, today: pl.DataFrame) -> pl.DataFrame:
    """The trend with tonight's scores. If there are several runs on one day, the last run counts; the newest DAYS_KEPT days
    are kept.
    """
    days = today["day"].unique().implode()
    both = pl.concat([trend.filter(~pl.col("day").is_in(days)), today])
    kept = both["day"].unique().sort().tail(DAYS_KEPT).implode()
    return both.filter(pl.col("day").is_in(kept)).sort("day", "kind", "name", descending=[False, True, False])


def with_day_before(trend: pl.DataFrame, day: date) -> pl.DataFrame:
    """The scores of `day` with the previous score `before_bp` and the change `change_bp`, both null if there is no
    earlier score.
    """
    steps = trend.sort("day").with_columns(before_bp=pl.col("score_bp").shift(1).over("kind", "name"))
    return (
        steps.filter(pl.col("day") == day)
        .with_columns(change_bp=pl.col("score_bp") - pl.col("before_bp"))
        .sort("kind", "score_bp", "name", descending=[True, False, False])
    )
