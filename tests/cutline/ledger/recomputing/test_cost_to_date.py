"""What a project has cost, by period and cost class, recomputed from the rows of earned value and the postings."""

from datetime import date

import pytest

from cutline.ledger.recomputing.amounts import LockedRates
from cutline.ledger.recomputing.cost_to_date import CostToDate, cost_to_date, lines_of_cost_to_date
from cutline.ledger.recomputing.projects import projects_of
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import RUNNING, evm, tables_of

QUARTERS = settings_from({"calendar": {"grain": "quarter", "periods": 4}}).horizon()


def test_what_was_spent_is_summed_by_period_from_the_horizon_on():
    """Months of two control accounts in pounds: 5 in 2026 are sunk, 7 + 2 fall into Q1, 11 into Q2; a pound is two euros."""
    rows = evm((date(2026, 12, 1), 1, 1, 5), (date(2027, 2, 1), 1, 1, 7), (date(2027, 4, 1), 1, 1, 11), (date(2027, 5, 1), 1))
    second = [{**rows[1], "control_account": "b", "actual_minor": 2}]
    posted = [{"project_id": "P", "period_start": date(2027, 2, 1), "cost_class": "opex", "account": "1", "amount_minor": 4}]
    tables = tables_of(projects=[{**RUNNING, "currency": "GBP"}], evm=rows + second, actuals=posted)
    known, rates = projects_of(tables, QUARTERS)["P"], LockedRates("EUR", {"GBP": 2 * 10**9})
    status = (date(2027, 4, 1), date(2027, 4, 30))
    assert cost_to_date("P", status, tables, known, rates, QUARTERS) == CostToDate({0: 18, 1: 22}, {0: {"capex": 0, "opex": 4}})


def test_a_row_that_stands_for_several_months_is_spread_over_them():
    """31 of December to February: 10 before the horizon and 21 in Q1. The -1 of March to May falls into March."""
    rows = evm((date(2026, 12, 1), 1, 1, 31), (date(2027, 3, 1), 1, 1, -1))
    tables = tables_of(projects=[RUNNING], evm=rows)
    found = cost_to_date(
        "P", (date(2027, 3, 1), date(2027, 5, 31)), tables, projects_of(tables, QUARTERS)["P"], LockedRates("EUR", {}), QUARTERS
    )
    assert found.spent == {0: 20}


@pytest.mark.parametrize(
    ("posted", "planned", "of_default", "expected"),
    [
        ({0: {"capex": 1, "opex": 2}}, {0: {"capex": 9}}, {"capex": 9}, {"capex": 3, "opex": 7}),  # 3.33 and 6.67
        ({1: {"opex": 2}}, {0: {"capex": 9, "opex": -1}}, {"opex": 9}, {"capex": 10}),
        ({}, {1: {"capex": 9}}, {"opex": 9}, {"opex": 10}),
        ({}, {}, {"opex": 0}, {"capex": 5, "opex": 5}),
    ],
)
def test_the_class_follows_postings_then_the_plan_of_the_period_then_the_whole_plan(posted, planned, of_default, expected):
    """10 were spent in period 0; the last case splits them in equal parts."""
    lines = lines_of_cost_to_date(CostToDate({0: 10}, posted), "P", planned, of_default, ["capex", "opex"], QUARTERS)
    assert {line.cost_class: line.amount for line in lines} == expected
    assert {(line.kind, line.basis, line.day, line.mode_id) for line in lines} == {("actual", "nominal", date(2027, 1, 1), None)}
