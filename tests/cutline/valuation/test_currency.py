"""Amounts are converted into the portfolio's currency exactly, at the newest locked rate."""

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import conform
from cutline.errors import DataBlocked
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.valuation.currency import SUM_MAX, convert, in_portfolio_currency

RATES = pl.DataFrame(
    {
        "kind": ["currency"] * 2, "from_currency": ["EUR"] * 2, "to_currency": ["GBP"] * 2, "rate_e9": [857_100_000, 500_000_000],
        "rate_date": ["2027-03-01", "2027-01-01"],  # the newest rate does not come last
    }
)  # fmt: skip


def converted(amounts: list, currencies: list) -> list:
    lines = pl.LazyFrame(
        {"amount_minor": amounts, "currency": currencies}, schema={"amount_minor": pl.Int64, "currency": pl.String}
    )
    return convert(lines, RATES.lazy(), "GBP", ["amount_minor"]).collect()["amount_minor"].to_list()


def test_the_newest_locked_rate_counts_and_the_own_currency_stays():
    """EUR is converted at the rate of March. Amounts in GBP and without a currency stay, and an unknown amount stays unknown."""
    assert converted([10_000, 10_000, 10_000, None], ["EUR", "GBP", None, "EUR"]) == [8571, 10_000, 10_000, None]


def test_halves_go_away_from_zero():
    """500 x 0.8571 = 428.55 rounds to 429, and its negative to -429. A large amount is exact where a float would not be."""
    assert converted([500, -500], ["EUR", "EUR"]) == [429, -429]
    assert converted([10**15 + 1], ["EUR"]) == [857_100_000_000_001]


def test_a_currency_without_a_rate_blocks():
    """The message names the missing rate. No currency is assumed to be worth the same."""
    with pytest.raises(DataBlocked, match="CHF to GBP"):
        converted([1, 2], ["CHF", "EUR"])


def test_a_line_speaks_in_its_own_currency_before_its_projects():
    """The currency of a line is its own, or else that of its project, or else that of the portfolio (GBP). A euro is 0.8571
    GBP.
    """
    tables = {
        "projects": conform("projects", pl.DataFrame({"project_id": ["P", "Q"], "name": ["P", "Q"], "status": ["idea"] * 2, "currency": ["EUR", None]})),
        "rates": RATES.with_columns(pl.col("rate_date").str.to_date()),
        "cost_lines": conform("cost_lines", pl.DataFrame({
            "project_id": ["P", "P", "Q", "Q"], "cost_class": ["opex"] * 4, "kind": ["plan"] * 4, "period_offset": [0] * 4,
            "amount_minor": [10_000] * 4, "currency": [None, "GBP", None, "EUR"],
        })),
    }  # fmt: skip
    lines = in_portfolio_currency("cost_lines", tables, settings_from({"portfolio": {"currency": "GBP"}}))
    assert lines["amount_minor"].to_list() == [8571, 10_000, 10_000, 8571]


def test_amounts_that_together_leave_int64_stop_the_night():
    """Ten thousand lines of 10^15 minor units sum to 10^19, which exceeds SUM_MAX. The message names the table and the column."""
    count = 10_000
    lines = conform("cost_lines", pl.DataFrame({
        "project_id": ["P"] * count, "cost_class": ["opex"] * count, "kind": ["plan"] * count, "period_offset": [0] * count, "amount_minor": [10**15] * count,
    }))  # fmt: skip
    tables = {"projects": conform("projects", pl.DataFrame()), "rates": conform("rates", pl.DataFrame()), "cost_lines": lines}
    assert count * 10**15 > SUM_MAX
    with pytest.raises(DataBlocked, match="table cost_lines, amount_minor"):
        in_portfolio_currency("cost_lines", tables, Settings())
