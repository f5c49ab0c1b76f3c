"""An amount of the objective is written as money or as points."""

import pytest

from cutline.reports.amounts import amount_in_unit, amount_text
from cutline.settings.loading import settings_from


@pytest.mark.parametrize(
    ("objective", "amount", "words"),
    [("value", 123_456_700, "£1.2m"), ("score", 12_345, "12.3 points"), ("score", -1_234_000, "-1,234.0 points")],
)
def test_money_is_shortened_and_a_score_is_divided(objective, amount, words):
    """Minor units for money, thousandths of a point for a score."""
    settings = settings_from({"portfolio": {"currency": "GBP"}, "planning": {"objective": objective}})
    assert amount_text(amount, settings) == words


def test_other_units_are_written_in_their_own_words():
    """People in FTE-periods, projects and the units of a blend as whole numbers; a blend in minor units is money."""
    settings = settings_from({"portfolio": {"currency": "GBP"}})
    written = [
        amount_in_unit(1_234_500, unit, settings) for unit in ("minor", "milli_points", "milli_fte_periods", "projects", "marks")
    ]
    assert written == ["£12.3k", "1,234.5 points", "1,234.5 FTE-periods", "1,234,500 projects", "1,234,500 marks"]
    term = {"measure": "value", "weight": 2, "per": "minor"}
    for unit, words in (("minor", "£12.3k"), ("marks", "1,234,500 marks")):
        blend = {"name": "mark", "unit": unit, "terms": [term]}
        assert (
            amount_text(
                1_234_500, settings_from({"portfolio": {"currency": "GBP"}, "planning": {"objective": "mark", "blends": [blend]}})
            )
            == words
        )
