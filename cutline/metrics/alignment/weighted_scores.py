"""The weighted score of each project: the sum over criteria of weight x points as a part of the best score."""

from collections.abc import Mapping
from typing import Literal

import polars as pl

from cutline.errors import DataBlocked
from cutline.metrics.alignment.criterion_weights import criterion_weights
from cutline.settings.all_settings import Settings

BEST_MILLI = 100_000  # a project with the best score on every criterion has 100 points
PART_SCALE = 10**6
WHOLE = BEST_MILLI * PART_SCALE  # the best score on a criterion: 100 points in units of 1e-6 milli-points
Normalisation = Literal["scale", "range", "share", "rank"]


def weighted_scores(
    criteria: pl.LazyFrame, scores: pl.LazyFrame, comparisons: pl.LazyFrame | None = None, normalisation: Normalisation = "scale"
) -> pl.LazyFrame:
    """The points out of 100 of each project that is scored on every criterion with a weight.

    - project_id: the project. From scores.project_id.
    - score_milli: sum over criteria of weight x part of the best, in thousandths of a point; only the sum is rounded, half
      up; never null. With the normalisation scale, the part is raw / scale; with range, the position between the lowest and
      the highest of all projects; with share, raw / highest; with rank, (n - place) / (n - 1), where equal scores share the
      better place. If the lower score is the better one, rank counts places from the lowest score, and the other three
      normalisations give 1 - part. From scores.raw_milli, scores.scale, criteria.weight_bp, criteria.parent,
      criteria.direction, comparisons.ratio_milli.

    Source: the additive value model, Keeney and Raiffa 1976, chapter 3, with linear value functions; normalisations, Hwang and
    Yoon 1981, chapter 2.

    Edges: a project without a known score and scale for every criterion with a weight has no row: its score is unknown, not
    low. If all projects score the same on a criterion, the normalisations range and rank give each project the best score
    on it. A score of a criterion that has children is ignored. If no criterion has a weight, there are no rows. The part
    of the best that a project reaches on a criterion is an integer in units of 10^-6 milli-points, rounded down. Raises
    DataBlocked for the same reasons as criterion_weights.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> criteria = conform("criteria", pl.DataFrame({"criterion_id": ["a", "b"], "weight_bp": [60, 40]})).lazy()
    >>> rows = {"project_id": ["P", "P"], "criterion_id": ["a", "b"], "raw_milli": [4000, 5000], "scale": [5, 10]}
    >>> scores = conform("scores", pl.DataFrame(rows)).lazy()
    >>> weighted_scores(criteria, scores).collect().rows()  # 0.6 x 80 + 0.4 x 50 points
    [('P', 68000)]
    """
    weighted = (pl.col("part").cast(pl.Int128) * pl.col("weight")).sum()
    total = pl.col("weight_total").first().cast(pl.Int128) * PART_SCALE
    return (
        score_parts(criteria, scores, comparisons, normalisation)
        .group_by("project_id")
        .agg(
            score_milli=((2 * weighted + total) // (2 * total)).cast(pl.Int64),
            criteria_scored=pl.col("criterion_id").n_unique(),
            criteria_needed=pl.col("criteria_needed").first(),
        )
        .filter(pl.col("criteria_scored") == pl.col("criteria_needed"))
        .select("project_id", "score_milli")
        .sort("project_id")
    )


def portfolio_scores(tables: Mapping[str, pl.DataFrame], settings: Settings) -> pl.DataFrame:
    """`weighted_scores` of canonical tables, normalised as the settings say.

    If the criteria cannot be weighed, no project has a score. The quality rules criteria_tree, comparisons_complete and
    comparisons_agree then stop the night and say where the fault is.
    """
    criteria, scores, comparisons = (tables[name].lazy() for name in ("criteria", "scores", "comparisons"))
    try:
        return weighted_scores(criteria, scores, comparisons, settings.alignment.normalisation).collect()
    except DataBlocked:
        return pl.DataFrame(schema={"project_id": pl.String, "score_milli": pl.Int64})


def criteria_with_weight(criteria: pl.LazyFrame, comparisons: pl.LazyFrame | None) -> pl.LazyFrame:
    """The criteria that have a weight, and in `criteria_needed` their number."""
    return criterion_weights(criteria, comparisons).filter(pl.col("weight") > 0).with_columns(criteria_needed=pl.len())


def score_parts(
    criteria: pl.LazyFrame, scores: pl.LazyFrame, comparisons: pl.LazyFrame | None, normalisation: Normalisation
) -> pl.LazyFrame:
    """Each known score of a criterion with a weight, as a part of the best.

    Columns: project_id, criterion_id, objective_id, weight, weight_total, criteria_needed and part.
    """
    known = scores.filter(pl.col("raw_milli").is_not_null() & pl.col("scale").is_not_null())
    scaled = (pl.col("raw_milli").cast(pl.Int128) * WHOLE // (1000 * pl.col("scale"))).cast(pl.Int64)
    weights = criteria_with_weight(criteria, comparisons).join(criteria.select("criterion_id", "direction"), on="criterion_id")
    return (
        known.select("project_id", "criterion_id", scaled=scaled)
        .join(weights, on="criterion_id")
        .with_columns(part=_part(pl.col("scaled"), normalisation))
    )


def _part(scaled: pl.Expr, normalisation: Normalisation) -> pl.Expr:
    """The part of the best in units of 1 / WHOLE.

    If the lower score is the better one, the part is what is missing from the whole.
    """
    is_lower = (pl.col("direction") == "lower").fill_null(value=False)
    low, high, count = (each.over("criterion_id") for each in (scaled.min(), scaled.max(), scaled.len().cast(pl.Int64)))
    match normalisation:
        case "scale":
            part = scaled
        case "range":
            part = (_wide(scaled - low) // (high - low)).cast(pl.Int64)
        case "share":
            part = pl.when(high > 0).then((_wide(scaled) // high).cast(pl.Int64)).otherwise(0)
        case "rank":
            place = pl.when(is_lower).then(_place(scaled, descending=False)).otherwise(_place(scaled, descending=True))
            return pl.when(count > 1).then((_wide(count - place) // (count - 1)).cast(pl.Int64)).otherwise(WHOLE)
    directed_part = pl.when(is_lower).then(WHOLE - part).otherwise(part)
    return directed_part if normalisation != "range" else pl.when(high > low).then(directed_part).otherwise(WHOLE)


def _wide(part: pl.Expr) -> pl.Expr:
    return part.cast(pl.Int128) * WHOLE


def _place(scaled: pl.Expr, *, descending: bool) -> pl.Expr:
    return scaled.rank("min", descending=descending).over("criterion_id").cast(pl.Int64)
