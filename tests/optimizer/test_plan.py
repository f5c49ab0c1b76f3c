"""A plan survives the journey through JSON."""

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import random_frames


def test_a_plan_survives_the_journey_through_json():
    """What is published is what was found."""
    plan = next(
        p for p in (solve(build_problem(random_frames(s)), Limits()) for s in range(50)) if isinstance(p, Plan) and p.allocations
    )
    again = Plan.from_json(plan.to_json())
    assert again == plan
    assert again.to_json() == plan.to_json()
