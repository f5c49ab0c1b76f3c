"""What each candidate without an option lacks: every cost, score, benefit, need for people or date that is missing.

`left_out.py` gives one reason for each project, the first one that holds. This module gives all of them, with the column that
is empty, so that a person can see how many candidates a column keeps out of the plan.
"""

import polars as pl

from cutline.choices.objectives.option_measures import unknown_exposure
from cutline.choices.options.choices import Choices
from cutline.contracts.modes import running_modes
from cutline.contracts.tables.records import Tables
from cutline.metrics.alignment.weighted_scores import portfolio_scores
from cutline.settings.all_settings import Settings
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from cutline.valuation.deciding_lines import deciding_benefits, deciding_costs

# The codes of `left_out` for candidates that the data keep out. The other codes are decisions: a status, a force_out.
CODES_OF_DATA = ("data", "window")
SET_ASIDE = "rows that were set aside"
LACK_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(),
    "lack": pl.String(),
    "table": pl.String(),
    "column": pl.String(),
}


def candidates_kept_out(choices: Choices) -> pl.DataFrame:
    """project_id, code, text of the candidates that the data keep out of the choice."""
    return choices.left_out.filter(pl.col("code").is_in(CODES_OF_DATA))


def count_candidates(choices: Choices) -> int:
    """The number of projects that a plan could choose from if all data were known."""
    return choices.options["project_id"].n_unique() + candidates_kept_out(choices).height


def lacks(tables: Tables, choices: Choices, settings: Settings) -> pl.DataFrame:
    """project_id, lack, table, column (LACK_SCHEMA): everything that each candidate without an option lacks.

    lack: in words that follow `has`, such as `no score`. A candidate with rows in quarantine, or with lines of an unknown mode,
    has one row here, whose lack is SET_ASIDE: the candidate has rows that were set aside. The findings about those rows
    name the cells that the candidate needs.
    """
    kept_out = candidates_kept_out(choices).sort("project_id")
    ids = kept_out.select("project_id")
    set_aside = kept_out.filter(pl.col("text").str.contains(r"in quarantine|names the mode"))
    open_to_see = ids.join(set_aside, on="project_id", how="anti", maintain_order="left")
    credited = kept_out.filter(pl.col("text").str.contains("negative in sum"))
    found = [
        *_scores(tables, open_to_see, settings),
        *_lines(open_to_see, deciding_costs(tables["cost_lines"]), "cost_lines", "amount_minor", "cost", is_needed=True),
        *_benefits(tables, open_to_see, settings),
        *_risks(tables, open_to_see, settings),
        *_lines(open_to_see, tables["demand"], "demand", "milli_fte", "need for people"),
        *_modes(tables, open_to_see),
        _lack(credited, "a negative cost", "cost_lines", "amount_minor"),
    ]
    dated = pl.concat([_lack(set_aside, SET_ASIDE, "", ""), *found])
    # A project that lacks nothing else has no period of the horizon to start in.
    return pl.concat(
        [dated, _lack(ids.join(dated, on="project_id", how="anti"), "no possible start", "projects", "earliest_start")]
    )


def _lack(ids: pl.DataFrame, lack: str, table: str, column: str) -> pl.DataFrame:
    return ids.select("project_id", lack=pl.lit(lack), table=pl.lit(table), column=pl.lit(column)).cast(LACK_SCHEMA)  # type: ignore[arg-type]


def _lines(
    ids: pl.DataFrame, lines: pl.DataFrame, table: str, column: str, noun: str, *, is_needed: bool = False
) -> list[pl.DataFrame]:
    """Projects whose lines state no amount at all, and projects of which a part of the amounts is unknown.

    is_needed: whether a project without any line lacks the amount, too.
    """
    known = lines.group_by("project_id").agg(known=pl.col(column).count(), unknown=pl.col(column).null_count())
    own = ids.join(known, on="project_id", how="left", maintain_order="left")
    nothing = (pl.col("known") == 0) | (pl.col("known").is_null() & is_needed)
    return [
        _lack(own.filter(nothing), f"no {noun}" if is_needed else f"no known {noun}", table, column),
        _lack(own.filter(~nothing & (pl.col("unknown") > 0)), f"a {noun} that is unknown in part", table, column),
    ]


def _benefits(tables: Tables, ids: pl.DataFrame, settings: Settings) -> list[pl.DataFrame]:
    if not settings.planning.counts("value"):
        return []
    return _lines(ids, deciding_benefits(tables["benefits"]), "benefits", "amount_minor", "benefit")


def _scores(tables: Tables, ids: pl.DataFrame, settings: Settings) -> list[pl.DataFrame]:
    if not settings.planning.counts("score"):
        return []
    without = ids.join(portfolio_scores(tables, settings), on="project_id", how="anti", maintain_order="left")
    some = tables["scores"].filter(pl.col("raw_milli").is_not_null() & pl.col("scale").is_not_null())
    return [
        _lack(without.join(some, on="project_id", how="anti", maintain_order="left"), "no score", "scores", "raw_milli"),
        _lack(
            without.join(some, on="project_id", how="semi", maintain_order="left"),
            "no score for a criterion",
            "scores",
            "raw_milli",
        ),
    ]


def _risks(tables: Tables, ids: pl.DataFrame, settings: Settings) -> list[pl.DataFrame]:
    if not settings.planning.counts_exposure:
        return []
    unknown = unknown_exposure(tables, pl.DataFrame(schema=QUARANTINE_SCHEMA), settings)
    without = ids.join(unknown, on="project_id", how="semi", maintain_order="left")
    return [_lack(without, "a risk that is not assessed", "risks", "probability_bp")]


def _modes(tables: Tables, ids: pl.DataFrame) -> list[pl.DataFrame]:
    refused = tables["modes"].join(running_modes(tables["modes"]), on="project_id", how="anti").unique("project_id", keep="any")
    return [
        _lack(
            ids.join(refused, on="project_id", how="semi", maintain_order="left"),
            "no mode that may be chosen",
            "modes",
            "is_eligible",
        )
    ]
