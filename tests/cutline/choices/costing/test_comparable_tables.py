"""Tables to be compared are in one currency and one price basis; what cannot be brought to it is unknown."""

from datetime import date

import pytest

from cutline.choices.costing.comparable_tables import comparable_tables
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import LINE, tables_of

REAL = settings_from({"calendar": {"grain": "year", "periods": 3}, "finance": {"prices": "real"}})
RATE = {"kind": "currency", "from_currency": "GBP", "to_currency": "EUR", "rate_date": date(2027, 1, 1), "rate_e9": 2 * 10**9}
GBP = {"project_id": "P", "name": "P", "status": "proposed", "currency": "GBP"}
LEVELS = [{"fiscal_year": 2027, "index_milli": 100}, {"fiscal_year": 2028, "index_milli": 125}]
POSTED = {"project_id": "P", "cost_class": "capex", "account": "1"}


@pytest.mark.parametrize(("offset", "expected"), [(0, 200), (1, 160), (2, None)])
def test_nominal_costs_are_brought_to_euros_and_to_prices_of_the_first_year(offset, expected):
    """100 pounds are 200 euros; those of 2028 are 200 / 1.25 = 160 in prices of 2027; 2029 has no price level."""
    line = {**LINE, "price_basis": "nominal", "period_offset": offset, "amount_minor": 100}
    tables = tables_of(projects=[GBP], cost_lines=[line], rates=[RATE], deflators=LEVELS)
    assert comparable_tables(tables, REAL, "cost_lines")["cost_lines"].collect()["amount_minor"].to_list() == [expected]


def test_postings_are_nominal_amounts_of_the_day_on_which_they_were_posted():
    """A posting is converted like a nominal cost line: 100 pounds of May 2028 are 160 euros in prices of 2027."""
    posting = {**POSTED, "period_start": date(2028, 5, 1), "amount_minor": 100}
    tables = tables_of(projects=[GBP], actuals=[posting], rates=[RATE], deflators=LEVELS)
    assert comparable_tables(tables, REAL, "actuals")["actuals"].collect()["amount_minor"].to_list() == [160]


def test_only_currency_is_changed_elsewhere():
    """Earned value stays in the prices in which it is stated. A table without money of projects is not changed at all."""
    tables = tables_of(
        projects=[GBP], rates=[RATE], deflators=LEVELS,
        evm=[{"project_id": "P", "period_start": date(2028, 1, 1), "planned_minor": 100}],
        milestones=[{"project_id": "P", "milestone_id": "M"}],
    )  # fmt: skip
    found = comparable_tables(tables, REAL, "evm", "milestones")
    assert found["evm"].collect()["planned_minor"].to_list() == [200]
    assert found["milestones"].collect().equals(tables["milestones"])
