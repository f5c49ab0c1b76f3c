"""Who pays for a plan, and that a plan survives the journey through JSON."""

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import frames_of


def test_money_tied_to_a_purpose_is_spent_first():
    """The fund that may pay for one project only pays for it before the fund that may pay for all."""
    frames = frames_of(
        options=[("A", "full", 0, 1, 50), ("B", "full", 0, 1, 40)],
        spend=[("A", "full", 0, "capex", 2027, 70), ("B", "full", 0, "capex", 2027, 30)],
        budgets=[("ANY", "capex", 2027, 100), ("TIED", "capex", 2027, 50)], years=[(2027,)],
        payers=[("A", "ANY"), ("A", "TIED"), ("B", "ANY")],
    )  # fmt: skip
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert {(a.project_id, a.fund_id): a.amount_minor for a in plan.allocations} == {
        ("A", "TIED"): 50,
        ("A", "ANY"): 20,
        ("B", "ANY"): 30,
    }
