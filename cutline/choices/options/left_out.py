"""The projects that have no option, each with the reason that the report gives."""

import polars as pl

from cutline.choices.objectives.option_measures import unknown_exposure
from cutline.choices.options.offered_modes import lines_of_unknown_modes, modes_of_projects_without_costs
from cutline.contracts.modes import running_modes
from cutline.contracts.statuses import is_candidate
from cutline.contracts.tables.all_tables import DECIDING_TABLES
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings
from cutline.sources.typed_rows.quarantine import BY_RULE

NET_CREDIT = "its costs of a class and fiscal year are negative in sum: enter the income as a benefit"


def projects_left_out(
    tables: Tables,
    costs: pl.DataFrame,
    benefits: pl.DataFrame,
    scores: pl.DataFrame,
    quarantine: pl.DataFrame,
    settings: Settings,
) -> pl.DataFrame:
    """project_id, code, text: one reason for each project that cannot be offered to the optimiser. If a project has several
    reasons, the first in the order of `parts` counts.

    costs, benefits: the deciding lines. scores: the projects with a complete score. quarantine: the bad cells and rows of the
      night.
    """
    parts = [
        _by_status(tables["projects"], settings),
        _by_decision(tables["decisions"]),
        _with_rows_in_quarantine(quarantine),
        *_without_mode(tables),
        *_without_known_cost(tables, costs),
        _reason(_unknown(tables["demand"], "milli_fte"), "data", "part of the people it needs is unknown in the export"),
        *_without_known_gain(tables["projects"], benefits, scores, settings),
        *_without_known_risk(tables, quarantine, settings),
    ]
    return pl.concat(parts).unique("project_id", keep="first", maintain_order=True).sort("project_id")


def without_start(projects: pl.DataFrame, starts: pl.DataFrame) -> pl.DataFrame:
    """project_id, code, text of the `projects` that have none of `starts`."""
    text = "its start window, its deadline, or costs and work before its start leave no period of the horizon to start in"
    return _reason(projects.join(starts, on="project_id", how="anti"), "window", text)


def with_net_credit(credited: pl.DataFrame) -> pl.DataFrame:
    """project_id, code, text of the projects in `credited`: projects that have a negative spend in a cost class and fiscal
    year.
    """
    return _reason(credited, "data", NET_CREDIT)


def all_left_out(*reasons: pl.DataFrame) -> pl.DataFrame:
    """project_id, code, text: the first of the given reasons for each project."""
    return pl.concat(reasons).unique("project_id", keep="first").sort("project_id")


def _reason(ids: pl.DataFrame, code: str, text: str | pl.Expr) -> pl.DataFrame:
    return ids.select("project_id", code=pl.lit(code), text=pl.lit(text) if isinstance(text, str) else text)


def _unknown(lines: pl.DataFrame, column: str) -> pl.DataFrame:
    return lines.filter(pl.col(column).is_null())


def _by_status(projects: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    others = projects.filter(~is_candidate(settings.planning.candidate_status))
    return _reason(others, "status", pl.format("its status is {}", pl.col("status").str.replace_all("_", " ")))


def _by_decision(decisions: pl.DataFrame) -> pl.DataFrame:
    text = pl.format(
        "{} by {}: {}",
        pl.col("decision").str.replace_all("_", " "),
        pl.col("decided_by").fill_null("unknown"),
        pl.col("reason").fill_null("no reason given"),
    )
    return _reason(decisions.filter(pl.col("decision").is_in(["force_out", "reject", "defer"])), "decision", text)


def _with_rows_in_quarantine(quarantine: pl.DataFrame) -> pl.DataFrame:
    first = (
        pl.when(pl.col("action").eq_missing(BY_RULE))
        .then(pl.format("{} row {}, rule {}: {}", "source_file", "source_row", "rule", "found"))
        .otherwise(pl.format("{} row {}: {} is '{}'", "source_file", "source_row", "column", "found"))
    )
    bad = (
        quarantine.filter(pl.col("table").is_in(DECIDING_TABLES) & pl.col("project_id").is_not_null())
        .group_by("project_id", maintain_order=True)
        .agg(first.first().alias("first"), pl.len())
    )
    return _reason(bad, "data", pl.format("{} bad cell(s) or row(s) in quarantine; the first: {}", "len", "first"))


def _without_mode(tables: Tables) -> list[pl.DataFrame]:
    """Projects with a line that names a mode which they do not have, and projects that have no mode in which they may run."""
    unknown = pl.concat(lines_of_unknown_modes(tables, name) for name in ("cost_lines", "benefits", "demand"))
    text = pl.format("{} row {} names the mode '{}', which it does not have", "source_file", "source_row", "mode_id")
    refused = tables["modes"].join(running_modes(tables["modes"]), on="project_id", how="anti")
    return [_reason(unknown, "data", text), _reason(refused, "window", "none of its modes may be chosen")]


def _without_known_cost(tables: Tables, costs: pl.DataFrame) -> list[pl.DataFrame]:
    no_line = tables["projects"].join(costs, on="project_id", how="anti")
    no_mode = modes_of_projects_without_costs(running_modes(tables["modes"]), costs)
    return [
        _reason(no_line, "data", "it has no cost lines, so its cost is unknown"),
        _reason(no_mode, "data", "none of its modes has a cost line, so its cost is unknown"),
        _reason(_unknown(costs, "amount_minor"), "data", "part of its cost is unknown in the export"),
    ]


def _without_known_gain(
    projects: pl.DataFrame, benefits: pl.DataFrame, scores: pl.DataFrame, settings: Settings
) -> list[pl.DataFrame]:
    """Projects whose part in an objective is unknown: their benefits if it counts the value, their score if it counts the score."""
    found = []
    if settings.planning.counts("value"):
        found.append(_reason(_unknown(benefits, "amount_minor"), "data", "part of its benefits is unknown in the export"))
    if settings.planning.counts("score"):
        without = projects.join(scores, on="project_id", how="anti")
        found.append(_reason(without, "data", "it has no score for at least one criterion"))
    return found


def _without_known_risk(tables: Tables, quarantine: pl.DataFrame, settings: Settings) -> list[pl.DataFrame]:
    """Projects whose exposure is unknown, if an objective counts it."""
    if not settings.planning.counts_exposure:
        return []
    text = "the expected cost of at least one of its open risks is unknown"
    return [_reason(unknown_exposure(tables, quarantine, settings), "data", text)]
