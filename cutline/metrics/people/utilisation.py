"""Utilisation of roles, units and skills by period, before and after the plan.

The people there are and what projects need of them are in `supply_and_demand.py`. What to do where they are too few is in
`over_allocation.py`.
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
    - gross_milli_fte: people employed, milli-FTE; null if capacity has no row. From capacity.milli_fte_gross.
    - run_milli_fte: people occupied with running the business, milli-FTE; null if capacity has no row. From
      capacity.run_milli_fte.
    - leave_milli_fte: people on leave, milli-FTE; null if capacity has no row. From capacity.leave_milli_fte.
    - capacity_milli_fte: gross - run - leave: people left for projects, milli-FTE; null if capacity has no row. From
      capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - committed_milli_fte: people needed by projects in flight and other required projects, each in its first option, milli-FTE;
      null if a need is unknown. From demand.milli_fte, projects.status, projects.mandate, decisions.decision.
    - asked_milli_fte: people needed by every candidate in its first option, milli-FTE; null if a need is unknown. From
      demand.milli_fte.
    - planned_milli_fte: people needed by the plan, milli-FTE; null if a need is unknown. From demand.milli_fte.
    - committed_bp: committed / capacity, basis points; null if there is no capacity. From demand.milli_fte,
      capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - asked_bp: asked / capacity, basis points; null if there is no capacity. From demand.milli_fte, capacity.milli_fte_gross,
      capacity.run_milli_fte, capacity.leave_milli_fte.
    - utilisation_bp: planned / capacity, basis points, above 10,000 if the plan buys people; null if there is no capacity. From
      demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - load_before_bp: (run + committed) / (gross - leave), basis points: how busy the people present are before the plan; null
      if nobody is present. From demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - load_after_bp: (run + planned) / (gross - leave), basis points; null if nobody is present. From demand.milli_fte,
      capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.

    Source: PMI, The Standard for Portfolio Management, 4th edition 2017, chapter 5 (capacity and capability management: supply
    of and demand for people).

    Edges: a role without a capacity row, or without capacity left for projects, has null shares, whatever is needed of it. The
    need of a role that no project asks for is known to be zero. If the run load exceeds the people employed, the capacity is
    negative.

    Of ten people four run the business. The plan needs three:

    >>> supply = pl.LazyFrame({"role_id": ["R"], "period_index": [0], "gross_milli_fte": [10_000], "run_milli_fte": [4_000],
    ...     "leave_milli_fte": [0], "capacity_milli_fte": [6_000]})
    >>> asked = pl.LazyFrame({"view": ["planned"], "role_id": ["R"], "period_index": [0], "milli_fte": [3_000]})
    >>> utilisation(supply, asked).select("utilisation_bp", "load_before_bp", "load_after_bp").collect().row(0)
    (5000, 4000, 7000)
    """
    return utilisation_by(supply, loads, "role_id")


def utilisation_by(supply: pl.LazyFrame, loads: pl.LazyFrame, by: str) -> pl.LazyFrame:
    """How much of the time of each unit or skill is taken in each period: before the plan, by all candidates, and after the plan.

    It is `utilisation` by another column than the role. For units, pass `with_unit(supply, supply)`, `with_unit(loads, supply)`
    and "unit". For skills, pass `skill_supply`, the `loads` of `skill_demand` and "skill".

    - unit: or skill, or role_id: the column of `by`; null gathers the rows that name none. From capacity.unit, people.skill,
      demand.skill.
    - period_index: period of the horizon; 0 is the first. From capacity.period_start, demand.period_start,
      demand.period_offset.
    - gross_milli_fte: people employed; for a skill, the people who have it and are available during the whole period;
      milli-FTE; null if none is stated. From capacity.milli_fte_gross, people.milli_fte.
    - run_milli_fte, leave_milli_fte: people who run the business or are on leave, milli-FTE; null for skills, because no export
      states it. From capacity.run_milli_fte, capacity.leave_milli_fte.
    - capacity_milli_fte: people left for projects, milli-FTE; null if none is stated. From capacity.milli_fte_gross,
      capacity.run_milli_fte, capacity.leave_milli_fte, people.milli_fte.
    - committed_milli_fte, asked_milli_fte, planned_milli_fte: people needed before the plan, by all candidates and by the plan,
      milli-FTE; null if a need is unknown. From demand.milli_fte.
    - committed_bp, asked_bp, utilisation_bp: the same divided by the capacity, basis points; null if there is no capacity. From
      demand.milli_fte, capacity.milli_fte_gross, people.milli_fte.
    - load_before_bp, load_after_bp: run load plus committed or planned need, divided by the people present, basis points; null
      for skills and if nobody is present. From demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte,
      capacity.leave_milli_fte.

    Source: as `utilisation`.

    Edges: a person with several skills counts in full under each of them, so the sum over skills exceeds the number of people.
    A unit is the sum of its roles. A role without a capacity row in a period adds nothing to the capacity of its unit. A person
    of unknown extent makes the capacity of their skills unknown.

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
