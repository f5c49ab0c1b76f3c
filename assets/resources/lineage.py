"""Where the results of a run are, and from which results each one was made.

A result belongs to the run that made it. A run reads its own results and those of the runs that it continues, and nothing else.
Beside each result, a record names it and the results that its step read, by the hashes of their files. Before a night is
published, these records show whether all its results were made from one another.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from upath import UPath

from assets.resources.run_folder import RunFolder
from cutline.errors import Finding, UsageError, VerificationFailed
from cutline.sources.deliveries.whole_files import write_whole

RECORD = ".made_from"
_ANEW = "run the whole night: cutline run, or materialize all assets in Dagster"


def write_result(path: UPath, data: bytes) -> None:
    """Write a file whole or not at all. Object stores do so by themselves."""
    if path.protocol in ("", "file"):
        write_whole(path, data)
    else:
        path.write_bytes(data)


@dataclass(frozen=True)
class Lineage:
    """The results of the runs of one portfolio.

    base: the folder in which the stores keep them. portfolio: the folder of the portfolio.
    """

    base: UPath
    portfolio: Path
    _read: dict[tuple[str, str], dict[str, str]] = field(
        default_factory=dict
    )  # by run and step: the results read, with their hashes
    _chains: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by run: itself and the runs that it continues

    def find(self, run_id: str, name: str) -> UPath:
        """The file of the result `name` in a run or in the nearest of the runs that it continues.

        Raises UsageError if none of these runs has made it.
        """
        for each in self._chain(run_id):
            path = self.base / each / name
            if (path.with_name(path.name + RECORD)).exists():
                return path
        found = Finding(
            f"result {name}", "this run has not made it", "a run that makes everything that it reads",
            f"{_ANEW}, or select with it everything that is above it",
        )  # fmt: skip
        raise UsageError("a run uses only results that it made itself", [found])

    def _chain(self, run_id: str) -> tuple[str, ...]:
        """What run.json says. It is read once, because it is written when a run begins and never afterwards."""
        if run_id not in self._chains:
            self._chains[run_id] = RunFolder(self.portfolio, run_id).chain()
        return self._chains[run_id]

    def note_read(self, run_id: str, step: str, name: str, path: UPath) -> None:
        """Notes that a step reads a result."""
        self._read.setdefault((run_id, step), {})[name] = self._record(path)["sha256"]

    def keep_record(self, run_id: str, step: str, path: UPath) -> None:
        """Writes the record of a result that a step has just made."""
        record = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "made_from": self._read.get((run_id, step), {})}
        write_result(path.with_name(path.name + RECORD), json.dumps(record).encode())

    def demand_one_piece(self, run_id: str, names: Iterable[str]) -> None:
        """Raises VerificationFailed if the results `names`, or those behind them, are not what their records say or were not made
        from one another.
        """
        findings = list(self._faults(run_id, list(names)))
        if findings:
            raise VerificationFailed("the results of this run do not belong together, so nothing was published", findings)

    def _faults(self, run_id: str, waiting: list[str]) -> Iterator[Finding]:
        records: dict[str, dict[str, Any]] = {}
        checked: set[str] = set()

        def record_of(name: str) -> dict[str, Any]:
            """The record of a result. It is read once, although a result has as many records as it has readers."""
            if name not in records:
                records[name] = self._record(self.find(run_id, name))
            return records[name]

        while waiting:
            name = waiting.pop()
            if name in checked:
                continue
            checked.add(name)
            path, record = self.find(run_id, name), record_of(name)
            if hashlib.sha256(path.read_bytes()).hexdigest() != record["sha256"]:
                yield Finding(str(path), "another content than its record names", "the file as its step wrote it", _ANEW)
            for source, digest in record["made_from"].items():
                if record_of(source)["sha256"] != digest:
                    yield Finding(f"result {name}", f"made from another {source}", f"made from the {source} of this run", _ANEW)
                waiting.append(source)

    def _record(self, path: UPath) -> dict[str, Any]:
        return dict(json.loads(path.with_name(path.name + RECORD).read_text("utf-8")))
