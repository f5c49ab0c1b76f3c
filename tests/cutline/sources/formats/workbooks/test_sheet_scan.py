"""The scan of the XML of a sheet."""

import io
import zipfile

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.reading_exports import read_file
from tests.exports.make import VALUE, row, xlsx


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("Worksheets/Sheet1.xml", None), ("/xl/worksheets/sheet1.xml", None), ("worksheets/none.xml", "no such part in the archive"),
        # Calamine does not open these; the file is refused with the sheet's name.
        ("./worksheets/sheet1.xml", "sheet 'A' cannot be opened"), ("worksheets\\sheet1.xml", "sheet 'A' cannot be opened"),
    ],
)  # fmt: skip
def test_a_sheet_is_found_or_missed_by_name(tmp_path, target, told):
    """Workbooks of other programs write the path to a sheet in ways of their own."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(row(2, VALUE)))) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'Target="worksheets/sheet1.xml"', f'Target="{target}"'.encode()))
    if told is None:
        assert read_file(tmp_path, packed.getvalue(), name="f.xlsx")[0].height == 1
    else:
        with pytest.raises(SourceError, match=told):
            read_file(tmp_path, packed.getvalue(), name="f.xlsx")
