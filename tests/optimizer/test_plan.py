"""A plan is written to JSON and read back; its gap leaves out the value given up on purpose."""

from dataclasses import replace

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.model.families.money.test_budget import carried
from tests.optimizer.random_portfolios import random_frames
from tests.optimizer.small_portfolios import CONTRACTOR, OVERTIME, needs_people, plan_of


def test_a_plan_survives_the_journey_through_json():
    """What is published is what was found."""
    plan = next(
        p for p in (solve(build_problem(random_frames(s)), Limits()) for s in range(50)) if isinstance(p, Plan) and p.allocations
    )
    again = Plan.from_json(plan.to_json())
    assert again == plan
    assert again.to_json() == plan.to_json()


def test_a_plan_with_people_and_moves_survives_json():
    """What is published is what was found."""
    plan = replace(plan_of(needs_people(OVERTIME, CONTRACTOR)), moved=plan_of(carried(90)).moved)
    assert Plan.from_json(plan.to_json()) == plan


def test_two_searches_of_one_plan_publish_the_same_bytes():
    """The bound's process may end before or after its nodes are counted: the plan is the same, so its published text is, too."""
    plan = plan_of(needs_people(OVERTIME))
    other = replace(plan, stages=tuple(replace(stage, nodes=858, cut_rounds=3) for stage in plan.stages))
    assert other.to_json(with_effort=False) == plan.to_json(with_effort=False) != plan.to_json()
    read = Plan.from_json(other.to_json(with_effort=False))
    assert [(stage.nodes, stage.cut_rounds) for stage in read.stages] == [(None, None)] * len(plan.stages)
    assert replace(read, stages=plan.stages) == plan
    assert other.effort()[0] == {"stage": "greatest value", "nodes": 858, "cut_rounds": 3}
