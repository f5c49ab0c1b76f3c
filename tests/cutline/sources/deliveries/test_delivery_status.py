"""Each content is used exactly once, whatever the order, the names and the mishaps of its arrival."""

import random
from datetime import timedelta

import pytest

from cutline.errors import SourceError
from cutline.sources.deliveries.delivery_status import Delivery, delivery_statuses
from cutline.sources.deliveries.manifest import Manifest, manifest_after_look
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
