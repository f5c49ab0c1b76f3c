"""A drop zone with random mishaps, and a second way to say which of its contents count: by the rules in words."""

import random
from datetime import datetime, timedelta

from cutline.settings.all_settings import Settings
from cutline.settings.sources import Source
from cutline.sources.deliveries.manifest import ListedFile
from tests.cutline.sources.reading_exports import one_source

DAY_IN_NAME = r"_(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"


KINDS = [
    ("latest", "present"),
    ("latest", "ok_file"),
    ("latest", "stable"),
    ("all", "present"),
    ("all", "ok_file"),
    ("all", "stable"),
]


ROWS = {f"c{i}": i + 1 for i in range(8)}  # rows each content holds


def source(keep: str = "latest", complete_when: str = "present", **rest: object) -> Source:
    return Source.model_validate(
        {"name": "s", "files": "f*", "as_of": DAY_IN_NAME, "keep": keep, "complete_when": complete_when, "stable_seconds": 60,
         "feeds": [{"table": "projects"}], **rest}
    )  # fmt: skip


class Zone:
    """A drop zone as a table of names, and the mishaps that befall it."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.files: dict[str, tuple[str, bool]] = {}

    def name(self) -> str:
        return f"f{self.rng.choice('ab')}_2027010{self.rng.randint(1, 5)}.csv"

    def mishap(self) -> None:
        there = sorted(self.files)
        content, marked = self.rng.choice(sorted(ROWS)), self.rng.random() < 0.8
        match self.rng.randrange(7):
            case 0 | 1 | 2:  # arrives, early or late; over a name that is there it replaces
                self.files[self.name()] = (content, marked)
            case 3 if there:  # is sent again under another name
                self.files[self.name()] = self.files[self.rng.choice(there)]
            case 4 if there:  # is renamed
                self.files[self.name()] = self.files.pop(self.rng.choice(there))
            case 5 if there:  # is taken away
                del self.files[self.rng.choice(there)]
            case 6 if there:  # grows to its end, or gets its mark
                self.files[self.rng.choice(there)] = (content, True)

    def sightings(self) -> list[ListedFile]:
        seen = [ListedFile(name, content, ROWS[content], marked) for name, (content, marked) in self.files.items()]
        self.rng.shuffle(seen)
        return seen


class Memory:
    """What a careful clerk would write down: since which look, and when, each name has held what it holds."""

    def __init__(self) -> None:
        self.since: dict[tuple[str, str], tuple[int, datetime]] = {}
        self.looks = 0

    def look(self, files: dict[str, tuple[str, bool]], now: datetime) -> None:
        self.looks += 1
        there = {(name, content) for name, (content, _) in files.items()}
        self.since = {key: since for key, since in self.since.items() if key in there}
        for key in there:
            self.since.setdefault(key, (self.looks, now))


def expected_used(files: dict[str, tuple[str, bool]], memory: Memory, chosen: Source, now: datetime) -> set[str] | None:
    """The contents that count, by the rules in words; None where two of one day came at once and nobody can say."""
    whole = [
        (name, content) for name, (content, marked) in files.items()
        if {"present": True, "ok_file": marked, "stable": now - memory.since[name, content][1] >= timedelta(seconds=60)}[chosen.complete_when]
    ]  # fmt: skip
    best: dict[str, str] = {}  # of names with the same content, the newest day's; of one day the first to come
    for name, content in sorted(
        whole, key=lambda each: (each[0][3:11], -memory.since[each][0], [-ord(letter) for letter in each[0]])
    ):
        best[content] = name
    by_day: dict[str, list[tuple[int, str]]] = {}
    for content, name in best.items():
        by_day.setdefault(name[3:11], []).append((memory.since[name, content][0], content))
    days = by_day if chosen.keep == "all" else {day: by_day[day] for day in [max(by_day)]} if by_day else {}
    used = set()
    for group in days.values():
        newest = max(came for came, _ in group)
        last = [content for came, content in group if came == newest]
        if len(group) > 1 and len(last) > 1:
            return None
        used.update(last)
    return used


def dated_settings(**source: object) -> Settings:
    """A portfolio whose source fills the table of projects from files with a day in their name."""
    return one_source("projects", as_of=DAY_IN_NAME, **source)
