"""Each content is used exactly once, whatever the order, the names and the mishaps of its arrival."""

import random
from datetime import date, timedelta

import pytest

from cutline.errors import SourceError
from cutline.sources.deliveries.delivery_status import Delivery, delivery_statuses
from cutline.sources.deliveries.manifest import ListedFile, Manifest, manifest_after_look
from tests.cutline.sources.deliveries.random_drop_zone import KINDS, ROWS, Memory, Zone, expected_used, source
from tests.cutline.sources.reading_exports import (
    NOON,
)


def check(found: list[Delivery], files: dict[str, tuple[str, bool]], used: set[str]) -> None:
    """The invariants: every file told once, every content counted at most once, rows balance, and what is used is what should
    be.
    """
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
    """Late, sent again, renamed, replaced, half written, out of order: 1,000 random histories of ten looks in each of ten
    chunks.
    """
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


def test_a_night_of_an_earlier_day_is_as_if_later_files_had_not_come():
    """300 random drop zones, each day in turn: the same files are used, superseded and repeated as without the later files, and
    the later ones are told as newer.
    """
    tried = 0
    for seed in range(300):
        rng = random.Random(seed)
        chosen = source(*KINDS[seed % len(KINDS)])
        zone, manifest, now = Zone(rng), Manifest(), NOON
        for _ in range(4):
            for _ in range(rng.randint(1, 3)):
                zone.mishap()
            now += timedelta(seconds=60)
            manifest = manifest_after_look(manifest, {"s": zone.sightings()}, now)
        present = manifest.present("s")
        for day in (date(2027, 1, n) for n in range(1, 6)):
            come = [entry for entry in present if int(entry.name[9:11]) <= day.day]
            try:
                expected = delivery_statuses(chosen, come, now)
            except SourceError:
                with pytest.raises(SourceError):
                    delivery_statuses(chosen, present, now, day)
                continue
            found = delivery_statuses(chosen, present, now, day)
            assert [each for each in found if each.day <= day] == expected
            assert {each.status for each in found if each.day > day} <= {"newer", "waiting"}
            tried += len(come) < len(present)
    assert tried > 100


def test_a_file_whose_name_has_no_day_is_never_too_new():
    """Nothing says of which day it is, so the night reads it whatever its own day is."""
    manifest = manifest_after_look(Manifest(), {"s": [ListedFile("f.csv", "c1", 2, is_marked=True)]}, NOON)
    [found] = delivery_statuses(source(as_of=None), manifest.present("s"), NOON, date(1999, 1, 1))
    assert (found.status, found.day) == ("used", None)
