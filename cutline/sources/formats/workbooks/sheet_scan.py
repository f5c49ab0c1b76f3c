"""Scans the XML of a sheet for what the spreadsheet library does not report.

The scan looks for formulas without a stored result, for error cells, for stray cells far away from the others, and for
cells that show a percentage.
"""

import itertools
import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from cutline.settings.sources import Source
from cutline.sources.formats.archives import member_chunks
from cutline.sources.formats.documents import CELL_MAX_BYTES, Document, RunLength, refuse_file, refuse_giant, refuse_giant_cells
from cutline.sources.formats.workbooks.cell_addresses import column_letters
from cutline.sources.formats.workbooks.number_formats import CellSet, percentage_styles
from cutline.sources.formats.workbooks.repeated_texts import OpenDocumentTexts, SharedTexts, TextRoom

ROWS_MAX, COLUMNS_MAX = 1_048_576, 16_384

# The largest used range that is read, in cells. One stray cell far away, or one that is said to be repeated, makes millions
# of empty cells. A range up to USED_RANGE_FREE is always read; a larger one must hold a filled cell in every
# USED_RANGE_MAX_PER_CELL, up to USED_RANGE_MAX.
USED_RANGE_FREE, USED_RANGE_MAX_PER_CELL, USED_RANGE_MAX = 1_000_000, 50, 8_000_000
ERRORS_MAX = 1_000  # rows and columns over which a repeated error cell is followed; a sheet with more is full of bad cells anyway
ADDRESSES_SHOWN = 5
SHARED_TEXTS = "xl/sharedstrings.xml"  # where the spreadsheet library looks for them, in letters of either case
CELL_TAGS = {"c", "si", "row", "comment", "table-cell", "covered-table-cell", "table-row"}  # where the text of a cell begins
VALUE_ATTRIBUTES = {"value", "date-value", "time-value", "boolean-value", "string-value"}
Start = Callable[[str, dict[str, str]], None]
Text = Callable[[str], None]


