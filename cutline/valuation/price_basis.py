"""Converts amounts between real and nominal prices, by the price levels of the table `deflators`.

A real amount and a nominal amount are never added to one another.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import polars as pl

from cutline.contracts.tables.records import Tables
from cutline.errors import DataBlocked, Finding
from cutline.settings.all_settings import Settings
from cutline.valuation.rounding import rounded_quotient

PriceBasis = Literal["nominal", "real"]
MOST_YEARS_NAMED = 10


def in_prices(
    lines: pl.DataFrame,
    wanted: PriceBasis,
    tables: Tables,
    settings: Settings,
    columns: Sequence[str] = ("amount_minor",),
    *,
    missing: Literal["stop", "unknown"] = "stop",
) -> pl.DataFrame:
    """`lines` with the amounts in `columns` converted into `wanted` prices.

    An amount is multiplied with the price level of the wanted year, divided by the price level of the year in whose prices it
    is stated, and rounded half away from zero. A nominal amount is stated in prices of its own fiscal year. A real amount is
    stated in prices of the price_base_year of its project. If `wanted` is real, all projects are converted to the prices of
    one year: finance.price_base_year, or else the first fiscal year of the horizon. A project that states no
    price_base_year has that year as its base.

    lines: project_id, period_index, price_basis (null means finance.prices) and int64 money columns.
    missing: what happens to a line whose conversion needs an unknown price level. `stop` raises DataBlocked, which names
    every such fiscal year. `unknown` makes the amount null, for tables that only compare.
    """
    calendar = settings.horizon()
    first = settings.finance.price_base_year or calendar.fiscal_year(0)
    bases = (
        tables["projects"]
        .select("project_id", base_year=pl.col("price_base_year").fill_null(first))
        .unique("project_id", keep="first")
    )
    is_real = pl.col("price_basis").fill_null(settings.finance.prices) == "real"
    own = calendar.fiscal_year_expr(pl.col("period_index"))
    dated = (
        lines.join(bases, on="project_id", how="left", maintain_order="left")
        .with_columns(in_year=pl.when(is_real).then(pl.col("base_year").fill_null(first)).otherwise(own))
        .with_columns(to_year=own if wanted == "nominal" else pl.lit(first, pl.Int64))
    )
    if not dated.select((pl.col("in_year") != pl.col("to_year")).any()).item():
        return lines
    index = tables["deflators"].select("fiscal_year", "index_milli")
    levels = {"in_year": "in_level", "to_year": "to_level"}
    for year, level in levels.items():
        dated = dated.join(index.rename({"fiscal_year": year, "index_milli": level}), on=year, how="left", maintain_order="left")
    foreign = pl.col("in_year") != pl.col("to_year")
    if missing == "stop":
        _refuse_missing(dated.filter(foreign), wanted, levels)
    scaled = [_scaled(pl.col(name), pl.col("to_level"), pl.col("in_level")).alias(f"{name}_scaled") for name in columns]
    return dated.with_columns(scaled).with_columns(
        pl.when(foreign).then(f"{name}_scaled").otherwise(name).alias(name) for name in columns
    ).select(lines.columns)  # fmt: skip


def _scaled(amount: pl.Expr, above: pl.Expr, below: pl.Expr) -> pl.Expr:
    return rounded_quotient(amount.cast(pl.Int128) * above, below.cast(pl.Int128))


def _refuse_missing(foreign: pl.DataFrame, wanted: PriceBasis, levels: Mapping[str, str]) -> None:
    lacking = pl.concat(
        [foreign.filter(pl.col(level).is_null()).select("project_id", year=year) for year, level in levels.items()]
    )
    if lacking.is_empty():
        return
    example = lacking.sort("year", "project_id")["project_id"][0]
    raise DataBlocked(
        f"amounts cannot be converted into {wanted} prices",
        [
            Finding(
                f"deflators, FY{year}",
                f"no row, although project {example} needs one, among others",
                "the price level of that fiscal year",
                "add it to the table deflators, or set finance.prices and finance.budget_prices to the prices in which the exports are stated",
            )
            for year in lacking["year"].unique().sort()[:MOST_YEARS_NAMED]
        ],
    )
