"""What stretches a limit, from the canonical tables: worked out by hand."""

from datetime import date

import polars as pl
import pytest

from cutline.choices.limits.fund_transfers import carry_over, payer_limits
from cutline.choices.limits.people_offers import elastic_offers, elastic_payers, hire_terms
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.errors import LedgerDoesNotTie, SettingsError
from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import ALLOCATION_SCHEMA, BOUGHT_SCHEMA, CHOSEN_SCHEMA, MOVED_SCHEMA
from cutline.settings.loading import settings_from

YEARLY = {"calendar": {"grain": "year", "periods": 3}, "finance": {"discount_rate_bp": 1000, "discounting": "end"}}


def table(name: str, *rows: dict) -> pl.DataFrame:
    return conform(name, pl.DataFrame(list(rows), infer_schema_length=None))


NOTHING = {name: table(name) for name in EXPORTED}


def capacity(**cells) -> dict:
    return {"role_id": "R", "period_start": date(2027, 1, 1), "milli_fte_gross": 1000, **cells}


def offers(*rows: dict, **planning) -> list[tuple]:
    tables = {**NOTHING, "capacity": table("capacity", *rows)}
    return elastic_offers(tables, settings_from({**YEARLY, "planning": planning})).rows()


def test_a_step_costs_its_part_of_one_fte_rounded_up():
    """A hundredth of 10,000.01 is 100.0001, hence 100.01; its loss is that a year later at 10 %: 90.92."""
    [found] = offers(capacity(overtime_max=1005, overtime_cost_minor=1_000_001))
    assert found == ("R", 0, "overtime", 10, 100, 10_001, 9092, 2027)


def test_the_step_is_a_setting_and_a_score_loses_nothing():
    """Whole people only: one of the 1.9 there could be; where points are counted, money only draws on the budget."""
    [found] = offers(capacity(overtime_max=1900, overtime_cost_minor=77), people_bought_in_milli_fte=1000, objective="score")
    assert found == ("R", 0, "overtime", 1000, 1, 77, 0, 2027)


def test_contractors_come_after_their_lead_time():
    """Two periods from the start of the horizon: none in the first two; an unknown lead time is none."""
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
    """Unknown is not free."""
    assert offers(capacity(**cells)) == []


def hires(*rows: dict, calendar: dict | None = None, **planning) -> list[tuple]:
    settings = settings_from({**YEARLY, "calendar": calendar or YEARLY["calendar"], "planning": planning})
    return hire_terms({**NOTHING, "capacity": table("capacity", *rows)}, settings).rows()


def a_year(t: int, **cells) -> dict:
    """Two and a half people could be hired, at 10,000 a year, from the start of the horizon on."""
    return capacity(
        **{
            "period_start": date(2027 + t, 1, 1),
            "hire_max": 2500,
            "hire_cost_minor": 1_000_000,
            "recruit_lead_periods": 0,
            **cells,
        }
    )


def test_a_hire_is_whole_and_costs_its_years():
    """Two whole people; what one takes from the value is its cost a year later at 10 %, 9,090.91, then 8,264.46 and 7,513.15."""
    losses = (909_091, 826_446, 751_315)
    assert hires(*map(a_year, range(3))) == [("R", t, 1000, 2, 1_000_000, losses[t], 2027 + t, True) for t in range(3)]
    assert [found[5] for found in hires(*map(a_year, range(3)), objective="score")] == [0, 0, 0]


def test_hires_come_after_their_lead_time_and_every_so_many_periods():
    """From the second year on; every second year after that."""
    rows = [a_year(t, recruit_lead_periods=1) for t in range(3)]
    assert [(found[1], found[7]) for found in hires(*rows)] == [(1, True), (2, True)]
    assert [(found[1], found[7]) for found in hires(*rows, hire_every_periods=2)] == [(1, True), (2, False)]


def test_hires_come_once_a_quarter_unless_set():
    """A horizon of months: the first, the fourth, the seventh."""
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
    """Unknown is not free, and not none later on."""
    found = hires(a_year(0), a_year(1, **cells), a_year(2))
    assert [each[1] for each in found] == left
    assert [each[3] for each in found] == [1, 1, 2][-len(left) :]


