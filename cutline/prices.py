"""Real and nominal prices: amounts are brought to one basis by the deflators, or the night stops; the two are never added up."""

from collections.abc import Iterable, Sequence
from typing import Literal

import polars as pl

from cutline.errors import DataBlocked, Finding
from cutline.settings import Settings
from cutline.valuation import Tables

Basis = Literal["nominal", "real"]
SHOWN = 10


def in_prices(
    lines: pl.DataFrame, wanted: Basis, tables: Tables, settings: Settings, columns: Sequence[str] = ("amount_minor",)
) -> pl.DataFrame:
    """`lines` with `columns` in `wanted` prices: nominal = real x index of the year / index of the base year, half away from zero.

    lines: project_id, period_index, price_basis (null: finance.prices) and int64 money columns. The base year is the project's
    price_base_year, else finance.price_base_year, else the first fiscal year of the horizon.
    Raises DataBlocked naming every fiscal year without a deflator that a conversion needs.
    """
    basis = pl.col("price_basis").fill_null(settings.finance.prices)
    if not lines.select((basis != wanted).any()).item():
        return lines
    calendar = settings.horizon()
    first = settings.finance.price_base_year or calendar.fiscal_year(0)
    bases = (
        tables["projects"]
        .select("project_id", base_year=pl.col("price_base_year").fill_null(first))
        .unique("project_id", keep="first")
    )
    index = tables["deflators"].select("fiscal_year", "index_milli")
    dated = (
        lines.with_columns(fiscal_year=calendar.fiscal_year_expr(pl.col("period_index")), foreign=basis != wanted)
        .join(bases, on="project_id", how="left", maintain_order="left")
        .with_columns(pl.col("base_year").fill_null(first))
        .join(index.rename({"index_milli": "level"}), on="fiscal_year", how="left", maintain_order="left")
        .join(
            index.rename({"fiscal_year": "base_year", "index_milli": "base_level"}),
            on="base_year",
            how="left",
            maintain_order="left",
        )
    )
    _refuse_missing(dated.filter("foreign"), wanted)
    above, below = ("level", "base_level") if wanted == "nominal" else ("base_level", "level")
    return dated.with_columns(
        pl.when("foreign").then(_scaled(pl.col(name), pl.col(above), pl.col(below))).otherwise(pl.col(name)).alias(name)
        for name in columns
    ).select(lines.columns)


def _scaled(amount: pl.Expr, above: pl.Expr, below: pl.Expr) -> pl.Expr:
    product = amount.cast(pl.Int128) * above
    return ((product.abs() * 2 + below) // (below.cast(pl.Int128) * 2) * product.sign()).cast(pl.Int64)


def _refuse_missing(foreign: pl.DataFrame, wanted: Basis) -> None:
    missing = sorted({*_years(foreign, "level", "fiscal_year"), *_years(foreign, "base_level", "base_year")})
    if missing:
        other = "real" if wanted == "nominal" else "nominal"
        one = foreign.filter(pl.any_horizontal(pl.col("level", "base_level").is_null())).sort("project_id").row(0, named=True)
        raise DataBlocked(
            f"{other} amounts cannot be brought to {wanted} prices",
            [
                Finding(
                    f"deflators, FY{year}",
                    f"no row; needed for project {one['project_id']} among others",
                    "the price level of that fiscal year",
                    "add it to the table deflators, or set finance.prices and finance.budget_prices to what the exports are in",
                )
                for year in missing[:SHOWN]
            ],
        )


def _years(foreign: pl.DataFrame, level: str, year: str) -> Iterable[int]:
    return foreign.filter(pl.col(level).is_null())[year].unique()
