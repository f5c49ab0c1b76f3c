"""The verifier on overtime and contractors: what is bought for a block of periods."""

from dataclasses import replace

import pytest

from optimizer.plan import Bought
from optimizer.verifier.verify import verify
from tests.optimizer.small_portfolios import offer, plan_of, two_projects
from tests.optimizer.verifier.by_hand import objecting


@pytest.mark.parametrize(
    ("bought", "checks"),
    [
        ((("Dev", 2, "overtime", 300, 90), ("Dev", 1, "overtime", 300, 120)), {"bought"}),  # a step more than the block needs
        (
            (("Dev", 2, "overtime", 200, 60), ("Dev", 1, "overtime", 300, 120)),
            {"bought"},
        ),  # the dearer period although the cheaper has a step left
        (
            (("Dev", 2, "overtime", 300, 90), ("Dev", 1, "overtime", 100, 40)),
            {"capacity"},
        ),  # a step too few: over the block's capacity
        (
            (("Dev", 2, "overtime", 300, 90), ("Dev", 0, "overtime", 200, 2)),
            {"bought", "capacity"},
        ),  # of a period outside the block
        ((), {"capacity"}),
    ],
)
def test_the_verifier_knows_the_block(bought, checks):
    """Each purchase is at its right price and booked, and right for no block of periods; the checks that object are named."""
    frames = two_projects(need=1750, elastic=[offer(0, 1, 1), offer(1, 40, 40), offer(2, 30, 30)])
    plan = plan_of(frames)
    other = tuple(Bought(*each[:4], 2027, each[4]) for each in bought)
    paid = sum(b.amount_minor for b in other)
    allocations = tuple(replace(a, amount_minor=paid) for a in plan.allocations if paid)
    faulty = replace(plan, bought=other, allocations=allocations, value=900 - paid, bound=900 - paid, stages=())
    faulty = replace(faulty, solver={**plan.solver, "gap_base": 900 - paid})
    assert objecting(verify(frames, faulty)) == checks
