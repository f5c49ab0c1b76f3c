"""The clock on the wall."""

from datetime import UTC, datetime

from assets.resources import Clock


class SystemClock(Clock):
    """Coordinated universal time."""

    def now(self) -> datetime:
        """Now."""
        return datetime.now(UTC)
