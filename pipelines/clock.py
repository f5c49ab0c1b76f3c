"""The clock on the wall."""

import time
from datetime import UTC, datetime

from assets.resources.clock import Clock


class SystemClock(Clock):
    """Coordinated universal time."""

    def now(self) -> datetime:
        """Now."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Sleep."""
        if seconds > 0:
            time.sleep(seconds)
