"""Overtime and contractors are bought in whole steps, the cheaper kind first, and paid for."""

import pytest

from optimizer.plan import Allocation, Bought
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.small_portfolios import CONTRACTOR, OVERTIME, needs_people, plan_of, steps_at_most


def test_the_cheaper_kind_is_bought_first_and_the_price_comes_off_the_value():
    """Five steps are short: three of overtime at 30, two of contractors at 40; 500 - 3 x 25 - 2 x 35 = 355, paid by F."""
    plan = plan_of(needs_people(OVERTIME, CONTRACTOR))
    assert plan.value == 355
    assert plan.bought == (Bought("Dev", 0, "contractor", 200, 2027, 80), Bought("Dev", 0, "overtime", 300, 2027, 90))
    assert plan.allocations == (Allocation(None, "F", "opex", 2027, 170),)


def test_a_step_is_bought_whole():
    """451 milli-FTE are short, so five steps of 100 are bought."""
    frames = needs_people(steps_at_most(OVERTIME, 9))
    frames["capacity"] = frames_of(capacity=[("Dev", 0, 2049)])["capacity"]
    assert plan_of(frames).bought == (Bought("Dev", 0, "overtime", 500, 2027, 150),)


@pytest.mark.parametrize(
    "frames",
    [
        needs_people(OVERTIME, CONTRACTOR, opex=169),  # a cent short of what they cost
        needs_people(OVERTIME, steps_at_most(CONTRACTOR, 1)),  # a step short of what is needed
        {**needs_people(OVERTIME, CONTRACTOR), "elastic_payers": frames_of()["elastic_payers"]},  # nobody may pay
        needs_people(
            (*OVERTIME[:5], 100, 101, 2027), steps_at_most(CONTRACTOR, 0)
        ),  # dearer than the project is worth, and too few
        needs_people(("Dev", 0, "overtime", 100, 5, 150, 101, 2027)),  # 505 for 500
    ],
)
def test_people_that_cannot_be_had_or_paid_are_not_planned_with(frames):
    """In each case the people for A cannot be bought, cannot be paid, or cost more value than A brings: A is left out."""
    assert plan_of(frames).chosen == ()


def test_a_required_project_is_bought_for_at_a_loss():
    """A must run. The overtime for it takes 505 from its value of 500, so the plan is worth -5."""
    plan = plan_of(needs_people(("Dev", 0, "overtime", 100, 5, 150, 101, 2027), requirements=[("A", "mandate", "law")]))
    assert plan.value == -5


def test_people_too_few_even_when_all_are_bought_are_named():
    """A must run, and 200 milli-FTE are short when everything on offer is bought: the broken rule is the role and the shortage."""
    found = solve(build_problem(needs_people(OVERTIME, requirements=[("A", "mandate", "law")])), Limits())
    assert isinstance(found, Failed)
    assert [(b.label, b.excess, b.unit) for b in found.broken] == [("Dev in period 0", 200, "milli_fte")]
