"""Rules about the criteria that projects are scored on: the tree of criteria, and comparisons of criteria in pairs."""

import polars as pl

from cutline.metrics.alignment.consistency import consistency
from cutline.metrics.alignment.criterion_tree import tree_faults
from cutline.metrics.alignment.pairwise_comparisons import contradictory_comparisons, incomplete_comparisons
from cutline.metrics.figures_in_words import percent_text
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import objections_in_words, objections_to_rows
from data_quality.rule_model.owners import OFFICE
from data_quality.rule_model.rule import Rule


def _tree(night: Night) -> pl.DataFrame:
    faults = pl.DataFrame(
        tree_faults(night.tables["criteria"]), schema={"criterion_id": pl.String, "fault": pl.String}, orient="row"
    )
    rows = faults.join(night.tables["criteria"], on="criterion_id", maintain_order="left")
    return objections_to_rows(rows, pl.format("criterion '{}': {}", "criterion_id", "fault"), "parent")


def _comparisons_of_known_criteria(night: Night) -> pl.LazyFrame:
    """The comparisons of two known criteria. The rules about ids (`references.py`) object to comparisons of unknown
    criteria.
    """
    there = night.tables["criteria"]["criterion_id"].implode()
    return night.tables["comparisons"].lazy().filter(pl.all_horizontal(pl.col("criterion_id", "other_id").is_in(there)))


def _incomplete(night: Night) -> pl.DataFrame:
    return objections_in_words(incomplete_comparisons(night.tables["criteria"], _comparisons_of_known_criteria(night)))


def _contradictory(night: Night) -> pl.DataFrame:
    return objections_in_words(contradictory_comparisons(_comparisons_of_known_criteria(night)))


def _inconsistent(night: Night) -> pl.DataFrame:
    """The groups of criteria whose comparisons are more inconsistent than the limit, each shown at its first comparison."""
    criteria, known = night.tables["criteria"], _comparisons_of_known_criteria(night)
    pairs = known.collect().join(criteria.select("criterion_id", "parent"), on="criterion_id", maintain_order="left")
    if tree_faults(criteria) or incomplete_comparisons(criteria, known) or contradictory_comparisons(known):
        return objections_to_rows(
            pairs.clear(), pl.lit("")
        )  # other rules object to these faults; weights cannot be computed before the faults are mended
    limit = night.settings.alignment.max_inconsistency_bp
    beyond = consistency(criteria.lazy(), known, limit).filter(~pl.col("is_consistent")).collect()
    first = pairs.unique("parent", keep="first", maintain_order=True).join(
        beyond, on="parent", nulls_equal=True, maintain_order="left"
    )
    group = pl.format("{} criteria under {}", "criteria", pl.col("parent").fill_null("none"))
    return objections_to_rows(
        first, pl.format("{}: consistency ratio of {}", group, percent_text(pl.col("consistency_ratio_bp"))), "ratio_milli"
    )


RULES = (
    Rule("criteria_tree", "criteria", "block", OFFICE, "every parent is a criterion, and no criterion is its own ancestor",
         "mend the parent; until then no weight can be computed", _tree, is_relaxable=False),
    Rule("comparisons_complete", "comparisons", "block", OFFICE, "criteria of one parent are compared, and where some of a group are, every pair is",
         "compare the pairs named, or take out the comparisons of the group, so that its stated weights count", _incomplete, is_relaxable=False),
    Rule("comparisons_agree", "comparisons", "block", OFFICE, "where a pair is compared both ways, one ratio is the inverse of the other",
         "mend one of the two, or take it out: the other one implies it", _contradictory, is_relaxable=False),
    Rule("comparisons_consistent", "comparisons", "warn", OFFICE, "comparisons of a group agree with one another (alignment.max_inconsistency_bp)",
         "look at the comparisons of the group again: a over b and b over c say what a over c should be", _inconsistent),
)  # fmt: skip
