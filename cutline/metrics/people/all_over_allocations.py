"""Over-allocated roles, units and skills in one table, with the people whom the plan buys.

What an over-allocation is, and its documentation, are in `over_allocation.py`.
"""

from dataclasses import dataclass

import polars as pl

from cutline.metrics.people.over_allocation import over_allocations
from cutline.metrics.people.supply_and_demand import with_unit

RELIEF = ("overtime_max", "overtime_cost_minor", "contractor_max", "contractor_cost_minor", "hire_lead_periods")


@dataclass(frozen=True)
class PeopleOfNight:
    """Who is there and who is needed. supply: the result of `role_supply`. loads: the result of the function
    `supply_and_demand.loads`, by role. bought: role_id, period_index and milli_fte of the people whom the plan buys.
    skill_supply, skill_loads: the same as supply and loads, by skill.
    """

    supply: pl.LazyFrame
    loads: pl.LazyFrame
    bought: pl.LazyFrame
    skill_supply: pl.LazyFrame
    skill_loads: pl.LazyFrame


def all_over_allocations(people: PeopleOfNight, demand: pl.LazyFrame, options: pl.LazyFrame) -> pl.LazyFrame:
    """The `over_allocations` of roles, of units and of skills.

    demand, options: tables of Choices, for the relief of roles. A skill or unit of which the number of people is unknown has
    no row. If the register of people is empty, no skill has a row; a skill that nobody in the register has counts as having
    no people.
    """
    in_plan = pl.col("view") == "planned"
    there = _with_bought(people.supply, people.bought)
    needs = (demand.clear(), options.clear())
    unit_loads = with_unit(people.loads, people.supply).drop_nulls("unit").drop("role_id").rename({"unit": "role_id"})
    parts = [
        over_allocations(people.supply, people.loads.filter(~in_plan), demand, options),
        over_allocations(there, people.loads.filter(in_plan), demand, options),
        over_allocations(_of_units(people.supply), unit_loads.filter(~in_plan), *needs, "unit"),
        over_allocations(_of_units(there), unit_loads.filter(in_plan), *needs, "unit"),
        over_allocations(*_of_skills(people.skill_supply, people.skill_loads), *needs, "skill"),
    ]
    return pl.concat(parts).sort("kind", "view", "role_id", "first_index")


def _with_bought(supply: pl.LazyFrame, bought: pl.LazyFrame) -> pl.LazyFrame:
    """`supply` with the people who are bought; people of a role without a capacity row are all that there is of it."""
    keys = ["role_id", "period_index"]
    sums = bought.group_by(keys).agg(bought=pl.col("milli_fte").sum())
    joined = supply.join(sums, on=keys, how="full", coalesce=True)
    # A negative capacity counts as zero in the plan as well, and the people bought come on top.
    own = pl.when(pl.col("bought").is_null()).then("capacity_milli_fte")
    return joined.with_columns(
        capacity_milli_fte=own.otherwise(
            pl.col("capacity_milli_fte").clip(lower_bound=0).fill_null(0) + pl.col("bought").fill_null(0)
        )
    ).drop("bought")


def _of_units(supply: pl.LazyFrame) -> pl.LazyFrame:
    """The people left for projects of each unit, in the columns of `role_supply`."""
    named = with_unit(supply, supply).drop_nulls("unit")
    sums = named.group_by("unit", "period_index").agg(pl.col("capacity_milli_fte").clip(lower_bound=0).sum())
    return _without_relief(sums.rename({"unit": "role_id"}))


def _of_skills(supply: pl.LazyFrame, loads: pl.LazyFrame) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The supply and the loads of the skills whose people are known."""
    unknown = supply.filter(pl.col("capacity_milli_fte").is_null()).select("skill").unique()
    is_kept = supply.select(pl.col("capacity_milli_fte").is_not_null().any().alias("is_kept"))
    asked = loads.join(unknown, on="skill", how="anti").join(is_kept, how="cross").filter("is_kept")
    named = supply.select("period_index", "capacity_milli_fte", role_id="skill")
    return _without_relief(named), asked.drop("is_kept", "role_id").rename({"skill": "role_id"})


def _without_relief(supply: pl.LazyFrame) -> pl.LazyFrame:
    return supply.with_columns(pl.lit(None, pl.Int64).alias(name) for name in RELIEF)
