"""A problem with more resources than it has, by hand."""

from optimizer.infeasible.ample_resources import AMPLE, classes_and_years, with_ample_resources, with_more_money, with_more_people
from optimizer.model.families.money.budget import purse_rule
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of

FRAMES = frames_of(
    options=[("A", "full", 0, 1, 5)], spend=[("A", "full", 0, "capex", 2027, 10)], demand=[("A", "full", 0, "Dev", 0, 500)],
    budgets=[("F", "capex", 2027, 7)], capacity=[("Dev", 0, 300)], years=[(2027,)], payers=[("A", "F")],
)  # fmt: skip
PURSE, PLACE = ("F", "capex", 2027), ("Dev", 0)


def test_everything_is_ample_that_no_rule_limits():
    """If only the purse limits, the people are ample; if nothing limits, money and people are ample."""
    problem = build_problem(FRAMES)
    limited = with_ample_resources(problem, frozenset({purse_rule(PURSE)}))
    assert (limited.budgets[PURSE], limited.capacity[PLACE]) == (7, AMPLE)
    free = with_ample_resources(problem, frozenset())
    assert (free.budgets[PURSE], free.capacity[PLACE]) == (AMPLE, AMPLE)


def test_more_money_and_people_are_added_to_what_is_there():
    """A purse or role that had nothing gets the additional amount too."""
    problem = build_problem(FRAMES)
    assert with_more_money(problem, {PURSE: 3, ("G", "opex", 2027): 4}).budgets == {PURSE: 10, ("G", "opex", 2027): 4}
    assert with_more_people(problem, {PLACE: 200, ("Ops", 1): 50}).capacity == {PLACE: 500, ("Ops", 1): 50}
    assert with_more_people(problem, {}) is problem


def test_classes_and_years_are_those_of_spend_and_transfers():
    """A spends capex in 2027, and money may move from capex of 2027 to opex of 2028."""
    moving = FRAMES | {"transfers": frames_of(transfers=[("F", "capex", 2027, "F", "opex", 2028, 1)])["transfers"]}
    assert classes_and_years(build_problem(FRAMES)) == {("capex", 2027)}
    assert classes_and_years(build_problem(moving)) == {("capex", 2027), ("opex", 2028)}
