"""What a plan says of several objectives is recomputed: amounts with people and synergies, and the loss that was permitted."""

from dataclasses import replace

from optimizer.plan import Plan
from optimizer.verifier.ranked_objectives import allowed_loss, amount_of
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.search.test_objectives_in_order import cheaper_by_permission
from tests.optimizer.small_portfolios import OVERTIME, needs_people, plan_of
from tests.optimizer.verifier.by_hand import objecting

SECOND = [(0, "value", "minor", False, 0, None, None), (1, "cost", "minor", True, 7, None, None)]


def test_the_amount_counts_options_people_and_synergies():
    """A adds 40 and needs 500 milli-FTE more than there are: five steps at 30, from overtime for three at 100 and so on."""
    frames = needs_people(
        (*OVERTIME[:4], 5, *OVERTIME[5:]), objectives=SECOND, objective_terms=[(1, "A", "full", 0, 40)],
        objective_people=[(1, "Dev", 0, "overtime", 30)], synergies=[("s", "A", 3)], objective_synergies=[(1, "s", -2)],
    )  # fmt: skip
    frames["synergies"] = frames["synergies"].with_columns(amount=0 * frames["synergies"]["amount"])
    plan = plan_of(frames)
    assert amount_of(frames, plan, {c.project_id: c for c in plan.chosen}, 1) == 40 + 5 * 30 - 2
    assert [each.value for each in plan.objectives] == [plan.value, 7 + 188]


def test_a_permitted_loss_is_a_share_or_an_amount():
    """A tenth of 1,000, or 5; nothing where no objective follows."""
    share, amount = ((1, "b", "u", True, 0, *lose) for lose in ((1000, None), (None, 5)))
    first = (0, "a", "u", False, 0, None, None)
    assert [allowed_loss(frames_of(objectives=[first, each]), 0, -1009) for each in (share, amount)] == [100, 5]
    assert allowed_loss(frames_of(objectives=[first, share]), 1, 1000) == 0


def test_a_plan_that_lost_more_than_was_permitted_is_refused():
    """The same plan passes with the permission it was made for, and fails when the frames permit one less."""
    frames, plan = cheaper_by_permission()
    assert isinstance(plan, Plan)
    assert verify(frames, plan).passed
    less = frames_of(objectives=[(0, "value", "minor", False, 0, None, None), (1, "cost", "minor", True, 0, None, 59)])[
        "objectives"
    ]
    stricter = {**frames, "objectives": less}
    told = replace(plan, objectives=(replace(plan.objectives[0], may_lose=59), *plan.objectives[1:]))
    assert {"objective", "objectives"} <= objecting(verify(stricter, told))
