"""Computes the published tables about the data: findings, scores, exceptions, quarantine, files and rows.

A finding says what a rule found and whether it may change the plan. A new column is first made in this file; the look of
the sheets is in `cutline/reports/sheets/data_quality.py`.
"""

from collections.abc import Callable

import polars as pl

from cutline.reports.tables.naming import projects_in_quarantine
from cutline.reports.tables.published_table import NightResults, PublishedTable
from cutline.settings.all_settings import Settings

EFFECT_WORDS = {
    "changes": "Changes the plan",
    "not_proven": "May change the plan",
    "not_tied": "Of no project",
    "no_change": "Changes nothing",
    "no_say": "Has no say",
}


def _quality(night: NightResults, _: Settings) -> pl.DataFrame:
    return night.quality


def _quarantine(night: NightResults, _: Settings) -> pl.DataFrame:
    return pl.concat([night.quarantine, night.arrivals["emptied_cells"]]).drop("record", "raw")


def _row_accounting(night: NightResults, _: Settings) -> pl.DataFrame:
    return night.accounting


def _arrival(name: str) -> Callable[[NightResults, Settings], pl.DataFrame]:
    """The function that publishes a table of the gate or of the sources as it is."""
    return lambda night, _: night.arrivals[name]


def _findings(night: NightResults, _: Settings) -> pl.DataFrame:
    names = pl.concat([night.tables["projects"].select("project_id", "name"), projects_in_quarantine(night)])
    effect = pl.col("effect").replace_strict(EFFECT_WORDS, return_dtype=pl.String)
    verdict = (
        pl.when(pl.col("excepted_until").is_null())
        .then(effect)
        .otherwise(pl.format("{} (excepted until {})", effect, "excepted_until"))
    )
    named = (
        night.arrivals["findings"].join(names, on="project_id", how="left", maintain_order="left").with_columns(verdict=verdict)
    )
    return named.select(
        "rank",
        "verdict",
        "rule",
        "project_id",
        "name",
        "severity",
        "findings",
        "detail",
        "cost_minor",
        "benefit_minor",
        "owner",
        "table",
        "where",
        "found",
        "effect",
        "excepted_until",
    )


TABLES = (
    PublishedTable("quality", "the result of every rule, apart from the rules about single rows that stop the night: a night is published only if it passes these", _quality,
        one_row_for="a rule",
        columns="`handling`: stop, set_aside or carry_on; `excepted`: number of rows under an exception; `summary`: what was found as a whole, for rules that say so",
    ),
    PublishedTable("findings", "what the rules object to, by project, with the effect on the plan and what is at stake; the findings that matter most come first", _findings,
        one_row_for="a rule and a project with findings",
        columns="`verdict`, `detail`: whether another plausible value would change the plan ([quality.md](quality.md)); `effect`: changes (another value would change the plan), not_proven, not_tied (the finding names no project, so what it may hide cannot be bounded), no_change or no_say (no value could reach the plan); `cost_minor`, `benefit_minor`: what the project costs and brings in its most expensive mode, not discounted",
    ),
    PublishedTable("quality_scores", "the score of each source and owner tonight, beside the day before", _arrival("quality_scores"),
        one_row_for="a source or owner",
        columns="`looked_at`: number of rows for a source, of rules for an owner; `bad`: how many of them",
    ),
    PublishedTable("quality_trend", "the score of each source and owner, day by day", _arrival("quality_trend"),
        one_row_for="a source or owner on a day",
        columns="`looked_at`: number of rows for a source, of rules for an owner; `bad`: how many of them",
    ),
    PublishedTable("quality_exceptions", "the findings that are accepted until a day: who approved it, days left, findings covered", _arrival("quality_exceptions"),
        one_row_for="an exception",
        columns="`days_left`: negative after the exception has expired; `covers`: number of findings tonight",
    ),
    PublishedTable("field_freshness", "every field, with the day of the export that fills it, the share that is known, and since when it has not changed", _arrival("field_freshness"),
        one_row_for="a field and source",
        columns="`known_bp`: share of rows in which the field is known; `unchanged_since`: the day since which no value of the field has changed",
    ),
    PublishedTable("quarantine", "cells that could not be read", _quarantine,
        one_row_for="a cell that could not be read",
        columns="`found`, `expected`, and in `action` what was done about it",
    ),
    PublishedTable("row_accounting", "what became of the rows of every file", _row_accounting,
        one_row_for="a file and table",
        columns="`read` = `accepted` + `quarantined` + `superseded`",
    ),
    PublishedTable("deliveries", "every file in the drop zone, and whether it was used", _arrival("deliveries"),
        one_row_for="a file of the drop zone",
        columns="`status`: used, superseded, the same as another file, newer than the night's day, or waiting; `reason`: why; `file_hash`: SHA-256",
    ),
    PublishedTable("kept_aside", "the cells of columns that no source maps", _arrival("kept_aside"),
        one_row_for="a row with such cells",
        columns="`aside`: the cells as JSON, by header",
    ),
    PublishedTable("look_alikes", "ids that may be the same project and have to be reviewed", _arrival("look_alikes"),
        one_row_for="an id that may belong to another project",
        columns="`score`: similarity, at most 100; `evidence`: why they may be the same",
    ),
)  # fmt: skip
