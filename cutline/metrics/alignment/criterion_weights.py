"""What each criterion weighs: direct weights or comparisons in pairs, normalised among the criteria of one parent and multiplied down the tree.

Scores are not looked at here. The tables are small and a tree must be walked: they are collected.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations
from math import comb, floor, fsum, lcm, prod

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.errors import DataBlocked, Finding

UNIT = 10**9  # a weight that is not exact is an integer number of these parts of the whole
DENOMINATOR_MAX = 10**15  # beyond it weights times points would leave Int128's comfort
SQUARINGS = 64  # of a matrix of comparisons: 2**64 steps of the power method
RATIO_SCALE = 1000

# Mean consistency index of random reciprocal matrices by number of criteria (Saaty 1980, table 1.1); none is published beyond 15.
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
Parents = dict[str, str | None]
Fault = tuple[str, str]  # where it is, and what was found there


def criterion_weights(criteria: pl.LazyFrame, comparisons: pl.LazyFrame | None = None) -> pl.LazyFrame:
    """What each criterion that is scored weighs in the whole, one row for each criterion with none under it.

    - criterion_id: a criterion that has none under it. From criteria.criterion_id, criteria.parent.
    - objective_id: the criterion at the top of its branch, itself where it has no parent. From criteria.parent.
    - weight: product down the branch of weight / sum of the weights among the children of one parent, in units of 1 / weight_total; never null.
      From criteria.weight_bp, comparisons.ratio_milli.
    - weight_total: sum of all weights, the same in every row; 0 where nothing weighs anything. From criteria.weight_bp, comparisons.ratio_milli.

    Source: hierarchical additive weights, Keeney and Raiffa 1976, section 3.7; Saaty 1980, chapter 1 for comparisons in pairs.

    Edges: weights are exact fractions over their common denominator; where that exceeds 10^15, units of 10^-9 rounded half up, and weights from
    comparisons are so rounded always. Children none of which weighs anything hand nothing on, and the others share the whole. A criterion
    whose weight is rounded to nothing is not asked for. Raises DataBlocked for a cycle, an unknown parent, a group compared in part, or two
    comparisons that contradict.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> rows = {"criterion_id": ["a", "b", "b1", "b2"], "weight_bp": [1, 3, 1, 2], "parent": [None, None, "b", "b"]}
    >>> criterion_weights(conform("criteria", pl.DataFrame(rows)).lazy()).collect().rows()  # 1/4, 3/4 x 1/3, 3/4 x 2/3
    [('a', 'a', 1, 4), ('b1', 'b', 1, 4), ('b2', 'b', 2, 4)]
    """
    listed = criteria.collect()
    parents, pairs = parents_of(listed), _pairs(comparisons)
    _block_faults(listed, pairs)
    shares = _shares(listed, pairs)
    leaves = sorted(set(parents) - set(parents.values()))
    exact = [prod((shares[each] for each in branch(leaf, parents)), start=Fraction(1)) for leaf in leaves]
    weights = _integers(exact)
    return pl.LazyFrame(
        {"criterion_id": leaves, "objective_id": [branch(leaf, parents)[-1] for leaf in leaves], "weight": weights, "weight_total": [sum(weights)] * len(leaves)},
        schema={"criterion_id": pl.String, "objective_id": pl.String, "weight": pl.Int64, "weight_total": pl.Int64},
    )  # fmt: skip


def consistency(criteria: pl.LazyFrame, comparisons: pl.LazyFrame, max_inconsistency_bp: int) -> pl.LazyFrame:
    """How far the comparisons of each compared group of criteria agree with one another, one row for each group.

    - parent: the criterion whose children are compared; null for those at the top. From criteria.parent.
    - criteria: criteria in the group. From criteria.criterion_id.
    - consistency_ratio_milli: (largest eigenvalue - n) / (n - 1) / random index of n, in thousandths, half up; 0 for two criteria; null for
      more than 15, for which no random index is published. From comparisons.ratio_milli.
    - consistency_ratio_bp: the same in basis points. From comparisons.ratio_milli.
    - is_consistent: the ratio is at most alignment.max_inconsistency_bp; null where the ratio is. From comparisons.ratio_milli.

    Source: Saaty 1980, The Analytic Hierarchy Process, chapter 1 (consistency ratio; 0.1 is his limit).

    Edges: a group that is not compared has no row, so no comparisons give an empty frame. Raises DataBlocked as criterion_weights does.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> criteria = conform("criteria", pl.DataFrame({"criterion_id": ["a", "b", "c"], "weight_bp": [1, 1, 1]})).lazy()
    >>> pairs = {"criterion_id": ["a", "b", "a"], "other_id": ["b", "c", "c"], "ratio_milli": [2000, 2000, 4000]}
    >>> consistency(criteria, conform("comparisons", pl.DataFrame(pairs)).lazy(), 1000).collect().rows()  # 2 x 2 = 4
    [(None, 3, 0, 0, True)]
    """
    listed, pairs = criteria.collect(), _pairs(comparisons)
    _block_faults(listed, pairs)
    rows = []
    for parent, group in groups(parents_of(listed)).items():
        if _is_compared(group, pairs):
            found = _ratio(_matrix(group, pairs))
            milli, bp = (None if found is None else floor(found * scale + 0.5) for scale in (1000, SHARE_SCALE))
            rows.append((parent, len(group), milli, bp, None if bp is None else bp <= max_inconsistency_bp))
    schema = {
        "parent": pl.String, "criteria": pl.Int64, "consistency_ratio_milli": pl.Int64, "consistency_ratio_bp": pl.Int64, "is_consistent": pl.Boolean,
    }  # fmt: skip
    return pl.LazyFrame(rows, schema=schema, orient="row").sort("parent", nulls_last=False)


def tree_faults(criteria: pl.DataFrame) -> list[Fault]:
    """Criteria whose parent is no criterion, and each cycle once, at its first criterion: criterion_id and what was found."""
    parents = parents_of(criteria)
    lost = [(each, f"its parent '{parent}' is no criterion") for each, parent in sorted(parents.items()) if parent is not None and parent not in parents]  # fmt: skip
    return lost + [(cycle[0], "it is its own ancestor: " + " → ".join([*cycle, cycle[0]])) for cycle in _cycles(parents)]


def incomplete_comparisons(criteria: pl.DataFrame, comparisons: pl.LazyFrame) -> list[Fault]:
    """Pairs that are not of one parent, and pairs missing in a group of which others are compared."""
    return _incomplete(parents_of(criteria), _pairs(comparisons))


def contradictory_comparisons(comparisons: pl.LazyFrame) -> list[Fault]:
    """Pairs whose two directions, or whose repeated rows, do not say the same to the rounding of a thousandth."""
    return _contradictory(_pairs(comparisons))


def parents_of(criteria: pl.DataFrame) -> Parents:
    """Criterion to the criterion above it."""
    return dict(criteria.select("criterion_id", "parent").iter_rows())


def groups(parents: Parents) -> dict[str | None, list[str]]:
    """Parent (null: the top) to its children in order."""
    found: dict[str | None, list[str]] = {}
    for child, parent in sorted(parents.items()):
        found.setdefault(parent, []).append(child)
    return found


def branch(criterion: str, parents: Parents) -> list[str]:
    """A criterion and those above it, the top last. Only for a tree without cycles."""
    path = [criterion]
    while (above := parents[path[-1]]) is not None:
        path.append(above)
    return path


def _block_faults(criteria: pl.DataFrame, pairs: "Pairs") -> None:
    """All problems in one report."""
    findings = [
        Finding(f"criteria, criterion '{where}'", found, "a parent that is a criterion, up to one without", "mend the parent")
        for where, found in tree_faults(criteria)
    ]
    for faults, expected, action in (
        (_incomplete(parents_of(criteria), pairs), "every pair of the criteria of one parent", "compare the pair, or none of the group"),
        (_contradictory(pairs), "one direction the inverse of the other", "mend or remove one of the two"),
    ):  # fmt: skip
        findings += [Finding(f"comparisons, {where}", found, expected, action) for where, found in faults]
    if findings:
        raise DataBlocked("the criteria cannot be weighed", findings)


def _cycles(parents: Parents) -> list[list[str]]:
    """Each cycle once, from its first criterion upwards."""
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for start in sorted(parents):
        path: dict[str, None] = {}
        at: str | None = start
        while at in parents and at not in path and at not in seen:
            path[at] = None
            at = parents[at]
        if at in path:
            steps = list(path)
            cycle = steps[steps.index(at) :]
            first = cycle.index(min(cycle))
            found[min(cycle)] = cycle[first:] + cycle[:first]
        seen.update(path)
    return [found[each] for each in sorted(found)]


Pairs = Mapping[tuple[str, str], frozenset[int]]


def _pairs(comparisons: pl.LazyFrame | None) -> Pairs:
    """(criterion, other) to the ratios stated that way round, each pair in the order of its ids' own rows."""
    stated: dict[tuple[str, str], set[int]] = {}
    if comparisons is not None:
        for a, b, ratio in comparisons.select("criterion_id", "other_id", "ratio_milli").collect().iter_rows():
            stated.setdefault((a, b), set()).add(ratio)
    return {pair: frozenset(stated[pair]) for pair in sorted(stated)}


