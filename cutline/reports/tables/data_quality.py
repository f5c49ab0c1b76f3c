"""The tables about the data: what rules found and whether it matters, scores, exceptions, quarantine, and every file and row."""

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
    """A table of the gate or of the sources that is published as it is."""
    return lambda night, _: night.arrivals[name]


def _findings(night: NightResults, _: Settings) -> pl.DataFrame:
    names = pl.concat([night.tables["projects"].select("project_id", "name"), projects_in_quarantine(night)])
    effect = pl.col("effect").replace_strict(EFFECT_WORDS, return_dtype=pl.String)
    told = (
        pl.when(pl.col("excepted_until").is_null())
        .then(effect)
        .otherwise(pl.format("{} (excepted until {})", effect, "excepted_until"))
    )
    named = night.arrivals["findings"].join(names, on="project_id", how="left", maintain_order="left").with_columns(verdict=told)
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
    PublishedTable("quality", "every rule's result, those that had stopped the night aside", _quality,
        one_row_for="a rule",
        columns="`status`, `count`, `samples`, `owner`, `fix`; `handling` stop, set_aside or carry_on; `excepted` rows under an exception",
    ),
    PublishedTable("findings", "what the rules object to, by project, with its effect on the plan and what is at stake, the weightiest first", _findings,
        one_row_for="a rule and a project with findings",
        columns="`rank`; `verdict` and `detail`: would another plausible value change the plan (quality.md; `effect` is changes, not_proven, not_tied, no_change or no_say); `excepted_until`; `cost_minor`, `benefit_minor`: what the project costs and brings, in its dearest mode, not discounted",
    ),
    PublishedTable("quality_scores", "score of each source and owner tonight, beside the day before", _arrival("quality_scores"),
        one_row_for="a source or owner; the same by day",
        columns="`looked_at` rows or rules, `bad`, `score_bp`, `before_bp`, `change_bp`",
    ),
    PublishedTable("quality_trend", "the same, day by day", _arrival("quality_trend"),
        one_row_for="a source or owner; the same by day",
        columns="`looked_at` rows or rules, `bad`, `score_bp`, `before_bp`, `change_bp`",
    ),
    PublishedTable("quality_exceptions", "what may stand until a day: who says so, days left, findings covered", _arrival("quality_exceptions"),
        one_row_for="an exception",
        columns="`days_left` (negative: expired), `covers` findings tonight",
    ),
    PublishedTable("field_freshness", "every field: day of the export that fills it, share known, since when it has not changed", _arrival("field_freshness"),
        one_row_for="a field and source",
        columns="`as_of_date`, `age_days`, `known_bp`, `unchanged_since`",
    ),
    PublishedTable("quarantine", "cells that could not be read", _quarantine,
        one_row_for="a cell that could not be read",
        columns="file, row, cell address, header, column, found, expected, what was done",
    ),
    PublishedTable("row_accounting", "rows of every file: read, accepted, quarantined, superseded", _row_accounting,
        one_row_for="a file and table",
        columns="`read` = `accepted` + `quarantined` + `superseded`",
    ),
    PublishedTable("deliveries", "every file in the drop zone, and whether it was used", _arrival("deliveries"),
        one_row_for="a file of the drop zone",
        columns="source, day, SHA-256, used or superseded or the same as another or waiting, and why",
    ),
    PublishedTable("kept_aside", "cells of columns that nothing reads", _arrival("kept_aside"),
        one_row_for="a row with cells in columns that nothing reads",
        columns="the cells as JSON under their headers",
    ),
    PublishedTable("look_alikes", "ids that may be the same project, to be reviewed", _arrival("look_alikes"),
        one_row_for="an id that may be another project's",
        columns="both ids and names, a score of 100, the evidence",
    ),
)  # fmt: skip
