"""The cost lines that a decision rests on: forecast or plan, with estimates to complete and corrections."""

import polars as pl

from cutline.choices.costing.corrections import with_corrections
from cutline.choices.costing.estimate_to_complete import with_estimates_to_complete
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency
from cutline.valuation.deciding_lines import deciding_costs

# The tables that decision_costs reads.
COSTING_TABLES = ("actuals", "cost_lines", "deflators", "evm", "milestones", "modes", "optimism_bias", "projects", "rates")


def decision_costs(tables: Tables, settings: Settings) -> pl.DataFrame:
    """The lines of the table `cost_lines` that count, in the portfolio's currency and in the prices that each line states.

    The forecast of a project counts; if the project has no forecast, its plan counts. The plan of a project in flight is
    replaced by the estimate to complete if that estimate is known. The plan of any other project is corrected as
    settings.forecasting says. Raises DataBlocked when a currency has no rate.
    """
    costs = deciding_costs(in_portfolio_currency("cost_lines", tables, settings))
    return with_corrections(with_estimates_to_complete(costs, tables, settings), tables, settings)
