"""The line of sight from objectives to projects: which project serves which objective, and which projects serve none."""

from collections.abc import Sequence

import polars as pl

from cutline.metrics.alignment.weighted_scores import PART_SCALE, Normalisation, criteria_with_weight, score_parts


def line_of_sight(
    criteria: pl.LazyFrame,
    scores: pl.LazyFrame,
    comparisons: pl.LazyFrame | None,
    projects: pl.LazyFrame,
    normalisation: Normalisation = "scale",
) -> pl.LazyFrame:
    """Which project serves which objective, through which criterion and by how much: one row for each contribution.

    - objective_id: the criterion at the top of the branch. From criteria.parent.
    - criterion_id: the criterion that is scored; null if no project serves the objective. From criteria.criterion_id.
    - project_id: the project; null if no project serves the objective. From projects.project_id, scores.project_id.
    - contribution_milli: weight of the criterion x the project's points on it divided by the best points that are possible,
      in thousandths of a point (100 points are the best possible total), each row rounded half up; null if no project
      serves the objective. From scores.raw_milli, scores.scale, criteria.weight_bp,
      criteria.direction, comparisons.ratio_milli.

    Source: strategic alignment as objective, criterion, project: PMI, The Standard for Portfolio Management, 4th edition,
    section 3; parts of weighted_scores.

    Edges: a scored criterion is shown even if another score of the project is unknown. Each row is rounded separately, so the
    rows of a project may differ from its score by half a thousandth of a point each. Objectives without a weight are left
    out. Raises DataBlocked for the same reasons as criterion_weights.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> criteria = conform("criteria", pl.DataFrame({"criterion_id": ["a", "b"], "weight_bp": [60, 40]})).lazy()
    >>> rows = {"project_id": ["P", "P"], "criterion_id": ["a", "b"], "raw_milli": [4000, 0], "scale": [5, 10]}
    >>> projects = pl.LazyFrame({"project_id": ["P"]})
    >>> line_of_sight(criteria, conform("scores", pl.DataFrame(rows)).lazy(), None, projects).collect().rows()  # 0.6 x 80; b by nobody
    [('a', 'a', 'P', 48000), ('b', None, None, None)]
    """
    total = pl.col("weight_total").cast(pl.Int128) * PART_SCALE
    contribution = (2 * pl.col("part").cast(pl.Int128) * pl.col("weight") + total) // (2 * total)
    served = (
        score_parts(criteria, scores, comparisons, normalisation)
        .filter(pl.col("part") > 0)
        .join(projects.select("project_id").unique(), on="project_id", how="semi")
        .select("objective_id", "criterion_id", "project_id", contribution_milli=contribution.cast(pl.Int64))
    )
    objectives = criteria_with_weight(criteria, comparisons).select("objective_id").unique()
    return objectives.join(served, on="objective_id", how="left").sort("objective_id", "criterion_id", "project_id")


def unaligned_projects(
    criteria: pl.LazyFrame,
    scores: pl.LazyFrame,
    comparisons: pl.LazyFrame | None,
    projects: pl.LazyFrame,
    incomplete: Sequence[str] = (),
) -> pl.LazyFrame:
    """Projects that serve no objective: on every criterion with a weight their score is the worst of its scale, or unknown.

    incomplete: the projects of which a score was set aside.

    - project_id: the project. From projects.project_id.
    - reason: zero if every criterion with a weight is scored and none adds anything; unknown if at least one criterion with
      a weight is not scored and may still add something, or if a score of the project was set aside. From scores.raw_milli, scores.scale, criteria.direction.
    - zero_criteria: number of criteria with a weight that are scored at the worst of their scale. From scores.raw_milli,
      scores.scale, criteria.weight_bp.
    - unknown_criteria: number of criteria with a weight that have no known score. From scores.raw_milli, scores.scale,
      criteria.weight_bp.

    Source: PMI, The Standard for Portfolio Management, 4th edition, section 3: components that support no strategic objective.

    Edges: projects are judged on the scale, whatever the normalisation, because the lowest of all projects may still serve an
    objective. If no criterion has a weight, there is no objective to serve and there are no rows. Raises DataBlocked for
    the same reasons as criterion_weights.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> criteria = conform("criteria", pl.DataFrame({"criterion_id": ["a"], "weight_bp": [1]})).lazy()
    >>> rows = {"project_id": ["P", "Q"], "criterion_id": ["a", "a"], "raw_milli": [0, 1], "scale": [5, 5]}
    >>> projects = pl.LazyFrame({"project_id": ["P", "Q", "R"]})
    >>> unaligned_projects(criteria, conform("scores", pl.DataFrame(rows)).lazy(), None, projects).collect().rows()
    [('P', 'zero', 1, 0), ('R', 'unknown', 0, 1)]
    """
    every_pair = (
        projects.select("project_id")
        .unique()
        .join(criteria_with_weight(criteria, comparisons).select("criterion_id"), how="cross")
    )
    parts = score_parts(criteria, scores, comparisons, "scale").select("project_id", "criterion_id", "part")
    part = pl.col("part")
    return (
        every_pair.join(parts, on=["project_id", "criterion_id"], how="left")
        .group_by("project_id")
        .agg(
            served=(part > 0).sum(),
            zero_criteria=(part == 0).sum().cast(pl.Int64),
            unknown_criteria=part.null_count().cast(pl.Int64),
        )
        .filter(pl.col("served") == 0)
        .select(
            "project_id",
            pl.when((pl.col("unknown_criteria") > 0) | pl.col("project_id").is_in(list(incomplete)))
            .then(pl.lit("unknown"))
            .otherwise(pl.lit("zero"))
            .alias("reason"),
            "zero_criteria",
            "unknown_criteria",
        )
        .sort("project_id")
    )