def test_who_cannot_be_paid_to_the_end_is_not_hired():
    """No row for the last year."""
    assert hires(a_year(0), a_year(1)) == []


@pytest.mark.parametrize(
    ("value", "said"), [(0, "greater than or equal to 1"), (-3, "greater than or equal to 1"), (1.5, "integer")]
)
def test_a_pace_of_hiring_that_is_none_is_refused(value, said):
    """Where, what was found, what was expected, what to do."""
    with pytest.raises(SettingsError) as refused:
        settings_from({"planning": {"hire_every_periods": value}})
    [finding] = refused.value.findings
    assert finding.where == "portfolio.toml, planning, hire_every_periods"
    assert finding.found == repr(value)
    assert said in finding.expected
    assert "docs/settings.md" in finding.action


def test_a_key_that_is_nearly_right_is_named():
    """Unknown keys are errors."""
    with pytest.raises(SettingsError) as refused:
        settings_from({"planning": {"hires_every_periods": 3}})
    assert "hire_every_periods" in refused.value.findings[0].action


def test_only_untied_funds_pay_for_people():
    """A fund that names projects pays for those; one that only refuses some is open."""
    funds = table("funds", *({"fund_id": f, "cost_class": "opex", "fiscal_year": 2027, "amount_minor": 1} for f in "ABC"))
    words = table(
        "fund_eligibility",
        {"fund_id": "A", "project_id": "P", "is_eligible": True},
        {"fund_id": "B", "project_id": "P", "is_eligible": False},
    )
    assert elastic_payers(funds, words)["fund_id"].to_list() == ["B", "C"]


def purse(year: int, **cells) -> dict:
    return {"fund_id": "F", "cost_class": "capex", "fiscal_year": year, "amount_minor": 100, **cells}


def moves(*rows: dict) -> list[tuple[int, int]]:
    found = carry_over(table("funds", *rows), settings_from(YEARLY).horizon())
    return found.select("from_year", "most_minor").rows()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([purse(2027, carry_out_max_minor=30), purse(2028, carry_in_max_minor=20)], [(2027, 20)]),  # the lower of both
        ([purse(2027, carry_out_max_minor=30), purse(2028)], [(2027, 30)]),  # one is stated
        ([purse(2027), purse(2028, carry_in_max_minor=20)], [(2027, 20)]),
        ([purse(2027), purse(2028)], []),  # no limit is stated: nothing is carried
        ([purse(2027, carry_out_max_minor=0), purse(2028, carry_in_max_minor=20)], []),
        ([purse(2027, carry_out_max_minor=30)], []),  # no row of the year after
        ([purse(2027, carry_out_max_minor=30), purse(2029)], []),  # not the year after
        ([purse(2029, carry_out_max_minor=30), purse(2030)], []),  # out of the horizon
        ([purse(2027, carry_out_max_minor=30, expires_on=date(2027, 12, 31)), purse(2028)], []),  # expired when the next year begins
        ([purse(2027, carry_out_max_minor=30, expires_on=date(2028, 1, 1)), purse(2028)], [(2027, 30)]),
        ([purse(2027, carry_out_max_minor=30), purse(2028, expires_on=date(2027, 12, 31))], []),  # nothing is held in a year after expiry
        # What was carried in expires as it would have: money of 2027 that lives until mid-2028 does not reach 2029.
        ([purse(2027, carry_out_max_minor=30, expires_on=date(2028, 6, 30)), purse(2028, carry_out_max_minor=9), purse(2029)], [(2027, 30)]),
    ],
)  # fmt: skip
def test_what_may_be_carried_to_the_next_year(rows, expected):
    """Limits of both years, expiry, and silence."""
    assert moves(*rows) == expected


