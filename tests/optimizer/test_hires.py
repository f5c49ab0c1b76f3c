"""Hires where several rooms meet: reasons, comparison of plans, the way out and the search."""

from optimizer.explain.compare_plans import compare
from optimizer.explain.reasons import reasons
from optimizer.infeasible.repairs import MoreMoney
from optimizer.infeasible.way_out import find_way_out
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits
from optimizer.search.stages import change_costs
from tests.optimizer.model.families.people.test_hire import HIRED, term, two_years
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.small_portfolios import plan_of

MOST_CUTS = 40


def test_hires_are_no_projects():
    """No reason is given for hires that are not made, none is displaced or added, and stability does not count them."""
    frames = two_years("AB", opex=(20, 20), overtime=0, approved=[("A", "full", 0)])
    frames["options"] = frames_of(options=[("A", "full", 0, 1, 100), ("B", "full", 1, 2, 10), ("C", "full", 0, 1, 90)])["options"]
    frames["demand"] = frames_of(demand=[("A", "full", 0, "Dev", 0, 1000), ("C", "full", 0, "Dev", 0, 1000)])["demand"]
    problem, plan = build_problem(frames), plan_of(frames)
    assert [c.project_id for c in plan.chosen] == ["A", "B"]
    [reason] = reasons(problem, plan, Limits())
    assert (reason.project_id, reason.code, reason.loss, reason.displaced, reason.added) == ("C", "displaces", 10, ("A",), ())
    assert all(change_costs(problem)[j] == 0 for j in problem.hire_options)
    assert compare(problem, plan, Limits()).status == "same"


def test_a_better_problem_is_told_by_its_projects():
    """Without the hire the plan is impossible: the comparison says that the project is dropped, and does not speak of the hire."""
    plan = plan_of(two_years("A", overtime=0))
    found = compare(build_problem(two_years("A", overtime=0, hires=())), plan, Limits())
    assert (found.status, found.dropped, found.added, found.others) == ("changes", ("A",), (), ())


def test_money_for_a_hire_is_the_way_out():
    """A is required.

    Overtime costs 25 more than there is, a hire 10 more in each of two years: 20 more money is the least, and is proven to
    be.
    """
    way = find_way_out(two_years("A", opex=(10, 10), overtime=35, requirements=[("A", "mandate", "law")]), Limits())
    assert way.money is not None
    assert way.money.is_least
    assert way.money.money == (MoreMoney("F", "opex", 2027, 10), MoreMoney("F", "opex", 2028, 10))
    assert way.plan is not None
    assert way.plan.bought == HIRED


def test_a_search_that_stopped_early_hires_nobody_idle():
    """Two people are hired where one is needed, and one where nobody is: those who are not needed are taken out of the
    selection.
    """
    frames = two_years("A", overtime=0, hires=[term(0, most=2), term(1, most=2)])
    problem = build_problem(frames)
    key = {(problem.projects[o.project], o.mode_id): j for j, o in enumerate(problem.options)}
    chosen = frozenset({key["A", "full"], key["hires of Dev from period 0", "2"]})
    assert ExactSearch(problem, Limits()).without_idle_hires(chosen) == {key["A", "full"], key["hires of Dev from period 0", "1"]}
    idle = frozenset({key["hires of Dev from period 1", "1"]})
    assert ExactSearch(problem, Limits()).without_idle_hires(idle) == frozenset()
