"""Comparisons of criteria in pairs: which are refused, and which direction counts."""

from fractions import Fraction

import pytest

from cutline.errors import DataBlocked
from cutline.metrics.alignment.consistency import consistency
from cutline.metrics.alignment.criterion_weights import criterion_weights
from tests.cutline.metrics.alignment.rows import ABC, FLAT, comparisons, criteria, shares


def test_the_direction_above_one_is_the_exact_one():
    """3 and 0.333 state the same comparison. The weights are those of 3 if both are stated, and those of 0.333 if only it is."""
    both = shares(criterion_weights(FLAT, comparisons(a_b=3000, b_a=333)))
    assert both == shares(criterion_weights(FLAT, comparisons(a_b=3000))) == {"a": Fraction(3, 4), "b": Fraction(1, 4)}
    assert shares(criterion_weights(FLAT, comparisons(a_b=333))) == {
        "a": Fraction(249812453, 10**9),
        "b": Fraction(750187547, 10**9),
    }


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ({"a_b": 2000}, r"'a' and 'c'\n.*2 of the group's 3 pairs"),  # a group in part: a and c, b and c are missing
        ({"a_b": 3000, "b_a": 3000, "a_c": 1000, "b_c": 1000}, "3 one way and 3 the other"),  # both the more important
        ({"a_b": 2000, "a_c": 2000, "b_c": 1000, "a_x": 2000}, "not both are criteria"),
        ({"a_b": 2000, "a_c": 2000, "b_c": 1000, "a_a": 2000}, "times as important as itself"),
    ],
)  # fmt: skip
def test_comparisons_that_cannot_be_used_are_refused(pairs, told):
    """Cutline guesses no missing pair and does not choose between two statements that contradict each other."""
    with pytest.raises(DataBlocked, match=told):
        criterion_weights(ABC, comparisons(**pairs))
    with pytest.raises(DataBlocked, match=told):
        consistency(ABC, comparisons(**pairs), 1000)


def test_criteria_of_two_parents_cannot_be_compared():
    """The weights of the two criteria are shares of different wholes."""
    tree = criteria(("a", 1), ("b", 1), ("b1", 1, "b"))
    with pytest.raises(DataBlocked, match="do not have the same parent"):
        criterion_weights(tree, comparisons(a_b1=2000))


def test_a_criterion_equals_itself():
    """A complete matrix, with its diagonal and both triangles, gives the same weights as one triangle."""
    whole = comparisons(a_a=1000, b_b=1000, a_b=4000, b_a=250)
    assert shares(criterion_weights(FLAT, whole)) == {"a": Fraction(4, 5), "b": Fraction(1, 5)}
