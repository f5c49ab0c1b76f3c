"""Computes the published table of limits that the plan exceeds, and the sentence that a reason says about one of them.

The plan keeps the limits that bind it. So most rows are about what does not bind the plan: skills, overdue gates, benefits
that several projects claim, and, where people are planned by block, the single periods of a block (docs/decisions). A new
column is first made in this file; the look of the sheet is in `cutline/reports/sheets/portfolio.py`.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl

from cutline.contracts.units import Minor
from cutline.ledger.stage_gates import next_gates
from cutline.reports.tables.money import allocation
from cutline.reports.tables.published_table import NightResults, PublishedTable
from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_minor

EXCEEDED_SCHEMA: dict[str, Any] = {
    "kind": pl.String, "name": pl.String, "first": pl.String, "last": pl.String, "over_milli_fte": pl.Int64, "peak_bp": pl.Int64,
    "over_minor": pl.Int64, "project_ids": pl.List(pl.String), "text": pl.String,
}  # fmt: skip
PEOPLE = {
    "role": ("utilisation_roles", "role_id"),
    "unit": ("utilisation_units", "unit"),
    "skill": ("utilisation_skills", "skill"),
}
NOTHING_BOUGHT = {"role": "", "unit": "", "skill": ", and skills do not bind the plan"}


def exceeded_limits(night: NightResults, settings: Settings) -> pl.DataFrame:
    """Every limit that the plan exceeds (EXCEEDED_SCHEMA): people of a role, unit or skill, the money of a fund, a gate that is
    overdue, and a benefit that several projects of the plan claim.
    """
    rows = [*_people(night, settings), *_funds(night, settings), *_gates(night, settings), *_benefits(night, settings)]
    return pl.DataFrame([{name: row.get(name) for name in EXCEEDED_SCHEMA} for row in rows], schema=EXCEEDED_SCHEMA)


def _people(night: NightResults, settings: Settings) -> Iterator[dict[str, Any]]:
    over, calendar = night.measures["over_allocations"].filter(pl.col("view") == "planned"), settings.horizon()
    for row in over.sort("excess_milli_fte_periods", "kind", "role_id", descending=[True, False, False]).iter_rows(named=True):
        table, key = PEOPLE[row["kind"]]
        of_name = night.measures[table].filter(pl.col(key) == row["role_id"])
        inside = of_name.filter(pl.col("period_index").is_between(row["first_index"], row["last_index"]))
        peak = inside["utilisation_bp"].max()
        when = calendar.span(row["first_index"], row["last_index"])
        share = f", {peak / 100:.0f} % of the people" if isinstance(peak, int) else ""
        yield {
            "kind": row["kind"], "name": row["role_id"], "first": calendar.label(row["first_index"]), "last": calendar.label(row["last_index"]),
            "over_milli_fte": row["peak_milli_fte"], "peak_bp": peak, "project_ids": row["project_ids"],
            "text": f"{row['kind']} {row['role_id']}: up to {row['peak_milli_fte'] / 1000:,.2f} FTE more than there are in {when}{share}{NOTHING_BOUGHT[row['kind']]}",
        }  # fmt: skip


def _funds(night: NightResults, settings: Settings) -> Iterator[dict[str, Any]]:
    for row in allocation(night, settings).filter(pl.col("remaining_minor") < 0).iter_rows(named=True):
        name, over = f"{row['fund_id']} {row['cost_class']}", -row["remaining_minor"]
        year = f"FY{row['fiscal_year']}"
        text = f"fund {name}: {_money(over, settings)} more than there is in {year}"
        yield {"kind": "fund", "name": name, "first": year, "last": year, "over_minor": over, "project_ids": [], "text": text}


def _gates(night: NightResults, settings: Settings) -> Iterator[dict[str, Any]]:
    """The projects of the plan whose next gate was due before the horizon and is not passed."""
    overdue = next_gates(night.chosen, night.tables, settings).filter(pl.col("period_index") < 0)
    for row in overdue.iter_rows(named=True):
        text = f"gate {row['next_gate']} of {row['project_id']}: due on {row['gate_date']} and not passed, and the plan runs the project"
        yield {"kind": "gate", "name": row["next_gate"], "project_ids": [row["project_id"]], "text": text}


def _benefits(night: NightResults, settings: Settings) -> Iterator[dict[str, Any]]:
    """The benefits that two or more projects of the plan claim, each in the mode that the plan runs."""
    modes = night.chosen.select("project_id", chosen_mode="mode_id")
    claims = night.tables["benefits"].drop_nulls("double_count_group").join(modes, on="project_id")
    counted = claims.filter(pl.col("mode_id").is_null() | (pl.col("mode_id") == pl.col("chosen_mode")))
    groups = counted.group_by("double_count_group").agg(pl.col("project_id").unique().sort()).sort("double_count_group")
    told = "the value of the plan counts it once" if settings.planning.counts("value") else "a score counts no benefits"
    for group, projects in groups.filter(pl.col("project_id").list.len() > 1).iter_rows():
        text = f"benefit {group}: claimed by {' and '.join(projects)}; {told}"
        yield {"kind": "benefit", "name": group, "project_ids": projects, "text": text}


def _money(amount: int, settings: Settings) -> str:
    return format_minor(Minor(amount), settings.portfolio.currency, settings.portfolio.minor_digits)


def projects_beside(night: NightResults, exceeded: pl.DataFrame) -> pl.DataFrame:
    """project_id, beside: for each project, the exceeded limits that it is a part of, or would be a part of if it ran in its
    first option, as sentences.
    """
    own = exceeded.explode("project_ids").drop_nulls("project_ids").select("text", project_id="project_ids", of="kind")
    asked = night.measures["over_allocations"].filter(pl.col("view") == "asked").explode("project_ids")
    named = exceeded.filter(pl.col("kind").is_in(list(PEOPLE))).select("kind", "text", role_id="name")
    would = asked.join(named, on=["kind", "role_id"]).select("text", project_id="project_ids", of="kind")
    both = pl.concat([own, would]).unique(["project_id", "text"], keep="first", maintain_order=True)
    return both.group_by("project_id", maintain_order=True).agg(beside=pl.col("text").str.join("; ")).sort("project_id")


TABLES = (
    PublishedTable("exceeded_limits", "the limits that the plan exceeds: people of a role, unit or skill, money of a fund, overdue gates, benefits claimed twice", exceeded_limits,
        one_row_for="a limit and a run of periods",
        columns="`kind`: role, unit, skill, fund, gate or benefit; `over_milli_fte`: the greatest excess of one period; `peak_bp`: the people needed, as a share of the people who are there, in the period in which this share is greatest; `over_minor`: the excess of a fund; `text`: the same in words. People who are bought count as people of their role and unit. A skill does not bind the plan",
    ),
)  # fmt: skip
