"""How good the data are, over the nights: a score for each source and owner, how fresh each field is, and what exceptions cover."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.contracts.units import SHARE_SCALE
from cutline.settings.all_settings import Settings
from data_quality.gate import covers, run_gate
from data_quality.rules import Night, in_force
from data_quality.verdict import CheckReport

TREND_SCHEMA: dict[str, pl.DataType] = {
    "day": pl.Date(), "kind": pl.String(), "name": pl.String(), "looked_at": pl.Int64(), "bad": pl.Int64(), "score_bp": pl.Int64(),
}  # fmt: skip
FRESHNESS_SCHEMA: dict[str, pl.DataType] = {
    "table": pl.String(), "column": pl.String(), "source_system": pl.String(), "as_of_date": pl.Date(), "age_days": pl.Int64(), "rows": pl.Int64(),
    "known_bp": pl.Int64(), "unchanged_since": pl.Date(), "digest": pl.UInt64(),
}  # fmt: skip
EXCEPTION_SCHEMA: dict[str, pl.DataType] = {
    "rule": pl.String(), "project_id": pl.String(), "file": pl.String(), "reason": pl.String(), "approved_by": pl.String(), "expires": pl.Date(),
    "days_left": pl.Int64(), "covers": pl.Int64(),
}  # fmt: skip
DAYS_KEPT = 400
# What the gate keeps between nights: schema, and what is lost with it.
REMEMBERED = {
    "trend": (TREND_SCHEMA, "the scores of past nights"),
    "fields": (FRESHNESS_SCHEMA, "since when each field is as it is"),
}


def quality_frames(night: Night, remembered: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """All that the gate says of a night, by asset: results, findings, trend, scores, exceptions, freshness. remembered: frames of REMEMBERED."""
    assert night.day is not None
    report, findings = run_gate(night)
    trend = with_today(remembered["trend"], scores(report, findings, night.accounting, night.day))
    return {
        "gate": report.frame(),
        "gate_findings": findings,
        "quality_trend": trend,
        "quality_scores": against_before(trend, night.day),
        "quality_exceptions": exceptions(night.settings, findings, night.day),
        "field_freshness": freshness(night.tables, remembered["fields"], night.day),
    }


def scores(report: CheckReport, findings: pl.DataFrame, accounting: pl.DataFrame, day: date) -> pl.DataFrame:
    """One row for each source and each owner (TREND_SCHEMA).

    A source's score is the share of its rows that are neither set aside nor named by a rule that blocks or warns; an owner's, the share of
    their rules that pass. Basis points, rounded down: 100 % is none bad.
    """
    live = findings.filter(
        (pl.col("severity") != "note") & pl.col("excepted_until").is_null() & pl.col("source_row").is_not_null()
    )
    named = live.group_by("source_system").agg(pl.struct("source_file", "source_row").n_unique().cast(pl.Int64).alias("bad"))
    rows = accounting.group_by("source_system").agg(
        looked_at=pl.col("accepted").sum() + pl.col("quarantined").sum(), aside=pl.col("quarantined").sum()
    )
    # A row in quarantine is among the findings as well: the larger of the two is what is bad, never more than there is.
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
    """The trend after tonight: the last look of each day counts, and DAYS_KEPT days are kept."""
    days = today["day"].unique().implode()
    both = pl.concat([trend.filter(~pl.col("day").is_in(days)), today])
    kept = both["day"].unique().sort().tail(DAYS_KEPT).implode()
    return both.filter(pl.col("day").is_in(kept)).sort("day", "kind", "name", descending=[False, True, False])


def against_before(trend: pl.DataFrame, day: date) -> pl.DataFrame:
    """The scores of `day` with `before_bp`, the day before, and `change_bp`; null where there was none."""
    steps = trend.sort("day").with_columns(before_bp=pl.col("score_bp").shift(1).over("kind", "name"))
    return (
        steps.filter(pl.col("day") == day)
        .with_columns(change_bp=pl.col("score_bp") - pl.col("before_bp"))
        .sort("kind", "score_bp", "name", descending=[True, False, False])
    )


def freshness(tables: Mapping[str, pl.DataFrame], before: pl.DataFrame, day: date) -> pl.DataFrame:
    """Every field by source (FRESHNESS_SCHEMA): the day of the newest export that fills it, how much of it is known, and since when its
    contents have not changed at all: an export that arrives every night may carry a field that nobody maintains.
    """
    parts = [pl.DataFrame(schema=FRESHNESS_SCHEMA)]
    for name in EXPORTED:
        frame, columns = tables[name], [column.name for column in TABLES[name].columns]
        if frame.is_empty():
            continue
        keys = [key for key in TABLES[name].key if key in columns]
        for column in columns:
            told = frame.group_by("source_system", maintain_order=True).agg(
                as_of_date=pl.col("as_of_date").filter(pl.col(column).is_not_null()).max(), rows=pl.len().cast(pl.Int64),
                known=pl.col(column).count(), digest=pl.struct([*keys, column] if column not in keys else keys).hash(seed=0).sum(),
            )  # fmt: skip
            parts.append(_of_field(told.filter(pl.col("known") > 0), name, column, day))
    now = pl.concat(parts)
    keys = ["table", "column", "source_system"]
    was = before.select(*keys, was_digest="digest", was_since="unchanged_since")
    known = now.drop("unchanged_since").join(was, on=keys, how="left", maintain_order="left")
    since = pl.when(pl.col("digest") == pl.col("was_digest")).then("was_since").otherwise(pl.lit(day))
    return known.with_columns(unchanged_since=since).select(pl.col(name).cast(dtype) for name, dtype in FRESHNESS_SCHEMA.items())


def _of_field(told: pl.DataFrame, table: str, column: str, day: date) -> pl.DataFrame:
    return told.select(
        pl.lit(table).alias("table"), pl.lit(column).alias("column"), "source_system", "as_of_date", age_days=(pl.lit(day) - pl.col("as_of_date")).dt.total_days(),
        rows="rows", known_bp=pl.col("known").cast(pl.Int64) * SHARE_SCALE // pl.col("rows"), unchanged_since=pl.lit(None, pl.Date), digest="digest",
    ).select(pl.col(name).cast(dtype) for name, dtype in FRESHNESS_SCHEMA.items())  # fmt: skip


def exceptions(settings: Settings, findings: pl.DataFrame, day: date) -> pl.DataFrame:
    """Every exception with the days it has left (negative: expired) and how many findings it covers tonight (EXCEPTION_SCHEMA)."""
    rows = []
    for each in settings.quality.exceptions:
        own = findings.filter((pl.col("rule") == each.rule) & pl.col("excepted_until").is_not_null())
        count = own.filter(covers(each, own)).height if in_force(each, day) else 0
        rows.append(
            (each.rule, each.project, each.file, each.reason, each.approved_by, each.expires, (each.expires - day).days, count)
        )
    return pl.DataFrame(rows, schema=EXCEPTION_SCHEMA, orient="row").sort("expires", "rule")
