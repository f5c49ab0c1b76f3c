"""The people there are and what projects ask of them, by role, unit or skill and period."""

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.metrics.aggregates import sum_if_all_known

# committed: what is required anyhow, in its first option; asked: every candidate in its first option; planned: the plan.
VIEWS = ("committed", "asked", "planned")


def role_supply(capacity: pl.LazyFrame, calendar: Calendar) -> pl.LazyFrame:
    """The canonical capacity inside the horizon, by period_index, with capacity_milli_fte: what is left for projects.

    Run load and leave that are not declared are none, as the contract of the table says. Everything else that is unknown stays so.
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
    """The option key of each project's first option: its first mode by id from the earliest start, as the reports show what is asked."""
    return options.select(OPTION_KEY).sort(OPTION_KEY).unique("project_id", keep="first", maintain_order=True)


def loads(demand: pl.LazyFrame, options: pl.LazyFrame, requirements: pl.LazyFrame, chosen: pl.LazyFrame) -> pl.LazyFrame:
    """The lines of `demand` that count in each of the VIEWS, with `view`.

    demand: option key, period_index, milli_fte and what is asked for (Choices.demand, or `skill_demand`). options, requirements: of Choices.
    chosen: option key of the plan. A project that is required but has no option asks for nothing: it cannot run.
    """
    first = first_options(options)
    counted = {"committed": first.join(requirements, on="project_id", how="semi"), "asked": first, "planned": chosen}
    return pl.concat(
        demand.join(picked, on=OPTION_KEY, how="semi").select(pl.lit(view).alias("view"), pl.all())
        for view, picked in counted.items()
    )


def with_unit(rows: pl.LazyFrame, supply: pl.LazyFrame) -> pl.LazyFrame:
    """`rows` by role_id and period_index with the unit: that of the role's capacity in the period, else the only one the role ever has."""
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
    """People by skill and period of the horizon, in the columns of `role_supply` that `utilisation_by` reads.

    A person counts in the periods that available_from and available_to cover from the first to the last day; an unknown end is open.
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
    """The canonical lines of demand that name a skill, at the periods of the horizon where each option puts them: what `loads` takes.

    A line without a mode is one of every mode of its project.
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
