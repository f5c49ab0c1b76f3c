"""Where a role is asked for more than it has: how much, for how long, by whom, and the cheapest way out."""

import polars as pl

from cutline.contracts.choice_frames import OPTION_KEY
from cutline.metrics.known import FTE, known_sum, thousandths_text

RUN = ["view", "role_id", "first_index"]  # one over-allocation: consecutive periods of one role in one view
MOVE = [*RUN, *OPTION_KEY, "new_start"]
SHOWN_PROJECTS = 5
NO_RELIEF = "overtime, contractors and one later start are each not enough, or what they can do is not known"


def over_allocations(supply: pl.LazyFrame, loads: pl.LazyFrame, demand: pl.LazyFrame, options: pl.LazyFrame) -> pl.LazyFrame:
    """Runs of consecutive periods in which a role is asked for more than it has, who causes them, and the cheapest relief.

    supply, loads: see resources.role_supply and resources.loads. demand, options: of Choices; options.value in minor units (null where the
    plan is made by score: then nobody is moved).

    - view: committed, asked or planned: whose asking it is. From projects.status, projects.mandate, decisions.decision.
    - role_id: the role. From demand.role_id.
    - first_index, last_index: first and last period of the run. From demand.period_start, demand.period_offset, capacity.period_start.
    - periods: length of the run in periods. From demand.period_start, demand.period_offset, capacity.period_start.
    - peak_milli_fte: greatest excess of a period, load - capacity, milli-FTE.
      From demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - excess_milli_fte_periods: sum of the excess, milli-FTE x periods.
      From demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - project_ids: projects that ask for the role in the run, those that ask most first. From demand.project_id, demand.milli_fte.
    - projects: the five that ask most in words, with FTE x periods. From demand.project_id, demand.milli_fte.
    - relief_kind: overtime, contractors, move (one project starts later), the cheapest that removes all the excess; null where none does.
      From capacity.overtime_max, capacity.contractor_max, capacity.hire_lead_periods, projects.latest_start.
    - relief: the same in words; where none is enough, it says so.
      From capacity.overtime_max, capacity.contractor_max, capacity.hire_lead_periods, projects.latest_start.
    - relief_cost_minor: excess x cost of one FTE and period, or the value the later start loses, minor units; null where none is enough.
      From capacity.overtime_cost_minor, capacity.contractor_cost_minor, cost_lines.amount_minor, benefits.amount_minor.

    Source: PMI, A Guide to the Project Management Body of Knowledge, 6th edition 2017, 6.5.2.3 (resource optimisation: levelling and smoothing);
    Demeulemeester and Herroelen 2002, Project Scheduling: A Research Handbook.

    Edges: a role without capacity in a period has none, as in the plan; run load above what is employed leaves none, not less. A limit, cost
    or lead time that is unknown cannot be relied on. A move keeps the project's mode, must leave the run without excess and may not
    raise the role's excess elsewhere in the horizon; other roles, dependencies and budgets are left to the plan. A gain by moving is
    a negative cost. Ways are not combined. Equal costs: overtime before contractors before a move, the least delay first.

    Two people, three asked for in period 0; P may start one period later and loses 500 by it, overtime would cost 900:

    >>> supply = pl.LazyFrame({"role_id": ["R", "R"], "period_index": [0, 1], "capacity_milli_fte": [2_000, 2_000], "overtime_max": [1_000, 0],
    ...     "overtime_cost_minor": [900, 900], "contractor_max": [0, 0], "contractor_cost_minor": [0, 0], "hire_lead_periods": [0, 0]})
    >>> options = pl.LazyFrame({"project_id": ["P", "P", "Q"], "mode_id": ["m"] * 3, "start_index": [0, 1, 0], "value": [4_000, 3_500, 0]})
    >>> demand = options.select("project_id", "mode_id", "start_index", role_id=pl.lit("R"), period_index="start_index",
    ...     milli_fte=pl.Series([1_000, 1_000, 2_000]))
    >>> asked = demand.filter(pl.col("start_index") == 0).with_columns(view=pl.lit("asked"))
    >>> over_allocations(supply, asked, demand, options).select("peak_milli_fte", "projects", "relief", "relief_cost_minor").collect().row(0)
    (1000, 'Q 2.000, P 1.000 FTE periods', 'P starts 1 period later', 500)
    """
    over = _runs(_balance(supply, loads))
    reliefs = pl.concat([_overtime(over), _contractors(over), _moves(over, supply, loads, demand, options)])
    cheapest = reliefs.sort(*RUN, "relief_cost_minor", "rank", "delay", "relief").unique(RUN, keep="first", maintain_order=True)
    return (
        _sizes(over)
        .join(_causes(over, loads), on=RUN, how="left")
        .join(cheapest.drop("rank", "delay"), on=RUN, how="left")
        .with_columns(pl.col("relief").fill_null(NO_RELIEF))
        .sort(RUN)
    )