def _incomplete(parents: Parents, pairs: Pairs) -> list[Fault]:
    known = [(a, b) for a, b in pairs if a in parents and b in parents]
    strange = [(_named(*pair), "not both are criteria") for pair in pairs if pair not in known]
    apart = [(_named(a, b), "they are not of one parent") for a, b in known if parents[a] != parents[b]]
    missing = [_missing(group, pairs) for group in groups(parents).values() if _is_compared(group, pairs)]
    return strange + apart + [fault for fault in missing if fault]


def _missing(group: list[str], pairs: Pairs) -> Fault | None:
    """The first pair of a group that is not compared, and how many there are; nobody reads a thousand of them."""
    inside = set(group)
    compared = {frozenset(pair) for pair in pairs if pair[0] != pair[1] and inside.issuperset(pair)}
    lacking = comb(len(group), 2) - len(compared)
    if not lacking:
        return None
    first = next(pair for pair in combinations(group, 2) if frozenset(pair) not in compared)
    return _named(*first), f"not compared; {lacking} of the group's {comb(len(group), 2)} pairs are missing"


def _contradictory(pairs: Pairs) -> list[Fault]:
    faults = []
    for a, b in pairs:
        forward, back = pairs[a, b], pairs.get((b, a), frozenset())
        if a == b and forward != {RATIO_SCALE}:
            faults.append((_named(a, b), f"{_said(forward)} times as important as itself"))
        elif len(forward) > 1:
            faults.append((_named(a, b), f"stated as {_said(forward)}"))
        elif a < b and back and not _inverse(max(forward), max(back)):
            faults.append((_named(a, b), f"{_said(forward)} one way and {_said(back)} the other"))
    return faults


