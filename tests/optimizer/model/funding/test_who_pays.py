"""The spend of a selection is divided over purses; the fund that few projects can use pays first; what is missing is named."""

from optimizer.model.funding.least_extra import least_extra_money
from optimizer.model.funding.needs import funds_by_reach, linked_by_transfers, most_payable, spend_by_payers, spend_by_project
from optimizer.model.funding.network import Shortfall, shortfalls
from optimizer.model.funding.who_pays import Funding, fund_selection
from optimizer.plan import Allocation, Moved
from optimizer.problem.building import build_problem
from tests.optimizer.model.families.money.test_budget import carried, shared
from tests.optimizer.random_portfolios import frames_of


def tied(f: int, g: int):
    """A and B cost 60 each. F may pay only for A, G may pay for A and B."""
    frames = frames_of(
        options=[("A", "full", 0, 1, 9), ("B", "full", 0, 1, 5)], spend=[(p, "full", 0, "capex", 2027, 60) for p in "AB"], years=[(2027,)],
        payers=[("A", "F"), ("A", "G"), ("B", "G")], budgets=[("F", "capex", 2027, f), ("G", "capex", 2027, g)],
    )  # fmt: skip
    return build_problem(frames)


BOTH = frozenset({0, 1})


def test_money_that_is_tied_to_a_purpose_is_spent_first():
    """F, which may pay only for A, gives all of its 50; G pays the other 10 of A, and all of B."""
    problem = tied(50, 70)
    assert funds_by_reach(problem) == ["F", "G"]
    found = fund_selection(problem, BOTH)
    assert isinstance(found, Funding)
    assert {(a.project_id, a.fund_id): a.amount_minor for a in found.allocations} == {
        ("A", "F"): 50,
        ("A", "G"): 10,
        ("B", "G"): 60,
    }
    assert shortfalls(problem, BOTH) == []


def test_a_minor_unit_too_little_names_the_purses_that_fall_short():
    """F and G hold 119 for 120: both purses together, in the one class and year. With 59 in G it is G alone that cannot pay B."""
    assert fund_selection(tied(50, 69), BOTH) == [
        Shortfall((("capex", 2027),), frozenset({("F", "capex", 2027), ("G", "capex", 2027)}))
    ]
    assert shortfalls(tied(90, 59), BOTH) == [Shortfall((("capex", 2027),), frozenset({("G", "capex", 2027)}))]


def test_the_smallest_increase_goes_to_the_fund_that_may_pay_for_most():
    """One unit is missing: G may pay for both projects, so G gets it. Where G cannot pay B, G needs it in any case."""
    assert least_extra_money(tied(50, 69), BOTH) == {("G", "capex", 2027): 1}
    assert least_extra_money(tied(90, 55), BOTH) == {("G", "capex", 2027): 5}
    assert least_extra_money(tied(60, 60), BOTH) == {}


def test_no_increase_helps_where_shares_leave_a_rest():
    """F and G may pay half of 101 each, rounded down: a unit is left that nobody may pay, whatever they hold."""
    problem = build_problem(shared(("A", "F", 5000), ("A", "G", 5000), cost=101, f=1000, g=1000))
    assert most_payable(problem, 0, "F", 101) == 50
    assert least_extra_money(problem, frozenset({0})) is None


def test_money_is_moved_only_as_far_as_it_must_be():
    """120 in 2028 of which the year holds 50: 70 are moved from 2027, and the two years are funded together."""
    problem = build_problem(carried(90))
    found = fund_selection(problem, frozenset({0}))
    assert isinstance(found, Funding)
    assert found.allocations == (Allocation("A", "F", "capex", 2028, 120),)
    assert found.moved == (Moved("F", "capex", 2027, "F", "capex", 2028, 70),)
    assert linked_by_transfers(problem, [("capex", 2028)]) == [(("capex", 2027), ("capex", 2028))]


def test_spend_is_added_up_by_project_and_by_payers():
    """A, B and C cost 60 each; B and C have the same payers, so together they need 120 of them."""
    frames = frames_of(
        options=[(p, "full", 0, 1, 9) for p in "ABC"], spend=[(p, "full", 0, "capex", 2027, 60) for p in "ABC"], years=[(2027,)],
        payers=[("A", "F"), ("A", "G"), ("B", "G"), ("C", "G")],
    )  # fmt: skip
    problem = build_problem(frames)
    chosen = frozenset(range(3))
    assert sorted(spend_by_project(problem, chosen, {})["capex", 2027].values()) == [60, 60, 60]
    assert sorted(spend_by_payers(problem, chosen, {})["capex", 2027].values()) == [60, 120]
