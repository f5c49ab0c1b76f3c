"""Portfolios small enough to be solved by hand, which the tests of several rooms use."""

from tests.optimizer.random_portfolios import frames_of


def one_fund(costs: dict[str, int], values: dict[str, int], budget: int, **rest) -> dict:
    return frames_of(
        options=[(p, "full", 0, 1, v) for p, v in values.items()],
        spend=[(p, "full", 0, "capex", 2027, c) for p, c in costs.items()],
        budgets=[("F", "capex", 2027, budget)], years=[(2027,)], payers=[(p, "F") for p in costs], **rest,
    )  # fmt: skip
