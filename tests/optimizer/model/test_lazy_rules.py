"""Rules whose rows are found when they are needed: what they limit, what is left when one is lifted, and the rows a selection
breaks.
"""

from optimizer.model.families.money.budget import purse_rule
from optimizer.model.lazy_rules import LazyRules
from optimizer.problem.building import build_problem
from tests.optimizer.model.families.money.test_robust import portfolio

SCENARIOS = [(s, p, "full", 0, value) for s, value in ((0, 10), (1, 60)) for p in "ABCD"]


def problem_of(held: int):
    """Four projects of 100 each, two of which may come dear at once; and a floor of 35 under the worst of two scenarios."""
    return build_problem(portfolio(2, held, tail=[("floor", "cro", 1, 35)], scenarios=SCENARIOS))


def chosen_of(problem, projects: str) -> frozenset[int]:
    return frozenset(j for j, option in enumerate(problem.options) if problem.projects[option.project] in projects)


def test_lazy_rules_know_what_they_limit():
    """One robust budget, which limits money; one floor, which limits the value."""
    lazy = LazyRules.of(problem_of(400))
    [of_money], [of_value] = lazy.limiting("money"), lazy.limiting("value")
    assert (of_money.family, of_value.family) == ("robust", "tail")
    assert lazy.without({of_money}).limiting("money") == set()
    assert lazy.without({of_money}).limiting("value") == {of_value}


def test_behind_a_row_of_a_robust_budget_stand_the_rule_and_its_purses():
    """The row at the start is there as long as the reserve is asked for and F holds what it holds."""
    lazy = LazyRules.of(problem_of(400))
    [of_money], [of_value] = lazy.limiting("money"), lazy.limiting("value")
    assert [rules for _, rules in lazy.first()] == [[of_money, purse_rule(("F", "capex", 2027))], [of_value]]


def test_the_rows_that_a_selection_breaks_are_found():
    """A, B and C need 400 of 399, and are worth 30 in the worst scenario; with D they are worth 40."""
    problem = problem_of(399)
    lazy = LazyRules.of(problem)
    [of_money], [of_value] = lazy.limiting("money"), lazy.limiting("value")
    broken = lazy.missing(problem, chosen_of(problem, "ABC"))
    assert [(each.family, each.excess(dict.fromkeys(chosen_of(problem, "ABC"), 1))) for each, _ in broken] == [
        ("robust", 1),
        ("tail", 5),
    ]
    assert [behind for _, behind in lazy.missing(problem, chosen_of(problem, "ABC"), {of_value})] == [frozenset({of_value})]
    assert [behind for _, behind in lazy.missing(problem, chosen_of(problem, "ABCD"))] == [
        frozenset({of_money, purse_rule(("F", "capex", 2027))})
    ]
    assert lazy.missing(problem, chosen_of(problem, "AB"), {of_money}) == []
