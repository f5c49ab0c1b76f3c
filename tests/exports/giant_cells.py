"""Writes one file of each kind with a cell of many megabytes, reads them all, and prints what became of each, and the peak of memory.

`python -m tests.exports.giant_cells FOLDER MEGABYTES`. No file is held in memory while it is written.
"""

import gzip
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from cutline.errors import SourceError
from tests.exports.make import MAIN, Case
from tests.exports.read_all import peak_megabytes, settings

BLOCK = b"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-." * (1 << 14)  # a megabyte
LINES = (BLOCK[:99] + b"\n") * (len(BLOCK) // 100)
RICH, COMMENTED = b"</t></r><r><t>", b"<!-- -->"  # one cell in many runs; one text with comments in it
HEAD, TAIL = b"project_id,name,status\nP1,", b",idea\n"
TABLE_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
)
RELATIONS = "http://schemas.openxmlformats.org/{}/relationships"


def texts(megabytes: int) -> Iterator[tuple[str, str, bytes, bytes, bytes]]:
    """Text and XML: the name, the format, what stands before the cell, one megabyte of the cell, and what stands after."""
    mspdi = b'<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Name>'
    yield "plain.csv", "csv", HEAD, BLOCK, TAIL
    yield "quoted.csv", "csv", HEAD + b'"', BLOCK, b'"' + TAIL
    yield "lines.csv", "csv", HEAD + b'"', LINES, b'"' + TAIL
    yield "header.csv", "csv", b"project_id,", BLOCK, b",status\nP1,N,idea\n"
    yield "nothing_but_blanks.csv", "csv", HEAD, b" " * len(BLOCK), TAIL
    yield "wide.csv", "csv", b"\xff\xfe" + HEAD.decode().encode("utf-16-le"), BLOCK[: len(BLOCK) // 2].decode().encode("utf-16-le"), TAIL.decode().encode("utf-16-le")  # fmt: skip
    yield "big.jsonl", "jsonl", b'{"project_id":"P1","name":"', BLOCK, b'","status":"idea"}\n'
    yield "big.xer", "xer", b"ERMHDR\t1\n%T\tPROJECT\n%F\tproj_id\tproj_short_name\n%R\t1\t", BLOCK, b"\n%E\n"
    yield "text.xml", "mspdi", mspdi, BLOCK, b"</Name></Project>"
    yield "comments.xml", "mspdi", mspdi, BLOCK + COMMENTED, b"</Name></Project>"
    yield "cdata.xml", "mspdi", mspdi + b"<![CDATA[", BLOCK.replace(b"-", b"<"), b"]]></Name></Project>"


def workbooks() -> Iterator[tuple[str, dict[str, list[bytes]]]]:
    """Zip archives: the name, and the parts of every member; the part BLOCK or RICH is repeated."""
    start, end = f"<worksheet {MAIN}><sheetData>".encode(), b"</sheetData></worksheet>"
    inline = b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
    shared = b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    strings, strings_end = f"<sst {MAIN}><si><r><t>".encode(), b"</t></r></si></sst>"
    yield "inline.xlsx", workbook([start + inline, BLOCK, b"</t></is></c></row>" + end], [strings, strings_end])
    yield "shared.xlsx", workbook([start + shared + end], [strings, BLOCK, strings_end])
    yield "rich.xlsx", workbook([start + shared + end], [strings, BLOCK + RICH, strings_end])
    yield "attribute.xlsx", workbook([start + b'<row r="1" spans="', BLOCK, b'"></row>' + end], [strings, strings_end])
    content = (
        f'<office:document-content {TABLE_NAMES}><office:body><office:spreadsheet><table:table table:name="S"><table:table-row>'
    )
    rest = b"</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    mime = [b"application/vnd.oasis.opendocument.spreadsheet"]
    for name, before, part, after in (
        ("text.ods", b"<table:table-cell><text:p>", BLOCK, b"</text:p></table:table-cell>"),
        ("paragraphs.ods", b"<table:table-cell><text:p>", BLOCK + b"</text:p><text:p>", b"</text:p></table:table-cell>"),
        ("attribute.ods", b'<table:table-cell office:string-value="', BLOCK, b'"/>'),
    ):
        yield name, {"mimetype": mime, "content.xml": [content.encode() + before, part, after + rest]}
    yield "packed.zip", {"f.csv": [HEAD, BLOCK, TAIL]}


def workbook(sheet: list[bytes], strings: list[bytes]) -> dict[str, list[bytes]]:
    office = RELATIONS.format("officeDocument/2006")
    related = f'<Relationships xmlns="{RELATIONS.format("package/2006")}">{{}}</Relationships>'
    book = f'<workbook {MAIN} xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
    parts = "".join(
        f'<Relationship Id="r{i}" Type="{office}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate((("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")), 1)
    )
    top = f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
    return {
        "_rels/.rels": [related.format(top).encode()], "xl/workbook.xml": [book.encode()],
        "xl/_rels/workbook.xml.rels": [related.format(parts).encode()],
        "xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": strings,
    }  # fmt: skip


def write_all(folder: Path, megabytes: int) -> dict[str, str]:
    """Write every file, and return the names with the format of each."""
    formats = {}
    for name, kind, before, part, after in texts(megabytes):
        formats[name] = kind
        with (folder / name).open("wb") as file:
            file.writelines((before, *[part] * megabytes, after))
    with gzip.open(folder / "packed.csv.gz", "wb", compresslevel=0) as packed:
        for part in (HEAD, *[BLOCK] * megabytes, TAIL):
            packed.write(part)
    for name, members in workbooks():
        formats[name] = "auto"
        with zipfile.ZipFile(folder / name, "w") as archive:
            for member, parts in members.items():
                with archive.open(member, "w") as stream:
                    for part in parts:
                        for _ in range(megabytes if part.startswith(BLOCK) else 1):
                            stream.write(part)
    return {**formats, "packed.csv.gz": "auto"}


def main(folder: Path, megabytes: int) -> None:
    """Write and read all; the last line has the outcomes and the peak before and after the reading."""
    from datetime import UTC, datetime

    from cutline.sources.deliveries.intake import deliveries_in_place
    from cutline.sources.mapping.raw_tables import read_raw
    from cutline.sources.typed_rows.parsing import parse

    formats, outcomes, base = write_all(folder, megabytes), {}, peak_megabytes()
    for name, kind in formats.items():
        case = Case(name, b"", "refused", (), "projects", {"format": kind, "hours_per_fte": 400}, {})
        chosen = settings(case)
        try:
            raw = read_raw("projects", chosen, *deliveries_in_place(chosen, folder, datetime(2027, 1, 1, tzinfo=UTC)))
            outcomes[name] = f"{parse('projects', raw, chosen).collect()[0].height} rows"
        except SourceError as error:
            outcomes[name] = error.findings[0].found
        (folder / name).unlink()
    print(json.dumps({"outcomes": outcomes, "base": base, "peak": peak_megabytes()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
