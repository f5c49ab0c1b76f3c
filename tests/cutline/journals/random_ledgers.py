"""Random ledgers: projects, reserves, people, moves between funds, several years, amounts of one cent and of billions."""

import random

import polars as pl

from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import ALLOCATION_SCHEMA, MOVED_SCHEMA, RELEASED, RESERVED


def random_ledger(seed: int, projects: int = 6) -> pl.DataFrame:
    """A ledger as a night publishes it."""
    rng = random.Random(seed)
    keys = {
        (rng.choice([None, *(f"P-{i}" for i in range(projects))]), rng.choice("AB"), rng.choice(["capex", "opex"]), rng.randint(2027, 2029), rng.choice([RELEASED, RESERVED]))
        for _ in range(rng.randint(0, 4 * projects))
    }  # fmt: skip
    rows = [
        (*key[:4], rng.choice([1, 99, rng.randint(1, 10**6), rng.randint(1, 10**13)]), key[4] if key[0] else RELEASED)
        for key in sorted(keys, key=repr)
    ]
    allocations = pl.DataFrame(rows, schema={**ALLOCATION_SCHEMA, "release": pl.String()}, orient="row")
    allocations = allocations.group_by("project_id", "fund_id", "cost_class", "fiscal_year", "release", maintain_order=True).agg(pl.col("amount_minor").sum())  # fmt: skip
    moves = [tuple(rng.choice(values) for values in (["A"], ["capex", "opex"], [2027, 2028], ["B"], ["capex", "opex"], [2027, 2028])) for _ in range(rng.randint(0, 3))]  # fmt: skip
    names = [name for name in MOVED_SCHEMA if name != "amount_minor"]
    ends = {"from_fund_id": 0, "from_class": 1, "from_year": 2, "to_fund_id": 3, "to_class": 4, "to_year": 5}
    moved = pl.DataFrame(
        [[*(move[ends[name]] for name in names), rng.randint(1, 10**9)] for move in moves], schema={**{name: MOVED_SCHEMA[name] for name in names}, "amount_minor": pl.Int64()}, orient="row",
    )  # fmt: skip
    return build_ledger(allocations, moved.select(list(MOVED_SCHEMA)))
