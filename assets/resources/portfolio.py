"""The folder of a portfolio as assets see it: its settings, its exports and its store."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr
from upath import UPath

from assets.resources.left_by_kills import release
from assets.resources.lineage import Lineage
from assets.resources.run_folder import RunFolder, begin_run, digest_of_accepted, work_of
from cutline.approvals.chain import APPROVED, Chain, read_chain
from cutline.publishing.remembered import LAST_LOOK, remembered_now
from cutline.settings.all_settings import Settings
from cutline.settings.loading import load_settings
from cutline.sources.deliveries.drop_zone import unread_files
from cutline.sources.deliveries.store import Store

TAKE_IN = "deliveries"  # the asset, and the step, from which every other asset is made


def takes_in_exports(run: dg.DagsterRun) -> bool:
    """Whether a run takes in the exports itself. Then it makes everything anew, so it is a new run, even if Dagster calls it a
    re-execution of another one: it continues nothing of that run.
    """
    if run.step_keys_to_execute is not None:
        return TAKE_IN in run.step_keys_to_execute
    return run.asset_selection is None or dg.AssetKey(TAKE_IN) in run.asset_selection


class Portfolio(dg.ConfigurableResource):
    """The folder a user owns: portfolio.toml, exports/, store/, published/."""

    folder: str
    results: str = ""  # The folder or the address of the results of steps; store/work if it is empty.
    is_attended: bool = False  # A person at a terminal waits for the run and may stop a search before its end.
    can_be_continued: bool = True  # Whether a run that is killed may be continued, so that its folder stays.
    _run: RunFolder | None = PrivateAttr(default=None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Begins the folder of the run. Raises UsageError if the run continues another one that cannot be continued."""
        if context.run:
            self._run = begin_run(
                self.path, context.run.run_id, None if takes_in_exports(context.run) else context.run.parent_run_id, can_be_continued=self.can_be_continued,
                tell=context.log.info if context.log else print,
            )  # fmt: skip

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Ends the work of this process for the run."""
        if self._run:
            release(self._run.path)

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
        """What Cutline keeps of the exports."""
        return Store(self.path / "store")

    @property
    def last_look(self) -> Store:
        """What the last run found in the exports, for people to read, whether a night was published or not. No night reads it."""
        return Store(self.path / "store" / LAST_LOOK)

    @property
    def remembered(self) -> Store:
        """What was remembered when this run began, or what is remembered now outside of a run. Nothing may be written there: what a
        night remembers is published with it.
        """
        return self._run.remembered if self._run else Store(remembered_now(self.path))

    def approvals(self) -> Chain:
        """The nights that people approved. Raises VerificationFailed if their chain is broken."""
        return read_chain(self.path / APPROVED, may_be_unfinished=True)

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

    def note_publication(self, night: str, remembered: Mapping[str, bytes]) -> None:
        """Notes that this run is about to publish `night` with the files `remembered`, so that a run that continues it does not
        take this for a change by somebody else.
        """
        if self._run:
            self._run.note(published=night, accepted=digest_of_accepted(remembered))

    def may_be_replaced(self) -> set[str] | None:
        """The names of the nights that this run may replace as the published one. None outside of a run: any."""
        return self._run.expected_published() if self._run else None

    def demand_one_piece(self, names: Iterable[str]) -> None:
        """Raises VerificationFailed if results of this run were not made from one another."""
        if self._run:
            self.lineage.demand_one_piece(self._run.run_id, names)
