"""Rules about projects, modes, scores and synergies, dates far from the night, and benefits that several projects claim.

This module also checks the projects that declared rules of portfolio.toml name. The rule that every benefit has an owner is
in `money.py`; the rules about three-point estimates are in `estimates.py`.
"""

from datetime import date

import polars as pl

from cutline.choices.options.offered_modes import lines_of_unknown_modes, offered_modes_without_costs
from cutline.choices.rules.synergies import stated_synergies
from cutline.contracts.statuses import is_in_flight
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from data_quality.business.candidates import left_out_in_words
from data_quality.rule_model.figures import figure_words
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import objections_in_words, objections_to_groups, objections_to_rows
from data_quality.rule_model.owners import OFFICE
from data_quality.rule_model.rule import Rule

YEARS_BEFORE, YEARS_AFTER = 50, 100
SPREADSHEET_DAY_0 = date(1899, 12, 30)  # the day that a spreadsheet counts as 0


def _nothing_to_choose(night: Night) -> pl.DataFrame:
    left = night.choices.left_out.group_by("code").len().sort("code")
    why = ", ".join(f"{count} for {code}" for code, count in left.iter_rows())
    return objections_in_words(
        [] if night.choices.options.height else [("projects", f"no project can be chosen: left out {why or 'none'}")]
    )


def _unknown_modes(night: Night) -> pl.DataFrame:
    mode = pl.format("mode '{}' of project {}", "mode_id", "project_id")
    found = []
    for name in ("cost_lines", "benefits", "demand"):
        lines = lines_of_unknown_modes(night.tables, name)
        found.append(objections_to_rows(lines.with_columns(source_system=pl.lit(None, pl.String)), mode, "mode_id"))
    return pl.concat(found)


def _unpriced_modes(night: Night) -> pl.DataFrame:
    return objections_to_rows(
        offered_modes_without_costs(night.tables), pl.format("mode '{}' of project {}", "mode_id", "project_id"), "mode_id"
    )


def _unclear_stops(night: Night) -> pl.DataFrame:
    is_stop = pl.col("intent") == "stop"
    modes = night.tables["modes"].filter(is_stop != pl.col("exit_cost_minor").is_not_null())
    cost = pl.when(is_stop).then(pl.lit("no exit cost")).otherwise(pl.lit("an exit cost"))
    return objections_to_rows(
        modes, pl.format("mode '{}' of project {} has the intent {} and {}", "mode_id", "project_id", "intent", cost), "intent"
    )


def _beyond_scale(night: Night) -> pl.DataFrame:
    rows = night.tables["scores"].filter(pl.col("raw_milli") > 1000 * pl.col("scale"))
    raw = figure_words(TABLES["scores"].column("raw_milli"), night.settings)
    return objections_to_rows(rows, pl.format("project {}: {} of a scale of {} points", "project_id", raw, "scale"), "raw_milli")


def _claimed_twice(night: Night) -> pl.DataFrame:
    claims = night.tables["benefits"].filter(pl.col("double_count_group").is_not_null())
    claimants = (
        claims.group_by("double_count_group")
        .agg(pl.col("project_id").unique().sort())
        .filter(pl.col("project_id").list.len() > 1)
        .sort("double_count_group")
    )
    by = pl.format("claimed by {}", pl.col("project_id").list.join(", "))
    each = claimants.with_columns(by.alias("by")).explode("project_id")
    return objections_to_groups(each, pl.format("benefit {}", "double_count_group"), pl.col("by"), "project_id").unique(
        ["where", "found"], maintain_order=True
    )


def _before_delivery(night: Night) -> pl.DataFrame:
    """Benefits before the first day on which any option of their project can have delivered.

    Projects in flight are left out, because they may have delivered something already. So are projects whose costs state
    days and whose modes state no length: their last cost says nothing about their delivery.
    """
    index = night.settings.horizon().index_expr
    lengths = night.tables["modes"].drop_nulls("duration_periods")
    dated = night.tables["cost_lines"].drop_nulls("period_start").join(lengths, on="project_id", how="anti")
    waiting = night.tables["projects"].filter(~is_in_flight()).join(dated, on="project_id", how="anti").select("project_id")
    length = pl.col("finish_index") - pl.col("start_index")
    by_mode = night.choices.options.group_by("project_id", "mode_id").agg(own=length.min())
    by_project = night.choices.options.group_by("project_id").agg(first=pl.col("finish_index").min() - 1, shortest=length.min())
    rows = (
        night.tables["benefits"]
        .join(waiting, on="project_id", how="semi", maintain_order="left")
        .filter(pl.col("amount_minor") != 0)
    )
    rows = rows.join(by_project, on="project_id", maintain_order="left").join(
        by_mode, on=["project_id", "mode_id"], how="left", maintain_order="left"
    )
    takes = pl.coalesce("own", "shortest")
    early = rows.filter((index(pl.col("period_start")) < pl.col("first")) | (pl.col("period_offset") < takes - 1))
    when = pl.coalesce(
        pl.format("on {}", pl.col("period_start").cast(pl.String)), pl.format("{} periods after the start", "period_offset")
    )
    return objections_to_rows(
        early, pl.format("project {}: a benefit {}, delivery takes {} period(s)", "project_id", when, takes), "period_offset"
    )


