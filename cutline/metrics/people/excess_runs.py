"""Runs of consecutive periods in which projects need more people of a role than the role has left for projects."""

import polars as pl

from cutline.contracts.choice_frames import OPTION_KEY
from cutline.metrics.aggregates import sum_if_all_known

RUN = ["view", "role_id", "first_index"]  # the key of a run: consecutive periods of one role in one view


def load_and_excess(supply: pl.LazyFrame, loads: pl.LazyFrame) -> pl.LazyFrame:
    """load, capacity and excess (never negative) of each role in every period in which a project needs the role, for each
    view.
    """
    load = loads.group_by("view", "role_id", "period_index").agg(load=sum_if_all_known(pl.col("milli_fte")))
    return load.join(capacity_for_projects(supply), on=["role_id", "period_index"], how="left").with_columns(
        excess=(pl.col("load") - pl.col("capacity").fill_null(0)).clip(lower_bound=0)
    )


def capacity_for_projects(supply: pl.LazyFrame) -> pl.LazyFrame:
    """`supply` with capacity: the people left for projects. A negative capacity counts as zero."""
    return (
        supply.drop("gross_milli_fte", "run_milli_fte", "leave_milli_fte", "unit", strict=False)
        .rename({"capacity_milli_fte": "capacity"})
        .with_columns(pl.col("capacity").clip(lower_bound=0))
    )


def excess_runs(balance: pl.LazyFrame) -> pl.LazyFrame:
    """The periods with an excess, each with first_index, the first period of its run."""
    over = balance.filter(pl.col("excess") > 0).sort("view", "role_id", "period_index")
    # Within a run the position grows as fast as the period, so their difference is the same for all periods of the run.
    position = pl.int_range(pl.len(), dtype=pl.Int64).over("view", "role_id")
    return (
        over.with_columns(run=pl.col("period_index") - position)
        .with_columns(first_index=pl.col("period_index").min().over("view", "role_id", "run"))
        .drop("run")
    )


def option_loads_in_runs(over: pl.LazyFrame, loads: pl.LazyFrame) -> pl.LazyFrame:
    """The need of each option in each period of a run (column `own`), together with the excess of that period."""
    keys = ["view", "role_id", "period_index"]
    own = loads.group_by(*keys, *OPTION_KEY).agg(own=sum_if_all_known(pl.col("milli_fte"))).filter(pl.col("own") > 0)
    return over.select(*keys, "first_index", "excess").join(own, on=keys)
