"""What has not arrived is listed, and a required file that is not whole stops the night."""

from datetime import date

import pytest

from cutline.errors import SourceError
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
