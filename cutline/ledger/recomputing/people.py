"""Computes what the people that a plan buys and hires cost, from the prices that the table `capacity` states."""

from collections import defaultdict
from collections.abc import Mapping

import polars as pl

from cutline.ledger.recomputing.amounts import PriceLevels
from cutline.settings.all_settings import Settings

FTE = 1000  # milli-FTE
PRICE_OF = {"overtime": "overtime_cost_minor", "contractor": "contractor_cost_minor", "hire": "hire_cost_minor"}


def price_of_people(
    bought: pl.DataFrame, tables: Mapping[str, pl.DataFrame], prices: PriceLevels, settings: Settings
) -> dict[int, int]:
    """The cost of the people in minor units by fiscal year, in the prices of the budgets.

    bought: role_id, period_index, kind, milli_fte.

    A step of overtime or contractors costs its part of the price of one FTE, rounded up. Only whole people are hired.
    People whose price is not stated cost nothing in this computation, so a booking for them does not tie.
    """
    calendar = settings.horizon()
    stated = {(row["role_id"], calendar.index_of(row["period_start"])): row for row in tables["capacity"].iter_rows(named=True)}
    owed: dict[int, int] = defaultdict(int)
    for role, period, kind, milli_fte in bought.select("role_id", "period_index", "kind", "milli_fte").iter_rows():
        step = FTE if kind == "hire" else settings.planning.people_bought_in_milli_fte
        price = stated.get((role, period), {}).get(PRICE_OF[kind])
        if price is not None:
            of_step = prices.converted(-(-price * step // FTE), "nominal", None, period, settings.finance.budget_prices)
            owed[calendar.fiscal_year(period)] += milli_fte // step * (of_step or 0)
    return owed
