"""The clock knows its zone."""

from datetime import UTC, datetime


def test_the_clock_has_a_zone():
    """The clock gives the present time, in UTC."""
    from pipelines.clock import SystemClock

    assert SystemClock().now().tzinfo is UTC
    assert abs((datetime.now(UTC) - SystemClock().now()).total_seconds()) < 5
