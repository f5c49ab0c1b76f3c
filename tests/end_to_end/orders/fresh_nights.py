"""The right answer: what a fresh portfolio publishes that had nothing but the published nights and the acceptances of a chain."""

import hashlib
import json
import shutil
from pathlib import Path

from filelock import FileLock

from assets.published_nights.recheck import recheck
from cutline.publishing.remembered import published_night
from tests.end_to_end.orders.portfolio_states import deliver, first_portfolio, settle
from tests.end_to_end.orders.processes import Task, accept, forked, run_task
from tests.end_to_end.published_bytes import bytes_of

# The steps that made what is remembered: ("night" or "accept", the delivery, the settings), the oldest first.
Chain = tuple[tuple[str, str, str], ...]


class FreshNights:
    """Portfolios by chain, in the folder `place`. Each is made once for all orders and processes. graph: one of processes.GRAPHS."""

    def __init__(self, place: Path, graph: str) -> None:
        self.place, self.graph, self.computed = place / graph, graph, place / "computed"

    def portfolio(self, chain: Chain) -> Path:
        """The portfolio after a chain. It has no night of the last step if that night was refused. Nobody changes it."""
        self.place.mkdir(parents=True, exist_ok=True)
        own = self.place / hashlib.sha256(json.dumps(chain).encode()).hexdigest()[:20]
        self.computed.mkdir(parents=True, exist_ok=True)
        if not (own / "done").exists():
            before = self.portfolio(chain[:-1]) if chain else None
            with FileLock(own.with_suffix(".lock")):
                if not (own / "done").exists():
                    shutil.rmtree(own, ignore_errors=True)
                    own.mkdir()
                    self._make(own / "portfolio", before, chain)
                    (own / "done").touch()
        return own / "portfolio"

    def night(self, chain: Chain) -> dict[str, str] | None:
        """The bytes of the night that the last step of a chain publishes; None if it is refused."""
        now, before = published_night(self.portfolio(chain)), published_night(self.portfolio(chain[:-1]))
        return bytes_of(self.portfolio(chain) / "published") if now != before else None

    def _make(self, folder: Path, before: Path | None, chain: Chain) -> None:
        if before is None:
            first_portfolio(folder)
            return
        shutil.copytree(before, folder, symlinks=True)
        step, delivery, settings = chain[-1]
        deliver(folder, delivery)
        settle(folder, settings)
        if step == "accept":
            process, answer = forked(accept, self.graph, folder)
        else:
            process, answer = forked(run_task, self.graph, folder, folder.parent / "dagster", self.computed, Task(), None)
        success, said = answer.recv()
        process.join()
        assert success or step == "night", said
        if success and step == "night" and self.graph == "whole":
            recheck(folder / "published")
