"""A text that a workbook holds once and shows in many cells is counted in every cell, and refused before it is in memory."""

import io
import zipfile
from pathlib import Path

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.reading_exports import one_source, raw_table
from tests.exports.giant_cells import MAIN, workbook
from tests.exports.make import ods

TEXT = "x" * 30_000


def xlsx(cells: int, text: str, second: str = "") -> bytes:
    """A sheet with a header, and the first shared text in so many rows. second: another shared text, which no cell shows."""
    header = '<row r="1"><c r="A1" t="inlineStr"><is><t>project_id</t></is></c><c r="B1" t="inlineStr"><is><t>name</t></is></c><c r="C1" t="inlineStr"><is><t>status</t></is></c>'
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>{i}</v></c><c r="B{i}" t="s"><v>0</v></c></row>' for i in range(2, cells + 2))
    sheet = f"<worksheet {MAIN}><sheetData>{header}</row>{rows}</sheetData></worksheet>"
    strings = f"<sst {MAIN}><si><r><t>{text}</t></r></si><si><t>{second}</t></si></sst>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, parts in workbook([sheet.encode()], [strings.encode()]).items():
            archive.writestr(name, b"".join(parts))
    return packed.getvalue()


def test_an_xlsx_sheet_that_shows_one_long_text_in_many_cells_is_refused(tmp_path):
    """30,000 characters stand once in the file and in 1,000 rows: 30 MB of a file of some kilobytes."""
    (tmp_path / "f.xlsx").write_bytes(xlsx(1_000, TEXT))
    with pytest.raises(SourceError, match=r"more than 25,165,824 characters in S, in a file of \d{1,2},\d{3} bytes"):
        raw_table("projects", one_source("projects"), tmp_path)


def test_a_shared_text_that_fits_is_read_in_every_cell(tmp_path):
    """800 rows of it have room, whatever else the file holds that no cell shows."""
    (tmp_path / "f.xlsx").write_bytes(xlsx(800, TEXT, second=TEXT * 30))
    names = raw_table("projects", one_source("projects"), tmp_path).collect()["name"]
    assert names.to_list() == [TEXT] * 800


@pytest.mark.parametrize(
    "cell",
    [
        f'<table:table-row table:number-rows-repeated="1000"><table:table-cell office:value-type="string"><text:p>{TEXT}</text:p></table:table-cell></table:table-row>',
        f'<table:table-row table:number-rows-repeated="10"><table:table-cell table:number-columns-repeated="100"><text:p>{TEXT}</text:p></table:table-cell></table:table-row>',
        f'<table:table-row table:number-rows-repeated="1000"><table:table-cell office:value-type="string" office:string-value="{TEXT}"/></table:table-row>',
    ],
    ids=["rows", "columns", "attribute"],
)
@pytest.mark.parametrize("sheet", ["A", "another"])
def test_an_ods_document_that_repeats_one_long_text_is_refused(cell, sheet, tmp_path):
    """In the sheet that is read, and in one that is not: the document is opened as a whole."""
    document = ods("" if sheet != "A" else cell)
    if sheet != "A":
        document = _with_another_sheet(document, cell)
    Path(tmp_path / "f.ods").write_bytes(document)
    with pytest.raises(SourceError, match=rf"more than 25,165,824 characters in {sheet}, in a file of"):
        raw_table("projects", one_source("projects"), tmp_path)


def _with_another_sheet(document: bytes, cells: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "content.xml":
                end = b"</office:spreadsheet>"
                content = content.replace(end, f'<table:table table:name="another">{cells}</table:table>'.encode() + end)
            new.writestr(name, content)
    return packed.getvalue()
