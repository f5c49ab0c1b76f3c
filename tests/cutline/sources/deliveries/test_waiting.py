"""What has not arrived is listed, and a required file that is not whole stops the night."""

from datetime import date

import polars as pl
import pytest

from cutline.errors import SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import take_in_deliveries
from cutline.sources.deliveries.store import Store
from cutline.sources.deliveries.waiting import missing_deliveries
from tests.cutline.sources.deliveries.random_drop_zone import DAY_IN_NAME, dated_settings
from tests.cutline.sources.reading_exports import (
    NOON,
)


@pytest.mark.parametrize(
    ("complete_when", "told"), [("ok_file", "no f_20270101.csv.ok"), ("stable", "changed less than 60 s ago")]
)
def test_a_required_file_that_is_not_whole_stops_the_night(tmp_path, complete_when, told):
    """Half a file is not read, and the message says what is waited for."""
    (tmp_path / "f_20270101.csv").write_text("project_id,name,status\nA,N,id")
    with pytest.raises(SourceError, match=told):
        take_in_deliveries(dated_settings(complete_when=complete_when), tmp_path, Store(tmp_path / "store"), NOON)


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


def of_day(day: date, **source: object) -> Settings:
    """A night of a given day that reads files with a day in their name."""
    feeds = [{"table": "projects"}]
    return settings_from(
        {
            "portfolio": {"as_of": day},
            "sources": [{"name": "s", "files": "f*.csv", "as_of": DAY_IN_NAME, "feeds": feeds, **source}],
        }
    )


def test_files_newer_than_the_night_are_left_aside_with_a_finding(tmp_path):
    """The night of 3 January reads the file of the 2nd, and says that the one of the 4th is left aside. The file of the day itself
    is read.
    """
    for number in (1, 2, 4):
        (tmp_path / f"f_2027010{number}.csv").write_text(f"project_id,name,status\nA,{number},idea\n")
    chosen, store = of_day(date(2027, 1, 3)), Store(tmp_path / "store")
    found = take_in_deliveries(chosen, tmp_path, store, NOON)
    assert dict(found.select("source_file", "status").iter_rows()) == {
        "f_20270101.csv": "superseded",
        "f_20270102.csv": "used",
        "f_20270104.csv": "newer",
    }
    [told] = missing_deliveries(chosen, found, date(2027, 1, 3))
    assert told.where == "f_20270104.csv (source s)"
    assert "of 2027-01-04, after 2027-01-03" in told.found
    later = take_in_deliveries(of_day(date(2027, 1, 4)), tmp_path, store, NOON)
    assert later.filter(pl.col("status") == "used")["source_file"].to_list() == ["f_20270104.csv"]


def test_a_night_of_a_day_before_every_file_is_refused(tmp_path):
    """A required source has nothing that the day could know; an optional one runs without, and says so."""
    (tmp_path / "f_20270301.csv").write_text("project_id,name,status\nA,N,idea\n")
    day = date(2027, 2, 25)
    with pytest.raises(SourceError, match="no file for the night's day") as refused:
        take_in_deliveries(of_day(day), tmp_path, Store(tmp_path / "store"), NOON)
    [finding] = refused.value.findings
    assert "f_20270301.csv: of 2027-03-01, after 2027-02-25" in finding.found
    assert "portfolio.as_of" in finding.action
    chosen = of_day(day, required=False)
    found = take_in_deliveries(chosen, tmp_path, Store(tmp_path / "store"), NOON)
    assert found["status"].to_list() == ["newer"]
    assert len(missing_deliveries(chosen, found, day)) == 1
