"""How busy people are, by role, unit and skill, before and after the plan. What to do where they are too few is in over_allocation.py.

`supply` is the people there are by role (or unit, or skill) and period, `loads` what projects ask of them in each of the VIEWS.
"""

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.known import known_sum
from cutline.metrics.ratio import ratio

# committed: what is required anyhow, in its first option; asked: every candidate in its first option; planned: the plan.
VIEWS = ("committed", "asked", "planned")


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

    For units: `of_unit(supply, supply)`, `of_unit(loads, supply)`, "unit". For skills: `skill_supply`, the `loads` of `skill_demand`, "skill".

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
    there = supply.group_by(keys).agg(known_sum(pl.col(name)) for name in names)
    of_view = {f"{view}_milli_fte": known_sum(pl.col("milli_fte").filter(pl.col("view") == view)) for view in VIEWS}
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


def of_unit(rows: pl.LazyFrame, supply: pl.LazyFrame) -> pl.LazyFrame:
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
        .agg(gross_milli_fte=known_sum(pl.col("milli_fte")))
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
