"""x"""

from datetime import date

import polars as pl
import pytest

from cutline.contracts.calendar import Calendar
from cutline.settings.loading import settings_from
from cutline.valuation.discounting import Discounting


def test_every_factor_of_the_public_schedule_is_the_published_one(shared_data):
    """126 factors to ten decimals, at 3.5 % for 30 years, 3 % to 75, 2.5 % to 125."""
    from cutline.contracts.tables.all_tables import TABLES
    from cutline.valuation.discounting import discounting_of

    settings = settings_from({"finance": {"discount_schedule": "green_book_2022", "discounting": "start"}})
    green = discounting_of(settings, {"discount_rates": TABLES["discount_rates"].empty()})
    factors = green.factors(Calendar("year", date(2027, 1, 1), 1), 126)
    published = pl.read_csv(shared_data / "finance" / "green_book_stpr_factors_DERIVED.csv")["discount_factor"]
    assert len(published) == 126
    assert [round(factor / 10**12, 10) for factor in factors] == pytest.approx(published.to_list(), abs=1.01e-10)


def test_discount_factors_are_the_formula_in_decimals():
    """(1.1) ** -1, -2, -3 for ends of years; half a period earlier in the middle."""
    year = Calendar("year", date(2027, 1, 1), 3)
    assert Discounting(((1, 1000),), "end").factors(year, 3) == [909090909091, 826446280992, 751314800902]
    assert Discounting(((1, 1000),), "mid").factors(year, 1) == [953462589246]
    assert Discounting(((1, 0),)).factors(year, 2) == [10**12, 10**12]
