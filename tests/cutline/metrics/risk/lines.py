"""Lines of cost and benefit for the tests of simulations, and what is simulated from them."""

import polars as pl

from cutline.metrics.risk.simulated_spread import simulated_spread
from cutline.settings.measuring import UncertaintySection

LINES = {
    "project_id": pl.String, "side": pl.String, "low_minor": pl.Int64, "likely_minor": pl.Int64, "high_minor": pl.Int64, "success_bp": pl.Int64, "driver": pl.String,
}  # fmt: skip


WIDE = (1_000_000, 2_500_000, 7_000_000)


def lines(*rows: tuple) -> pl.LazyFrame:
    """Lines from (project, side, low, likely, high, probability, driver). The last two may be left out."""
    return pl.LazyFrame([(*row, *(None,) * (7 - len(row))) for row in rows], schema=LINES, orient="row")


def spread(*rows: tuple, risks: pl.LazyFrame | None = None, **policy: object) -> pl.DataFrame:
    return simulated_spread(lines(*rows), UncertaintySection(**policy), risks).collect()


def portfolio(*rows: tuple, **more: object) -> dict:
    return spread(*rows, **more).row(-1, named=True)
