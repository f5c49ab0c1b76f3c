"""An amount of the objective is written as money or as points."""

import pytest

from cutline.reports.amounts import amount_text
from cutline.settings.loading import settings_from


@pytest.mark.parametrize(
    ("objective", "amount", "words"),
    [("value", 123_456_700, "£1.2m"), ("score", 12_345, "12.3 points"), ("score", -1_234_000, "-1,234.0 points")],
)
def test_money_is_shortened_and_a_score_is_divided(objective, amount, words):
    """Minor units for money, thousandths of a point for a score."""
    settings = settings_from({"portfolio": {"currency": "GBP"}, "planning": {"objective": objective}})
    assert amount_text(amount, settings) == words
