"""Brings the money of tables to one currency and one price basis, so that sums submitted, planned and spent compare.

The amounts that a decision rests on do not come from this module: see `decision_costs`.
"""

import polars as pl

from cutline.choices.costing.dated_lines import dated_at_own_start
from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency
from cutline.valuation.price_basis import in_prices

C = pl.col


def comparable_tables(tables: Tables, settings: Settings, *names: str) -> dict[str, pl.LazyFrame]:
    """The tables `names`, with the money of projects in the portfolio's currency. Cost lines, benefits and postings are
    also brought to the prices of finance.

    If the conversion of a line needs an unknown price level, the amount of the line becomes unknown. The night is not
    stopped for it, because these tables are only compared.
    """
    return {name: _comparable(name, tables, settings).lazy() for name in names}


def _comparable(name: str, tables: Tables, settings: Settings) -> pl.DataFrame:
    money = tuple(column.name for column in TABLES[name].columns if column.kind == "money")
    if "project_id" not in TABLES[name].schema or not money:
        return tables[name]
    frame = in_portfolio_currency(name, tables, settings)
    if name in ("cost_lines", "benefits"):
        dated = dated_at_own_start(frame, tables, settings)
    elif name == "actuals":
        posted = settings.horizon().index_expr(C("period_start"))
        dated = frame.with_columns(period_index=posted, price_basis=pl.lit("nominal"))
    else:
        return frame
    return in_prices(dated, settings.finance.prices, tables, settings, money, missing="unknown").select(frame.columns)
