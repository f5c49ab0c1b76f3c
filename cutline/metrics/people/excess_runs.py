"""Runs of consecutive periods in which a role is asked for more than it has."""

import polars as pl

from cutline.contracts.choice_frames import OPTION_KEY
from cutline.metrics.aggregates import sum_if_all_known

RUN = ["view", "role_id", "first_index"]  # one over-allocation: consecutive periods of one role in one view


def load_and_excess(supply: pl.LazyFrame, loads: pl.LazyFrame) -> pl.LazyFrame:
    """Every period in which a role is asked for, with load, capacity and excess (never negative)."""
    load = loads.group_by("view", "role_id", "period_index").agg(load=sum_if_all_known(pl.col("milli_fte")))
    return load.join(capacity_for_projects(supply), on=["role_id", "period_index"], how="left").with_columns(
        excess=(pl.col("load") - pl.col("capacity").fill_null(0)).clip(lower_bound=0)
    )


def capacity_for_projects(supply: pl.LazyFrame) -> pl.LazyFrame:
    return (
        supply.drop("gross_milli_fte", "run_milli_fte", "leave_milli_fte", "unit", strict=False)
        .rename({"capacity_milli_fte": "capacity"})
        .with_columns(pl.col("capacity").clip(lower_bound=0))
    )


def excess_runs(balance: pl.LazyFrame) -> pl.LazyFrame:
    """The periods with an excess, each with the first period of its run."""
    over = balance.filter(pl.col("excess") > 0).sort("view", "role_id", "period_index")
    place = pl.int_range(pl.len(), dtype=pl.Int64).over("view", "role_id")  # grows with the period inside a run, and only there
    return (
        over.with_columns(run=pl.col("period_index") - place)
        .with_columns(first_index=pl.col("period_index").min().over("view", "role_id", "run"))
        .drop("run")
    )


def option_loads_in_runs(over: pl.LazyFrame, loads: pl.LazyFrame) -> pl.LazyFrame:
    """What each option asks of the role in each period of a run: `own` beside the excess."""
    keys = ["view", "role_id", "period_index"]
    own = loads.group_by(*keys, *OPTION_KEY).agg(own=sum_if_all_known(pl.col("milli_fte"))).filter(pl.col("own") > 0)
    return over.select(*keys, "first_index", "excess").join(own, on=keys)
