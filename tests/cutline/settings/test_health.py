"""The section [health] refuses a red limit that is easier to reach than the amber one."""

import pytest

from cutline.errors import SettingsError
from cutline.settings.loading import settings_from


@pytest.mark.parametrize(
    "limits",
    [
        {"cost_amber_bp": 600, "cost_red_bp": 599},
        {"risk_amber_bp": 600, "risk_red_bp": 599},
        {"benefit_amber_bp": 600, "benefit_red_bp": 599},
        {"schedule_amber_days": 40, "schedule_red_days": 39},
        {"fresh_amber_days": 40, "fresh_red_days": 39},
        {"spi_amber_milli": 900, "spi_red_milli": 901},
    ],
)
def test_red_before_amber_is_refused(limits):
    """Limits that are reversed by one are refused, and equal limits are allowed."""
    with pytest.raises(SettingsError, match="the red limit"):
        settings_from({"health": limits})
    equal = dict.fromkeys(limits, next(iter(limits.values())))
    assert settings_from({"health": equal}).health.model_dump().items() >= equal.items()
