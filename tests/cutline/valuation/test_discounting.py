"""x"""

from datetime import date

import polars as pl
import pytest

from cutline.contracts.calendar import Calendar


def test_every_factor_of_the_public_schedule_is_the_published_one(shared_data):
    """126 factors to ten decimals, at 3.5 % for 30 years, 3 % to 75, 2.5 % to 125."""
    from cutline.contracts.tables.all_tables import TABLES
    from cutline.settings.loading import settings_from
    from cutline.valuation.discounting import discounting_of

    settings = settings_from({"finance": {"discount_schedule": "green_book_2022", "discounting": "start"}})
    green = discounting_of(settings, {"discount_rates": TABLES["discount_rates"].empty()})
    factors = green.factors(Calendar("year", date(2027, 1, 1), 1), 126)
    published = pl.read_csv(shared_data / "finance" / "green_book_stpr_factors_DERIVED.csv")["discount_factor"]
    assert len(published) == 126
    assert [round(factor / 10**12, 10) for factor in factors] == pytest.approx(published.to_list(), abs=1.01e-10)
