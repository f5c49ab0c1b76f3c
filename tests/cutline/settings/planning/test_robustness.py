"""The section [robustness]: ranges that are none are refused."""

import pytest

from cutline.errors import SettingsError
from cutline.settings.loading import settings_from


def test_an_empty_file_has_ranges():
    """20 % of gains, 10 % of costs, 5 % of budgets, over 200 draws."""
    r = settings_from({}).robustness
    assert (r.draws, r.value_bp, r.cost_bp, r.budget_bp, r.weight_bp) == (200, 2000, 1000, 500, 2000)


@pytest.mark.parametrize(
    "wrong", [{"draws": 0}, {"value_bp": -1}, {"cost_bp": 10_001}, {"gap_ppm": -1}, {"gamma": -1}, {"valeu_bp": 1}]
)
def test_ranges_that_are_none_are_refused(wrong):
    """The message says where."""
    with pytest.raises(SettingsError) as refused:
        settings_from({"robustness": wrong})
    assert refused.value.findings[0].where.startswith(f"portfolio.toml, robustness, {next(iter(wrong))}")