def _balance(supply: pl.LazyFrame, loads: pl.LazyFrame) -> pl.LazyFrame:
    """Every period in which a role is asked for, with load, capacity and excess (never negative)."""
    load = loads.group_by("view", "role_id", "period_index").agg(load=known_sum(pl.col("milli_fte")))
    return load.join(_left_for_projects(supply), on=["role_id", "period_index"], how="left").with_columns(
        excess=(pl.col("load") - pl.col("capacity").fill_null(0)).clip(lower_bound=0)
    )


def _left_for_projects(supply: pl.LazyFrame) -> pl.LazyFrame:
    return (
        supply.drop("gross_milli_fte", "run_milli_fte", "leave_milli_fte", "unit", strict=False)
        .rename({"capacity_milli_fte": "capacity"})
        .with_columns(pl.col("capacity").clip(lower_bound=0))
    )


def _runs(balance: pl.LazyFrame) -> pl.LazyFrame:
    """The periods with an excess, each with the first period of its run."""
    over = balance.filter(pl.col("excess") > 0).sort("view", "role_id", "period_index")
    place = pl.int_range(pl.len(), dtype=pl.Int64).over("view", "role_id")  # grows with the period inside a run, and only there
    return (
        over.with_columns(run=pl.col("period_index") - place)
        .with_columns(first_index=pl.col("period_index").min().over("view", "role_id", "run"))
        .drop("run")
    )


def _sizes(over: pl.LazyFrame) -> pl.LazyFrame:
    return over.group_by(RUN).agg(
        last_index=pl.col("period_index").max(),
        periods=pl.len().cast(pl.Int64),
        peak_milli_fte=pl.col("excess").max(),
        excess_milli_fte_periods=pl.col("excess").sum(),
    )


def _shares_of_runs(over: pl.LazyFrame, loads: pl.LazyFrame) -> pl.LazyFrame:
    """What each option asks of the role in each period of a run: `own` beside the excess."""
    keys = ["view", "role_id", "period_index"]
    own = loads.group_by(*keys, *OPTION_KEY).agg(own=known_sum(pl.col("milli_fte"))).filter(pl.col("own") > 0)
    return over.select(*keys, "first_index", "excess").join(own, on=keys)


def _causes(over: pl.LazyFrame, loads: pl.LazyFrame) -> pl.LazyFrame:
    asked = _shares_of_runs(over, loads).group_by(*RUN, "project_id").agg(pl.col("own").sum())
    ordered = asked.sort(*RUN, "own", "project_id", descending=[False] * len(RUN) + [True, False])
    said = pl.format("{} {}", "project_id", thousandths_text(pl.col("own"))).head(SHOWN_PROJECTS).str.join(", ") + " FTE periods"
    more = (
        pl.when(pl.len() > SHOWN_PROJECTS)
        .then(pl.format(" and {} more projects", pl.len() - SHOWN_PROJECTS))
        .otherwise(pl.lit(""))
    )
    return ordered.group_by(RUN, maintain_order=True).agg(project_ids=pl.col("project_id"), projects=said + more)


def _relief(kind: str, rank: int, words: pl.Expr, cost: pl.Expr, delay: pl.Expr | None = None) -> list[pl.Expr]:
    return [
        pl.lit(kind).alias("relief_kind"),
        words.alias("relief"),
        cost.cast(pl.Int64).alias("relief_cost_minor"),
        pl.lit(rank, pl.Int64).alias("rank"),
        (pl.lit(0, pl.Int64) if delay is None else delay).alias("delay"),
    ]


