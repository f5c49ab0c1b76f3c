"""Utilisation of roles, units and skills by period, before and after the plan.

`supply_and_demand.py` counts the people who are available and those whom projects need. `over_allocation.py` says what to
do if a role has too few people.
"""

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import sum_if_all_known
from cutline.metrics.people.supply_and_demand import VIEWS
from cutline.metrics.ratios import ratio


def utilisation(supply: pl.LazyFrame, loads: pl.LazyFrame) -> pl.LazyFrame:
    """How much of the time of each role is taken in each period: before the plan, by all candidates, and after the plan.

    supply: the result of `role_supply`. loads: the result of `loads`.

    - role_id: the role. From capacity.role_id, demand.role_id.
    - period_index: period of the horizon; 0 is the first. From capacity.period_start, demand.period_start,
      demand.period_offset.
    - gross_milli_fte: all people employed in the role, milli-FTE; null if capacity has no row. From
      capacity.milli_fte_gross.
    - run_milli_fte: people bound in day-to-day operations, milli-FTE; null if capacity has no row. From
      capacity.run_milli_fte.
    - leave_milli_fte: people on leave, milli-FTE; null if capacity has no row. From capacity.leave_milli_fte.
    - capacity_milli_fte: gross - run - leave: people left for projects, milli-FTE; null if capacity has no row. From
      capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - committed_milli_fte: people needed by projects in flight and other required projects, each in its first option (its first
      mode by id, at the earliest start of that mode), milli-FTE; null if a need is unknown. From demand.milli_fte,
      projects.status, projects.mandate, decisions.decision.
    - asked_milli_fte: people needed by all candidates, each in its first option, including the required projects of
      committed_milli_fte, milli-FTE; null if a need is unknown. From demand.milli_fte.
    - planned_milli_fte: people needed by all projects of the plan, each in its chosen option, including the required
      projects, milli-FTE; null if a need is unknown. From demand.milli_fte.
    - committed_bp: committed / capacity, basis points; null if the capacity is null, zero or negative. From
      demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - asked_bp: asked / capacity, basis points; null if the capacity is null, zero or negative. From demand.milli_fte,
      capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - utilisation_bp: planned / capacity, basis points; above 10,000 where the plan needs more people than there are, for
      instance if it buys people; null if the capacity is null, zero or negative. From demand.milli_fte,
      capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - load_before_bp: (run + committed) / (gross - leave), basis points: how busy the people who are not on leave are before
      the plan; null if everybody is on leave. From demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte,
      capacity.leave_milli_fte.
    - load_after_bp: (run + planned) / (gross - leave), basis points: how busy the people who are not on leave are after the
      plan; null if everybody is on leave. From demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte,
      capacity.leave_milli_fte.

    Source: PMI, The Standard for Portfolio Management, 4th edition 2017, chapter 5 (capacity and capability management: supply
    of and demand for people).

    Edges: if a role has no capacity row, or no capacity left for projects, its shares of capacity are null, however many
    people are needed. The need of a role that no project asks for is known to be zero. If operations bind more people than
    are employed, the capacity is negative here; `over_allocations` counts it as zero.

    Four of ten people are bound in day-to-day operations. The plan needs three people:

    >>> supply = pl.LazyFrame({"role_id": ["R"], "period_index": [0], "gross_milli_fte": [10_000], "run_milli_fte": [4_000],
    ...     "leave_milli_fte": [0], "capacity_milli_fte": [6_000]})
    >>> asked = pl.LazyFrame({"view": ["planned"], "role_id": ["R"], "period_index": [0], "milli_fte": [3_000]})
    >>> utilisation(supply, asked).select("utilisation_bp", "load_before_bp", "load_after_bp").collect().row(0)
    (5000, 4000, 7000)
    """
    return utilisation_by(supply, loads, "role_id")


