"""What a project is worth and how it is doing."""

import dagster as dg
import polars as pl

from assets.resources import Portfolio
from cutline.estimates import COSTING_TABLES
from cutline.metrics.projects import project_metrics

METRIC_TABLES = (*COSTING_TABLES, "benefits", "criteria", "demand", "discount_rates", "risks", "scores")


@dg.asset(
    group_name="metrics", kinds={"polars"}, owners=["team:portfolio-office"],
    description="NPV, ROI, IRR, payback, weighted score, risk exposure, CPI and SPI of every project. Unknown inputs give unknown measures.",
    ins={table: dg.AssetIn(f"core_{table}") for table in METRIC_TABLES},
)  # fmt: skip
def metrics_projects(portfolio: Portfolio, **tables: pl.DataFrame) -> pl.DataFrame:
    return project_metrics(tables, portfolio.settings())
