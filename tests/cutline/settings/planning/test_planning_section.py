"""The section [planning]: values and keys that are refused, and the message of each refusal."""

import pytest

from cutline.errors import SettingsError
from cutline.settings.loading import settings_from


@pytest.mark.parametrize(
    ("value", "said"), [(0, "greater than or equal to 1"), (-3, "greater than or equal to 1"), (1.5, "integer")]
)
def test_a_pace_of_hiring_that_is_none_is_refused(value, said):
    """The finding says where the value is, what was found, what was expected, and what to do."""
    with pytest.raises(SettingsError) as refused:
        settings_from({"planning": {"hire_every_periods": value}})
    [finding] = refused.value.findings
    assert finding.where == "portfolio.toml, planning, hire_every_periods"
    assert finding.found == repr(value)
    assert said in finding.expected
    assert "docs/settings.md" in finding.action


def test_a_key_that_is_nearly_right_is_named():
    """An unknown key is an error, and the message names the nearest known key."""
    with pytest.raises(SettingsError) as refused:
        settings_from({"planning": {"hires_every_periods": 3}})
    assert "hire_every_periods" in refused.value.findings[0].action
