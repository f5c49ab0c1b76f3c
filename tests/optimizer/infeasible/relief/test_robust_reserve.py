"""The least reserve of a selection, by hand."""

from optimizer.infeasible.relief.robust_reserve import least_reserve
from optimizer.model.rules_and_rows import ruled_rows
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of

KEY = ("full", 0, "capex", 2027)
A, B = 0, 1


def reserve(gamma: int, payers: list[tuple[str, str]], chosen: set[int]) -> tuple[dict, int] | None:
    """The reserve for A and B, which cost 10 each and may cost 5 and 7 more; F and G hold 10 each."""
    problem = build_problem(
        frames_of(
            options=[("A", "full", 0, 1, 50), ("B", "full", 0, 1, 40)], years=[(2027,)], payers=payers,
            spend=[("A", *KEY, 10), ("B", *KEY, 10)], budgets=[("F", "capex", 2027, 10), ("G", "capex", 2027, 10)],
            robust=[("the reserve", "cfo", gamma)], deviations=[("A", *KEY, 5), ("B", *KEY, 7)],
        )
    )  # fmt: skip
    return least_reserve(ruled_rows(problem).lazy, problem, frozenset(chosen))


def test_each_fund_gets_what_its_own_project_may_cost_more():
    """F pays for A and needs 5 more, G pays for B and needs 7 more; the proven least total is 12."""
    assert reserve(1, [("A", "F"), ("B", "G")], {A, B}) == ({("F", "capex", 2027): 5, ("G", "capex", 2027): 7}, 12)


def test_funds_that_pay_for_both_share_one_reserve():
    """If one project at a time has its high cost, 7 more is enough; if both have it at once, 12 more is needed."""
    everywhere = [(p, f) for p in "AB" for f in "FG"]
    for gamma, total in ((1, 7), (2, 12)):
        found = reserve(gamma, everywhere, {A, B})
        assert found is not None
        assert (sum(found[0].values()), found[1]) == (total, total)


def test_nothing_is_needed_for_an_empty_selection():
    """A selection without projects spends nothing in any case."""
    assert reserve(1, [("A", "F"), ("B", "G")], set()) == ({}, 0)


def test_a_project_that_no_fund_may_pay_for_has_no_reserve():
    """No amount of money is enough, so there is no reserve."""
    assert reserve(1, [("B", "G")], {A, B}) is None
