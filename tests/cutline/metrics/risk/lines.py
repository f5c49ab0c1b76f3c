"""Lines of cost and benefit, and what is simulated of them."""

import polars as pl

from cutline.metrics.risk.simulated_spread import simulated_spread
from cutline.settings.measuring import UncertaintySection

LINES = {
    "project_id": pl.String, "side": pl.String, "low_minor": pl.Int64, "likely_minor": pl.Int64, "high_minor": pl.Int64, "success_bp": pl.Int64, "driver": pl.String,
}  # fmt: skip


WIDE = (1_000_000, 2_500_000, 7_000_000)


def lines(*rows: tuple) -> pl.LazyFrame:
    """(project, side, low, likely, high, chance, driver), the last two left out where they say nothing."""
    return pl.LazyFrame([(*row, *(None,) * (7 - len(row))) for row in rows], schema=LINES, orient="row")


def spread(*rows: tuple, risks: pl.LazyFrame | None = None, **policy: object) -> pl.DataFrame:
    return simulated_spread(lines(*rows), UncertaintySection(**policy), risks).collect()


def portfolio(*rows: tuple, **more: object) -> dict:
    return spread(*rows, **more).row(-1, named=True)
