"""The people who are available (supply) and those whom projects need (loads), by role, unit or skill and by period.

All periods are periods of the horizon.
"""

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.metrics.aggregates import sum_if_all_known

# committed: required projects in their first options; asked: every candidate in its first option; planned: the options of the plan.
VIEWS = ("committed", "asked", "planned")


def role_supply(capacity: pl.LazyFrame, calendar: Calendar) -> pl.LazyFrame:
    """The canonical capacity inside the horizon by role and period_index, with capacity_milli_fte: the people left for projects.

    If the people bound in day-to-day operations or on leave are not declared, they count as zero, as the contract of the
    table says. Any other unknown value stays unknown.
    """
    known = capacity.with_columns(
        period_index=calendar.index_expr(pl.col("period_start")),
        gross_milli_fte=pl.col("milli_fte_gross"),
        run_milli_fte=pl.col("run_milli_fte").fill_null(0),
        leave_milli_fte=pl.col("leave_milli_fte").fill_null(0),
    ).filter(pl.col("period_index").is_between(0, calendar.periods - 1))
    left = pl.col("gross_milli_fte") - pl.col("run_milli_fte") - pl.col("leave_milli_fte")
    relief = ("overtime_max", "overtime_cost_minor", "contractor_max", "contractor_cost_minor", "hire_lead_periods")
    return known.select(
        "role_id", "period_index", "unit", "gross_milli_fte", "run_milli_fte", "leave_milli_fte",
        left.alias("capacity_milli_fte"), *relief,
    ).sort("role_id", "period_index")  # fmt: skip


def first_options(options: pl.LazyFrame) -> pl.LazyFrame:
    """The option key of each project's first option: its first mode by id at its earliest start.

    The reports show demand for that option.
    """
    return options.select(OPTION_KEY).sort(OPTION_KEY).unique("project_id", keep="first", maintain_order=True)


def loads(demand: pl.LazyFrame, options: pl.LazyFrame, requirements: pl.LazyFrame, chosen: pl.LazyFrame) -> pl.LazyFrame:
    """The lines of `demand` that count in each of the VIEWS, with a column `view`.

    demand: option key, period_index, milli_fte and the role or skill that is needed (Choices.demand, or the result of
    `skill_demand`). options, requirements: tables of Choices. chosen: option keys of the plan. A required project without an
    option needs nobody, because it cannot run.
    """
    first = first_options(options)
    counted = {"committed": first.join(requirements, on="project_id", how="semi"), "asked": first, "planned": chosen}
    return pl.concat(
        demand.join(picked, on=OPTION_KEY, how="semi").select(pl.lit(view).alias("view"), pl.all())
        for view, picked in counted.items()
    )


def with_unit(rows: pl.LazyFrame, supply: pl.LazyFrame) -> pl.LazyFrame:
    """`rows` by role_id and period_index with the unit of the role.

    The unit is the one that capacity states for the role in the period; otherwise the only unit that capacity ever states for
    the role.
    """
    then = supply.select("role_id", "period_index", unit_then="unit")
    units = pl.col("unit").drop_nulls()
    ever = supply.group_by("role_id").agg(unit_ever=pl.when(units.n_unique() == 1).then(units.min()))
    named = (
        rows.drop("unit", strict=False)
        .join(then, on=["role_id", "period_index"], how="left")
        .join(ever, on="role_id", how="left")
    )
    return named.with_columns(unit=pl.coalesce("unit_then", "unit_ever")).drop("unit_then", "unit_ever")


def skill_supply(people: pl.LazyFrame, calendar: Calendar) -> pl.LazyFrame:
    """People by skill and period of the horizon, in the columns that `utilisation_by` reads.

    A person counts in each period that lies entirely between available_from and available_to. An unknown end of this range does
    not limit it.
    """
    begins = [calendar.period_start(i) for i in range(calendar.periods + 1)]
    periods = pl.LazyFrame({"period_index": range(calendar.periods), "begins": begins[:-1], "next": begins[1:]}).cast(
        {"period_index": pl.Int64}
    )
    comes = pl.col("available_from").is_null() | (pl.col("available_from") <= pl.col("begins"))
    stays = pl.col("available_to").is_null() | (pl.col("available_to") >= pl.col("next").dt.offset_by("-1d"))
    each = people.join(periods, how="cross").with_columns(milli_fte=pl.when(comes & stays).then("milli_fte").otherwise(0))
    unknown = pl.lit(None, pl.Int64)
    return (
        each.group_by("skill", "period_index")
        .agg(gross_milli_fte=sum_if_all_known(pl.col("milli_fte")))
        .with_columns(run_milli_fte=unknown, leave_milli_fte=unknown, capacity_milli_fte="gross_milli_fte")
        .sort("skill", "period_index")
    )


def skill_demand(demand: pl.LazyFrame, options: pl.LazyFrame, calendar: Calendar) -> pl.LazyFrame:
    """The canonical lines of demand that name a skill, at the periods of the horizon where each option puts them.

    `loads` takes the result. A line without a mode belongs to every mode of its project.
    """
    lines = demand.filter(pl.col("skill").is_not_null()).select(
        "project_id", "mode_id", "role_id", "skill", "period_offset", "period_start", "milli_fte"
    )
    keys = options.select(OPTION_KEY)
    of_all = keys.join(lines.filter(pl.col("mode_id").is_null()).drop("mode_id"), on="project_id")
    of_one = keys.join(lines, on=["project_id", "mode_id"])
    when = pl.coalesce(pl.col("start_index") + pl.col("period_offset"), calendar.index_expr(pl.col("period_start")))
    placed = pl.concat([of_all, of_one], how="diagonal").with_columns(period_index=when)
    return placed.filter(pl.col("period_index").is_between(0, calendar.periods - 1)).select(
        *OPTION_KEY, "role_id", "skill", "period_index", "milli_fte"
    )
