"""Counts the rows of every file: the rows read are the sum of the rows accepted, quarantined and superseded."""

import polars as pl

from cutline.sources.typed_rows.quarantine import OUTRANKED, SET_ASIDE

ACCOUNTING_SCHEMA: dict[str, pl.DataType] = {
    "table": pl.String(),
    "source_system": pl.String(),
    "source_file": pl.String(),
    "file_hash": pl.String(),
    "as_of_date": pl.Date(),
    "read": pl.Int64(),
    "accepted": pl.Int64(),
    "quarantined": pl.Int64(),
    "superseded": pl.Int64(),
    "not_data": pl.Int64(),
}


def moved_to_quarantine(accounting: pl.DataFrame, by_rules: pl.DataFrame) -> pl.DataFrame:
    """The accounting (ACCOUNTING_SCHEMA) after rules have set rows aside: these rows move from accepted to quarantined, and
    the sum does not change.
    """
    keys = ["table", "source_system", "source_file"]
    gone = by_rules.group_by(keys).agg(pl.col("record").n_unique().cast(pl.Int64).alias("gone"))
    known = accounting.join(gone, on=keys, how="left", maintain_order="left")
    # Several contents of one file name may be counted. The rows are those of the content in use, the only one with accepted rows.
    taken = pl.when(pl.col("accepted") > 0).then(pl.col("gone").fill_null(0)).otherwise(0)
    return known.with_columns(accepted=pl.col("accepted") - taken, quarantined=pl.col("quarantined") + taken).select(
        list(ACCOUNTING_SCHEMA)
    )


def account_for_rows(name: str, raw: pl.LazyFrame, quarantine: pl.DataFrame) -> pl.DataFrame:
    """One row for each file of table `name` (ACCOUNTING_SCHEMA), in which read = accepted + quarantined + superseded.

    Rows that are no data (repeated headers, footers) are counted separately.
    """
    numbered = raw.with_row_index("record").with_columns(pl.col("record").cast(pl.Int64))
    own = quarantine.filter(pl.col("table") == name)
    aside, outranked = (
        pl.col("record").is_in(own.filter(pl.col("action") == action)["record"].unique().implode())
        for action in (SET_ASIDE, OUTRANKED)
    )
    is_data, old = pl.col("not_data").is_null(), pl.col("is_superseded") | outranked
    return (
        numbered.group_by("source_system", "source_file", "file_hash", "as_of_date", maintain_order=True)
        .agg(
            read=is_data.sum().cast(pl.Int64),
            accepted=(is_data & ~aside & ~old).sum().cast(pl.Int64),
            quarantined=(is_data & aside).sum().cast(pl.Int64),
            superseded=(is_data & old).sum().cast(pl.Int64),
            not_data=(~is_data).sum().cast(pl.Int64),
        )
        .with_columns(table=pl.lit(name))
        .select(list(ACCOUNTING_SCHEMA))
        .collect()
    )
