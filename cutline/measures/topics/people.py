"""The topic people: utilisation of roles, units and skills, and over-allocated roles."""

import polars as pl

from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.measures.set_aside import NOTHING_SET_ASIDE, SetAside
from cutline.metrics.people.all_over_allocations import PeopleOfNight, all_over_allocations
from cutline.metrics.people.over_allocation import over_allocations
from cutline.metrics.people.supply_and_demand import loads, role_supply, skill_demand, skill_supply, with_unit
from cutline.metrics.people.utilisation import utilisation, utilisation_by
from cutline.settings.all_settings import Settings

NOBODY = pl.DataFrame(schema={"role_id": pl.String, "period_index": pl.Int64, "milli_fte": pl.Int64})
NOBODY_IF_EMPTY = ("run_milli_fte", "leave_milli_fte")  # columns of capacity of which an empty cell is a zero
PEOPLE_TABLES = ("capacity", "demand", "people")
METRIC_TABLES = (
    MetricTable(
        "utilisation_roles", (utilisation,), "time of each role by period: running the business, committed, asked for and planned"
    ),
    MetricTable(
        "utilisation_units",
        (utilisation_by,),
        "time of each unit by period: running the business, committed, asked for and planned",
    ),
    MetricTable(
        "utilisation_skills", (utilisation_by,), "time of the people with each skill by period: committed, asked for and planned"
    ),
    MetricTable(
        "over_allocations",
        (over_allocations,),
        "roles, units and skills of which projects need more than there is: how long, how much, which projects, and the cheapest relief",
    ),
)


def people_metrics(
    tables: Tables,
    choices: Tables,
    chosen: pl.DataFrame,
    settings: Settings,
    aside: SetAside = NOTHING_SET_ASIDE,
    bought: pl.DataFrame | None = None,
) -> Frames:
    """utilisation_roles, utilisation_units, utilisation_skills and over_allocations.

    choices: the tables of Choices. chosen: the option keys of the plan. aside: what was set aside on this night. bought:
    role_id, period_index and milli_fte of the people whom the plan buys; None means nobody.
    """
    calendar, options, requirements = settings.horizon(), choices["options"].lazy(), choices["requirements"].lazy()
    if settings.planning.worth_unit != "minor":
        options = options.with_columns(value=pl.lit(None, pl.Int64))  # lost points are not a cost in money
    supply = role_supply(tables["capacity"].lazy(), calendar)
    demand = choices["demand"].lazy()
    asked = loads(demand, options, requirements, chosen.lazy())
    of_units = _if_all_read(with_unit(supply, supply), "capacity", aside)
    by_unit = utilisation_by(of_units, with_unit(asked, supply), "unit")
    of_skills = skill_demand(tables["demand"].lazy(), options, calendar)
    skills = loads(of_skills, options, requirements, chosen.lazy())
    people = _if_all_read(skill_supply(tables["people"].lazy(), calendar), "people", aside)
    by_skill = utilisation_by(people, skills, "skill")
    everyone = PeopleOfNight(supply, asked, (NOBODY if bought is None else bought).lazy(), people, skills)
    found = {
        "utilisation_roles": utilisation(_if_no_cell_emptied(supply, aside), asked).collect(),
        "utilisation_units": by_unit.collect(),
        "utilisation_skills": by_skill.collect(),
        "over_allocations": all_over_allocations(everyone, demand, options).collect(),
    }
    unplanned = pl.lit(choices["left_out"].filter(pl.col("code") == "data").height, pl.Int64)
    return {name: frame.with_columns(unplanned=unplanned) for name, frame in found.items()}


def _if_all_read(supply: pl.LazyFrame, table: str, aside: SetAside) -> pl.LazyFrame:
    """`supply`, with unknown numbers of people if a row of `table` was set aside: the row may belong to any of the sums."""
    names = ("gross_milli_fte", "run_milli_fte", "leave_milli_fte", "capacity_milli_fte")
    return supply.with_columns(pl.lit(None, pl.Int64).alias(name) for name in names if aside.count(table))


def _if_no_cell_emptied(supply: pl.LazyFrame, aside: SetAside) -> pl.LazyFrame:
    """`supply`, with an unknown capacity of every role if a cell of people in day-to-day operations or on leave was emptied.

    An empty cell there means nobody, and nobody has stated that of this cell. The record of it does not name the role.
    """
    lost = {
        name: aside.rows.filter((pl.col("table") == "capacity") & (pl.col("column") == name)).height for name in NOBODY_IF_EMPTY
    }
    unknown = [name for name, cells in lost.items() if cells] + ["capacity_milli_fte"] * any(lost.values())
    return supply.with_columns(pl.lit(None, pl.Int64).alias(name) for name in unknown)