def _paid(over: pl.LazyFrame, kind: str, rank: int, enough: pl.Expr, cost: str, words: str) -> pl.LazyFrame:
    """The runs whose every period can be covered by paying `cost` for each FTE and period, rounded half up."""
    sums = over.group_by(RUN).agg(
        is_enough=enough.fill_null(value=False).all(),
        paid=known_sum(pl.col("excess").cast(pl.Int128) * pl.col(cost)),
        excess=pl.col("excess").sum(),
    )
    able = sums.filter(pl.col("is_enough") & pl.col("paid").is_not_null())
    return able.select(
        *RUN, *_relief(kind, rank, pl.format(words, thousandths_text(pl.col("excess"))), (pl.col("paid") + FTE // 2) // FTE)
    )


def _overtime(over: pl.LazyFrame) -> pl.LazyFrame:
    enough = pl.col("excess") <= pl.col("overtime_max")
    return _paid(over, "overtime", 0, enough, "overtime_cost_minor", "overtime of {} FTE periods")


def _contractors(over: pl.LazyFrame) -> pl.LazyFrame:
    enough = (pl.col("excess") <= pl.col("contractor_max")) & (pl.col("period_index") >= pl.col("hire_lead_periods"))
    return _paid(over, "contractors", 1, enough, "contractor_cost_minor", "contractors for {} FTE periods")


def _moves(
    over: pl.LazyFrame, supply: pl.LazyFrame, loads: pl.LazyFrame, demand: pl.LazyFrame, options: pl.LazyFrame
) -> pl.LazyFrame:
    later = _later_starts(over, loads, options)
    delay = pl.col("new_start") - pl.col("start_index")
    words = pl.format(
        "{} starts {} {} later", "project_id", delay, pl.when(delay == 1).then(pl.lit("period")).otherwise(pl.lit("periods"))
    )
    fitting = later.join(_that_fit(later, over, supply, loads, demand), on=MOVE, how="semi")
    return fitting.select(*RUN, *_relief("move", 2, words, pl.col("value") - pl.col("new_value"), delay))


def _later_starts(over: pl.LazyFrame, loads: pl.LazyFrame, options: pl.LazyFrame) -> pl.LazyFrame:
    """The later starts, in the same mode, of each project without which a run would have no excess; both values known."""
    length = over.group_by(RUN).agg(length=pl.len())
    alone = (
        _shares_of_runs(over, loads)
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


def _that_fit(
    later: pl.LazyFrame, over: pl.LazyFrame, supply: pl.LazyFrame, loads: pl.LazyFrame, demand: pl.LazyFrame
) -> pl.LazyFrame:
    """The moves after which the run has no excess, and no other period of the role more than before."""
    balance = _balance(supply, loads).select("view", "role_id", "period_index", "load")
    after = (
        _changes(later, over, demand)
        .join(balance, on=["view", "role_id", "period_index"], how="left")
        .join(_left_for_projects(supply), on=["role_id", "period_index"], how="left")
    )
    new_load = pl.col("load").fill_null(0) + pl.col("change")
    fits = (new_load <= pl.col("capacity").fill_null(0)) | (~pl.col("is_in_run") & (pl.col("change") <= 0))
    return after.group_by(MOVE).agg(fits=fits.all()).filter("fits")


def _changes(later: pl.LazyFrame, over: pl.LazyFrame, demand: pl.LazyFrame) -> pl.LazyFrame:
    """By move and period: how the role's load changes, and whether the period is one of the run."""
    moves = later.select(MOVE)
    key = [*OPTION_KEY, "role_id"]
    gone = moves.join(demand, on=key).select(*MOVE, "period_index", change=-pl.col("milli_fte"), is_in_run=pl.lit(value=False))
    come = moves.join(demand.rename({"start_index": "new_start"}), on=["project_id", "mode_id", "new_start", "role_id"]).select(
        *MOVE, "period_index", change="milli_fte", is_in_run=pl.lit(value=False)
    )
    inside = moves.join(over, on=RUN).select(*MOVE, "period_index", change=pl.lit(0, pl.Int64), is_in_run=pl.lit(value=True))
    return pl.concat([gone, come, inside]).group_by(*MOVE, "period_index").agg(pl.col("change").sum(), pl.col("is_in_run").any())
