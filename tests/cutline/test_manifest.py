"""Deliveries: each content is used exactly once, whatever the order, the names and the mishaps of its arrival."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from cutline.errors import CutlineError, SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.settings.sources import Source
from cutline.sources.deliveries.delivery_status import Delivery, delivery_statuses
from cutline.sources.deliveries.intake import seconds_until_stable, take_in_deliveries
from cutline.sources.deliveries.manifest import ListedFile, Manifest, manifest_after_look
from cutline.sources.deliveries.store import Store
from cutline.sources.deliveries.waiting import missing_deliveries
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse

NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)
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


def check(found: list[Delivery], files: dict[str, tuple[str, bool]], used: set[str]) -> None:
    """The invariants: every file told once, every content counted at most once, rows balance, and what is used is what should be."""
    assert sorted((each.name, each.digest) for each in found) == sorted((name, content) for name, (content, _) in files.items())
    counted = [each.digest for each in found if each.status in ("used", "superseded")]
    assert len(counted) == len(set(counted))
    assert {each.digest for each in found if each.status == "used"} == used
    rows = {
        status: sum(ROWS[each.digest] for each in found if each.status == status)
        for status in ("used", "superseded", "same", "waiting")
    }
    assert sum(rows.values()) == sum(ROWS[content] for content, _ in files.values())
    assert {each.digest for each in found if each.status == "same"} <= set(counted)
    assert all(each.reason for each in found if each.status != "used")


@pytest.mark.parametrize("chunk", range(10))
def test_ten_thousand_schedules_use_each_content_exactly_once(chunk):
    """Late, sent again, renamed, replaced, half written, out of order: 1,000 random histories of ten looks in each of ten chunks."""
    looks = 0
    for seed in range(chunk * 1000, (chunk + 1) * 1000):
        rng = random.Random(seed)
        chosen = source(*KINDS[seed % len(KINDS)])
        zone, memory, manifest, now = Zone(rng), Memory(), Manifest(), NOON
        for _ in range(10):
            for _ in range(rng.randint(0, 3)):
                zone.mishap()
            now += timedelta(seconds=rng.choice((5, 30, 60, 3600)))
            manifest = manifest_after_look(manifest, {"s": zone.sightings()}, now)
            memory.look(zone.files, now)
            used = expected_used(zone.files, memory, chosen, now)
            if used is None:
                with pytest.raises(SourceError, match="several files for the same day"):
                    delivery_statuses(chosen, manifest.present("s"), now)
            else:
                check(delivery_statuses(chosen, manifest.present("s"), now), zone.files, used)
            looks += 1
    assert looks == 10_000


def settings(**rest: object) -> Settings:
    return settings_from(
        {"sources": [{"name": "s", "files": "f*", "as_of": DAY_IN_NAME, "feeds": [{"table": "projects"}], **rest}]}
    )


def rows_of(content: str) -> str:
    bad = "" if content != "c3" else ",nonsense,idea\n"  # a row without an id
    return "project_id,name,status\n" + "".join(f"{content}-{i},N,idea\n" for i in range(ROWS[content])) + bad


@pytest.mark.parametrize("seed", range(60))
def test_on_disk_the_rows_balance(tmp_path, seed):
    """The same with real files, read and parsed: accepted rows are those of the contents used, and read = accepted + quarantined + superseded."""
    rng = random.Random(seed)
    keep, complete_when = KINDS[seed % len(KINDS)]
    chosen, store = settings(keep=keep, complete_when=complete_when, required=False), Store(tmp_path / "store")
    exports = tmp_path / "exports"
    exports.mkdir()
    zone, memory, now = Zone(rng), Memory(), NOON
    for _ in range(6):
        for _ in range(rng.randint(1, 3)):
            zone.mishap()
        now += timedelta(seconds=rng.choice((30, 60)))
        for path in exports.iterdir():
            path.unlink()
        for name, (content, marked) in zone.files.items():
            (exports / name).write_text(rows_of(content))
            if marked:
                (exports / f"{name}.ok").touch()
        memory.look(zone.files, now)
        used = expected_used(zone.files, memory, chosen.sources[0], now)
        if used is None:
            with pytest.raises(SourceError, match="several files"):
                take_in_deliveries(chosen, exports, store, now)
            continue
        deliveries = take_in_deliveries(chosen, exports, store, now)
        raw = read_raw("projects", chosen, deliveries, store.path)
        accepted, bad = parse("projects", raw, chosen).collect()
        assert sorted(accepted["project_id"]) == sorted(f"{content}-{i}" for content in used for i in range(ROWS[content]))
        rows = account_for_rows("projects", raw, bad)
        assert (rows["read"] == rows["accepted"] + rows["quarantined"] + rows["superseded"]).all()
        counted = deliveries.filter(pl.col("status").is_in(["used", "superseded"]))["source_file"].to_list()
        assert rows["read"].sum() == sum(ROWS[zone.files[name][0]] + (zone.files[name][0] == "c3") for name in counted)


def test_the_manifest_comes_back_from_its_text(tmp_path):
    """What is kept is what is read; a damaged one is an error, for order must not be made up."""
    manifest = manifest_after_look(Manifest(), {"s": [ListedFile("f_20270101.csv", "c1", 2)]}, NOON)
    again = manifest_after_look(manifest, {"s": []}, NOON)
    assert Manifest.from_json(again.to_json(), "m") == again
    assert again.entries[0].gone == 2
    store = Store(tmp_path)
    store.keep_manifest(again)
    assert store.manifest() == again
    (tmp_path / "manifest.json").write_text(again.to_json()[:-20])
    with pytest.raises(CutlineError, match="manifest is damaged"):
        store.manifest()


def test_a_file_overwritten_after_the_look_changes_nothing(tmp_path):
    """The night reads the copy under the hash, not the drop zone."""
    (tmp_path / "exports").mkdir()
    path = tmp_path / "exports" / "f_20270101.csv"
    path.write_text("project_id,name,status\nA,Old,idea\n")
    store, chosen = Store(tmp_path / "store"), settings()
    deliveries = take_in_deliveries(chosen, tmp_path / "exports", store, NOON)
    path.write_text("project_id,name,status\nA,New,id")
    assert parse("projects", read_raw("projects", chosen, deliveries, store.path), chosen).collect()[0]["name"].to_list() == [
        "Old"
    ]
    assert store.path(deliveries["file_hash"].item()).stat().st_mode & 0o222 == 0


def test_the_times_of_files_say_nothing(tmp_path):
    """An old file with a fresh time, a new one with an old time: the day in the name and the order of looks decide."""
    import os

    (tmp_path / "f_20270102.csv").write_text("project_id,name,status\nA,New,idea\n")
    (tmp_path / "f_20270101.csv").write_text("project_id,name,status\nA,Old,idea\n")
    os.utime(tmp_path / "f_20270102.csv", (0, 0))
    found = take_in_deliveries(settings(), tmp_path, Store(tmp_path / "store"), NOON)
    assert dict(found.select("source_file", "status").iter_rows()) == {"f_20270101.csv": "superseded", "f_20270102.csv": "used"}


def test_a_correction_for_the_same_day_supersedes_when_it_comes_later(tmp_path):
    """v2 beside the first file: at once it is a question, later it is an answer."""
    store = Store(tmp_path / "store")
    (tmp_path / "fa_20270101.csv").write_text("project_id,name,status\nA,First,idea\n")
    take_in_deliveries(settings(), tmp_path, store, NOON)
    (tmp_path / "fb_20270101.csv").write_text("project_id,name,status\nA,Second,idea\n")
    found = take_in_deliveries(settings(), tmp_path, store, NOON)
    assert found.filter(pl.col("status") == "superseded")["reason"].item() == "fb_20270101.csv came later for the same day"
    with pytest.raises(SourceError, match="several files for the same day"):
        take_in_deliveries(settings(), tmp_path, Store(tmp_path / "other"), NOON)


@pytest.mark.parametrize(
    ("complete_when", "told"), [("ok_file", "no f_20270101.csv.ok"), ("stable", "changed less than 60 s ago")]
)
def test_a_required_file_that_is_not_whole_stops_the_night(tmp_path, complete_when, told):
    """Half a file is not read, and the message says what is waited for."""
    (tmp_path / "f_20270101.csv").write_text("project_id,name,status\nA,N,id")
    with pytest.raises(SourceError, match=told):
        take_in_deliveries(settings(complete_when=complete_when), tmp_path, Store(tmp_path / "store"), NOON)


def test_a_night_knows_how_long_to_wait_for_stillness(tmp_path):
    """A minute from the look at which the content last changed; a change starts the minute again."""
    chosen, store = settings(complete_when="stable"), Store(tmp_path / "store")
    (tmp_path / "f_20270101.csv").write_text("one")
    assert seconds_until_stable(chosen, tmp_path, store, NOON) == 60
    assert seconds_until_stable(chosen, tmp_path, store, NOON + timedelta(seconds=45)) == 15
    (tmp_path / "f_20270101.csv").write_text("one and two")
    assert seconds_until_stable(chosen, tmp_path, store, NOON + timedelta(seconds=45)) == 60
    assert seconds_until_stable(settings(), tmp_path, store, NOON) == 0


def test_what_has_not_arrived_is_listed(tmp_path):
    """An optional source without a file, a file without its mark, a source that has fallen silent."""
    (tmp_path / "f_20270101.csv").write_text("project_id,name,status\nA,N,idea\n")
    (tmp_path / "g.csv").write_text("x")
    chosen = settings_from(
        {"sources": [
            {"name": "old", "files": "f*.csv", "as_of": DAY_IN_NAME, "max_age_days": 7, "feeds": [{"table": "projects"}]},
            {"name": "half", "files": "g*.csv", "complete_when": "ok_file", "required": False, "feeds": [{"table": "projects"}]},
            {"name": "none", "files": "h*.csv", "required": False, "feeds": [{"table": "projects"}]},
        ]}
    )  # fmt: skip
    late = missing_deliveries(chosen, take_in_deliveries(chosen, tmp_path, Store(tmp_path / "store"), NOON), date(2027, 1, 20))
    told = " | ".join(f"{each.where}: {each.found}" for each in late)
    assert "19 days before 2027-01-20" in told
    assert "no g.csv.ok" in told
    assert "h*.csv (source none): no file" in told


def test_an_entry_s_mark_is_followed():
    """The .ok file may come long after the content."""
    first = manifest_after_look(Manifest(), {"s": [ListedFile("f_20270101.csv", "c", 1)]}, NOON)
    second = manifest_after_look(first, {"s": [ListedFile("f_20270101.csv", "c", 1, is_marked=True)]}, NOON)
    assert second.entries == (replace(first.entries[0], is_marked=True),)