def _far_dates(night: Night) -> pl.DataFrame:
    """Dates long before or after the day of the night. A year that was typed into a date cell of a spreadsheet becomes a
    day of 1905, because a spreadsheet counts days.
    """
    if night.day is None:
        return objections_in_words([])
    first, last = (
        night.day.replace(year=night.day.year - YEARS_BEFORE, day=1),
        night.day.replace(year=night.day.year + YEARS_AFTER, day=1),
    )
    found = []
    for name in EXPORTED:
        for column in TABLES[name].columns:
            if column.kind in ("date", "datetime"):
                day = pl.col(column.name).cast(pl.Date)
                rows = night.tables[name].filter(~day.is_between(first, last))
                serial = (day - pl.lit(SPREADSHEET_DAY_0)).dt.total_days()
                hint = (
                    pl.when(serial.is_between(1900, 2200))
                    .then(pl.format("; a spreadsheet makes this day of the year {}", serial))
                    .otherwise(pl.lit(""))
                )
                project = pl.format("project {}: ", "project_id") if "project_id" in rows.columns else pl.lit("")
                told = pl.format("{}{} is {}{}", project, pl.lit(column.name), day.cast(pl.String), hint)
                found.append(objections_to_rows(rows, told, column.name, name))
    return pl.concat(found)


def _unclear_synergies(night: Night) -> pl.DataFrame:
    unclear = stated_synergies(night.tables).filter(pl.col("amounts").list.len() != 1)
    amounts = pl.col("amounts").list.eval(pl.element().cast(pl.String)).list.join(", ")
    return objections_to_groups(
        unclear,
        pl.format("synergy {}", "synergy_id"),
        pl.when(amounts == "").then(pl.lit("no amount")).otherwise(pl.format("amounts {}", amounts)),
    )


def _declared_rules_without_projects(night: Night) -> pl.DataFrame:
    projects, rules, found = night.tables["projects"], night.settings.rules, []
    for rule in (*rules.groups, *rules.shares):
        known = set(projects["project_id"])
        found += [(f"rule {rule.name}", f"no project is called {each}") for each in rule.projects if each not in known]
        values = set(projects[rule.attribute]) if rule.attribute else set()
        found += [(f"rule {rule.name}", f"no project has {rule.attribute} {each}") for each in rule.values if each not in values]
    programmes = set(projects["programme_id"])
    found += [
        (f"rule {rule.name}", f"no project has programme_id {rule.programme_id}")
        for rule in rules.programmes
        if rule.programme_id not in programmes
    ]
    return objections_in_words(found)


RULES = (
    Rule("dates_are_near_the_night", "all tables", "warn", OFFICE, f"no date is more than {YEARS_BEFORE} years before or {YEARS_AFTER} years after the day of the night",
         "mend the date at its source; if a cell holds a year, read it with the format %Y", _far_dates),
    Rule("something_can_be_chosen", "projects", "block", OFFICE, "at least one project can be chosen",
         "look at why each project is left out: a status, or one column that is unknown everywhere", _nothing_to_choose, is_relaxable=False, summary=left_out_in_words),
    Rule("lines_name_known_modes", "modes", "warn", OFFICE, "cost, benefit and demand lines name modes that their project has",
         "add the mode or mend its name; the project is left out until then", _unknown_modes),
    Rule("modes_have_costs", "modes", "warn", OFFICE, "every offered mode has a cost line, even of 0",
         "add its costs; the mode is not offered until then", _unpriced_modes),
    Rule("stops_have_an_exit_cost", "modes", "warn", OFFICE, "a mode that is meant to stop its project has an exit cost, and one that is meant otherwise has none",
         "state the exit cost, 0 if there is none, or mend the intent; the mode is not offered until then", _unclear_stops),
    Rule("scores_within_scale", "scores", "block", OFFICE, "no score is above its scale", "mend the score or its scale", _beyond_scale, is_about_rows=True),
    Rule("benefits_claimed_once", "benefits", "warn", OFFICE, "no two projects claim the same benefit", "let one project claim it", _claimed_twice),
    Rule("benefits_after_delivery", "benefits", "warn", OFFICE, "no benefit comes before the first possible delivery of its project",
         "mend the period of the benefit or the duration of the mode", _before_delivery),
    Rule("declared_rules_name_projects", "projects", "warn", OFFICE, "every project and value that a rule of portfolio.toml names exists",
         "mend the name under [[rules.groups]], [[rules.shares]] or [[rules.programmes]]", _declared_rules_without_projects),
    Rule("synergies_have_one_amount", "dependencies", "warn", OFFICE, "every synergy has one amount; a synergy of an unknown amount does not influence the plan",
         "state the amount on one row of the group, or the same on all", _unclear_synergies),
)  # fmt: skip
