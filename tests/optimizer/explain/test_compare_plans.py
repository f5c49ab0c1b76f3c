"""Whether a plan is still the best one in a changed problem, by hand."""

from optimizer.explain.compare_plans import Compared, compare
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.small_portfolios import one_fund

COSTS, VALUES = {"A": 60, "B": 50}, {"A": 9, "B": 8}


def compared(budget: int, **changed: int) -> Compared:
    """Compares the plan under a budget of 60, which runs only A, with a problem of another budget or other values."""
    plan = solve(build_problem(one_fund(COSTS, VALUES, 60)), Limits())
    assert isinstance(plan, Plan)
    assert [each.project_id for each in plan.chosen] == ["A"]
    return compare(build_problem(one_fund(COSTS, VALUES | changed, budget)), plan, Limits())


def test_a_plan_that_is_still_the_best_is_the_same():
    """A budget of 109 is one unit too small for A and B together."""
    assert compared(109) == Compared("same")


def test_a_better_plan_is_told_with_what_it_gains_and_which_projects_come():
    """With a budget of 110 both A and B run, and the gain is 8."""
    assert compared(110) == Compared("changes", 8, added=("B",))


def test_a_plan_that_is_not_allowed_any_more_has_no_gain():
    """With a budget of 50 A cannot be paid, so B runs instead and there is no gain to state."""
    assert compared(50) == Compared("changes", None, added=("B",), dropped=("A",))


def test_other_values_can_change_the_plan():
    """B is worth 12 now, 3 more than A."""
    assert compared(60, B=12) == Compared("changes", 3, added=("B",), dropped=("A",))
