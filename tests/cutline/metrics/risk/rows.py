"""Registers of risks for the tests of this room."""

import random
from datetime import date, timedelta

import polars as pl

from cutline.contracts.tables.all_tables import conform

COLUMNS = {
    "project_id": pl.String, "risk_id": pl.String, "probability_bp": pl.Int64, "impact_likely_minor": pl.Int64, "residual_probability_bp": pl.Int64,
    "residual_impact_minor": pl.Int64, "status": pl.String, "snapshot_date": pl.Date, "category": pl.String, "source_row": pl.Int64,
}  # fmt: skip


def risks(*rows: tuple, **more: object) -> pl.LazyFrame:
    """Risks from (project, risk, probability, impact, residual probability, residual impact, status, snapshot, category).

    What is left out at the end is unknown.
    """
    filled = [(*row, *(None,) * (9 - len(row)), i) for i, row in enumerate(rows, 1)]
    table = pl.DataFrame(filled, schema=COLUMNS, orient="row").with_columns(**more)
    return conform("risks", table).lazy()


def some_risks(rng: random.Random, count: int = 30) -> list[tuple]:
    """Random risks with unknown values, closed risks and several snapshots of the same risk."""
    return [
        (
            rng.choice("PQRX"), f"r{rng.randint(0, count // 2)}", rng.choice([None, 0, rng.randint(0, 10_000)]), rng.choice([None, 0, rng.randint(0, 10**6)]),
            rng.choice([None, rng.randint(0, 10_000)]), rng.choice([None, rng.randint(0, 10**6)]), rng.choice([None, "open", "closed"]),
            date(2026, 12, 1) + timedelta(days=i * 3), rng.choice([None, "a", "b"]),
        )
        for i in range(count)
    ]  # fmt: skip
