"""The weight of each criterion, from direct weights or from comparisons in pairs.

Weights are normalised among the criteria of one parent and multiplied down the tree. This module does not read scores. It
collects the tables of criteria and comparisons, because they are small and a tree must be walked.
"""

from fractions import Fraction
from math import floor, fsum, lcm, prod

import polars as pl

from cutline.errors import DataBlocked, Finding
from cutline.metrics.alignment.criterion_tree import children_by_parent, parents_of, path_to_top, tree_faults
from cutline.metrics.alignment.pairwise_comparisons import (
    Pairs,
    comparison_matrix,
    contradictory_pairs,
    incomplete_pairs,
    is_compared,
    stated_pairs,
)

UNIT = 10**9  # a weight that is not exact is rounded to an integer number of billionths
DENOMINATOR_MAX = 10**15  # if the denominator were larger, weight times points might not fit Int128
SQUARINGS = 64  # squaring a matrix 64 times equals 2**64 steps of the power method


def criterion_weights(criteria: pl.LazyFrame, comparisons: pl.LazyFrame | None = None) -> pl.LazyFrame:
    """The weight of each scored criterion in the whole, one row for each criterion without children.

    - criterion_id: a criterion without children. From criteria.criterion_id, criteria.parent.
    - objective_id: the criterion at the top of its branch; the criterion itself if it has no parent. From criteria.parent.
    - weight: numerator of the weight of the criterion, a whole number; the weight is weight / weight_total. It is the product
      along the branch of the stated weight / sum of the stated weights of the children of the same parent; never null. From
      criteria.weight_bp, comparisons.ratio_milli.
    - weight_total: denominator that all weights of the table share, which is the sum of the column weight; 0 if no criterion
      has a weight. From criteria.weight_bp, comparisons.ratio_milli.

    Source: hierarchical additive weights, Keeney and Raiffa 1976, section 3.7; Saaty 1980, chapter 1 for comparisons in pairs.

    Edges: weights are exact fractions over their common denominator. If that denominator exceeds 10^15, weights are in
    units of 10^-9, rounded half up. Weights from comparisons are always in units of 10^-9. If none of the children of a
    parent has a weight, the weight of that parent is not passed on, and the other criteria share the whole. A criterion
    whose weight is rounded to zero is not required for a score. Raises DataBlocked for a cycle, an unknown parent, a group
    that is compared in part, or two comparisons that contradict each other.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> rows = {"criterion_id": ["a", "b", "b1", "b2"], "weight_bp": [1, 3, 1, 2], "parent": [None, None, "b", "b"]}
    >>> criterion_weights(conform("criteria", pl.DataFrame(rows)).lazy()).collect().rows()  # 1/4, 3/4 x 1/3, 3/4 x 2/3
    [('a', 'a', 1, 4), ('b1', 'b', 1, 4), ('b2', 'b', 2, 4)]
    """
    listed = criteria.collect()
    parents, pairs = parents_of(listed), stated_pairs(comparisons)
    refuse_faults(listed, pairs)
    shares = _shares(listed, pairs)
    leaves = sorted(set(parents) - set(parents.values()))
    exact = [prod((shares[each] for each in path_to_top(leaf, parents)), start=Fraction(1)) for leaf in leaves]
    weights = _integers(exact)
    return pl.LazyFrame(
        {"criterion_id": leaves, "objective_id": [path_to_top(leaf, parents)[-1] for leaf in leaves], "weight": weights, "weight_total": [sum(weights)] * len(leaves)},
        schema={"criterion_id": pl.String, "objective_id": pl.String, "weight": pl.Int64, "weight_total": pl.Int64},
    )  # fmt: skip


def refuse_faults(criteria: pl.DataFrame, pairs: "Pairs") -> None:
    """Raises DataBlocked with all faults of the tree and of the comparisons in one report, if there are any."""
    findings = [
        Finding(
            f"criteria, criterion '{where}'",
            found,
            "a parent that is a criterion, up to one without a parent",
            "correct the parent",
        )
        for where, found in tree_faults(criteria)
    ]
    for faults, expected, action in (
        (incomplete_pairs(parents_of(criteria), pairs), "every pair of the criteria of one parent", "compare the pair, or compare no pair of the group"),
        (contradictory_pairs(pairs), "one direction the inverse of the other", "correct or remove one of the two"),
    ):  # fmt: skip
        findings += [Finding(f"comparisons, {where}", found, expected, action) for where, found in faults]
    if findings:
        raise DataBlocked("the criteria cannot be weighed", findings)


def _shares(criteria: pl.DataFrame, pairs: Pairs) -> dict[str, Fraction]:
    """The share of each criterion among the children of its parent."""
    stated = dict(criteria.select("criterion_id", "weight_bp").iter_rows())
    shares: dict[str, Fraction] = {}
    for group in children_by_parent(parents_of(criteria)).values():
        weights = (
            _compared_weights(comparison_matrix(group, pairs)) if is_compared(group, pairs) else [stated[each] for each in group]
        )
        whole = sum(weights)
        shares |= {each: Fraction(weight, whole or 1) for each, weight in zip(group, weights, strict=True)}
    return shares


def principal_eigenvector(matrix: list[list[float]]) -> list[float]:
    """The principal eigenvector, whose components sum to 1, from the row sums of increasing powers of the matrix.

    Sums are rounded correctly, so that neither the ids nor their order changes the result.
    """
    power, before = matrix, [0.0] * len(matrix)
    for _ in range(SQUARINGS):
        columns = list(zip(*power, strict=True))
        square = [[fsum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in power]
        whole = fsum(each for row in square for each in row)
        power = [[each / whole for each in row] for row in square]
        vector = [fsum(row) for row in power]
        if max(abs(a - b) for a, b in zip(vector, before, strict=True)) < 1e-15:
            break
        before = vector
    return vector


def _compared_weights(matrix: list[list[float]]) -> list[int]:
    return [floor(each * UNIT + 0.5) for each in principal_eigenvector(matrix)]


def _integers(shares: list[Fraction]) -> list[int]:
    """Shares as integers over their common denominator, or in units of 1e-9 if that denominator is too large."""
    below = lcm(*(share.denominator for share in shares))
    if below > DENOMINATOR_MAX:
        return [floor(share * UNIT + Fraction(1, 2)) for share in shares]
    return [int(share * below) for share in shares]
