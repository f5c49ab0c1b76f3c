"""Rules about the candidates that no plan can choose because their data are missing.

A project without a known cost or score is left out of every plan. That decides more than any other finding, so these rules
count such projects. When such a rule objects, its count is the first thing that `cutline check` and the reports say.
"""

import polars as pl

from cutline.choices.options.lacking import SET_ASIDE, candidates_kept_out, count_candidates, lacks
from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.units import SHARE_SCALE
from cutline.settings.all_settings import Settings
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import as_objections, objections_in_words
from data_quality.rule_model.owners import OFFICE
from data_quality.rule_model.rule import Rule

SHOWN_GROUPS = 5


def _incomplete_candidates(night: Night) -> pl.DataFrame:
    """One objection for each candidate that lacks something.

    Other rules object to candidates whose rows were set aside, to required projects that cannot be chosen, and to a night of
    which nothing can be chosen.
    """
    if night.choices.options.is_empty():
        return objections_in_words([])
    required = night.choices.requirements["project_id"].implode()
    lacking = lacks(night.tables, night.choices, night.settings).filter(
        (pl.col("lack") != SET_ASIDE) & ~pl.col("project_id").is_in(required)
    )
    by_project = lacking.group_by("project_id", maintain_order=True).agg(
        pl.col("lack").unique(maintain_order=True), pl.col("table", "column").first()
    )
    return as_objections(
        by_project.sort("project_id").select(
            pl.format("project {}", "project_id").alias("where"),
            pl.format("has {}", pl.col("lack").list.join(" and ")).alias("found"),
            "project_id",
            "table",
            "column",
        )
    )


def _many_kept_out(night: Night) -> pl.DataFrame:
    out, of = candidates_kept_out(night.choices).height, count_candidates(night.choices)
    if night.choices.options.is_empty() or out * SHARE_SCALE <= night.settings.quality.max_left_out_bp * of:
        return objections_in_words([])
    return objections_in_words([("projects", f"{out / of:.0%} of the candidates take no part in the plan")])


def left_out_in_words(night: Night) -> str:
    """How many candidates cannot be chosen, by what they lack, and the columns that are empty.

    An example: "27 of 30 candidates cannot be chosen: 21 have no score, 6 no score and no cost (score: ...)".
    """
    every = lacks(night.tables, night.choices, night.settings)
    kinds = every.group_by("project_id", maintain_order=True).agg(pl.col("lack").unique(maintain_order=True).alias("lacks"))
    counts = kinds.group_by(pl.col("lacks").list.join(" and ")).len().sort("len", "lacks", descending=[True, False])
    if counts.is_empty():
        return ""
    shown = [f"{count:,} {words}" for words, count in counts.head(SHOWN_GROUPS).iter_rows()]
    first, _, words = shown[0].partition(" ")
    shown[0] = f"{first} {'has' if first == '1' else 'have'} {words}"
    rest = counts["len"].slice(SHOWN_GROUPS).sum()
    shown += [f"{rest:,} lack other things"] if rest else []
    columns = every.filter(pl.col("table") != "").select("table", "column").unique(maintain_order=True)
    places = "; ".join(column_in_words(table, column, night.settings) for table, column in columns.iter_rows())
    total = f"{kinds.height:,} of {count_candidates(night.choices):,} candidates cannot be chosen: {', '.join(shown)}"
    return f"{total} ({places})" if places else total


def column_in_words(table: str, column: str, settings: Settings) -> str:
    """The canonical column and the headers of the exports that fill it, such as `scores.raw, read from 'cat' of p`."""
    plain = TABLES[table].column(column).plain
    feeds = [(source.name, feed) for source in settings.sources for feed in source.feeds if feed.table == table]
    mapped = [(name, feed.columns.get(plain)) for name, feed in feeds]
    named = [(name, " or ".join(each.from_) or " with ".join(each.parts)) for name, each in mapped if each is not None]
    read = [f"'{headers}' of {name}" for name, headers in named if headers]
    if read:
        return f"{table}.{plain}, read from {', '.join(read)}"
    return f"{table}.{plain}" if feeds or settings.tables.get(table) else f"{table}.{plain}, which no source fills"


def _unless_told_already(night: Night) -> str:
    """The summary, or an empty text if `most_candidates_can_be_chosen` has it already."""
    return "" if _many_kept_out(night).height else left_out_in_words(night)


RULES = (
    Rule("most_candidates_can_be_chosen", "projects", "warn", OFFICE, "no more than a declared share of the candidates is kept out by its data (quality.max_left_out_bp)",
         "complete the columns that are named, or map the column that has the figures", _many_kept_out, summary=left_out_in_words),
    Rule("candidates_are_complete", "projects", "warn", OFFICE, "every candidate has what the plan needs of it: a cost, a score or benefit, and dates that leave a start",
         "complete the cells; a candidate that shall not run gets a status that says so", _incomplete_candidates, summary=_unless_told_already),
)  # fmt: skip