def utilisation_by(supply: pl.LazyFrame, loads: pl.LazyFrame, by: str) -> pl.LazyFrame:
    """How much of the time of each unit or skill is taken in each period: before the plan, by all candidates, and after the plan.

    The measures are those of `utilisation`, by unit or skill instead of role. For units, pass `with_unit(supply, supply)`,
    `with_unit(loads, supply)` and "unit". For skills, pass `skill_supply`, the `loads` of `skill_demand` and "skill".

    - unit: `unit`, `skill` or `role_id`: the column that `by` names; null gathers the rows without a value in that column.
      From capacity.unit, people.skill, demand.skill.
    - period_index: period of the horizon; 0 is the first. From capacity.period_start, demand.period_start,
      demand.period_offset.
    - gross_milli_fte: people employed (for a skill: people who have the skill and are available during the whole period),
      milli-FTE; null if no number of people is stated. From capacity.milli_fte_gross, people.milli_fte.
    - run_milli_fte, leave_milli_fte: people bound in day-to-day operations, and people on leave, milli-FTE; null for
      skills, because no export states these numbers by skill. From capacity.run_milli_fte, capacity.leave_milli_fte.
    - capacity_milli_fte: people left for projects, milli-FTE; null if no number of people is stated. From
      capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte, people.milli_fte.
    - committed_milli_fte, asked_milli_fte, planned_milli_fte: people needed by required projects, by all candidates, and by
      all projects of the plan, as in `utilisation`, milli-FTE; null if a need is unknown. From demand.milli_fte.
    - committed_bp, asked_bp, utilisation_bp: committed, asked and planned need divided by the capacity, basis points; null
      if the capacity is null, zero or negative. From demand.milli_fte, capacity.milli_fte_gross, people.milli_fte.
    - load_before_bp, load_after_bp: (run + committed) / (gross - leave) and (run + planned) / (gross - leave), basis
      points; null for skills, and null if everybody is on leave. From demand.milli_fte, capacity.milli_fte_gross,
      capacity.run_milli_fte, capacity.leave_milli_fte.

    Source: as `utilisation`.

    Edges: a person with several skills counts in full under each of them, so the sum over skills exceeds the number of people.
    A unit is the sum of its roles. A role without a capacity row in a period adds nothing to the capacity of its unit. If
    the FTE of a person is unknown, the capacity of each skill of that person is unknown.

    A unit has two roles, and nobody asks for one of them:

    >>> supply = pl.LazyFrame({"unit": ["IT", "IT"], "period_index": [0, 0], "gross_milli_fte": [1_000, 3_000], "run_milli_fte": [0, 0],
    ...     "leave_milli_fte": [0, 0], "capacity_milli_fte": [1_000, 3_000]})
    >>> asked = pl.LazyFrame({"view": ["asked"], "unit": ["IT"], "period_index": [0], "milli_fte": [1_000]})
    >>> utilisation_by(supply, asked, "unit").select("unit", "capacity_milli_fte", "asked_bp").collect().row(0)
    ('IT', 4000, 2500)
    """
    keys = [by, "period_index"]
    names = ("gross_milli_fte", "run_milli_fte", "leave_milli_fte", "capacity_milli_fte")
    there = supply.group_by(keys).agg(sum_if_all_known(pl.col(name)) for name in names)
    of_view = {f"{view}_milli_fte": sum_if_all_known(pl.col("milli_fte").filter(pl.col("view") == view)) for view in VIEWS}
    needed = loads.group_by(keys).agg(**of_view, is_needed=pl.lit(value=True))
    no_need = pl.when(pl.col("is_needed").is_null()).then(0)  # if no project needs the role, the need is known to be zero
    return (
        there.join(needed, on=keys, how="full", coalesce=True, nulls_equal=True)
        .with_columns(pl.coalesce(name, no_need).alias(name) for name in of_view)
        .drop("is_needed")
        .with_columns(**_shares())
        .sort(keys)
    )


def _shares() -> dict[str, pl.Expr]:
    capacity, present = pl.col("capacity_milli_fte"), pl.col("gross_milli_fte") - pl.col("leave_milli_fte")
    committed, asked, planned = (pl.col(f"{view}_milli_fte") for view in VIEWS)
    return {
        "committed_bp": ratio(committed, capacity, SHARE_SCALE),
        "asked_bp": ratio(asked, capacity, SHARE_SCALE),
        "utilisation_bp": ratio(planned, capacity, SHARE_SCALE),
        "load_before_bp": ratio(pl.col("run_milli_fte") + committed, present, SHARE_SCALE),
        "load_after_bp": ratio(pl.col("run_milli_fte") + planned, present, SHARE_SCALE),
    }
