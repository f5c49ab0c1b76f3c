"""Rounding, locked rates and price levels of single amounts."""

from datetime import date

import pytest

from cutline.ledger.recomputing.amounts import LockedRates, PriceLevels, money_in_currency, scaled
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import tables_of

SETTINGS = settings_from({"calendar": {"grain": "year", "periods": 3}})


def rate(code: str, day: date, rate_e9: int, to: str = "EUR", kind: str = "currency") -> dict:
    return {"kind": kind, "from_currency": code, "to_currency": to, "rate_date": day, "rate_e9": rate_e9}


@pytest.mark.parametrize(("amount", "expected"), [(5, 3), (-5, -3), (4, 2), (0, 0), (10**15 + 1, 5 * 10**14 + 1)])
def test_halves_are_rounded_away_from_zero(amount, expected):
    """A half of 5 is 2.5, hence 3, and of -5 it is -3; nothing is lost in large amounts."""
    assert scaled(amount, 1, 2) == expected


def test_the_newest_rate_to_the_portfolio_s_currency_counts():
    """Not an older one, one to another currency, or one of another kind."""
    rates = [
        rate("GBP", date(2027, 1, 1), 1_171_300_000), rate("GBP", date(2026, 1, 1), 9 * 10**9),
        rate("GBP", date(2028, 1, 1), 9 * 10**9, to="USD"),
    ]  # fmt: skip
    locked = LockedRates.of(tables_of(rates=rates), SETTINGS)
    assert locked.converted(333, "GBP") == 390  # 390.04
    assert locked.converted(333, "EUR") == locked.converted(333, None) == 333
    assert locked.converted(333, "USD") is None
    assert locked.converted(None, "GBP") is None


@pytest.mark.parametrize(
    ("basis", "base_year", "period", "wanted", "expected"),
    [
        ("real", None, 1, "nominal", 110),  # from prices of 2027, the first year, to those of 2028
        ("real", 2028, 1, "nominal", 100),
        ("real", 2028, 0, "nominal", 91),  # 90.9
        ("nominal", None, 1, "real", 91),
        ("nominal", None, 1, "nominal", 100),
        (None, None, 1, "nominal", 100),  # an amount that does not say is in finance.prices, which are nominal
        ("real", None, 2, "nominal", None),  # no level of 2029 is known
        ("real", None, 2, "real", 100),  # and none is needed
    ],
)
def test_prices_are_brought_over_by_the_levels_of_both_years(basis, base_year, period, wanted, expected):
    """10 % between 2027 and 2028."""
    levels = tables_of(deflators=[{"fiscal_year": 2027, "index_milli": 100}, {"fiscal_year": 2028, "index_milli": 110}])
    assert PriceLevels.of(levels, SETTINGS).converted(100, basis, base_year, period, wanted) == expected


def test_a_row_is_in_its_own_currency_else_in_its_project_s():
    """USD of the row, GBP of the project, and the portfolio's where neither is stated; every column of money is converted."""
    line = {"cost_class": "capex", "kind": "plan", "period_offset": 0, "amount_minor": 10, "high_minor": 20}
    lines = [{**line, "project_id": "P", "currency": "USD"}, {**line, "project_id": "P"}, {**line, "project_id": "Q"}]
    rates = LockedRates("EUR", {"USD": 2 * 10**9, "GBP": 3 * 10**9})
    found = money_in_currency("cost_lines", tables_of(cost_lines=lines)["cost_lines"], {"P": "GBP", "Q": None}, rates)
    assert found.select("amount_minor", "low_minor", "high_minor").rows() == [(20, None, 40), (30, None, 60), (10, None, 20)]
