"""Decides for each content in the drop zone whether it is used tonight, superseded, a repeat, too new, or still being written.

A superseded content is replaced by another file. A repeat has the same content as another file. A file is too new if its day
is after the day that the night describes (portfolio.as_of).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from cutline.errors import Finding, SourceError
from cutline.settings.sources import Source
from cutline.sources.deliveries.manifest import ManifestEntry

Status = Literal["used", "superseded", "same", "newer", "waiting"]


@dataclass(frozen=True)
class Delivery:
    """The status of one content tonight.

    name: the file's name. digest: the hash of its content. size: in bytes. day: the day that the data describe, taken from
    the file's name; null if the source declares no as_of. reason: why the content is not used; empty if it is used.
    """

    source: str
    name: str
    digest: str
    size: int
    day: date | None
    status: Status
    reason: str = ""


def delivery_statuses(
    source: Source, present: Iterable[ManifestEntry], now: datetime, as_of: date | None = None
) -> list[Delivery]:
    """The status of each content of a source in the drop zone, the oldest day first. Each content is used at most once.

    as_of: the day that the settings say the night describes, or null. Files of a later day are left aside as if they had not
    come yet, so they supersede nothing. A file whose name has no day is never left aside, because its day is not known.

    Raises SourceError if two contents of one day were first seen in the same listing of the drop zone, so that neither
    replaces the other, and
    if a file's name does not contain its day.
    """
    entries = sorted(present, key=lambda entry: (entry.came, entry.name))
    days = {entry.name: day_in_name(entry.name, source) for entry in entries}
    waiting = {entry: reason for entry in entries if (reason := _waiting_reason(source, entry, now))}
    newer = {
        entry: f"of {day}, after {as_of}, the day of the night by portfolio.as_of"
        for entry in entries
        if as_of and (day := days[entry.name]) and day > as_of and entry not in waiting
    }
    come = [entry for entry in entries if entry not in waiting and entry not in newer]
    same = _repeated_contents(come, days)
    standing = [entry for entry in come if entry not in same]
    superseded = _superseded_files(source, standing, days)

    def delivery(entry: ManifestEntry) -> Delivery:
        status_and_reason: tuple[Status, str] = ("used", "")
        for status, reasons in (("waiting", waiting), ("newer", newer), ("same", same), ("superseded", superseded)):
            if entry in reasons:
                status_and_reason = (status, reasons[entry])  # type: ignore[assignment]
        return Delivery(source.name, entry.name, entry.digest, entry.size, days[entry.name], *status_and_reason)

    return sorted(map(delivery, entries), key=lambda each: (each.day or date.min, each.name))


def _waiting_reason(source: Source, entry: ManifestEntry, now: datetime) -> str:
    if source.complete_when == "ok_file" and not entry.is_marked:
        return f"no {entry.name}.ok beside it yet"
    if source.complete_when == "stable" and now - entry.came_at < timedelta(seconds=source.stable_seconds):
        return f"changed less than {source.stable_seconds} s ago"
    return ""


def _repeated_contents(entries: Sequence[ManifestEntry], days: dict[str, date | None]) -> dict[ManifestEntry, str]:
    """The files whose content is also in the drop zone under another name, with the reason. The file of the newest day is
    kept; if several have that day, the first of them.
    """
    first: dict[str, ManifestEntry] = {}
    for entry in sorted(entries, key=lambda each: (-(days[each.name] or date.min).toordinal(), each.came, each.name)):
        first.setdefault(entry.digest, entry)
    return {entry: f"the same content as {first[entry.digest].name}" for entry in entries if first[entry.digest] is not entry}


def _superseded_files(
    source: Source, standing: Sequence[ManifestEntry], days: dict[str, date | None]
) -> dict[ManifestEntry, str]:
    superseded: dict[ManifestEntry, str] = {}
    if source.keep == "all" and source.as_of is None:
        return superseded  # if files have no days, nothing says that one file replaces another
    by_day: dict[date | None, list[ManifestEntry]] = {}
    for entry in standing:
        by_day.setdefault(days[entry.name], []).append(entry)
    for day, group in by_day.items():
        newest = group[-1]
        tied = [entry.name for entry in group if entry.came == newest.came]
        if (
            len(group) > 1
            and (day is None or len(tied) > 1)
            and (source.keep == "all" or day == max(by_day, key=lambda each: each or date.min))
        ):
            raise _ambiguous_files(source, [entry.name for entry in group] if day is None else tied)
        superseded.update({entry: f"{newest.name} came later for the same day" for entry in group if entry is not newest})
    if source.keep == "latest" and by_day:
        last = max(by_day, key=lambda day: day or date.min)
        name = next(entry.name for entry in reversed(by_day[last]))
        superseded.update({entry: f"{name} is newer" for day, group in by_day.items() if day != last for entry in group})
    return superseded


def _ambiguous_files(source: Source, names: Sequence[str]) -> SourceError:
    found = Finding(f"{source.files} (source {source.name})", ", ".join(sorted(names)), "one newest file",
                    "remove the wrong file, declare as_of in the source so that the names tell the day, or set keep = 'all'")  # fmt: skip
    return SourceError(f"source {source.name} has several files for the same day", [found])


def day_in_name(name: str, source: Source) -> date | None:
    """The day that the data of a file describe, from its name; null if the source declares no as_of. Raises SourceError for
    a name without a day.
    """
    if source.as_of is None:
        return None
    plain = name.rpartition("/")[2]
    match = re.search(source.as_of, plain)
    try:
        if match:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except (ValueError, TypeError):
        pass
    found = Finding(f"{plain} (source {source.name})", "a file name without a day", f"a file name that matches {source.as_of}",
                    "rename the file, or correct as_of in the source")  # fmt: skip
    raise SourceError(f"{plain} does not tell its day", [found])
