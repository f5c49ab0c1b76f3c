"""Comparisons of criteria in pairs: which pairs are missing or contradict each other, and the matrix of a group.

The weights that follow from the matrix are in `criterion_weights.py`, and its consistency is in `consistency.py`.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from math import comb

import polars as pl

from cutline.metrics.alignment.criterion_tree import Fault, Parents, children_by_parent, parents_of

RATIO_SCALE = 1000


def incomplete_comparisons(criteria: pl.DataFrame, comparisons: pl.LazyFrame) -> list[Fault]:
    """Faults: compared pairs that do not have the same parent, and pairs that a partly compared group lacks."""
    return incomplete_pairs(parents_of(criteria), stated_pairs(comparisons))


def contradictory_comparisons(comparisons: pl.LazyFrame) -> list[Fault]:
    """Pairs whose two directions, or whose repeated rows, differ by more than the rounding to a thousandth."""
    return contradictory_pairs(stated_pairs(comparisons))


Pairs = Mapping[tuple[str, str], frozenset[int]]


def stated_pairs(comparisons: pl.LazyFrame | None) -> Pairs:
    """For each pair (criterion, other criterion), the ratios that are stated in that direction."""
    stated: dict[tuple[str, str], set[int]] = {}
    if comparisons is not None:
        for a, b, ratio in comparisons.select("criterion_id", "other_id", "ratio_milli").collect().iter_rows():
            stated.setdefault((a, b), set()).add(ratio)
    return {pair: frozenset(stated[pair]) for pair in sorted(stated)}


def incomplete_pairs(parents: Parents, pairs: Pairs) -> list[Fault]:
    """The faults of `incomplete_comparisons`."""
    known = [(a, b) for a, b in pairs if a in parents and b in parents]
    unknown = [(_pair_text(*pair), "not both are criteria") for pair in pairs if pair not in known]
    of_two_parents = [(_pair_text(a, b), "they do not have the same parent") for a, b in known if parents[a] != parents[b]]
    missing = [_missing_pairs(group, pairs) for group in children_by_parent(parents).values() if is_compared(group, pairs)]
    return unknown + of_two_parents + [fault for fault in missing if fault]


def _missing_pairs(group: list[str], pairs: Pairs) -> Fault | None:
    """The first pair of a group that is not compared, and the number of missing pairs. The report does not list all of them."""
    inside = set(group)
    compared = {frozenset(pair) for pair in pairs if pair[0] != pair[1] and inside.issuperset(pair)}
    missing = comb(len(group), 2) - len(compared)
    if not missing:
        return None
    first = next(pair for pair in combinations(group, 2) if frozenset(pair) not in compared)
    return _pair_text(*first), f"not compared; {missing} of the group's {comb(len(group), 2)} pairs are missing"


def contradictory_pairs(pairs: Pairs) -> list[Fault]:
    """The faults of `contradictory_comparisons`."""
    faults = []
    for a, b in pairs:
        forward, backward = pairs[a, b], pairs.get((b, a), frozenset())
        if a == b and forward != {RATIO_SCALE}:
            faults.append((_pair_text(a, b), f"{_ratios_text(forward)} times as important as itself"))
        elif len(forward) > 1:
            faults.append((_pair_text(a, b), f"stated as {_ratios_text(forward)}"))
        elif a < b and backward and not _are_inverse(max(forward), max(backward)):
            faults.append((_pair_text(a, b), f"{_ratios_text(forward)} one way and {_ratios_text(backward)} the other"))
    return faults


def _are_inverse(forward: int, backward: int) -> bool:
    """Whether one ratio is the inverse of the other, rounded to a thousandth: 3 and 0.333 are inverse."""
    return 2 * abs(forward * backward - RATIO_SCALE**2) <= max(forward, backward)


def _ratios_text(ratios: Iterable[int]) -> str:
    return " and ".join(f"{ratio / RATIO_SCALE:g}" for ratio in sorted(ratios))


def _pair_text(a: str, b: str) -> str:
    return f"'{a}' and '{b}'"


def is_compared(group: list[str], pairs: Pairs) -> bool:
    """Whether any two different criteria of the group are compared."""
    inside = set(group)
    return any(a != b and a in inside and b in inside for a, b in pairs)


def comparison_matrix(group: list[str], pairs: Pairs) -> list[list[float]]:
    """How many times as important each criterion is as each other one.

    If a pair is stated in both directions, the ratio above 1 counts: of two ratios in thousandths, the larger is stated
    more exactly.
    """

    def times(a: str, b: str) -> float:
        forward, backward = max(pairs.get((a, b), (0,))), max(pairs.get((b, a), (0,)))
        return 1.0 if a == b else forward / RATIO_SCALE if forward >= backward else RATIO_SCALE / backward

    return [[times(a, b) for b in group] for a in group]
