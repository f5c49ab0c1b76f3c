"""Rules about people: the demand of projects, and the capacity with its overtime, contractors and hires."""

import polars as pl

from cutline.contracts.statuses import is_candidate
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.figures_in_words import thousandths_text
from cutline.metrics.people.supply_and_demand import role_supply, skill_supply
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import objections_to_groups, objections_to_rows, row_place
from data_quality.rule_model.owners import HR
from data_quality.rule_model.rule import Rule


def _label(night: Night) -> pl.Expr:
    return pl.col("period_index").map_elements(night.settings.horizon().label, return_dtype=pl.String)


def _demand_without_capacity(night: Night) -> pl.DataFrame:
    missing = night.choices.demand.join(night.choices.capacity, on=["role_id", "period_index"], how="anti")
    pairs = missing.group_by("role_id", "period_index").agg(pl.col("project_id").n_unique()).sort("role_id", "period_index")
    found = pl.format("asked for by {} project(s), no capacity row", "project_id")
    return objections_to_groups(pairs, pl.format("role {}, {}", "role_id", _label(night)), found)


def _capacity_below_run(night: Night) -> pl.DataFrame:
    busy = pl.col("run_milli_fte").fill_null(0) + pl.col("leave_milli_fte").fill_null(0)
    rows = night.tables["capacity"].filter(pl.col("milli_fte_gross") < busy)
    return objections_to_rows(rows, pl.format("role {}: {} milli-FTE gross", "role_id", "milli_fte_gross"), "milli_fte_gross")


def _capacity_stated_twice(night: Night) -> pl.DataFrame:
    rows = (
        night.choices.capacity.group_by("role_id", "period_index").len().filter(pl.col("len") > 1).sort("role_id", "period_index")
    )
    return objections_to_groups(rows, pl.format("role {}, {}", "role_id", _label(night)), pl.format("{} rows", "len"))


def _bought_at_unknown_price(night: Night) -> pl.DataFrame:
    found = []
    for kind in ("overtime", "contractor", "hire"):
        rows = night.tables["capacity"].filter((pl.col(f"{kind}_max") > 0) & pl.col(f"{kind}_cost_minor").is_null())
        found.append(
            objections_to_rows(rows, pl.format("role {}: {} without a cost", "role_id", pl.lit(kind)), f"{kind}_cost_minor")
        )
    rows = night.tables["capacity"].filter((pl.col("hire_max") > 0) & pl.col("recruit_lead_periods").is_null())
    return pl.concat(
        [*found, objections_to_rows(rows, pl.format("role {}: hires without a lead time", "role_id"), "recruit_lead_periods")]
    )


def _demand_of_parts(night: Night) -> pl.DataFrame:
    """FTE that are stated for parts of a period: one person in each of three months would be added up to three people
    in the quarter.

    Hours may be stated for parts of a period, because hours do add up.
    """
    in_hours = {
        source.name for source in night.settings.sources for feed in source.feeds
        if feed.table == "demand" and any(column.unit == "hours" for column in feed.columns.values())
    }  # fmt: skip
    rows = night.tables["demand"].filter(pl.col("period_start").is_not_null() & ~pl.col("source_system").is_in(in_hours))
    candidates = night.tables["projects"].filter(is_candidate(night.settings.planning.candidate_status))
    horizon = night.settings.horizon()
    placed = rows.join(candidates, on="project_id", how="semi", maintain_order="left").with_columns(
        period=horizon.index_expr(pl.col("period_start"))
    )
    placed = placed.filter(pl.col("period").is_between(0, horizon.periods - 1))
    keys = ("project_id", "mode_id", "role_id", "period")
    parts = placed.group_by(keys, maintain_order=True).agg(
        pl.col("period_start").n_unique().alias("days"), pl.col("source_file", "source_row").first()
    )
    found = pl.format("project {}, role {}: {} dates in one period", "project_id", "role_id", "days")
    return objections_to_groups(parts.filter(pl.col("days") > 1), row_place(), found, "project_id")


def _register_beside_capacity(night: Night) -> pl.DataFrame:
    """Roles of which the register of people and the capacity state different numbers of people in the same period.

    A person counts once, whatever the number of skills, in each period in which the person is available. A role of which the
    FTE of a person is unknown is not compared, and neither is a role that only one of the two states.
    """
    horizon, gap_bp = night.settings.horizon(), night.settings.quality.max_register_gap_bp
    persons = (
        night.tables["people"]
        .drop_nulls("home_role")
        .unique(["person_id", "home_role"], keep="first", maintain_order=True)
        .with_columns(skill="home_role")
    )
    listed = skill_supply(persons.lazy(), horizon).select("period_index", role_id="skill", listed="gross_milli_fte").collect()
    stated = role_supply(night.tables["capacity"].lazy(), horizon).select("role_id", "period_index", stated="gross_milli_fte")
    both = listed.join(stated.collect(), on=["role_id", "period_index"]).with_columns(
        gap=(pl.col("listed") - pl.col("stated")).abs()
    )
    apart = both.filter(pl.col("gap").cast(pl.Int128) * SHARE_SCALE > pl.col("stated").cast(pl.Int128) * gap_bp)
    worst = apart.sort("gap", "period_index", descending=[True, False]).unique("role_id", keep="first", maintain_order=True)
    found = pl.format(
        "{} FTE in the register of people, {} FTE gross in the capacity",
        thousandths_text(pl.col("listed")),
        thousandths_text(pl.col("stated")),
    )
    return objections_to_groups(worst.sort("role_id"), pl.format("role {}, {}", "role_id", _label(night)), found)


RULES = (
    Rule("demand_by_the_period", "demand", "block", HR, "people are given by the periods of the horizon and not by parts of them: FTE do not add up, hours do",
         "send hours (unit = 'hours'), send FTE by the horizon's period, or set calendar.grain to what is sent", _demand_of_parts, is_relaxable=False),
    Rule("capacity_once_a_period", "capacity", "block", HR, "there is one capacity row for each role and period of the horizon",
         "send the capacity by the periods of the horizon", _capacity_stated_twice, is_relaxable=False),
    Rule("demand_has_capacity", "demand", "block", HR, "there is a capacity row for every role and period that projects ask for",
         "add the capacity row, with 0 where there is nobody, or mend the name of the role", _demand_without_capacity, is_relaxable=False, follows_from=("capacity",)),
    Rule("people_bought_have_a_price", "capacity", "warn", HR, "overtime, contractors and hires that can be had have a cost, and hires a lead time; at an unknown price none are bought",
         "state the cost of one FTE for the period, 0 where it is free, and recruit_lead_periods for hires", _bought_at_unknown_price),
    Rule("register_agrees_with_capacity", "people", "warn", HR, "the register of people and the capacity state the same number of people of a role, within quality.max_register_gap_bp",
         "add the people who are missing from the register, or mend the headcount of the role; until then the utilisation of skills and that of roles contradict each other", _register_beside_capacity),
    Rule("capacity_covers_run", "capacity", "block", HR, "gross capacity covers run and leave", "mend the row", _capacity_below_run, is_about_rows=True, is_relaxable=False),
)  # fmt: skip