def test_the_word_on_a_project_beats_the_word_on_its_class():
    """At most 40 % of class X, at least 70 % from others for P, and no limit for Q, whose own word says nothing of shares."""
    projects = table("projects", *({"project_id": p, "name": p, "status": "proposed", "project_class": "X"} for p in "PQR"))
    words = table(
        "fund_eligibility", {"fund_id": "F", "project_class": "X", "is_eligible": True, "max_share_bp": 4000},
        {"fund_id": "F", "project_id": "P", "is_eligible": True, "max_share_bp": 5000, "match_required_bp": 7000},
        {"fund_id": "F", "project_id": "Q", "is_eligible": True},
    )  # fmt: skip
    payers = pl.DataFrame({"project_id": list("PQR"), "fund_id": ["F"] * 3})
    assert payer_limits(payers, projects, words).rows() == [("P", "F", 3000), ("R", "F", 4000)]


TABLES = NOTHING | {
    "capacity": table("capacity", capacity(overtime_max=1000, overtime_cost_minor=1_000_001)),
    "funds": table("funds", {**purse(2027), "cost_class": "opex", "amount_minor": 30_003}, {**purse(2028), "cost_class": "opex", "amount_minor": 0}),
}  # fmt: skip
PAID = [(None, "F", "opex", 2027, 30_003)]


def tie(paid: list[tuple], moved: list[tuple], bought: list[tuple]) -> pl.DataFrame:
    entries = build_ledger(
        pl.DataFrame(paid, schema=ALLOCATION_SCHEMA, orient="row"), pl.DataFrame(moved, schema=MOVED_SCHEMA, orient="row")
    )
    people = pl.DataFrame(bought, schema=BOUGHT_SCHEMA, orient="row")
    check_ledger(entries, pl.DataFrame(schema=CHOSEN_SCHEMA), TABLES, settings_from(YEARLY), people)
    return entries


def test_people_bought_are_booked_at_their_price():
    """Three hundredths of an FTE at 100.01 each, debited to people, credited to the fund."""
    entries = tie(PAID, [], [("R", 0, "overtime", 30, 2027, 30_003)])
    assert entries.select("account", "amount_minor").rows() == [("people:opex", 30_003), ("fund:F:opex:FY2027", -30_003)]


def test_hires_are_booked_at_their_price():
    """Two whole people at 10,000 in 2027 are 20,000, beside three steps of overtime; a cent less does not tie."""
    tables = TABLES | {
        "capacity": table("capacity", a_year(0, overtime_max=1000, overtime_cost_minor=1_000_001)),
        "funds": table("funds", {**purse(2027), "cost_class": "opex", "amount_minor": 2_030_003}),
    }
    people = pl.DataFrame(
        [("R", 0, "overtime", 30, 2027, 30_003), ("R", 0, "hire", 2000, 2027, 2_000_000)], schema=BOUGHT_SCHEMA, orient="row"
    )

    def check(amount: int) -> None:
        entries = build_ledger(
            pl.DataFrame([(None, "F", "opex", 2027, amount)], schema=ALLOCATION_SCHEMA, orient="row"),
            pl.DataFrame(schema=MOVED_SCHEMA),
        )
        check_ledger(entries, pl.DataFrame(schema=CHOSEN_SCHEMA), tables, settings_from(YEARLY), people)

    check(2_030_003)
    with pytest.raises(LedgerDoesNotTie):
        check(2_030_002)


def test_money_carried_is_booked_between_purses():
    """The year it leaves is credited, the year it reaches debited; together nothing."""
    entries = tie([], [("F", "opex", 2027, "F", "opex", 2028, 5)], [])
    assert entries.select("account", "amount_minor").rows() == [("fund:F:opex:FY2028", 5), ("fund:F:opex:FY2027", -5)]


@pytest.mark.parametrize(
    ("paid", "moved", "milli_fte"),
    [
        (PAID, [], 20),  # paid for three steps, had two
        ([(None, "F", "opex", 2027, 30_002)], [], 30),  # a cent short
        (PAID, [("F", "opex", 2027, "F", "opex", 2028, 1)], 30),  # the cent that was carried away was needed
    ],
)
def test_prices_and_moves_that_do_not_tie_stop_the_night(paid, moved, milli_fte):
    """By the canonical tables, not by what the plan says it paid."""
    with pytest.raises(LedgerDoesNotTie):
        tie(paid, moved, [("R", 0, "overtime", milli_fte, 2027, 30_003)])
