"""How a project in flight is doing: earned value from incremental rows."""

import polars as pl

from cutline.metrics.ratio import ratio

MILLI = 1000


def earned_value(evm: pl.DataFrame) -> pl.DataFrame:
    """One row for each project: planned_minor (PV), earned_minor (EV), actual_minor (AC), budget_at_completion_minor (BAC), cpi_milli, spi_milli.

    PMI, Practice Standard for Earned Value Management: CPI = EV / AC, SPI = EV / PV, in thousandths, on sums of the increments.
    A ratio with a zero or unknown denominator, or an unknown numerator, is null, never infinite. A sum with an unknown increment is
    unknown: it is not the sum of the rest. BAC is that of the newest row that states one.

    Worked example: EV 80, AC 100, PV 90: CPI 800, SPI 889.
    """
    known_sum = {
        name: pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum())
        for name in ("planned_minor", "earned_minor", "actual_minor")
    }
    sums = (
        evm.sort("project_id", "period_start")
        .group_by("project_id", maintain_order=True)
        .agg(**known_sum, budget_at_completion_minor=pl.col("budget_at_completion_minor").drop_nulls().last())
    )
    return sums.with_columns(
        cpi_milli=ratio(pl.col("earned_minor"), pl.col("actual_minor"), MILLI),
        spi_milli=ratio(pl.col("earned_minor"), pl.col("planned_minor"), MILLI),
    )


def portfolio_indices(per_project: pl.DataFrame) -> tuple[int | None, int | None]:
    """CPI and SPI of a portfolio in thousandths: ratios of sums over the projects whose three sums are known, never means of ratios."""
    known = per_project.drop_nulls(["planned_minor", "earned_minor", "actual_minor"])
    sums = known.select(pl.col("planned_minor", "earned_minor", "actual_minor").sum())
    row = sums.select(
        ratio(pl.col("earned_minor"), pl.col("actual_minor"), MILLI).alias("cpi"),
        ratio(pl.col("earned_minor"), pl.col("planned_minor"), MILLI).alias("spi"),
    ).row(0)
    return row[0], row[1]
