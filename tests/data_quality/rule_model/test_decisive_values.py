"""Single values that decide much are kept and compared row by row, without false alarms."""

from datetime import date

import polars as pl
import pytest

from cutline.settings.loading import settings_from
from data_quality.rule_model.decisive_values import DECISIVE_KEYS, decisive_columns, decisive_values, moved_values
from tests.cutline.few_projects import tables_of
from tests.data_quality.nights import fund

CALENDAR = {"calendar": {"grain": "year", "horizon_start": date(2027, 1, 1), "periods": 2}}


def staff(fte: int, **more: object) -> dict:
    return {"role_id": "R", "period_start": date(2027, 1, 1), "milli_fte_gross": fte, **more}


def rate(value: int, day: int = 1, to: str = "EUR") -> dict:
    return {"kind": "currency", "from_currency": "USD", "to_currency": to, "rate_date": date(2026, 12, day), "rate_e9": value}


def weights(*shares: int) -> list[dict]:
    return [{"criterion_id": f"c{i}", "weight_bp": share} for i, share in enumerate(shares)]


def levels(*values: int) -> list[dict]:
    return [{"fiscal_year": 2026 + i, "index_milli": value} for i, value in enumerate(values)]


def moved(table: str, was: list[dict], now: list[dict], **raw: object) -> list[tuple]:
    settings = settings_from({**CALENDAR, **raw})
    before = decisive_values(tables_of(**{table: was}), settings)
    return moved_values(before, tables_of(**{table: now}), settings).select("column", "was", "now").rows()


@pytest.mark.parametrize(
    ("table", "was", "now", "told"),
    [
        ("funds", [fund(1000)], [fund(10_000)], [("amount_minor", 1000, 10_000)]),
        ("funds", [fund(1000)], [fund(100)], [("amount_minor", 1000, 100)]),
        ("funds", [fund(1000)], [fund(1250)], []),  # a quarter more is the limit itself
        ("funds", [fund(1000)], [fund(750)], []),  # so is a quarter less
        ("funds", [fund(1000)], [fund(1251)], [("amount_minor", 1000, 1251)]),
        ("funds", [fund(0)], [fund(1)], [("amount_minor", 0, 1)]),
        ("funds", [fund(1)], [fund(0)], [("amount_minor", 1, 0)]),
        ("funds", [fund(1000)], [fund(1000), fund(9000, fiscal_year=2028)], [("amount_minor", None, 9000)]),
        ("funds", [fund(1000)], [fund(1000), fund(1250, fiscal_year=2028)], []),  # a new year of a quarter more
        ("funds", [fund(1000)], [fund(1000), fund(9000, fiscal_year=2026)], []),  # a year that is past
        ("funds", [fund(1000)], [fund(1000), fund(250, fund_id="G")], []),  # a new fund of a quarter of the year
        ("funds", [fund(1000)], [fund(1000), fund(251, fund_id="G")], [("amount_minor", None, 251)]),
        ("funds", [fund(1000), fund(100, fiscal_year=2028)], [fund(1000), fund(100, fiscal_year=2028), fund(99, fund_id="G", fiscal_year=2028)],
         [("amount_minor", None, 99)]),  # of its own year, not of all years
        ("funds", [fund(1000)], [fund(1000), *(fund(700, fund_id=each, fiscal_year=2028) for each in "GH")],
         [("amount_minor", None, 700), ("amount_minor", None, 700)]),  # together they are more than a year had
        ("funds", [fund(1000), fund(1, fiscal_year=2026)], [fund(1000)], []),  # a year that is past may go
        ("funds", [fund(1000), fund(1, fiscal_year=2028)], [fund(1000)], [("amount_minor", 1, None)]),
        ("rates", [rate(10**9)], [rate(10**9), rate(2 * 10**9, 2)], [("rate_e9", 10**9, 2 * 10**9)]),  # the newest counts
        ("rates", [rate(10**9), rate(2 * 10**9, 2)], [rate(2 * 10**9, 3)], []),
        ("rates", [rate(10**9)], [rate(10**9), rate(10**12, to="JPY")], [("rate_e9", None, 10**12)]),  # far from every other rate
        ("rates", [rate(10**9)], [rate(10**9), rate(11 * 10**8, to="GBP")], []),
        ("optimism_bias", [{"project_class": "IT", "uplift_bp": 2400}],
         [{"project_class": "IT", "uplift_bp": 2400}, {"project_class": "rail", "uplift_bp": 20_000}], [("uplift_bp", None, 20_000)]),
        ("criteria", weights(30, 50, 20), weights(30, 50, 20, 90), [("weight_bp", None, 90)]),
        ("criteria", weights(30, 50, 20), weights(300, 500, 200, 250), []),  # a quarter of the others, in tenths
        ("criteria", weights(30, 50, 20), weights(300, 500, 200, 251), [("weight_bp", None, 251)]),
        ("criteria", weights(30, 50, 20), weights(300, 500, 200), []),  # weights are divided by their sum
        ("criteria", weights(30, 50, 20), weights(30, 50, 90), [("weight_bp", 20, 90)]),
        ("deflators", levels(1000, 1020, 1040), levels(100, 102, 104), []),  # another base year
        ("deflators", levels(1000, 1020, 1040), levels(1000, 1020, 10_400), [("index_milli", 1040, 10_400)]),
        ("capacity", [staff(2000)], [staff(3000)], [("milli_fte_gross", 2000, 3000)]),
        ("capacity", [staff(500)], [staff(1400)], []),  # less than a person
        ("capacity", [staff(1, overtime_cost_minor=100)], [staff(1, overtime_cost_minor=900)], [("overtime_cost_minor", 100, 900)]),
        ("capacity", [staff(9000)], [], [("milli_fte_gross", 9000, None)]),
        ("capacity", [staff(9000)], [staff(9000), staff(3000, role_id="S")], [("milli_fte_gross", None, 3000)]),
        ("capacity", [staff(900)], [staff(900), staff(900, role_id="S")], []),  # less than a person
        ("capacity", [staff(9000)], [staff(9000), staff(9000, period_start=date(2028, 1, 1))], []),  # a new period like the one before
        ("capacity", [staff(9000)], [staff(9000), staff(90_000, period_start=date(2028, 1, 1))], [("milli_fte_gross", None, 90_000)]),
        ("optimism_bias", [{"project_class": "IT", "uplift_bp": 2400}], [{"project_class": "IT", "uplift_bp": 240}], [("uplift_bp", 2400, 240)]),
    ],
)  # fmt: skip
def test_a_value_that_moved_by_more_than_a_quarter_is_told(table, was, now, told):
    """Up or down; what changes nothing in the plan is not told."""
    assert moved(table, was, now) == told


