"""Small integer models on which solvers were reported to go wrong, rebuilt, with the greatest value by enumeration."""

import random
from itertools import product

import polars as pl

from optimizer.linear.rows import IntegerModel, broken_rows, row, value_of
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.solver.small_models import model_of


def _group(name: str, terms: dict[int, int], lower: int | None, upper: int | None):
    return row(name, "group", name, terms.items(), lower, upper)


def five_columns() -> IntegerModel:
    """coin-or/pulp 662: the bundled CBC calls it infeasible; every x at 1 and every c at 0 keeps its rows."""
    rows = [
        _group("x0 + c1 = 1", {0: 1, 4: 1}, 1, 1), _group("x0 + c0 >= 1", {0: 1, 3: 1}, 1, None), _group("x1 + c1 <= 1", {1: 1, 4: 1}, None, 1),
        _group("c0 + c1 <= 1", {3: 1, 4: 1}, None, 1), _group("x2 = 1", {2: 1}, 1, 1),
        _group("hours", {1: -9000, 2: -7200, 4: -10800}, None, -16200),
    ]  # fmt: skip
    return model_of([0, 0, 0, -1, -1], rows)


def five_too_many() -> IntegerModel:
    """coin-or/pulp 822: one of four layers, whose size exceeds its limit by 5 in 5,120,000; CBC took it."""
    rows = [
        _group("one layer", {0: 1, 1: 1, 2: 1, 3: 1}, 1, 1),
        row("size", "budget", "size", {0: 35_840_000, 1: 15_360_000, 2: 5_120_000}.items(), None, 5_119_995, "minor"),
    ]
    return model_of([4, 3, 2, 1], rows)


def one_too_long() -> IntegerModel:
    """coin-or/pulp 238: pieces of 392 and 1,347 from a length of 6,000; CBC cut 6,001."""
    rows = [
        _group("length", {0: 392, 1: 1347}, None, 6000),
        _group("one short", {0: 1}, 1, None),
        _group("one long", {1: 1}, 1, None),
    ]
    return model_of([392, 1347], rows, [15, 4])


def no_two_of_three() -> IntegerModel:
    """In the shape of NVIDIA/cuopt 458 (3 columns, 4 rows, 9 entries): no two of three may run, and two must; cuOpt said "optimal"."""
    rows = [_group(f"not {a} and {b}", {a: 1, b: 1}, None, 1) for a, b in ((0, 1), (0, 2), (1, 2))]
    return model_of([1, 1, 1], [*rows, _group("two of three", {0: 1, 1: 1, 2: 1}, 2, None)])


def out_of_reach() -> IntegerModel:
    """NVIDIA/cuopt 1115 in tenths and whole columns: z - y = 17.5 is out of reach for y >= -1 and z <= 10; cuOpt said "optimal"."""
    # y is moved by 1, so that it begins at 0.
    rows = [
        _group("x + y <= 5.2", {0: 10, 1: 10}, None, 62), _group("x + z >= 10.3", {0: 10, 2: 10}, 103, None),
        _group("z - y = 17.5", {1: -10, 2: 10}, 165, 165),
    ]  # fmt: skip
    return model_of([-1, -4, -9], rows, [4, 2, 10])


def billions_of_cents() -> dict[str, pl.DataFrame]:
    """Projects of some billions of cents, of which one cent decides: A and C are worth more than A and B, and cost a cent too much."""
    costs = {"A": 3_000_000_001, "B": 2_999_999_999, "C": 3_000_000_000}
    return frames_of(
        options=[(p, "full", 0, 1, 3 * cost) for p, cost in costs.items()], years=[(2027,)], payers=[(p, "F") for p in costs],
        spend=[(p, "full", 0, "capex", 2027, cost) for p, cost in costs.items()],
        budgets=[("F", "capex", 2027, 6_000_000_000)],
    )  # fmt: skip


BEST_OF_BILLIONS = 18_000_000_000  # A and B, which cost what the budget holds


WRONG_STATUS = {
    "coin-or/pulp 662": five_columns, "coin-or/pulp 822": five_too_many, "coin-or/pulp 238": one_too_long,
    "NVIDIA/cuopt 458": no_two_of_three, "NVIDIA/cuopt 1115": out_of_reach,
}  # fmt: skip


def market_split(rows: int = 5, columns: int = 40) -> IntegerModel:
    """A market split with a planted solution: no engine that branches on columns finishes this size within a second."""
    rng = random.Random(5)
    weights = [[rng.randrange(100) for _ in range(columns)] for _ in range(rows)]
    planted = [rng.randrange(2) for _ in range(columns)]
    sums = [sum(a * x for a, x in zip(each, planted, strict=True)) for each in weights]
    halves = [
        _group(f"half {i}", dict(enumerate(each)), total, total)
        for i, (each, total) in enumerate(zip(weights, sums, strict=True))
    ]
    return model_of([rng.randrange(1, 12) for _ in range(columns)], halves)


def greatest_value(model: IntegerModel) -> int | None:
    """The greatest value over every point; None if no point keeps the rows."""
    points = (dict(enumerate(figures)) for figures in product(*(range(int(most) + 1) for most in model.upper_limits)))
    return max((value_of(model.objective, point) for point in points if not broken_rows(model.rows, point)), default=None)
