"""The cost lines a decision rests on: forecast or plan, with estimates to complete and corrections."""

import polars as pl

from cutline.choices.costing.dated_lines import dated
from cutline.choices.costing.estimate_to_complete import with_estimates
from cutline.contracts.statuses import is_in_flight
from cutline.contracts.tables import SHARE_SCALE, TABLES, Tables
from cutline.metrics.progress.accuracy import outcomes, reference_corrections
from cutline.settings.loading import Settings
from cutline.valuation.currency import in_portfolio_currency
from cutline.valuation.deciding_lines import deciding_costs
from cutline.valuation.price_basis import in_prices

C = pl.col

# The tables that decision_costs reads.
COSTING_TABLES = ("actuals", "cost_lines", "deflators", "evm", "milestones", "modes", "optimism_bias", "projects", "rates")


def decision_costs(tables: Tables, settings: Settings) -> pl.DataFrame:
    """The cost lines a decision rests on, in the portfolio's currency: forecast, else plan with what its estimate to complete says of the rest,
    corrected as settings.forecasting says. In the prices their lines say.

    Raises DataBlocked when a currency has no rate.
    """
    costs = deciding_costs(in_portfolio_currency("cost_lines", tables, settings))
    return corrected(with_estimates(costs, tables, settings), tables, settings)


def corrected(costs: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """`costs` times the correction of their project's class, half up, when settings.forecasting.correction asks for one.

    Projects in flight are left out: what they still cost is estimated by their progress, or forecast. Credits are not raised. A class without a
    correction stays as submitted.
    """
    if settings.forecasting.correction == "none":
        return costs
    about = tables["projects"].select("project_id", "project_class", "status").unique("project_id", keep="first")
    lines = costs.join(about, on="project_id", how="left", maintain_order="left")
    factors = correction_factors(tables, settings)
    for keys in (["project_class", "cost_class"], ["project_class"]):
        own = factors.filter(C("cost_class").is_not_null() == (len(keys) == 2)).select(
            *keys, C("factor_bp").alias(f"factor_{len(keys)}")
        )
        lines = lines.join(own, on=keys, how="left", maintain_order="left")
    factor = pl.when(~is_in_flight() & (C("amount_minor") > 0)).then(pl.coalesce("factor_2", "factor_1")).fill_null(SHARE_SCALE)
    raised = [
        ((C(name).cast(pl.Int128) * factor * 2 + SHARE_SCALE) // (2 * SHARE_SCALE)).cast(pl.Int64).alias(name)
        for name in ("amount_minor", "low_minor", "high_minor")
    ]
    return lines.with_columns(raised).select(costs.columns)


def correction_factors(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_class, cost_class (null: both), factor_bp: what submitted costs are multiplied with, by settings.forecasting.correction."""
    if settings.forecasting.correction == "optimism_bias":
        return tables["optimism_bias"].select("project_class", "cost_class", factor_bp=C("uplift_bp") + SHARE_SCALE)
    found = outcomes(comparable(tables, settings, *COSTING_TABLES))
    known = reference_corrections(found, settings.forecasting).drop_nulls(["project_class", "multiplier_bp"])
    return known.select("project_class", cost_class=pl.lit(None, pl.String), factor_bp="multiplier_bp").collect()


def comparable(tables: Tables, settings: Settings, *names: str) -> dict[str, pl.LazyFrame]:
    """Tables by name, their money in the portfolio's currency and, of cost lines, benefits and postings, in the prices of finance.

    For comparing only: a line that cannot be brought to them, for want of a deflator, is unknown.
    """
    found = {}
    for name in names:
        frame = tables[name]
        if "project_id" in TABLES[name].schema and any(column.kind == "money" for column in TABLES[name].columns):
            frame = in_portfolio_currency(name, tables, settings)
        if name in ("cost_lines", "benefits"):
            money = tuple(column.name for column in TABLES[name].columns if column.kind == "money")
            frame = in_prices(
                dated(frame, tables, settings), settings.finance.prices, tables, settings, money, missing="unknown"
            ).select(frame.columns)
        if name == "actuals":
            posted = frame.with_columns(
                period_index=settings.horizon().index_expr(C("period_start")), price_basis=pl.lit("nominal")
            )
            frame = in_prices(posted, settings.finance.prices, tables, settings, missing="unknown").select(frame.columns)
        found[name] = frame.lazy()
    return found
