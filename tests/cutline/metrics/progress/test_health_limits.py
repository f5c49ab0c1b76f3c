"""The limits of health come from the settings."""

from cutline.metrics.progress.health_limits import health_limits
from cutline.settings.health import HealthSection


def test_every_limit_of_the_settings_is_used():
    """A limit that no rating reads would have no effect."""
    odd = HealthSection(**{name: value for value, name in enumerate(sorted(HealthSection.model_fields)) if not name.startswith(("spi", "on_"))}, spi_red_milli=901, spi_amber_milli=902)  # fmt: skip
    found = {limit for rule in health_limits(odd) for limit in (rule.amber, rule.red)}
    assert found == {value for name, value in odd.model_dump().items() if not name.startswith("on_")}
