"""Real and nominal amounts are converted by the deflators of their years, and a missing deflator stops the night."""

from datetime import date

import pytest

from cutline.errors import DataBlocked
from tests.cutline.choices.costing.priced_projects import DEFLATORS, P, settings_of, spend_by_start
from tests.cutline.choices.solving import choices_of
from tests.cutline.few_projects import LINE, tables_of


def test_real_amounts_are_paid_in_the_money_of_their_year():
    """At 10 % a year, 100 in prices of 2027 are 110 in 2028 and 121 in 2029, for every start."""
    line = {**LINE, "price_basis": "real", "amount_minor": 100}
    tables = tables_of(
        projects=[{**P, "latest_start": date(2028, 1, 1)}],
        cost_lines=[{**line, "period_offset": 0}, {**line, "period_offset": 1}],
        deflators=DEFLATORS,
    )
    assert spend_by_start(tables, settings_of()) == [
        (0, "capex", 2027, 100),
        (0, "capex", 2028, 110),
        (1, "capex", 2028, 110),
        (1, "capex", 2029, 121),
    ]


def test_the_project_s_own_base_year_counts():
    """110 in prices of 2028 are 100 in 2027, and stay 110 in 2028."""
    line = {**LINE, "price_basis": "real", "amount_minor": 110}
    tables = tables_of(
        projects=[{**P, "price_base_year": 2028}],
        cost_lines=[{**line, "period_offset": 0}, {**line, "period_offset": 1}],
        deflators=DEFLATORS,
    )
    assert spend_by_start(tables, settings_of()) == [(0, "capex", 2027, 100), (0, "capex", 2028, 110)]


def test_values_in_real_prices_and_budgets_in_nominal_ones():
    """A nominal benefit of 121 in 2029 is worth 100 in prices of 2027; a real cost of 100 in 2028 takes 110 of the budget."""
    tables = tables_of(
        projects=[P], cost_lines=[{**LINE, "period_offset": 1, "price_basis": "real", "amount_minor": 100}], deflators=DEFLATORS,
        benefits=[{"project_id": "P", "category": "revenue", "period_offset": 2, "price_basis": "nominal", "amount_minor": 121}],
    )  # fmt: skip
    real = settings_of(finance={"prices": "real", "discount_rate_bp": 0})
    frames = choices_of(tables, real).frames()
    assert frames["options"]["value"].to_list() == [0]
    assert frames["spend"]["amount_minor"].to_list() == [110]


def test_prices_that_cannot_be_brought_together_stop_the_night():
    """The message names the year whose deflator is missing, and the table in which it belongs."""
    line = {**LINE, "price_basis": "real", "amount_minor": 100, "period_offset": 3}
    with pytest.raises(DataBlocked, match="FY2030") as stop:
        spend_by_start(tables_of(projects=[P], cost_lines=[line], deflators=DEFLATORS), settings_of())
    assert "deflators" in str(stop.value)


def test_one_basis_needs_no_deflator():
    """A portfolio whose lines and budgets are all in real prices is planned without conversion."""
    tables = tables_of(projects=[P], cost_lines=[{**LINE, "period_offset": 1, "price_basis": "real", "amount_minor": 100}])
    assert spend_by_start(tables, settings_of(finance={"prices": "real", "budget_prices": "real"})) == [(0, "capex", 2028, 100)]
