"""Ways to relieve an over-allocated role, with their cost: overtime, contractors, or a later start of one project."""

import polars as pl

from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.units import FTE_SCALE
from cutline.metrics.aggregates import sum_if_all_known
from cutline.metrics.figures_in_words import thousandths_text
from cutline.metrics.people.excess_runs import RUN, capacity_for_projects, load_and_excess, option_loads_in_runs

MOVE = [*RUN, *OPTION_KEY, "new_start"]


def cheapest_relief(
    over: pl.LazyFrame, supply: pl.LazyFrame, loads: pl.LazyFrame, demand: pl.LazyFrame, options: pl.LazyFrame
) -> pl.LazyFrame:
    """The cheapest way to remove the whole excess of each run: relief_kind, relief and relief_cost_minor.

    over: the result of `excess_runs`. Among ways of equal cost, overtime comes before contractors and contractors before a
    later start; among later starts, the shortest delay comes first. A run that no way relieves has no row.
    """
    reliefs = pl.concat([_overtime(over), _contractors(over), _later_start(over, supply, loads, demand, options)])
    in_order = reliefs.sort(*RUN, "relief_cost_minor", "rank", "delay", "relief")
    return in_order.unique(RUN, keep="first", maintain_order=True).drop("rank", "delay")


def _relief_columns(kind: str, rank: int, words: pl.Expr, cost: pl.Expr, delay: pl.Expr | None = None) -> list[pl.Expr]:
    return [
        pl.lit(kind).alias("relief_kind"),
        words.alias("relief"),
        cost.cast(pl.Int64).alias("relief_cost_minor"),
        pl.lit(rank, pl.Int64).alias("rank"),
        (pl.lit(0, pl.Int64) if delay is None else delay).alias("delay"),
    ]


def _paid_relief(over: pl.LazyFrame, kind: str, rank: int, enough: pl.Expr, cost: str, words: str) -> pl.LazyFrame:
    """The runs whose excess can be covered in every period for `cost` per FTE and period, with the price rounded half up."""
    sums = over.group_by(RUN).agg(
        is_enough=enough.fill_null(value=False).all(),
        paid=sum_if_all_known(pl.col("excess").cast(pl.Int128) * pl.col(cost)),
        excess=pl.col("excess").sum(),
    )
    able = sums.filter(pl.col("is_enough") & pl.col("paid").is_not_null())
    return able.select(
        *RUN,
        *_relief_columns(
            kind, rank, pl.format(words, thousandths_text(pl.col("excess"))), (pl.col("paid") + FTE_SCALE // 2) // FTE_SCALE
        ),
    )


def _overtime(over: pl.LazyFrame) -> pl.LazyFrame:
    enough = pl.col("excess") <= pl.col("overtime_max")
    return _paid_relief(over, "overtime", 0, enough, "overtime_cost_minor", "overtime of {} FTE periods")


def _contractors(over: pl.LazyFrame) -> pl.LazyFrame:
    enough = (pl.col("excess") <= pl.col("contractor_max")) & (pl.col("period_index") >= pl.col("hire_lead_periods"))
    return _paid_relief(over, "contractors", 1, enough, "contractor_cost_minor", "contractors for {} FTE periods")


def _later_start(
    over: pl.LazyFrame, supply: pl.LazyFrame, loads: pl.LazyFrame, demand: pl.LazyFrame, options: pl.LazyFrame
) -> pl.LazyFrame:
    later = _candidate_moves(over, loads, options)
    delay = pl.col("new_start") - pl.col("start_index")
    words = pl.format(
        "{} starts {} {} later", "project_id", delay, pl.when(delay == 1).then(pl.lit("period")).otherwise(pl.lit("periods"))
    )
    fitting = later.join(_feasible_moves(later, over, supply, loads, demand), on=MOVE, how="semi")
    return fitting.select(*RUN, *_relief_columns("move", 2, words, pl.col("value") - pl.col("new_value"), delay))


def _candidate_moves(over: pl.LazyFrame, loads: pl.LazyFrame, options: pl.LazyFrame) -> pl.LazyFrame:
    """The later starts, in the same mode, of each project whose absence would remove the whole excess of a run.

    The values of the present start and of the later start must both be known.
    """
    length = over.group_by(RUN).agg(length=pl.len())
    alone = (
        option_loads_in_runs(over, loads)
        .group_by(*RUN, *OPTION_KEY)
        .agg(found=pl.len(), covers=(pl.col("own") >= pl.col("excess")).all())
        .join(length, on=RUN)
        .filter(pl.col("covers") & (pl.col("found") == pl.col("length")))
    )
    known = options.select(*OPTION_KEY, "value").drop_nulls("value")
    others = known.rename({"start_index": "new_start", "value": "new_value"})
    return (
        alone.join(known, on=OPTION_KEY)
        .join(others, on=["project_id", "mode_id"])
        .filter(pl.col("new_start") > pl.col("start_index"))
        .select(*MOVE, "value", "new_value")
    )


def _feasible_moves(
    later: pl.LazyFrame, over: pl.LazyFrame, supply: pl.LazyFrame, loads: pl.LazyFrame, demand: pl.LazyFrame
) -> pl.LazyFrame:
    """The moves that remove the excess of the run and push no other period of the role beyond its capacity."""
    balance = load_and_excess(supply, loads).select("view", "role_id", "period_index", "load")
    after = (
        _load_changes(later, over, demand)
        .join(balance, on=["view", "role_id", "period_index"], how="left")
        .join(capacity_for_projects(supply), on=["role_id", "period_index"], how="left")
    )
    new_load = pl.col("load").fill_null(0) + pl.col("change")
    fits = (new_load <= pl.col("capacity").fill_null(0)) | (~pl.col("is_in_run") & (pl.col("change") <= 0))
    return after.group_by(MOVE).agg(fits=fits.all()).filter("fits")


def _load_changes(later: pl.LazyFrame, over: pl.LazyFrame, demand: pl.LazyFrame) -> pl.LazyFrame:
    """For each move and period: the change of the role's load, and whether the period belongs to the run."""
    moves = later.select(MOVE)
    key = [*OPTION_KEY, "role_id"]
    removed = moves.join(demand, on=key).select(*MOVE, "period_index", change=-pl.col("milli_fte"), is_in_run=pl.lit(value=False))
    added = moves.join(demand.rename({"start_index": "new_start"}), on=["project_id", "mode_id", "new_start", "role_id"]).select(
        *MOVE, "period_index", change="milli_fte", is_in_run=pl.lit(value=False)
    )
    inside = moves.join(over, on=RUN).select(*MOVE, "period_index", change=pl.lit(0, pl.Int64), is_in_run=pl.lit(value=True))
    return (
        pl.concat([removed, added, inside]).group_by(*MOVE, "period_index").agg(pl.col("change").sum(), pl.col("is_in_run").any())
    )