@dataclass
class SheetScan:
    """What the scan of one sheet found.

    formulas: the addresses of formulas without a stored result. errors: row and column of a cell, counted from 0, to the
    error that the cell shows. percentages: the cells that show a percentage. cells: how many cells are filled. last_row, last_column: the last row and the last column with a filled cell, counted from 0.
    """

    sheet: str
    formulas: list[str] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percentages: CellSet = field(default_factory=CellSet)
    cells: int = 0
    last_row: int = 0
    last_column: int = 0

    def count(self, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        """Count a filled cell that is repeated over so many rows and columns."""
        self.cells += rows * columns
        self.last_row = max(self.last_row, row + rows - 1)
        self.last_column = max(self.last_column, column + columns - 1)

    def refuse_unreadable(self, document: Document, source: Source) -> None:
        """Refuse a sheet with formulas without a result, or with cells too far apart. Raises SourceError with the addresses
        of the cells.
        """
        if self.formulas:
            more = f" and {len(self.formulas) - ADDRESSES_SHOWN:,} more" if len(self.formulas) > ADDRESSES_SHOWN else ""
            refuse_file(document.name, source, f"formulas without a stored result in {self.sheet}!{', '.join(self.formulas[:ADDRESSES_SHOWN])}{more}",
                   "the value of every cell", "open the workbook in a spreadsheet program, let it calculate, save it, and send it again")  # fmt: skip
        box = (self.last_row + 1) * (self.last_column + 1)
        limit = min(USED_RANGE_MAX, max(USED_RANGE_FREE, USED_RANGE_MAX_PER_CELL * self.cells))
        if self.last_row >= ROWS_MAX or self.last_column >= COLUMNS_MAX or box > limit:
            far = f"{column_letters(self.last_column)}{self.last_row + 1}"
            refuse_file(document.name, source, f"{self.cells:,} cells in {self.sheet}, the farthest at {far}", "cells that lie together, within XFD1048576",
                   "delete the stray cells, or send the sheet as CSV")  # fmt: skip


def scan_sheet(document: Document, source: Source, sheet: str) -> SheetScan:
    """Scan the XML of one sheet of an xlsx or ods document. Raises SourceError for a sheet that cannot be read as it stands."""
    scan: _XlsxScan | _OdsScan
    if document.kind == "xlsx":
        member, scan = (
            _sheet_member(document, source, sheet),
            _XlsxScan(sheet, document, source, _percentage_styles(document, source), _shared_texts(document, source)),
        )
    else:
        member, scan = "content.xml", _OdsScan(sheet)
    _parse(member, document, source, scan.start, scan.end, scan.text)
    scan.found.refuse_unreadable(document, source)
    return scan.found


def scan_parts(document: Document, source: Source) -> None:
    """Scan the XML of the parts of an xlsx workbook besides its sheets, or of the whole ods document. Raises SourceError for a
    part that is broken or unsafe to open.
    """
    if document.kind == "ods":
        texts = OpenDocumentTexts(TextRoom(document, source))
        _parse("content.xml", document, source, texts.start, texts.end, texts.text)
    for member in _members(document) if document.kind == "xlsx" else []:
        if "/worksheets/" in member:  # scanned when it is read; a giant cell would be in memory before that
            refuse_giant_cells(
                member_chunks(document.open, member, document.name, source), "xml", f"{document.name}/{member}", source
            )
        elif member.endswith((".xml", ".rels")):
            _parse(member, document, source)


def _members(document: Document) -> list[str]:
    with document.open() as file, zipfile.ZipFile(file) as archive:
        return archive.namelist()


def _parse(
    member: str, document: Document, source: Source, start: Start | None = None, end: Text | None = None, text: Text | None = None
) -> None:
    """Parse a member with expat. A document type is refused, because its entities may be a bomb, and no real export has one."""
    name, parser = f"{document.name}/{member}", expat.ParserCreate()

    def doctype(*_: object) -> None:
        found = f"a document type at line {parser.CurrentLineNumber}, which may hide an entity bomb"
        refuse_file(name, source, found, "XML without a document type", "do not open this file, and ask who made it")

    parser.StartDoctypeDeclHandler = doctype
    size = _CellSize(name, source, start, text)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = size.start, end, size.text
    try:
        for chunk in member_chunks(document.open, member, document.name, source):
            size.read(chunk)
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        refuse_file(
            name,
            source,
            f"broken XML: {error}",
            "a whole document",
            "save the file again in the program it comes from, and send it",
        )


class _CellSize:
    """Refuses a cell of many megabytes while its XML is read in parts. It calls the handlers of the scan.

    The text of a cell may be in several elements (rich text), so the count begins anew only where a cell does. A tag is also
    limited, because an attribute may hold the value of a cell.
    """

    def __init__(self, name: str, source: Source, start: Start | None, text: Text | None) -> None:
        self.name, self.source, self.on_start, self.on_text = name, source, start, text
        self.characters, self.tag = 0, RunLength(b"<")

    def read(self, chunk: bytes) -> None:
        if self.tag.longest(chunk) > CELL_MAX_BYTES:
            refuse_giant(f"text or a tag of more than {CELL_MAX_BYTES:,} bytes", self.name, self.source)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] in CELL_TAGS:
            self.characters = 0
        if self.on_start:
            self.on_start(tag, attributes)

    def text(self, text: str) -> None:
        self.characters += len(text)
        if self.characters > CELL_MAX_BYTES:
            refuse_giant(f"a cell of more than {CELL_MAX_BYTES:,} characters", self.name, self.source)
        if self.on_text:
            self.on_text(text)


def _local_name(tag: str) -> str:
    return tag.rpartition(":")[2]


class _XlsxScan:
    """The handlers of expat for the XML of a sheet in an xlsx file."""

    def __init__(self, sheet: str, document: Document, source: Source, percentages: frozenset[int], texts: SharedTexts) -> None:
        self.found, self.document, self.source = SheetScan(sheet), document, source
        self.styles, self.texts, self.room = percentages, texts, TextRoom(document, source)
        self.row, self.column, self.is_percentage = -1, -1, False
        self.kind, self.value, self.inside, self.is_formula = "", "", "", False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _local_name(tag)
        if tag == "row":
            number = attributes.get("r", "")
            self.row, self.column = int(number) - 1 if number.isdigit() else self.row + 1, -1
        elif tag == "c":
            self.column += 1
            if "r" in attributes:
                self._go_to(attributes["r"])
            self.kind, self.value, self.is_formula = attributes.get("t", ""), "", False
            style = attributes.get("s", "")
            self.is_percentage = style.isdigit() and int(style) in self.styles
        elif tag in ("f", "v"):
            self.inside = tag
            self.is_formula = self.is_formula or tag == "f"

    def text(self, words: str) -> None:
        if self.inside == "v":
            self.value += words

    def end(self, tag: str) -> None:
        self.inside = ""
        if _local_name(tag) != "c":
            return
        self.found.count(self.row, self.column)
        if self.kind == "s":
            self.room.take(self.texts.length(self.value), self.found.sheet)
        if self.is_percentage:
            self.found.percentages.add(self.row, self.column)
        if self.kind == "e":
            self.found.errors[self.row, self.column] = self.value or "#ERROR"
        elif self.is_formula and not self.value.strip() and self.kind != "str":
            self.found.formulas.append(f"{column_letters(self.column)}{self.row + 1}")

    def _go_to(self, reference: str) -> None:
        match = re.fullmatch(r"([A-Z]{1,4})([1-9]\d{0,7})", reference)
        column = 0
        for letter in match[1] if match else "":
            column = column * 26 + ord(letter) - 64
        if match is None or column > COLUMNS_MAX or int(match[2]) > ROWS_MAX:
            refuse_file(self.document.name, self.source, f"a cell called {reference!r} in {self.found.sheet}", "cells from A1 to XFD1048576",
                   "save the file again in a spreadsheet program, and send it")  # fmt: skip
        self.row, self.column = int(match[2]) - 1, column - 1


