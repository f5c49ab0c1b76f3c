"""The real clock, which assets are given at night."""

import time
from datetime import UTC, datetime

from assets.resources.clock import Clock


class SystemClock(Clock):
    """Coordinated universal time."""

    def now(self) -> datetime:
        """The time now, in UTC."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Sleep for so many seconds; not at all for zero or fewer."""
        if seconds > 0:
            time.sleep(seconds)
