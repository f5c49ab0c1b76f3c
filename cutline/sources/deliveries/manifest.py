"""The manifest: every content that was ever seen in the drop zone, and the looks at which it came and went.

A look is one listing of the drop zone. The functions of this module are pure: they take a listing and return a new
manifest. A content is identified by its SHA-256 hash, and its age follows from the order of looks at the drop zone. File
times are never read, because a copy, an archive or a wrong clock changes them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from cutline.errors import CutlineError, Finding


@dataclass(frozen=True)
class ListedFile:
    """A file that one look found in the drop zone.

    name: its path in the drop zone. digest: the SHA-256 hash of its content. size: in bytes. is_marked: whether a file
    NAME.ok lies beside it.
    """

    name: str
    digest: str
    size: int
    is_marked: bool = False


@dataclass(frozen=True)
class ManifestEntry:
    """One content under one name, from the look that first found it to the look that no longer found it.

    came, gone: the numbers of these looks; gone is null while the file is in the drop zone. came_at: the time of the look
    `came`.
    """

    source: str
    name: str
    digest: str
    size: int
    came: int
    came_at: datetime
    gone: int | None = None
    is_marked: bool = False


@dataclass(frozen=True)
class Manifest:
    """Every content that was ever seen, in the order of the looks that found it. looks: how many looks there were."""

    looks: int = 0
    entries: tuple[ManifestEntry, ...] = ()

    def present(self, source: str) -> list[ManifestEntry]:
        """The entries of the files of a source that are in the drop zone now."""
        return [entry for entry in self.entries if entry.source == source and entry.gone is None]

    def to_json(self) -> str:
        """The manifest as JSON, one entry on a line."""
        lines = ",\n".join(json.dumps(asdict(entry), default=lambda at: at.isoformat()) for entry in self.entries)
        return f'{{"looks": {self.looks}, "entries": [\n{lines}\n]}}\n'

    @staticmethod
    def from_json(text: str, where: str) -> "Manifest":
        """Read a manifest from JSON. where: its file, for the error. Raises CutlineError if the manifest is damaged,
        because the order of arrival must not be guessed.
        """
        try:
            raw = json.loads(text)
            entries = tuple(
                ManifestEntry(**{**each, "came_at": datetime.fromisoformat(each["came_at"])}) for each in raw["entries"]
            )
            return Manifest(int(raw["looks"]), entries)
        except (ValueError, TypeError, KeyError) as error:
            found = Finding(where, f"{type(error).__name__}: {error}", "the manifest as Cutline wrote it",
                            "restore it from a backup; or remove it, and the order in which files came is lost, but nothing else")  # fmt: skip
            raise CutlineError("the manifest is damaged", [found]) from None


def manifest_after_look(manifest: Manifest, listings: Mapping[str, Sequence[ListedFile]], now: datetime) -> Manifest:
    """The manifest after one more look at the drop zone. listings: by source, the files that the look found. now: the time
    of the look.
    """
    number = manifest.looks + 1
    there = {(source, each.name, each.digest): each for source, seen in listings.items() for each in seen}
    kept = []
    for entry in manifest.entries:
        key = (entry.source, entry.name, entry.digest)
        if entry.gone is None and entry.source in listings:
            entry = replace(entry, is_marked=there.pop(key).is_marked) if key in there else replace(entry, gone=number)
        kept.append(entry)
    new = (
        ManifestEntry(source, name, digest, each.size, number, now, None, each.is_marked)
        for (source, name, digest), each in sorted(there.items())
    )
    return Manifest(number, (*kept, *new))