class _OdsScan:
    """The handlers of expat for the XML of an ods file, which holds all sheets in one member."""

    def __init__(self, sheet: str) -> None:
        self.found = SheetScan(sheet)
        self.is_here, self.row, self.rows, self.column, self.columns = False, -1, 1, -1, 1
        self.is_formula, self.is_error, self.has_value, self.shown, self.is_percentage = False, False, False, "", False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag, plain = _local_name(tag), {_local_name(key): value for key, value in attributes.items()}
        if tag == "table":
            self.is_here, self.row, self.rows = plain.get("name", "") == self.found.sheet, -1, 1
        elif tag == "table-row":
            self.row, self.column, self.columns = self.row + self.rows, -1, 1
            self.rows = int(plain.get("number-rows-repeated", "1"))
        elif tag in ("table-cell", "covered-table-cell"):
            self.column, self.columns = self.column + self.columns, int(plain.get("number-columns-repeated", "1"))
            self.is_formula, self.has_value, self.shown = "formula" in plain, bool(VALUE_ATTRIBUTES & set(plain)), ""
            self.is_error = "error" in (attributes.get("calcext:value-type", ""), plain.get("value-type", ""))
            self.is_percentage = plain.get("value-type", "") == "percentage"

    def text(self, words: str) -> None:
        self.shown += words

    def end(self, tag: str) -> None:
        if _local_name(tag) not in ("table-cell", "covered-table-cell") or not self.is_here:
            return
        shown = self.shown.strip()
        if not (shown or self.has_value or self.is_formula):
            return
        self.found.count(self.row, self.column, self.rows, self.columns)
        if self.is_percentage and self.rows * self.columns <= USED_RANGE_MAX:  # a larger repetition is refused
            for row, column in itertools.product(range(self.rows), range(self.columns)):
                self.found.percentages.add(self.row + row, self.column + column)
        if self.is_error or (self.is_formula and re.fullmatch(r"#[A-Z/0!?]+|Err:\d+", shown)):
            self.found.errors.update({
                (self.row + i, self.column + j): shown or "#ERROR"
                for i in range(min(self.rows, ERRORS_MAX)) for j in range(min(self.columns, ERRORS_MAX))
            })  # fmt: skip
        elif self.is_formula and not shown and not self.has_value:
            self.found.formulas.append(f"{column_letters(self.column)}{self.row + 1}")


def _percentage_styles(document: Document, source: Source) -> frozenset[int]:
    """The indexes of the cell styles of an xlsx file that show a percentage."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        tag = _local_name(tag)
        number = attributes.get("numFmtId", "0")
        if tag == "numFmt" and number.isdigit():
            codes[int(number)] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs", "dxfs"):
            inside = tag
        elif tag == "xf" and inside == "cellXfs":
            styles.append(int(number) if number.isdigit() else 0)

    if "xl/styles.xml" in _members(document):
        _parse("xl/styles.xml", document, source, start)
    return percentage_styles(codes, styles)


def _shared_texts(document: Document, source: Source) -> SharedTexts:
    """The lengths of the texts that the cells of an xlsx file refer to."""
    texts = SharedTexts()
    for member in _members(document):
        if member.casefold() == SHARED_TEXTS:
            _parse(member, document, source, texts.start, None, texts.text)
    return texts


def _sheet_member(document: Document, source: Source, sheet: str) -> str:
    """The name of the member of an xlsx file that holds a sheet, found through the workbook's relations."""
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def in_workbook(tag: str, attributes: dict[str, str]) -> None:
        if _local_name(tag) == "sheet":
            ids[attributes.get("name", "")] = next((value for key, value in attributes.items() if key.endswith(":id")), "")

    def in_relations(tag: str, attributes: dict[str, str]) -> None:
        if _local_name(tag) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse("xl/workbook.xml", document, source, in_workbook)
    _parse("xl/_rels/workbook.xml.rels", document, source, in_relations)
    target = targets.get(ids.get(sheet, ""), "").replace("\\", "/")
    wanted = posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    there = _members(document)
    return next((name for name in there if name.casefold() == wanted.casefold()), wanted)
