"""Every measure of a project side by side: the table the reports and the analyst work from."""

from collections.abc import Mapping

import polars as pl

from cutline.metrics.alignment import portfolio_scores
from cutline.metrics.evm import earned_value
from cutline.metrics.finance import finance_metrics
from cutline.metrics.risk import risk_exposure
from cutline.options import default_flows
from cutline.settings import Settings


def project_metrics(tables: Mapping[str, pl.DataFrame], settings: Settings) -> pl.DataFrame:
    """One row for each project: finance, score, risk and earned value; a measure whose inputs are unknown is null."""
    parts = [
        finance_metrics(default_flows(tables, settings), settings.horizon()),
        portfolio_scores(tables, settings),
        risk_exposure(tables["risks"].lazy()).collect(),
        earned_value(tables["evm"]),
    ]
    joined = tables["projects"].select("project_id", "name").sort("project_id")
    for part in parts:
        joined = joined.join(part, on="project_id", how="left", maintain_order="left")
    return joined
