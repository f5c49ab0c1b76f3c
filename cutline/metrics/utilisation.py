"""How busy each role is before and after the plan."""

import polars as pl

from cutline.metrics.ratio import ratio
from cutline.tables import SHARE_SCALE


def utilisation(capacity: pl.DataFrame, used: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """role_id, period_index, capacity_milli_fte, planned_milli_fte, asked_milli_fte, utilisation_bp, asked_bp.

    capacity: role_id, period_index, milli_fte left for projects. used: role_id, period_index, milli_fte of the plan. asked: the same, if every
    candidate ran at its default. utilisation = planned / capacity (PMI, resource utilisation rate); null where there is no capacity.
    """
    keys = ["role_id", "period_index"]

    def total(frame: pl.DataFrame, name: str) -> pl.DataFrame:
        return frame.group_by(keys).agg(pl.col("milli_fte").sum().alias(name))

    joined = total(capacity, "capacity_milli_fte")
    for frame, name in ((used, "planned_milli_fte"), (asked, "asked_milli_fte")):
        joined = joined.join(total(frame, name), on=keys, how="full", coalesce=True)

    def share(name: str) -> pl.Expr:
        # Joined sums: a role that a plan does not mention is used for nothing, which is known to be zero.
        return ratio(pl.col(name).fill_null(0), pl.col("capacity_milli_fte"), SHARE_SCALE)

    return joined.with_columns(
        pl.col("planned_milli_fte", "asked_milli_fte").fill_null(0),
        utilisation_bp=share("planned_milli_fte"),
        asked_bp=share("asked_milli_fte"),
    ).sort(keys)
