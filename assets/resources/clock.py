"""The clock that assets ask for the time. Only the floor of pipelines reads the real time."""

from abc import ABC, abstractmethod
from datetime import datetime

import dagster as dg


class Clock(dg.ConfigurableResource, ABC):
    """Tells the time and waits. `pipelines/clock.py` has the real one; a test may give another."""

    @abstractmethod
    def now(self) -> datetime:
        """The time now, with its zone."""

    @abstractmethod
    def wait(self, seconds: float) -> None:
        """Wait for so many seconds."""
