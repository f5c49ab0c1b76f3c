"""The day by which a night is judged."""

from datetime import date

import polars as pl

from data_quality.rule_model.night import day_of_night
from tests.data_quality.nights import DAY, settings


def test_exports_that_have_stopped_coming_do_not_stop_the_clock():
    """Without a day in the settings the later of today and the newest export is taken."""
    used = pl.DataFrame({"status": ["used"], "as_of_date": [DAY]})
    assert day_of_night(settings(), used, date(2028, 6, 1)) == date(2028, 6, 1)
    assert day_of_night(settings(), used, date(2026, 1, 1)) == DAY