@pytest.mark.parametrize("limit", [0, 100_000])
def test_the_share_is_the_one_that_is_declared(limit):
    """At 0 every change is told; at 1000 % ten times is not."""
    told = moved("funds", [fund(1000)], [fund(10_000)], quality={"max_value_change_bp": limit})
    assert bool(told) == (limit == 0)
    assert moved("funds", [fund(1000)], [fund(1000)], quality={"max_value_change_bp": limit}) == []


def test_a_night_without_a_night_before_has_nothing_new():
    """A new value is told only if values were kept; a table that was empty on a good night makes every value new."""
    settings = settings_from(CALENDAR)
    nothing = decisive_values(tables_of(), settings).clear()
    assert moved_values(nothing, tables_of(funds=[fund(1000)]), settings).is_empty()
    assert moved("funds", [], [fund(1)]) == [("amount_minor", None, 1)]


def test_amounts_and_shares_of_the_settings_are_values_too():
    """A rule goes by its name, so that a new rule before it moves nothing; numbers that are no figures are left alone."""
    virement = {"name": "v", "owner": "o", "from_fund": "F", "from_class": "capex", "to_fund": "F", "to_class": "opex"}
    was = settings_from({**CALENDAR, "rules": {"virement": [{**virement, "most_minor": 100}]}})
    first = {**virement, "name": "u", "from_fund": "G", "most_minor": 7}
    now = settings_from({**CALENDAR, "rules": {"virement": [first, {**virement, "most_minor": 1000}]}})
    told = moved_values(decisive_values(tables_of(), was), tables_of(), now)
    assert told.select("of", "was", "now").rows() == [("rules.virement.v.most_minor", 100.0, 1000.0)]


def test_every_number_of_a_decisive_table_is_kept():
    """A column that the contract gains later is compared as well."""
    for table in DECISIVE_KEYS:
        assert decisive_columns(table), table
    assert moved_values(
        pl.DataFrame(schema=decisive_values(tables_of(), settings_from({})).schema), tables_of(), settings_from({})
    ).is_empty()
