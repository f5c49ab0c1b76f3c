"""Over-allocated roles: how many people are missing and how long, for which projects, and the cheapest relief."""

from typing import Literal

import polars as pl

from cutline.metrics.figures_in_words import thousandths_text
from cutline.metrics.people.excess_runs import RUN, excess_runs, load_and_excess, option_loads_in_runs
from cutline.metrics.people.relief import cheapest_relief

Kind = Literal["role", "unit", "skill"]
SHOWN_PROJECTS = 5
NO_RELIEF = "overtime, contractors and one later start are each not enough, or what they can do is not known"


def over_allocations(
    supply: pl.LazyFrame, loads: pl.LazyFrame, demand: pl.LazyFrame, options: pl.LazyFrame, kind: Kind = "role"
) -> pl.LazyFrame:
    """Runs of consecutive periods in which a role, unit or skill is over-allocated, the projects that cause them, and the
    cheapest relief of a role.

    A role is over-allocated if projects need more of its people than the role has left for projects; a unit and a skill
    likewise. supply, loads: the results of `role_supply` and `loads`. kind: what the column role_id of these two frames names.
    demand, options: tables of Choices. options.value is in minor units; it is null if the plan is made by score, and then
    the later start of a project is never offered as a relief.

    - view: committed, asked or planned: the projects whose need is counted (see `supply_and_demand.loads`); in the view
      planned, the people whom the plan buys count as people of their role and unit. From
      projects.status, projects.mandate, decisions.decision.
    - kind: role, unit or skill: what role_id names. From demand.role_id, capacity.unit, demand.skill.
    - role_id: the role, unit or skill. From demand.role_id, capacity.unit, demand.skill.
    - first_index, last_index: first and last period of the run. From demand.period_start, demand.period_offset,
      capacity.period_start.
    - periods: length of the run in periods. From demand.period_start, demand.period_offset, capacity.period_start.
    - peak_milli_fte: greatest excess of one period, load - capacity, milli-FTE. From demand.milli_fte,
      capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - excess_milli_fte_periods: sum of the excess over the periods, milli-FTE x periods. From demand.milli_fte,
      capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - project_ids: projects that need the role in the run, those with the largest need first. From demand.project_id,
      demand.milli_fte.
    - projects: the five projects with the largest need as text, with FTE x periods. From demand.project_id, demand.milli_fte.
    - relief_kind: overtime, contractors or move (one project starts later): the cheapest way that removes the whole excess;
      null if no way removes it, and for a unit or a skill. From capacity.overtime_max, capacity.contractor_max, capacity.hire_lead_periods,
      projects.latest_start.
    - relief: the cheapest way as text; if no way is enough, the text says so; null for a unit or a skill. From capacity.overtime_max,
      capacity.contractor_max, capacity.hire_lead_periods, projects.latest_start.
    - relief_cost_minor: excess x cost of one FTE and period, or the value that the later start loses, minor units; null if no
      way is enough. From capacity.overtime_cost_minor, capacity.contractor_cost_minor, cost_lines.amount_minor,
      benefits.amount_minor.

    Source: PMI, A Guide to the Project Management Body of Knowledge, 6th edition 2017, 6.5.2.3 (resource optimisation:
    levelling and smoothing); Demeulemeester and Herroelen 2002, Project Scheduling: A Research Handbook.

    Edges: a role without a capacity row in a period has a capacity of zero, as in the plan. If more people are bound in
    day-to-day operations than are employed, a capacity of zero is compared with the need here, although `utilisation` shows
    the capacity as negative. A way whose limit, cost or lead time is unknown
    is not used. A move keeps the mode of the project, must remove the whole excess of the run and must not push another
    period of the role beyond its capacity; other roles, dependencies and budgets are left to the plan. A move that gains
    value has a negative cost. Ways are not combined. Among ways of equal cost, overtime comes before contractors and
    contractors before a move, and the shortest delay comes first.

    There are two people, and three are needed in period 0. P may start one period later, which loses a value of 500.
    Overtime would cost 900:

    >>> supply = pl.LazyFrame({"role_id": ["R", "R"], "period_index": [0, 1], "capacity_milli_fte": [2_000, 2_000], "overtime_max": [1_000, 0],
    ...     "overtime_cost_minor": [900, 900], "contractor_max": [0, 0], "contractor_cost_minor": [0, 0], "hire_lead_periods": [0, 0]})
    >>> options = pl.LazyFrame({"project_id": ["P", "P", "Q"], "mode_id": ["m"] * 3, "start_index": [0, 1, 0], "value": [4_000, 3_500, 0]})
    >>> demand = options.select("project_id", "mode_id", "start_index", role_id=pl.lit("R"), period_index="start_index",
    ...     milli_fte=pl.Series([1_000, 1_000, 2_000]))
    >>> asked = demand.filter(pl.col("start_index") == 0).with_columns(view=pl.lit("asked"))
    >>> over_allocations(supply, asked, demand, options).select("peak_milli_fte", "projects", "relief", "relief_cost_minor").collect().row(0)
    (1000, 'Q 2.000, P 1.000 FTE periods', 'P starts 1 period later', 500)
    """
    over = excess_runs(load_and_excess(supply, loads))
    cheapest = cheapest_relief(over, supply, loads, demand, options)
    return (
        _sizes(over)
        .join(_causes(over, loads), on=RUN, how="left")
        .join(cheapest, on=RUN, how="left")
        .with_columns(pl.col("relief").fill_null(NO_RELIEF), kind=pl.lit(kind))
        .with_columns(
            pl.when(pl.lit(kind == "role")).then(name).alias(name) for name in ("relief_kind", "relief", "relief_cost_minor")
        )
        .sort(RUN)
    )


def _sizes(over: pl.LazyFrame) -> pl.LazyFrame:
    return over.group_by(RUN).agg(
        last_index=pl.col("period_index").max(),
        periods=pl.len().cast(pl.Int64),
        peak_milli_fte=pl.col("excess").max(),
        excess_milli_fte_periods=pl.col("excess").sum(),
    )


def _causes(over: pl.LazyFrame, loads: pl.LazyFrame) -> pl.LazyFrame:
    needs = option_loads_in_runs(over, loads).group_by(*RUN, "project_id").agg(pl.col("own").sum())
    ordered = needs.sort(*RUN, "own", "project_id", descending=[False] * len(RUN) + [True, False])
    largest = (
        pl.format("{} {}", "project_id", thousandths_text(pl.col("own"))).head(SHOWN_PROJECTS).str.join(", ") + " FTE periods"
    )
    more = (
        pl.when(pl.len() > SHOWN_PROJECTS)
        .then(pl.format(" and {} more projects", pl.len() - SHOWN_PROJECTS))
        .otherwise(pl.lit(""))
    )
    return ordered.group_by(RUN, maintain_order=True).agg(project_ids=pl.col("project_id"), projects=largest + more)
