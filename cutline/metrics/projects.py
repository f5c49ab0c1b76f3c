"""Every measure of a project side by side: the table the reports and the analyst work from."""

from collections.abc import Mapping

import polars as pl

from cutline.discounting import discounting_of
from cutline.metrics.alignment import weighted_scores
from cutline.metrics.evm import earned_value, time_phased
from cutline.metrics.finance import period_flows, returns, worth
from cutline.metrics.risk import risk_exposure
from cutline.options import mode_flows
from cutline.settings import Settings
from cutline.valuation import in_portfolio_currency, periods_of


def project_metrics(tables: Mapping[str, pl.DataFrame], settings: Settings) -> pl.DataFrame:
    """One row for each project: finance, score, risk and earned value; a measure whose inputs are unknown is null."""
    lines = mode_flows(tables, settings).filter("is_default")
    flows = period_flows(lines.lazy())
    calendar = settings.horizon()
    parts = [
        worth(flows, discounting_of(settings, tables), calendar, periods_of(lines)).collect(),
        returns(flows, calendar, settings.finance).collect(),
        weighted_scores(tables["criteria"], tables["scores"]),
        risk_exposure(in_portfolio_currency("risks", tables, settings)),
        earned_value(
            time_phased(in_portfolio_currency("evm", tables, settings).lazy()), estimate=settings.evm.estimate
        ).collect(),
    ]
    joined = tables["projects"].select("project_id", "name").sort("project_id")
    for part in parts:
        joined = joined.join(part, on="project_id", how="left", maintain_order="left")
    return joined
