"""Faults of a tree of criteria."""

import pytest

from cutline.errors import DataBlocked
from cutline.metrics.alignment.criterion_weights import criterion_weights
from tests.cutline.metrics.alignment.rows import criteria


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("a", 1, "b"), ("b", 1, "a"), ("c", 1)], "a → b → a"),  # a cycle beside a sound criterion
        ([("a", 1, "a")], "a → a"),  # its own parent
        ([("a", 1, "nobody")], "'nobody' is no criterion"),
        ([("c", 1, "b"), ("b", 1, "a"), ("a", 1, "b")], "a → b → a"),  # a branch that leads into a cycle
    ],
)
def test_a_tree_that_is_none_is_refused(rows, told):
    """The report names the criterion and its fault, once."""
    with pytest.raises(DataBlocked, match=told) as caught:
        criterion_weights(criteria(*rows))
    assert len(caught.value.findings) == 1


def test_each_cycle_is_told_once():
    """Two cycles and an unknown parent give three findings."""
    rows = [("a", 1, "b"), ("b", 1, "a"), ("c", 1, "d"), ("d", 1, "c"), ("e", 1, "x"), ("f", 1, "a")]
    with pytest.raises(DataBlocked) as caught:
        criterion_weights(criteria(*rows))
    assert len(caught.value.findings) == 3
