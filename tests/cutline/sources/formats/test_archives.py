"""Archives are measured before they are unpacked."""

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.reading_exports import one_source, raw_table


def test_a_workbook_that_unpacks_too_far_is_not_opened(tmp_path, monkeypatch):
    """The archive's directory is read first: 760 KB were seen to unpack to 350 MB."""
    import zipfile

    monkeypatch.setattr("cutline.sources.formats.archives.UNPACKED_MAX_BYTES", 1 << 20)
    with zipfile.ZipFile(tmp_path / "f.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (2 << 20))
    with pytest.raises(SourceError, match="bytes unpacked"):
        raw_table("cost_lines", one_source(format="auto"), tmp_path)
    (tmp_path / "f.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(SourceError, match="begins like text"):
        raw_table("cost_lines", one_source(format="auto"), tmp_path)
