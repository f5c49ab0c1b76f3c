"""The selection of least violation, by hand."""

from optimizer.linear.rows import row
from optimizer.solver.least_violation import least_violation
from tests.optimizer.solver.small_models import model_of

AT_MOST = row("group", "group", "at most one", [(0, 1), (1, 1)], None, 1)


def required(j: int):
    return row(f"choice{j}", "choice", "must run", [(j, 1)], 1, 1)


def find(model):
    return least_violation(model, threads=1, seed=0, seconds=10.0)


def test_a_violation_that_no_selection_avoids_is_proven():
    """Both must run and at most one may: either selection that breaks one row is nearest, and it is proven that all break some."""
    chosen, is_proven = find(model_of([5, 4], [AT_MOST, required(0), required(1)]))
    assert chosen in (frozenset({0, 1}), frozenset({0}), frozenset({1}))
    assert is_proven


def test_a_feasible_model_has_no_violation():
    """One must run and at most one may: that selection breaks nothing, and nothing is proven against it."""
    assert find(model_of([5, 4], [AT_MOST, required(0)])) == (frozenset({0}), False)


def test_a_broken_requirement_weighs_more_than_a_broken_budget():
    """Project 0 costs 120 of 100 and must run: the budget is overspent by a sixth rather than the mandate broken."""
    budget = row("budget[F,capex,2027]", "budget", "capex FY2027, F", [(0, 120)], None, 100, "minor")
    assert find(model_of([5], [budget, required(0)])) == (frozenset({0}), True)


def test_a_row_without_columns_that_does_not_hold_proves_it_by_itself():
    """A required project without an option: whatever is chosen, its row is broken."""
    empty = row("choice", "choice", "must run", [], 1, None)
    assert find(model_of([5], [empty])) == (frozenset(), True)
    assert find(model_of([], [empty])) == (frozenset(), True)
    assert find(model_of([], [])) == (frozenset(), False)
