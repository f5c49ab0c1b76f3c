"""The folder of a portfolio as assets see it: its settings, its exports and its store."""

from pathlib import Path

import dagster as dg

from cutline.settings.all_settings import Settings
from cutline.settings.loading import load_settings
from cutline.sources.deliveries.store import Store


class Portfolio(dg.ConfigurableResource):
    """The folder a user owns: portfolio.toml, exports/, store/, published/."""

    folder: str
    is_attended: bool = False  # A person at a terminal waits for the run and may stop a search before its end.

    @property
    def path(self) -> Path:
        """The folder."""
        return Path(self.folder)

    @property
    def exports(self) -> Path:
        """The drop zone."""
        return self.path / "exports"

    @property
    def store(self) -> Store:
        """What Cutline keeps of the exports and of earlier nights."""
        return Store(self.path / "store")

    def settings(self) -> Settings:
        """portfolio.toml as it is now. Raises SettingsError."""
        return load_settings(self.path / "portfolio.toml")