def _inverse(forward: int, back: int) -> bool:
    """Is one direction the other's inverse, rounded to a thousandth? 3 and 0.333 are."""
    return 2 * abs(forward * back - RATIO_SCALE**2) <= max(forward, back)


def _said(ratios: Iterable[int]) -> str:
    return " and ".join(f"{ratio / RATIO_SCALE:g}" for ratio in sorted(ratios))


def _named(a: str, b: str) -> str:
    return f"'{a}' and '{b}'"


def _is_compared(group: list[str], pairs: Pairs) -> bool:
    inside = set(group)
    return any(a != b and a in inside and b in inside for a, b in pairs)


def _shares(criteria: pl.DataFrame, pairs: Pairs) -> dict[str, Fraction]:
    """Each criterion's share among the children of its parent."""
    stated = dict(criteria.select("criterion_id", "weight_bp").iter_rows())
    shares: dict[str, Fraction] = {}
    for group in groups(parents_of(criteria)).values():
        weights = _compared_weights(_matrix(group, pairs)) if _is_compared(group, pairs) else [stated[each] for each in group]
        whole = sum(weights)
        shares |= {each: Fraction(weight, whole or 1) for each, weight in zip(group, weights, strict=True)}
    return shares


def _matrix(group: list[str], pairs: Pairs) -> list[list[float]]:
    """How many times as important each is as each other. Of two directions the one above 1 counts: it is stated more exactly."""

    def times(a: str, b: str) -> float:
        forward, back = max(pairs.get((a, b), (0,))), max(pairs.get((b, a), (0,)))
        return 1.0 if a == b else forward / RATIO_SCALE if forward >= back else RATIO_SCALE / back

    return [[times(a, b) for b in group] for a in group]


def _eigenvector(matrix: list[list[float]]) -> list[float]:
    """The principal one, summing to 1: the row sums of ever higher powers. Sums are correctly rounded, so ids and their order do not matter."""
    power, before = matrix, [0.0] * len(matrix)
    for _ in range(SQUARINGS):
        columns = list(zip(*power, strict=True))
        square = [[fsum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in power]
        whole = fsum(each for row in square for each in row)
        power = [[each / whole for each in row] for row in square]
        now = [fsum(row) for row in power]
        if max(abs(a - b) for a, b in zip(now, before, strict=True)) < 1e-15:
            break
        before = now
    return now


def _compared_weights(matrix: list[list[float]]) -> list[int]:
    return [floor(each * UNIT + 0.5) for each in _eigenvector(matrix)]


def _ratio(matrix: list[list[float]]) -> float | None:
    """Consistency ratio; 0 for one or two criteria, which cannot contradict themselves; null where no random index is known."""
    count = len(matrix)
    if count <= 2:
        return 0.0
    if count >= len(RANDOM_INDEX):
        return None
    vector = _eigenvector(matrix)
    products = [fsum(a * x for a, x in zip(row, vector, strict=True)) for row in matrix]
    largest = fsum(product / x for product, x in zip(products, vector, strict=True)) / count
    return max(0.0, largest - count) / (count - 1) / RANDOM_INDEX[count]


def _integers(shares: list[Fraction]) -> list[int]:
    """Shares over their common denominator, or in units of 1e-9 where that is too large."""
    below = lcm(*(share.denominator for share in shares))
    if below > DENOMINATOR_MAX:
        return [floor(share * UNIT + Fraction(1, 2)) for share in shares]
    return [int(share * below) for share in shares]
