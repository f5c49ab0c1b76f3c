"""Which files of the drop zone are exports of a source."""

import pytest

from cutline.errors import SettingsError, SourceError
from cutline.sources.deliveries.intake import take_in_deliveries
from cutline.sources.deliveries.store import Store
from tests.cutline.sources.reading_exports import (
    NOON,
    PROJECTS,
    one_source,
    raw_table,
)


def test_unfinished_and_hidden_files_are_passed_over(tmp_path):
    """A file still being copied or a workbook's lock file is not an export."""
    for name in ("f.csv.part", ".f.csv", "f.csv.tmp"):
        (tmp_path / name).write_text("rubbish")
    (tmp_path / "f.csv").write_text("project_id,name,status\nA,N,idea\n")
    assert raw_table("projects", one_source("projects"), tmp_path).collect().height == 1


def test_sources_stay_in_their_folder(tmp_path):
    """Neither a pattern nor a link may reach outside exports/."""
    exports = tmp_path / "exports"
    exports.mkdir()
    (tmp_path / "secret.csv").write_text("project_id,name,status\nA,N,idea\n")
    (exports / "f.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(SourceError, match="outside"):
        raw_table("projects", one_source("projects"), exports)
    with pytest.raises(SettingsError, match="outside"):
        raw_table("projects", one_source("projects", files="../*.csv"), exports)


def test_names_that_are_traps(tmp_path):
    """A link out of the drop zone, a folder with an export's name, a name with a line break: refused, passed over, read."""
    from datetime import UTC, datetime

    from cutline.settings.loading import settings_from
    from cutline.sources.deliveries.intake import take_in_deliveries
    from cutline.sources.deliveries.store import Store

    chosen = settings_from({"sources": [{"name": "s", "files": "f*", "keep": "all", "feeds": [{"table": "projects"}]}]})
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "f.csv").mkdir()
    (tmp_path / "exports" / "f\n..%2f.csv").write_text("project_id,name,status\nP,N,idea\n")
    noon = datetime(2027, 1, 1, tzinfo=UTC)
    found = take_in_deliveries(chosen, tmp_path / "exports", Store(tmp_path / "store"), noon)
    assert found["source_file"].to_list() == ["f\n..%2f.csv"]
    (tmp_path / "exports" / "f2.csv").symlink_to("/etc/hostname")
    with pytest.raises(SourceError, match="links outside"):
        take_in_deliveries(chosen, tmp_path / "exports", Store(tmp_path / "store"), noon)
    (tmp_path / "exports" / "f2.csv").unlink()
    (tmp_path / "exports" / "f2.csv").symlink_to(tmp_path / "nowhere.csv")
    assert take_in_deliveries(chosen, tmp_path / "exports", Store(tmp_path / "store"), noon).height == 1


def test_names_and_patterns_that_are_none(tmp_path):
    """A pattern glob cannot take; a day that is only half captured."""
    with pytest.raises(SettingsError, match="file pattern"):
        take_in_deliveries(one_source("projects", files="f**.csv"), tmp_path, Store(tmp_path / "store"), NOON)
    (tmp_path / "f_0101.csv").write_text(PROJECTS)
    with pytest.raises(SourceError, match="does not tell its day"):
        take_in_deliveries(
            one_source("projects", as_of=r"_(?P<y>\d{4})?(?P<m>\d\d)(?P<d>\d\d)"), tmp_path, Store(tmp_path / "store"), NOON
        )
