"""Tables whose money is brought to one currency and one price basis, so that their sums can be compared. No decision rests on these amounts."""

import polars as pl

from cutline.choices.costing.dated_lines import dated_at_own_start
from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency
from cutline.valuation.price_basis import in_prices

C = pl.col


def comparable_tables(tables: Tables, settings: Settings, *names: str) -> dict[str, pl.LazyFrame]:
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
                dated_at_own_start(frame, tables, settings), settings.finance.prices, tables, settings, money, missing="unknown"
            ).select(frame.columns)
        if name == "actuals":
            posted = frame.with_columns(
                period_index=settings.horizon().index_expr(C("period_start")), price_basis=pl.lit("nominal")
            )
            frame = in_prices(posted, settings.finance.prices, tables, settings, missing="unknown").select(frame.columns)
        found[name] = frame.lazy()
    return found
