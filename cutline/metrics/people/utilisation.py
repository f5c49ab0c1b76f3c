"""How busy people are, by role, unit and skill, before and after the plan. What to do where they are too few is in over_allocation.py.

`supply` is the people there are by role (or unit, or skill) and period, `loads` what projects ask of them in each of the VIEWS.
"""

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import sum_if_all_known
from cutline.metrics.people.supply_and_demand import VIEWS
from cutline.metrics.ratios import ratio


def utilisation(supply: pl.LazyFrame, loads: pl.LazyFrame) -> pl.LazyFrame:
    """How much of each role's time is taken in each period before the plan, by all that is asked, and after the plan.

    supply: see `role_supply`. loads: see `loads`.

    - role_id: the role. From capacity.role_id, demand.role_id.
    - period_index: period of the horizon, 0 is the first. From capacity.period_start, demand.period_start, demand.period_offset.
    - gross_milli_fte: people employed, milli-FTE; null where capacity has no row. From capacity.milli_fte_gross.
    - run_milli_fte: kept busy by running the business, milli-FTE; null where capacity has no row. From capacity.run_milli_fte.
    - leave_milli_fte: away, milli-FTE; null where capacity has no row. From capacity.leave_milli_fte.
    - capacity_milli_fte: gross - run - leave, left for projects, milli-FTE; null where capacity has no row.
      From capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - committed_milli_fte: needed by projects in flight and others that are required, each in its first option, milli-FTE; null where a need is
      unknown. From demand.milli_fte, projects.status, projects.mandate, decisions.decision.
    - asked_milli_fte: needed by every candidate in its first option, milli-FTE; null where a need is unknown. From demand.milli_fte.
    - planned_milli_fte: needed by the plan, milli-FTE; null where a need is unknown. From demand.milli_fte.
    - committed_bp: committed / capacity, basis points; null where there is no capacity.
      From demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - asked_bp: asked / capacity, basis points; null where there is no capacity.
      From demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - utilisation_bp: planned / capacity, basis points, above 10,000 where the plan buys people; null where there is no capacity.
      From demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - load_before_bp: (run + committed) / (gross - leave), basis points: how busy those present are before the plan; null where nobody is.
      From demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.
    - load_after_bp: (run + planned) / (gross - leave), basis points; null where nobody is present.
      From demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.

    Source: PMI, The Standard for Portfolio Management, 4th edition 2017, chapter 5 (capacity and capability management: supply of and demand for people).

    Edges: a role without a capacity row, or with none left for projects, has null shares, whatever is asked of it. A role nobody asks for
    is asked for nothing, which is known to be zero. Run load above what is employed shows as a negative capacity.

    Ten people, four of them running the business; the plan needs three:

    >>> supply = pl.LazyFrame({"role_id": ["R"], "period_index": [0], "gross_milli_fte": [10_000], "run_milli_fte": [4_000],
    ...     "leave_milli_fte": [0], "capacity_milli_fte": [6_000]})
    >>> asked = pl.LazyFrame({"view": ["planned"], "role_id": ["R"], "period_index": [0], "milli_fte": [3_000]})
    >>> utilisation(supply, asked).select("utilisation_bp", "load_before_bp", "load_after_bp").collect().row(0)
    (5000, 4000, 7000)
    """
    return utilisation_by(supply, loads, "role_id")


def utilisation_by(supply: pl.LazyFrame, loads: pl.LazyFrame, by: str) -> pl.LazyFrame:
    """`utilisation` of units, skills or whatever else `by` names, instead of roles.

    For units: `with_unit(supply, supply)`, `with_unit(loads, supply)`, "unit". For skills: `skill_supply`, the `loads` of `skill_demand`, "skill".

    - unit: or skill, or role_id: what `by` names; null gathers the rows that name none. From capacity.unit, people.skill, demand.skill.
    - period_index: period of the horizon, 0 is the first. From capacity.period_start, demand.period_start, demand.period_offset.
    - gross_milli_fte: people employed, of a skill those who have it and are available all period, milli-FTE; null where none is stated.
      From capacity.milli_fte_gross, people.milli_fte.
    - run_milli_fte, leave_milli_fte: of these, running the business or away, milli-FTE; null for skills, of which nobody states it.
      From capacity.run_milli_fte, capacity.leave_milli_fte.
    - capacity_milli_fte: left for projects, milli-FTE; null where none is stated.
      From capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte, people.milli_fte.
    - committed_milli_fte, asked_milli_fte, planned_milli_fte: needed before the plan, by all candidates and by the plan, milli-FTE; null where a
      need is unknown. From demand.milli_fte.
    - committed_bp, asked_bp, utilisation_bp: the same over the capacity, basis points; null where there is no capacity.
      From demand.milli_fte, capacity.milli_fte_gross, people.milli_fte.
    - load_before_bp, load_after_bp: run load and what is committed, or planned, over those present, basis points; null for skills and where
      nobody is present. From demand.milli_fte, capacity.milli_fte_gross, capacity.run_milli_fte, capacity.leave_milli_fte.

    Source: as `utilisation`.

    Edges: a person with several skills counts in full under each, so skills do not add up to people. The sum over the roles of a unit is
    the unit; a role without a capacity row in a period adds nothing to its unit's capacity. A person of unknown extent makes their skill unknown.

    Two roles of one unit, one of them idle:

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
    nothing = pl.when(pl.col("is_needed").is_null()).then(0)  # asked for by nobody: known to be zero
    return (
        there.join(needed, on=keys, how="full", coalesce=True, nulls_equal=True)
        .with_columns(pl.coalesce(name, nothing).alias(name) for name in of_view)
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
