"""The quarantine register over the nights: since when each bad cell is known, and which corrected file released it.

A corrected file arrives as a delivery.
"""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from cutline.sources.typed_rows.quarantine import BY_RULE, EMPTIED, QUARANTINE_SCHEMA, SET_ASIDE

REGISTER_SCHEMA: dict[str, pl.DataType] = {
    **{name: dtype for name, dtype in QUARANTINE_SCHEMA.items() if name not in ("record", "may_be_required")},
    "first_seen": pl.Datetime("us", "UTC"),
    "last_seen": pl.Datetime("us", "UTC"),
    "released_at": pl.Datetime("us", "UTC"),
    "released_by": pl.String(),
}

# A bad cell of another delivery is the same cell if these columns agree. Rows move and files are renamed, but the wrong
# text in a column stays.
SAME_TROUBLE = ("table", "source_system", "project_id", "column", "rule", "found")


def _released_by() -> pl.Expr:
    """The file that no longer has the bad cell. A row that a rule set aside may also be released by a change of the rule or
    an exception.
    """
    by = pl.col("by").fill_null("the source is no longer read")
    return pl.when(pl.col("action") == BY_RULE).then(by + ", or another word on the rule").otherwise(by)


def updated_register(
    register: pl.DataFrame, bad: pl.DataFrame, deliveries: pl.DataFrame, sources: Sequence[str], now: datetime
) -> pl.DataFrame:
    """The register after tonight (REGISTER_SCHEMA): cells that are bad tonight are open, and open cells that are no longer
    bad are released.

    register: as the night before left it. bad: tonight's bad cells (`quarantine.QUARANTINE_SCHEMA`). deliveries: tonight's
    (`intake.DELIVERY_SCHEMA`); a release names the newest file that is used. sources: the names of the sources in the
    settings. The cells of a source that sent nothing tonight stay open, because nobody has corrected them.
    """
    tonight = bad.filter(pl.col("action").is_in([SET_ASIDE, EMPTIED, BY_RULE])).drop("record", "may_be_required")
    tonight = tonight.with_columns(pl.int_range(pl.len()).over(SAME_TROUBLE).alias("nth"))
    before = register.with_columns(pl.int_range(pl.len()).over([*SAME_TROUBLE, pl.col("released_at").is_null()]).alias("nth"))
    was_open = before.filter(pl.col("released_at").is_null())
    keys = [*SAME_TROUBLE, "nth"]
    since = was_open.select(*keys, "first_seen")
    opened = tonight.join(since, on=keys, how="left", nulls_equal=True).with_columns(
        first_seen=pl.col("first_seen").fill_null(pl.lit(now)), last_seen=pl.lit(now),
        released_at=pl.lit(None, pl.Datetime("us", "UTC")), released_by=pl.lit(None, pl.String),
    )  # fmt: skip
    used = (
        deliveries.filter(pl.col("status") == "used")
        .group_by("source_system", maintain_order=True)
        .agg(by=pl.col("source_file").last())
    )
    silent = set(sources) - set(used["source_system"])
    still = was_open.filter(pl.col("source_system").is_in(silent))
    released = (
        was_open.filter(~pl.col("source_system").is_in(silent))
        .join(tonight, on=keys, how="anti", nulls_equal=True)
        .join(used, on="source_system", how="left")
        .with_columns(released_at=pl.lit(now), released_by=_released_by())
    )
    past = before.filter(pl.col("released_at").is_not_null())
    parts = [
        part.select(pl.col(name).cast(dtype) for name, dtype in REGISTER_SCHEMA.items())
        for part in (past, released, still, opened)
    ]
    return pl.concat(parts)
