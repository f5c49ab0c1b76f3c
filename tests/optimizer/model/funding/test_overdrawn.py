"""The set of purses that is overdrawn most when projects come in at their high cost."""

from optimizer.model.funding.high_cost import at_high_cost
from optimizer.model.funding.overdrawn import overdrawn_most
from optimizer.problem.building import build_problem
from tests.optimizer.model.families.money.test_robust import portfolio

CAPEX = ("capex", 2027)


def test_the_high_cost_is_added_to_the_spend_of_the_projects_named():
    """A costs 100 and may come 60 dearer, B 40; D cannot come dearer."""
    problem = build_problem(portfolio(1, 500))
    number = {name: problem.projects.index(name) for name in "ABD"}
    spend = {
        name: [o.spend[0][2] for o in at_high_cost(problem, projects).options if o.project == number[name]]
        for name, projects in (("A", [number["A"]]), ("B", [number["A"]]), ("D", None))
    }
    assert spend == {"A": [160], "B": [100], "D": [100]}
    assert at_high_cost(problem).spend.at(CAPEX)[1].sum() == 400 + 60 + 40 + 20


def test_the_purses_that_hold_a_minor_unit_too_little_are_named():
    """A, B and C cost 300; with the two dearest dear 400 are needed of F."""
    for held, expected in ((399, [((CAPEX,), frozenset({("F", *CAPEX)}))]), (400, [])):
        problem = build_problem(portfolio(2, held))
        chosen = frozenset(j for j, o in enumerate(problem.options) if problem.projects[o.project] in "ABC")
        assert list(overdrawn_most(problem, at_high_cost(problem), chosen, (CAPEX,), 2)) == expected
