"""Weights of criteria, computed by hand."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cutline.metrics.alignment.consistency import consistency
from cutline.metrics.alignment.criterion_weights import criterion_weights
from cutline.metrics.alignment.weighted_scores import weighted_scores
from tests.cutline.metrics.alignment.rows import ABC, FLAT, TWO, comparisons, criteria, shares
from tests.cutline.metrics.documentation import assert_documented


def test_weights_are_shared_among_siblings_and_multiplied_down():
    """Weights of 1 : 3 at the top and 1 : 2 below b give 1/4, 1/4 and 1/2. Only the proportions among siblings count."""
    found = criterion_weights(criteria(("a", 1), ("b", 3), ("b1", 100, "b"), ("b2", 200, "b"))).collect()
    assert found["objective_id"].to_list() == ["a", "b", "b"]
    assert shares(found.lazy()) == {"a": Fraction(1, 4), "b1": Fraction(1, 4), "b2": Fraction(1, 2)}


def test_an_only_child_carries_its_parent_s_whole_weight():
    """A single child takes the weight of its parent, whatever weight it states itself. So does a chain of single children."""
    found = shares(criterion_weights(criteria(("a", 1), ("b", 1), ("b1", 7, "b"), ("b11", 9, "b1"))))
    assert found == {"a": Fraction(1, 2), "b11": Fraction(1, 2)}


def test_children_that_weigh_nothing_hand_nothing_on():
    """If all children of b have the weight 0, the other criteria share the whole."""
    found = shares(criterion_weights(criteria(("a", 1), ("b", 3), ("b1", 0, "b"), ("b2", 0, "b"))))
    assert found == {"a": Fraction(1), "b1": Fraction(0), "b2": Fraction(0)}


def test_weights_beyond_every_common_denominator_are_rounded_to_a_billionth():
    """With groups whose weights sum to large primes, the exact denominator exceeds 10^15.

    Each weight is then right to half of 10^-9.
    """
    primes = [10007, 10009, 10037, 10039, 10061, 10067]
    rows = [
        row for i, prime in enumerate(primes) for row in ((f"g{i}", 1), (f"g{i}a", 1, f"g{i}"), (f"g{i}b", prime - 1, f"g{i}"))
    ]
    found = criterion_weights(criteria(*rows)).collect()
    parts = {each: weight for each, _, weight, _ in found.iter_rows()}
    for i, prime in enumerate(primes):
        assert abs(parts[f"g{i}a"] - Fraction(10**9, 6 * prime)) <= Fraction(1, 2)
    assert found["weight_total"].unique().to_list() == [sum(parts.values())]


def test_no_criteria_weigh_nothing():
    """An empty table gives an empty result and no error."""
    assert criterion_weights(criteria()).collect().is_empty()
    assert weighted_scores(criteria(), TWO).collect().is_empty()


def test_consistent_comparisons_give_their_own_weights():
    """Criterion a is twice b, b twice c, and a four times c: the weights are 4 : 2 : 1, and the ratio is zero."""
    found = criterion_weights(ABC, comparisons(a_b=2000, b_c=2000, a_c=4000)).collect()
    assert found["weight"].to_list() == [571428571, 285714286, 142857143]
    assert consistency(ABC, comparisons(a_b=2000, b_c=2000, a_c=4000), 0).collect().rows() == [(None, 3, 0, 0, True)]


def test_only_the_compared_group_takes_its_weights_from_comparisons():
    """b1 is compared with b2 as three times as important; a and b keep their direct weights."""
    tree = criteria(("a", 1), ("b", 1), ("b1", 5, "b"), ("b2", 5, "b"))
    found = shares(criterion_weights(tree, comparisons(b1_b2=3000)))
    assert found == {"a": Fraction(1, 2), "b1": Fraction(3, 8), "b2": Fraction(1, 8)}
    assert consistency(tree, comparisons(b1_b2=3000), 1000).collect().rows() == [("b", 2, 0, 0, True)]


@given(st.lists(st.integers(111, 9000), min_size=6, max_size=6), st.permutations("abcd"))
def test_weights_from_comparisons_do_not_depend_on_ids(ratios, names):
    """The same matrix under other ids gives each criterion the same weight, to the billionth."""
    pairs = [(i, j) for i in range(4) for j in range(i + 1, 4)]

    def weigh(ids):
        stated = comparisons(**{f"{ids[i]}_{ids[j]}": ratio for (i, j), ratio in zip(pairs, ratios, strict=True)})
        found = dict(criterion_weights(criteria(*((each, 1) for each in ids)), stated).select("criterion_id", "weight").collect().iter_rows())  # fmt: skip
        return [found[each] for each in ids]

    assert weigh("abcd") == weigh(names)


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    assert_documented(criterion_weights, criterion_weights(FLAT))
