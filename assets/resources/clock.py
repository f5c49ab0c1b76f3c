"""What time it is, as assets ask for it."""

from abc import ABC, abstractmethod
from datetime import datetime

import dagster as dg


class Clock(dg.ConfigurableResource, ABC):
    """What time it is; only floor 3 knows."""

    @abstractmethod
    def now(self) -> datetime:
        """Now, with a zone."""

    @abstractmethod
    def wait(self, seconds: float) -> None:
        """Let that much time pass."""
