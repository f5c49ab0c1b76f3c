"""The folder of a portfolio as assets see it: its settings, its exports and its store."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr
from upath import UPath

from assets.resources.lineage import Lineage
from assets.resources.run_folder import RunFolder, accepted_digest, begin_run, work_of
from cutline.settings.all_settings import Settings
from cutline.settings.loading import load_settings
from cutline.sources.deliveries.drop_zone import unread_files
from cutline.sources.deliveries.store import Store


class Portfolio(dg.ConfigurableResource):
    """The folder a user owns: portfolio.toml, exports/, store/, published/."""

    folder: str
    results: str = ""  # The folder or the address of the results of steps; store/work if it is empty.
    is_attended: bool = False  # A person at a terminal waits for the run and may stop a search before its end.
    _run: RunFolder | None = PrivateAttr(default=None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Begins the folder of the run. Raises UsageError if the run continues another one that cannot be continued."""
        if context.run:
            self._run = begin_run(self.path, context.run.run_id, context.run.parent_run_id)

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

    @property
    def remembered(self) -> Store:
        """What earlier nights had remembered when this run began. Assets read from here and write to `store`."""
        return self._run.remembered if self._run else self.store

    @property
    def lineage(self) -> Lineage:
        """The results of the runs of this portfolio."""
        return Lineage(UPath(self.results) if self.results else UPath(work_of(self.path)), self.path)

    @property
    def settings_file(self) -> Path:
        """portfolio.toml: the copy of the run, or the file itself outside of a run."""
        return self._run.settings_file if self._run else self.path / "portfolio.toml"

    def settings(self) -> Settings:
        """portfolio.toml as it was when this run began, or as it is now outside of a run. Raises SettingsError."""
        return load_settings(self.settings_file if self.settings_file.exists() else self.path / "portfolio.toml")

    def note_arrivals(self, now: datetime, unread: Sequence[str]) -> None:
        """Notes the day on which this run took in its exports, and the files in the drop zone that no source reads."""
        if self._run:
            self._run.note(day=now.date().isoformat(), unread=json.dumps(list(unread)))

    def day(self, now: datetime) -> date:
        """The day on which this run took in its exports; today outside of a run. A run that ends after midnight, or that is continued
        on another day, judges all its data by one day.
        """
        noted = self._run.noted("day") if self._run else None
        return date.fromisoformat(noted) if noted else now.date()

    def unread(self) -> tuple[str, ...]:
        """The files that lay in the drop zone when this run took in its exports, and that no source reads."""
        noted = self._run.noted("unread") if self._run else None
        return tuple(json.loads(noted)) if noted else tuple(unread_files(self.settings(), self.exports))

    def note_accepted(self) -> None:
        """Notes that this run has just changed what is accepted."""
        if self._run:
            self._run.note(accepted=accepted_digest(self.path))

    def note_published(self, night: str) -> None:
        """Notes that this run has published `night`."""
        if self._run:
            self._run.note(published=night)

    def may_be_replaced(self) -> set[str] | None:
        """The names of the nights that this run may replace as the published one. None outside of a run: any."""
        return self._run.expected_published() if self._run else None

    def demand_one_piece(self, names: Iterable[str]) -> None:
        """Raises VerificationFailed if results of this run were not made from one another."""
        if self._run:
            self.lineage.demand_one_piece(self._run.run_id, names)
