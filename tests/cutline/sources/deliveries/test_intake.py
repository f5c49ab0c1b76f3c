"""Deliveries from real files: the night reads its copies, and the rows balance."""

import random
from datetime import timedelta

import polars as pl
import pytest

from cutline.errors import SourceError
from cutline.sources.deliveries.intake import seconds_until_stable, take_in_deliveries
from cutline.sources.deliveries.store import Store
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.deliveries.random_drop_zone import (
    KINDS,
    ROWS,
    Memory,
    Zone,
    dated_settings,
    expected_used,
)
from tests.cutline.sources.reading_exports import (
    NOON,
    one_source,
    raw_table,
)


@pytest.mark.parametrize(
    ("names", "source", "told"),
    [
        ([], {}, "no file"),
        (["f1.csv", "f2.csv"], {}, "several files for the same day"),
        (["f_notaday.csv"], {"as_of": r"_(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"}, "does not tell its day"),
        (["f_20271399.csv"], {"as_of": r"_(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"}, "does not tell its day"),
    ],
)
def test_which_file_counts_is_never_guessed(tmp_path, names, source, told):
    """None, two of one day, or a name without a day: an error that says so."""
    for name in names:
        (tmp_path / name).write_text(f"project_id,name,status\nA,{name},idea\n")
    with pytest.raises(SourceError, match=told):
        raw_table("projects", one_source("projects", **source), tmp_path)


def rows_of(content: str) -> str:
    bad = "" if content != "c3" else ",nonsense,idea\n"  # a row without an id
    return "project_id,name,status\n" + "".join(f"{content}-{i},N,idea\n" for i in range(ROWS[content])) + bad


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=pytest.mark.long if seed >= 16 else ()) for seed in range(60)])
def test_on_disk_the_rows_balance(tmp_path, seed):
    """The same with real files, read and parsed: accepted rows are those of the contents used, and read = accepted +
    quarantined + superseded.
    """
    rng = random.Random(seed)
    keep, complete_when = KINDS[seed % len(KINDS)]
    chosen, store = dated_settings(keep=keep, complete_when=complete_when, required=False), Store(tmp_path / "store")
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


def test_a_file_overwritten_after_the_look_changes_nothing(tmp_path):
    """The night reads the copy under the hash, not the drop zone."""
    (tmp_path / "exports").mkdir()
    path = tmp_path / "exports" / "f_20270101.csv"
    path.write_text("project_id,name,status\nA,Old,idea\n")
    store, chosen = Store(tmp_path / "store"), dated_settings()
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
    found = take_in_deliveries(dated_settings(), tmp_path, Store(tmp_path / "store"), NOON)
    assert dict(found.select("source_file", "status").iter_rows()) == {"f_20270101.csv": "superseded", "f_20270102.csv": "used"}


def test_a_correction_for_the_same_day_supersedes_when_it_comes_later(tmp_path):
    """v2 beside the first file: at once it is a question, later it is an answer."""
    store = Store(tmp_path / "store")
    (tmp_path / "fa_20270101.csv").write_text("project_id,name,status\nA,First,idea\n")
    take_in_deliveries(dated_settings(), tmp_path, store, NOON)
    (tmp_path / "fb_20270101.csv").write_text("project_id,name,status\nA,Second,idea\n")
    found = take_in_deliveries(dated_settings(), tmp_path, store, NOON)
    assert found.filter(pl.col("status") == "superseded")["reason"].item() == "fb_20270101.csv came later for the same day"
    with pytest.raises(SourceError, match="several files for the same day"):
        take_in_deliveries(dated_settings(), tmp_path, Store(tmp_path / "other"), NOON)


def test_a_night_knows_how_long_to_wait_for_stillness(tmp_path):
    """A minute from the look at which the content last changed; a change starts the minute again."""
    chosen, store = dated_settings(complete_when="stable"), Store(tmp_path / "store")
    (tmp_path / "f_20270101.csv").write_text("one")
    assert seconds_until_stable(chosen, tmp_path, store, NOON) == 60
    assert seconds_until_stable(chosen, tmp_path, store, NOON + timedelta(seconds=45)) == 15
    (tmp_path / "f_20270101.csv").write_text("one and two")
    assert seconds_until_stable(chosen, tmp_path, store, NOON + timedelta(seconds=45)) == 60
    assert seconds_until_stable(dated_settings(), tmp_path, store, NOON) == 0
