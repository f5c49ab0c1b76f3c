"""Discount factors are the published ones, and a declining schedule compounds year by year."""

from datetime import date

import polars as pl
import pytest

from cutline.contracts.calendar import Calendar
from cutline.errors import DataBlocked
from cutline.settings.loading import settings_from
from cutline.valuation.discounting import Discounting, discounting_of
from tests.cutline.choices.costing.priced_projects import settings_of
from tests.cutline.few_projects import tables_of


def test_every_factor_of_the_public_schedule_is_the_published_one(shared_data):
    """All 126 factors agree to ten decimals, at 3.5 % to year 30, 3 % to year 75 and 2.5 % to year 125."""
    from cutline.contracts.tables.all_tables import TABLES

    settings = settings_from({"finance": {"discount_schedule": "green_book_2022", "discounting": "start"}})
    green = discounting_of(settings, {"discount_rates": TABLES["discount_rates"].empty()})
    factors = green.factors(Calendar("year", date(2027, 1, 1), 1), 126)
    published = pl.read_csv(shared_data / "finance" / "green_book_stpr_factors_DERIVED.csv")["discount_factor"]
    assert len(published) == 126
    assert [round(factor / 10**12, 10) for factor in factors] == pytest.approx(published.to_list(), abs=1.01e-10)


def test_discount_factors_are_the_formula_in_decimals():
    """At the end of years the factors are 1.1 to the power of -1, -2 and -3. In the middle of a year the power is -0.5."""
    year = Calendar("year", date(2027, 1, 1), 3)
    assert Discounting(((1, 1000),), "end").factors(year, 3) == [909090909091, 826446280992, 751314800902]
    assert Discounting(((1, 1000),), "mid").factors(year, 1) == [953462589246]
    assert Discounting(((1, 0),)).factors(year, 2) == [10**12, 10**12]


def test_a_declining_schedule_compounds_year_by_year():
    """With 10 % in year 1 and 20 % from year 2 on, the divisor in the middle of year 2 is 1.1 x 1.2 ** 0.5."""
    schedule = Discounting(((1, 1000), (2, 2000)), "mid")
    factors = schedule.factors(Calendar("year", date(2027, 1, 1), 3), 3)
    assert factors == [round(10**12 / 1.1**0.5), round(10**12 / (1.1 * 1.2**0.5)), round(10**12 / (1.1 * 1.2**1.5))]
    quarters = Discounting(((1, 1000), (2, 2000)), "end").factors(Calendar("quarter", date(2027, 1, 1), 8), 8)
    assert (quarters[3], quarters[7]) == (round(10**12 / 1.1), round(10**12 / 1.32))


def test_a_schedule_of_one_s_own_and_one_that_is_not_there():
    """Rows of discount_rates by name; a name nobody knows, or a schedule without a first year, is refused with those that are
    known.
    """
    rates = [{"schedule": "own", "from_year": 1, "rate_bp": 100}, {"schedule": "late", "from_year": 2, "rate_bp": 100}]
    tables = tables_of(discount_rates=rates)
    assert discounting_of(settings_of(finance={"discount_schedule": "own"}), tables).steps == ((1, 100),)
    for name in ("none_such", "late"):
        with pytest.raises(DataBlocked, match="green_book_2022"):
            discounting_of(settings_of(finance={"discount_schedule": name}), tables)
