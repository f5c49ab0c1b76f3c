"""Checks that concern several sections of the settings."""

from datetime import date

import pytest

from cutline.errors import SettingsError
from cutline.settings.loading import settings_from


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"planning": {"objective": "score"}, "rules": {"tail": {"name": "T", "owner": "O", "floor_minor": 0}}}, "rules.tail limits a value in money"),
        ({"planning": {"fine_periods": 12}}, "at most 11"),  # nothing is left for blocks
        ({"planning": {"fine_periods": 2, "coarse_periods": 5}}, "at most 4"),  # a year has four quarters
        ({"tables": {"fund": [{}]}}, "'fund' is none; did you mean 'funds'"),
    ],
)  # fmt: skip
def test_what_contradicts_another_section_is_refused(raw, said):
    """The message names the contradiction, or the limit that would be possible."""
    with pytest.raises(SettingsError) as refused:
        settings_from(raw)
    assert said in str(refused.value)


def test_the_horizon_is_the_calendar_of_the_settings():
    """Six months from October 2026 lie in the fiscal year that ends in March 2027."""
    raw = {
        "grain": "month",
        "horizon_start": date(2026, 10, 1),
        "periods": 6,
        "fiscal_year_starts_month": 4,
        "fiscal_year_named_by": "end",
    }
    calendar = settings_from({"calendar": raw}).horizon()
    assert [calendar.label(0), calendar.label(5)] == ["2026-10", "2027-03"]
    assert calendar.fiscal_years() == [2027]
