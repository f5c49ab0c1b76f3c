"""Sets of purses that have no row from the start get one when a selection needs it."""

from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.small_portfolios import plan_of


def test_many_funds_find_their_rows_when_they_are_needed():
    """Eight funds, eight sets of payers and carry-over make more sets than have a row from the start; the plan can still be paid
    and is proven.
    """
    funds = [f"F{i}" for i in range(8)]
    frames = frames_of(
        options=[(f"P{i}", "full", i % 2, i % 2 + 1, 100 + i) for i in range(12)],
        spend=[(f"P{i}", "full", i % 2, "capex", 2027 + i % 2, 10 + i) for i in range(12)],
        years=[(2027,), (2028,)], payers=[(f"P{i}", f) for i in range(12) for j, f in enumerate(funds) if (i + j) % 3 and (i * j) % 4 != 1],
        budgets=[(f, "capex", 2027 + y, 9 + y) for f in funds for y in range(2)],
        transfers=[(f, "capex", 2027, f, "capex", 2028, 5) for f in funds[::2]],
    )  # fmt: skip
    plan = plan_of(frames)
    assert plan.outcome == "proven"
    assert len(plan.chosen) > 5
