"""People who can be bought or hired: how many, when, and at what price."""

from datetime import date

import pytest

from cutline.choices.limits.people_offers import elastic_offers, elastic_payers, hire_terms
from cutline.settings.loading import settings_from
from tests.cutline.choices.limits.people_and_purses import NOTHING, YEARLY, a_year, capacity
from tests.cutline.few_projects import table


def offers(*rows: dict, **planning) -> list[tuple]:
    tables = {**NOTHING, "capacity": table("capacity", *rows)}
    return elastic_offers(tables, settings_from({**YEARLY, "planning": planning})).rows()


def test_a_step_costs_its_part_of_one_fte_rounded_up():
    """A hundredth of 10,000.01 is 100.0001, rounded up to 100.01; its present value, a year later at 10 %, is 90.92."""
    [found] = offers(capacity(overtime_max=1005, overtime_cost_minor=1_000_001))
    assert found == ("R", 0, "overtime", 10, 100, 10_001, 9092, 2027)


def test_the_step_is_a_setting_and_a_score_loses_nothing():
    """With whole people as the step, one of the 1.9 is offered. Where the objective is a score, buying people costs budget and
    no value.
    """
    [found] = offers(capacity(overtime_max=1900, overtime_cost_minor=77), people_bought_in_milli_fte=1000, objective="score")
    assert found == ("R", 0, "overtime", 1000, 1, 77, 0, 2027)


def test_contractors_come_after_their_lead_time():
    """With a lead time of two periods, none can be there in the first two. An unknown lead time means no lead time."""
    rows = [
        capacity(period_start=date(2027 + t, 1, 1), contractor_max=500, contractor_cost_minor=900, hire_lead_periods=2)
        for t in range(3)
    ]
    assert [found[1] for found in offers(*rows)] == [2]
    assert [found[1] for found in offers(capacity(contractor_max=500, contractor_cost_minor=900))] == [0]


@pytest.mark.parametrize(
    "cells",
    [
        {"overtime_max": 500},  # at an unknown price
        {"overtime_cost_minor": 100},  # nobody says how many
        {"overtime_max": 0, "overtime_cost_minor": 100},
        {"overtime_max": 9, "overtime_cost_minor": 100},  # less than a step
        {"overtime_max": 500, "overtime_cost_minor": 100, "period_start": date(2031, 1, 1)},  # after the horizon
        {"contractor_max": 500, "contractor_cost_minor": 100, "hire_lead_periods": 3},
    ],
)
def test_what_is_not_stated_cannot_be_bought(cells):
    """No price, no number, nothing in the horizon: nothing is offered."""
    assert offers(capacity(**cells)) == []


def hires(*rows: dict, calendar: dict | None = None, **planning) -> list[tuple]:
    settings = settings_from({**YEARLY, "calendar": calendar or YEARLY["calendar"], "planning": planning})
    return hire_terms({**NOTHING, "capacity": table("capacity", *rows)}, settings).rows()


def test_a_hire_is_whole_and_costs_its_years():
    """Two whole people of the 2.5. One costs 10,000 a year, and loses the present value of that: 9,090.91, 8,264.46 and 7,513.15
    at 10 %.
    """
    losses = (909_091, 826_446, 751_315)
    assert hires(*map(a_year, range(3))) == [("R", t, 1000, 2, 1_000_000, losses[t], 2027 + t, True) for t in range(3)]
    assert [found[5] for found in hires(*map(a_year, range(3)), objective="score")] == [0, 0, 0]


def test_hires_come_after_their_lead_time_and_every_so_many_periods():
    """The first can arrive in the second year; with a pace of two years, the next would arrive in the fourth."""
    rows = [a_year(t, recruit_lead_periods=1) for t in range(3)]
    assert [(found[1], found[7]) for found in hires(*rows)] == [(1, True), (2, True)]
    assert [(found[1], found[7]) for found in hires(*rows, hire_every_periods=2)] == [(1, True), (2, False)]


def test_hires_come_once_a_quarter_unless_set():
    """In a horizon of months people can arrive in the first, the fourth and the seventh."""
    rows = [a_year(0, period_start=date(2027, 1 + t, 1)) for t in range(8)]
    months = {"grain": "month", "periods": 8}
    assert [found[1] for found in hires(*rows, calendar=months) if found[7]] == [0, 3, 6]
    assert len([found for found in hires(*rows, calendar=months, hire_every_periods=1) if found[7]]) == 8


@pytest.mark.parametrize(
    ("cells", "left"),
    [
        ({"hire_cost_minor": None}, [2]),  # an unknown price in the middle: who came before would have to be paid then
        ({"hire_max": None}, [2]),
        ({"hire_max": 999}, [2]),  # less than one person
        ({"recruit_lead_periods": None}, [2]),
        ({"hire_max": 1000}, [0, 1, 2]),  # who is hired stays: no more than one before either
    ],
)
def test_nobody_is_hired_at_an_unknown_price(cells, left):
    """Who is hired stays, so an unknown price in the second year rules out the first year as well."""
    found = hires(a_year(0), a_year(1, **cells), a_year(2))
    assert [each[1] for each in found] == left
    assert [each[3] for each in found] == [1, 1, 2][-len(left) :]


def test_who_cannot_be_paid_to_the_end_is_not_hired():
    """The last year has no row of capacity, so nobody is hired at all."""
    assert hires(a_year(0), a_year(1)) == []


def test_only_untied_funds_pay_for_people():
    """A fund that names a project as eligible is reserved for it. A fund that only refuses some is open."""
    funds = table("funds", *({"fund_id": f, "cost_class": "opex", "fiscal_year": 2027, "amount_minor": 1} for f in "ABC"))
    words = table(
        "fund_eligibility",
        {"fund_id": "A", "project_id": "P", "is_eligible": True},
        {"fund_id": "B", "project_id": "P", "is_eligible": False},
    )
    assert elastic_payers(funds, words)["fund_id"].to_list() == ["B", "C"]
