"""Rows that never bind are left out, and coefficients are as small as the same plans allow."""

import pytest

from tests.optimizer.presolve.by_hand import BUDGET, LAW, costs, lean_rows


def test_a_row_that_never_binds_is_left_out():
    """A costs 60 or 50 and B 40, together at most 100; with B at 41 the row stays."""
    assert BUDGET not in lean_rows(**costs(A=60, a=50, B=40))
    assert BUDGET in lean_rows(**costs(A=60, a=50, B=41))


def test_projects_that_exclude_one_another_bring_the_largest_of_them():
    """B and C cost 40 each and exclude one another, so with A they cost at most 100; with C at 41 the row stays."""
    apart = [("excludes", "B", "C", 0, None)]
    assert BUDGET not in lean_rows(**costs(A=60, B=40, C=40), dependencies=apart)
    assert BUDGET in lean_rows(**costs(A=60, B=40, C=41), dependencies=apart)


def test_coefficients_are_made_as_small_as_they_can_be():
    """At most 50 + 40 + 30 = 120 of 100 are spent, 20 too many.

    So every project counts 20 of at most 40, and the lean mode of A at 30 counts nothing; at 31 it counts 1.
    """
    assert lean_rows(**costs(A=50, a=30, B=40, C=30))[BUDGET] == ({"A": 20, "B": 20, "C": 20}, None, 40)
    assert lean_rows(**costs(A=50, a=31, B=40, C=30))[BUDGET] == ({"A": 20, "A lean": 1, "B": 20, "C": 20}, None, 40)


def test_of_a_required_project_only_what_a_way_costs_more_counts():
    """A must run and costs 50 or 45, B costs 30, C and D cost 25. The row is the same as where A is free."""
    free, given = (lean_rows(**costs(A=50, a=45, B=30, C=25, D=25), requirements=law)[BUDGET] for law in ([], LAW))
    assert free == given == ({"A": 30, "A lean": 25, "B": 30, "C": 25, "D": 25}, None, 80)


@pytest.mark.parametrize(
    ("weights", "lower", "upper", "expected"),
    [
        ({"A": 3, "B": 2, "C": -9}, None, 1, ({"A": 3, "B": 2, "C": -4}, None, 1)),  # C frees 4, more is not wanted
        ({"A": 7, "B": 6, "C": 1}, 2, None, ({"A": 2, "B": 2, "C": 1}, 2, None)),  # 2 is enough
        ({"A": 7, "B": 6, "C": 5}, 2, 12, ({"A": 7, "B": 6, "C": 5}, 2, 12)),  # of two bounds none is made tighter
    ],
)
def test_declared_rows_are_tightened_from_either_side(weights, lower, upper, expected):
    """A declared limit over A, B and C, with an upper bound, a lower bound, or both."""
    terms = [("L", p, "full", 0, by) for p, by in weights.items()]
    rows = lean_rows(**costs(A=0, B=0, C=0), limits=[("L", "group", "rule", "o", lower, upper)], limit_terms=terms)
    assert rows["group[0]"] == expected
