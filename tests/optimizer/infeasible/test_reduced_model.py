"""The model over the useful columns alone, by hand."""

from optimizer.infeasible.reduced_model import ReducedColumns
from optimizer.linear.rows import row
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of

PROBLEM = build_problem(frames_of(options=[(p, "full", 0, 1, 5) for p in "ABC"]))
BUDGET = row("budget", "budget", "budget", [(0, 10), (1, 20), (2, 30)], None, 40)
REQUIRED = row("choice", "choice", "must run", [(1, 1)], 1, None)


def test_a_column_that_no_row_gains_by_is_left_out():
    """Only column 1 adds to a sum that must reach something; all three only take from the budget."""
    reduced = ReducedColumns(PROBLEM, [BUDGET, REQUIRED])
    assert reduced.columns.tolist() == [1]
    assert reduced.place.tolist() == [-1, 0, -1]
    assert reduced.selection(frozenset({0})) == {1}


def test_a_column_that_relieves_a_limit_is_useful():
    """A negative coefficient under an upper bound takes from the sum."""
    relieved = row("balance", "balance", "balance", [(0, 10), (2, -5)], None, 0)
    assert ReducedColumns(PROBLEM, [relieved]).columns.tolist() == [2]


def test_rows_are_renumbered_without_their_useless_columns():
    """The budget keeps the 20 of column 1, which is column 0 of the reduced model."""
    reduced = ReducedColumns(PROBLEM, [BUDGET, REQUIRED])
    inside, placed = reduced.without_useless(BUDGET), reduced.reduced(BUDGET)
    assert (inside.cols.tolist(), inside.coefs.tolist()) == ([1], [20])
    assert (placed.cols.tolist(), placed.coefs.tolist(), placed.upper) == ([0], [20], 40)
    model = reduced.model([placed])
    assert (model.columns, model.options, model.upper_limits.tolist()) == ((PROBLEM.layout.names[1],), 1, [1])
