"""Rows are summed and checked in Python integers."""

import pytest

from optimizer.linear.rows import broken_rows, owner_of, row, value_of, worst_of_each_place


def test_terms_of_one_column_are_added_and_zeros_dropped():
    """2 x0 + 3 x0 - 4 x2 + x5 - x5: columns 0 and 2 are left, in order."""
    each = row("r", "group", "rule", [(2, -4), (0, 2), (5, 1), (0, 3), (5, -1)], None, 7)
    assert each.cols.tolist() == [0, 2]
    assert each.coefs.tolist() == [5, -4]


@pytest.mark.parametrize(
    ("point", "activity", "excess"),
    [
        ({}, 0, -2),  # below the lower bound by 2
        ({0: 1}, 5, 0),
        ({0: 2}, 10, 3),  # above the upper bound by 3
        ({0: 1, 2: 1}, 1, -1),
        ({9: 4}, 0, -2),  # a column that is not in the row
    ],
)
def test_a_row_is_broken_by_how_far_it_is_out_of_bounds(point, activity, excess):
    """2 <= 5 x0 - 4 x2 <= 7."""
    each = row("r", "group", "rule", [(0, 5), (2, -4)], 2, 7)
    assert (each.activity(point), each.excess(point)) == (activity, excess)
    assert broken_rows([each], point) == ([each] if excess else [])


def test_sums_do_not_overflow():
    """Ten amounts near 2**62 add up to more than 64 bits hold."""
    each = row("r", "budget", "money", [(j, 2**62) for j in range(10)], None, 2**62, "minor")
    assert each.excess(dict.fromkeys(range(10), 1)) == 9 * 2**62
    assert value_of([2**62] * 10, dict.fromkeys(range(10), 1)) == 10 * 2**62


def test_of_the_rows_about_the_same_money_the_worst_is_named():
    """F by itself and F with G are short of capex 2027: the greater excess counts. Rows of people and other years stay."""
    rows = {
        name: row(name, family, name, [(0, 1)], None, 0)
        for name, family in (
            ("budget[F,capex,2027]", "budget"),
            ("budget[F+G,capex,2027]", "budget"),
            ("budget[F,capex,2028]", "budget"),
            ("robust[F,capex,2027]", "robust"),  # another rule
            ("capacity[Dev,0]", "capacity"),
        )
    }
    excesses = dict(zip(rows, (5, 7, 1, 2, 3), strict=True))
    kept = worst_of_each_place((each, excesses[name]) for name, each in rows.items())
    assert {each.name: by for each, by in kept} == {name: by for name, by in excesses.items() if name != "budget[F,capex,2027]"}


def test_a_row_is_owned_by_who_declared_it_else_by_its_family():
    """The board's rule is the board's; one that nobody declared is the portfolio office's."""
    assert owner_of(row("g", "group", "rule", [(0, 1)], None, 1, owner="board")) == "board"
    assert owner_of(row("g", "group", "rule", [(0, 1)], None, 1)) == "portfolio office"
