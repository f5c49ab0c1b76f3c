"""The columns of the model: options, steps of people, what these cost in a year, synergies."""

from optimizer.problem.column_layout import Layout
from optimizer.problem.overtime import PeopleOffer

OFFERS = (
    PeopleOffer("Dev", 0, "overtime", 100, 3, 30, 25, 2027, 0),
    PeopleOffer("Dev", 0, "contractor", 100, 9, 40, 35, 2027, 0),
    PeopleOffer("Ops", 1, "overtime", 50, 2, 10, 5, 2028, 1),
)
LAYOUT = Layout(("w[A]", "w[B]"), OFFERS, ("gain",))


def test_columns_stand_one_kind_after_another():
    """Two options, three offers, two years in which people are bought, one synergy."""
    assert LAYOUT.names == (
        "w[A]", "w[B]", "n[Dev,0,overtime]", "n[Dev,0,contractor]", "n[Ops,1,overtime]", "b[2027]", "b[2028]", "q[gain]",
    )  # fmt: skip
    assert (LAYOUT.step_columns, LAYOUT.cost_columns, LAYOUT.synergy_columns) == (range(2, 5), {2027: 5, 2028: 6}, range(7, 8))
    assert LAYOUT.steps_by_place == {("Dev", 0): (2, 3), ("Ops", 1): (4,)}


def test_the_upper_limits_are_those_of_the_offers():
    """What people cost in 2027 is at most 3 x 30 + 9 x 40."""
    assert LAYOUT.upper_limits.tolist() == [1, 1, 3, 9, 2, 450, 20, 1]


def test_what_is_not_given_is_zero():
    """One number for each column."""
    assert LAYOUT.array([5, 6], together=[9]).tolist() == [5, 6, 0, 0, 0, 0, 0, 9]
