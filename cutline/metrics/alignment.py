"""How well a project serves what the portfolio is for: weighted scores of declared criteria."""

import polars as pl

BEST_MILLI = 100_000  # a project that scores the best on every criterion has 100 points


def weighted_scores(criteria: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """project_id, score_milli: sum over criteria of weight x raw / scale, in thousandths of a point out of 100.

    The additive value model (Keeney and Raiffa 1976, chapter 3) with linear value functions; weights are normalised to their sum.
    Computed in integers, rounded half up once. A project without a known score and scale for every criterion of positive weight
    has no row: its score is unknown, not low.

    Worked example: weights 60 and 40, scores 4 of 5 and 5 of 10: 0.6 x 80 + 0.4 x 50 = 68 points = 68,000.
    """
    weighty = criteria.filter(pl.col("weight_bp") > 0).select("criterion_id", "weight_bp")
    total = int(weighty["weight_bp"].sum())
    if not total:
        return pl.DataFrame(schema={"project_id": pl.String, "score_milli": pl.Int64})
    # One common denominator: raw_milli / (1000 x scale), brought to 1e-9 before weighting.
    part = pl.col("raw_milli").cast(pl.Int128) * BEST_MILLI * 10**6 // (1000 * pl.col("scale"))
    weighted = (part * pl.col("weight_bp")).sum()
    return (
        scores.join(weighty, on="criterion_id")
        .filter(pl.col("raw_milli").is_not_null() & pl.col("scale").is_not_null())
        .group_by("project_id")
        .agg(weighted.alias("weighted"), pl.col("criterion_id").n_unique().alias("scored"))
        .filter(pl.col("scored") == weighty.height)
        .select("project_id", score_milli=((pl.col("weighted") + total * 10**6 // 2) // (total * 10**6)).cast(pl.Int64))
        .sort("project_id")
    )
