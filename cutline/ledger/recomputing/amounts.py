"""Converts single amounts between currencies and prices, in whole minor units, and rounds half away from zero.

The conversions use the locked rates of the table `rates` and the price levels of the table `deflators`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.all_settings import Settings

RATE_UNITS = 10**9  # rates.rate_e9 counts billionths


def scaled(amount: int, numerator: int, denominator: int) -> int:
    """`amount` x `numerator` / `denominator` (both positive), rounded half away from zero.

    >>> scaled(5, 1, 2), scaled(-5, 1, 2), scaled(4, 1, 3)
    (3, -3, 1)
    """
    size = (2 * abs(amount) * numerator + denominator) // (2 * denominator)
    return size if amount >= 0 else -size


@dataclass(frozen=True)
class LockedRates:
    """The newest rate from each currency to the portfolio's currency, in billionths."""

    currency: str
    rate_e9: Mapping[str, int]

    @classmethod
    def of(cls, tables: Mapping[str, pl.DataFrame], settings: Settings) -> "LockedRates":
        """The rates of the table `rates`."""
        newest: dict[str, tuple[object, int]] = {}
        for row in tables["rates"].iter_rows(named=True):
            if row["kind"] == "currency" and row["to_currency"] == settings.portfolio.currency:
                known = newest.get(row["from_currency"])
                if known is None or row["rate_date"] >= known[0]:
                    newest[row["from_currency"]] = (row["rate_date"], row["rate_e9"])
        return cls(settings.portfolio.currency, {code: rate for code, (_, rate) in newest.items()})

    def converted(self, amount: int | None, currency: str | None) -> int | None:
        """`amount` in the portfolio's currency; None if the amount or the rate is unknown. An amount without a currency is
        in the portfolio's currency.
        """
        if amount is None or currency is None or currency == self.currency:
            return amount
        rate = self.rate_e9.get(currency)
        return None if rate is None else scaled(amount, rate, RATE_UNITS)


@dataclass(frozen=True)
class PriceLevels:
    """The price level of each fiscal year, and what nominal and real prices mean in this portfolio.

    stated_basis: the price basis of an amount that states none. base_year: the year of real prices, and the price base year
    of a project that states none.
    """

    calendar: Calendar
    level: Mapping[int, int]
    stated_basis: str
    base_year: int

    @classmethod
    def of(cls, tables: Mapping[str, pl.DataFrame], settings: Settings) -> "PriceLevels":
        """The levels of the table `deflators`."""
        calendar, finance = settings.horizon(), settings.finance
        levels = dict(tables["deflators"].select("fiscal_year", "index_milli").iter_rows())
        return cls(calendar, levels, finance.prices, finance.price_base_year or calendar.fiscal_year(0))

    def converted(
        self, amount: int | None, basis: str | None, project_base_year: int | None, period: int, wanted: str
    ) -> int | None:
        """`amount` of `period` in `wanted` prices (nominal, real); None if the amount or a price level that is needed is
        unknown.
        """
        own_year = self.calendar.fiscal_year(period)
        from_year = (project_base_year or self.base_year) if (basis or self.stated_basis) == "real" else own_year
        to_year = own_year if wanted == "nominal" else self.base_year
        if amount is None or from_year == to_year:
            return amount
        if from_year not in self.level or to_year not in self.level:
            return None
        return scaled(amount, self.level[to_year], self.level[from_year])


def money_in_currency(name: str, frame: pl.DataFrame, currencies: Mapping[str, str | None], rates: LockedRates) -> pl.DataFrame:
    """`frame` with its money in the portfolio's currency. The frame has rows of table `name`, whose rows may state a
    currency.

    currencies: project to the currency that it states.
    """
    stated = frame["currency"].to_list() if "currency" in frame.columns else [None] * frame.height
    used = [own or currencies.get(project_id) for own, project_id in zip(stated, frame["project_id"], strict=True)]
    money = [column.name for column in TABLES[name].columns if column.kind == "money"]
    return frame.with_columns(
        pl.Series(column, [rates.converted(*pair) for pair in zip(frame[column], used, strict=True)], dtype=pl.Int64)
        for column in money
    )
