"""Rules about money: each has a night that breaks it, and is caught by it."""

from datetime import date

import pytest

from data_quality.business.money import RULES
from tests.data_quality.business.sound_night import (
    CAPACITY,
    COST,
    FUND,
    LAW,
    P,
    Q,
    assert_caught_alone,
    failed,
)
from tests.data_quality.nights import DAY, RIVALS, cost, objections, tables

CASES: dict[str, dict] = {
    "funds_inside_horizon": {"rows": {"funds": [FUND, {**FUND, "fiscal_year": 2082}]}},
    "funds_cover_horizon": {"rows": {"funds": [{**FUND, "fiscal_year": 2031}]}},
    "required_can_be_paid": {"rows": {"projects": [{**P, **LAW}, Q], "funds": [{**FUND, "cost_class": "opex"}]}},
    "costs_move_with_the_start": {
        "rows": {
            "projects": [{**P, "latest_start": date(2028, 1, 1)}, Q],
            "cost_lines": [{**COST[0], "period_offset": None, "period_start": date(2027, 1, 1)}, COST[1]],
            "capacity": [CAPACITY, {**CAPACITY, "period_start": date(2028, 1, 1)}],
        },
        "raw": {"calendar": {"grain": "year", "periods": 2}},
    },
    "forecast_covers_plan": {"rows": {"cost_lines": [*COST, {**COST[0], "kind": "forecast", "cost_class": "opex"}]}},
    "cost_lines_one_price_basis": {
        "rows": {
            "cost_lines": [{**line, "price_basis": basis} for line, basis in zip(COST, ("real", "nominal"), strict=True)],
            "deflators": [{"fiscal_year": 2027, "index_milli": 100_000}],
        }
    },
    "one_currency_a_project": {
        "rows": {
            "cost_lines": [*COST, {**COST[0], "currency": "GBP", "cost_type": "vendor"}],
            "rates": [
                {
                    "kind": "currency",
                    "from_currency": "GBP",
                    "to_currency": "EUR",
                    "rate_date": date(2027, 1, 1),
                    "rate_e9": 10**9,
                }
            ],
        }
    },
    "capex_where_allowed": {
        "rows": {"cost_lines": [{**COST[0], "cost_type": "licence"}, COST[1]]},
        "raw": {"quality": {"opex_only_cost_types": ["licence"]}},
    },
    "costs_inside_window": {
        "rows": {
            "projects": [{**P, "deadline": date(2027, 12, 31)}, Q],
            "cost_lines": [*COST, {**COST[0], "period_offset": None, "period_start": date(2029, 1, 1)}],
        }
    },
    "lines_sum_to_stated_cost": {
        "rows": {"projects": [{**P, "whole_life_cost_minor": 101}, {**Q, "whole_life_cost_minor": 100}]}
    },
    "benefits_have_owner": {
        "rows": {"benefits": [{"project_id": "P", "category": "revenue", "period_offset": 0, "amount_minor": 1}]}
    },
}
ALONGSIDE = {
    "funds_cover_horizon": {"funds_inside_horizon"},
    "costs_inside_window": {"candidates_are_complete"},  # a cost after the deadline leaves no possible start
}


@pytest.mark.parametrize("rule", CASES)
def test_a_night_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    assert_caught_alone(rule, CASES[rule], ALONGSIDE)


def test_every_rule_has_a_case():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) == {rule.id for rule in RULES}


def test_a_total_in_one_currency_is_not_held_against_lines_in_another():
    """Amounts in dollars are not compared with a total in euros. A line without a currency has the currency of its project."""
    stated = {**P, "currency": "EUR", "whole_life_cost_minor": 90}
    rate = {"kind": "currency", "from_currency": "USD", "to_currency": "EUR", "rate_date": DAY, "rate_e9": 900_000_000}
    assert (
        objections(
            "lines_sum_to_stated_cost",
            tables(**{**RIVALS, "projects": [stated, Q], "cost_lines": [cost("P", 100, currency="USD")]}, rates=[rate]),
        )
        == []
    )
    both = [cost("P", 100, currency="EUR"), cost("P", 100, cost_type="vendor")]
    assert len(objections("lines_sum_to_stated_cost", tables(**{**RIVALS, "projects": [stated, Q], "cost_lines": both}))) == 1


@pytest.mark.parametrize(
    ("project", "days"),
    [
        ({"earliest_start": date(2027, 2, 15)}, [date(2027, 1, 1), date(2027, 3, 1)]),  # the year of the start
        ({"deadline": date(2027, 5, 26)}, [date(2027, 5, 1), date(2027, 12, 1)]),  # the year of the deadline
        ({"earliest_start": date(2027, 2, 15), "deadline": date(2027, 5, 26)}, [date(2027, 3, 1)]),
    ],
)
def test_a_cost_in_the_period_of_the_start_or_of_the_deadline_is_inside_the_window(project, days):
    """The plan counts in years here: a start in February means the year 2027, and so does a deadline in May."""
    lines = [{**COST[0], "period_offset": None, "period_start": day} for day in days]
    found = failed({"projects": [{**P, **project}, Q], "cost_lines": [*lines, COST[1]]})
    assert "costs_inside_window" not in found


def test_a_cost_in_the_year_before_the_start_is_outside_the_window():
    """The project starts in February 2028 and has a cost in 2027."""
    line = {**COST[0], "period_offset": None, "period_start": date(2027, 3, 1)}
    found = failed({"projects": [{**P, "earliest_start": date(2028, 2, 15)}, Q], "cost_lines": [line, COST[1]]})
    assert "2027-03-01" in str(found["costs_inside_window"].samples)
