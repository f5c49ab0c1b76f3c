"""The consistency ratio of criteria that are compared in pairs (Saaty)."""

from math import floor, fsum

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.alignment.criterion_tree import children_by_parent, parents_of
from cutline.metrics.alignment.criterion_weights import principal_eigenvector, refuse_faults
from cutline.metrics.alignment.pairwise_comparisons import comparison_matrix, is_compared, stated_pairs

# Mean consistency index of random reciprocal matrices, by number of criteria (Saaty 1980, table 1.1). No index is published
# for more than 15 criteria.
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)


def consistency(criteria: pl.LazyFrame, comparisons: pl.LazyFrame, max_inconsistency_bp: int) -> pl.LazyFrame:
    """How well the comparisons of each group of compared criteria agree with one another, one row for each group.

    - parent: the criterion whose children are compared; null for the criteria at the top. From criteria.parent.
    - criteria: number of criteria in the group. From criteria.criterion_id.
    - consistency_ratio_milli: (largest eigenvalue - n) / (n - 1) / random index of n, in thousandths, rounded half up; 0 for
      two criteria; null for more than 15 criteria, for which no random index is published. From comparisons.ratio_milli.
    - consistency_ratio_bp: consistency_ratio_milli, but in basis points. From comparisons.ratio_milli.
    - is_consistent: whether the ratio is at most alignment.max_inconsistency_bp; null if the ratio is null. From
      comparisons.ratio_milli.

    Source: Saaty 1980, The Analytic Hierarchy Process, chapter 1 (consistency ratio; 0.1 is his limit).

    Edges: a group that is not compared has no row, so the result is empty if there are no comparisons. Raises DataBlocked
    for the same reasons as criterion_weights.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> criteria = conform("criteria", pl.DataFrame({"criterion_id": ["a", "b", "c"], "weight_bp": [1, 1, 1]})).lazy()
    >>> pairs = {"criterion_id": ["a", "b", "a"], "other_id": ["b", "c", "c"], "ratio_milli": [2000, 2000, 4000]}
    >>> consistency(criteria, conform("comparisons", pl.DataFrame(pairs)).lazy(), 1000).collect().rows()  # 2 x 2 = 4
    [(None, 3, 0, 0, True)]
    """
    listed, pairs = criteria.collect(), stated_pairs(comparisons)
    refuse_faults(listed, pairs)
    rows = []
    for parent, group in children_by_parent(parents_of(listed)).items():
        if is_compared(group, pairs):
            found = _ratio(comparison_matrix(group, pairs))
            milli, bp = (None if found is None else floor(found * scale + 0.5) for scale in (1000, SHARE_SCALE))
            rows.append((parent, len(group), milli, bp, None if bp is None else bp <= max_inconsistency_bp))
    schema = {
        "parent": pl.String, "criteria": pl.Int64, "consistency_ratio_milli": pl.Int64, "consistency_ratio_bp": pl.Int64, "is_consistent": pl.Boolean,
    }  # fmt: skip
    return pl.LazyFrame(rows, schema=schema, orient="row").sort("parent", nulls_last=False)


def _ratio(matrix: list[list[float]]) -> float | None:
    """The consistency ratio; 0 for one or two criteria, whose comparisons cannot disagree; None if no random index is known."""
    count = len(matrix)
    if count <= 2:
        return 0.0
    if count >= len(RANDOM_INDEX):
        return None
    vector = principal_eigenvector(matrix)
    products = [fsum(a * x for a, x in zip(row, vector, strict=True)) for row in matrix]
    largest = fsum(product / x for product, x in zip(products, vector, strict=True)) / count
    return max(0.0, largest - count) / (count - 1) / RANDOM_INDEX[count]
