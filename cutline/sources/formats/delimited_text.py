"""Delimited text to rows of cells. Strict: a byte or a quote that does not fit is an error that says where."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cutline.settings.sources import Source
from cutline.sources.formats.opening import refuse

CELL_MAX_CHARS = 10 << 20
COLUMNS_MAX = 16_384  # as many as a spreadsheet has
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHUNK = 16 << 20
PLAIN_MIN_BYTES = 8 << 20


def decode(data: bytes, name: str, source: Source) -> str:
    """The text of a file in its source's encoding. Raises SourceError that names the offset of what is not text in it."""
    encoding = declared_or_marked(data, source.encoding)
    try:
        text = data.decode(encoding, "strict" if source.undecodable == "refuse" else "replace")
    except UnicodeDecodeError as error:
        start = error.start
        line = data.count(b"\n", 0, start) + 1
        around = data[max(0, start - 12) : start + 12].decode("cp1252", "replace")
        hint = (
            "declare encoding = 'cp1252' if that reads well"
            if encoding == "utf-8"
            else "declare the file's encoding in its source"
        )
        refuse(name, source, f"byte {data[start]:02x} at offset {start:,}, line {line:,}, near {around!r}", f"text in {encoding}",
               f"{hint}; undecodable = 'replace' reads such bytes as \ufffd")  # fmt: skip
    if "\0" in text:
        refuse(name, source, f"a NUL character at character {text.index(chr(0)):,}, line {text.count(chr(10), 0, text.index(chr(0))) + 1:,}",
               f"text in {encoding}", "a UTF-16 file? declare encoding; else send the export again")  # fmt: skip
    _refuse_garbled(data, text, encoding, name, source)
    return text.removeprefix("\ufeff")


def declared_or_marked(data: bytes, encoding: str) -> str:
    """The encoding to decode with: what the byte-order mark says, else what is declared; `auto` is UTF-8."""
    for mark, marked in MARKS:
        if data.startswith(mark) and (encoding == "auto" or codecs.lookup(encoding).name.startswith("utf")):
            return marked
    return "utf-8" if encoding == "auto" else encoding


def _refuse_garbled(data: bytes, text: str, encoding: str, name: str, source: Source) -> None:
    """A one-byte encoding decodes anything: UTF-8 declared as cp1252 would be read as garbage without an error."""
    if codecs.lookup(encoding).name.startswith("utf") or data.isascii():
        return
    try:
        as_utf8: str | None = data.decode("utf-8")
    except UnicodeDecodeError:
        as_utf8 = None
    place = next(i for i, byte in enumerate(data) if byte > 127)
    if as_utf8 is not None:
        refuse(
            name, source, f"UTF-8 (first at offset {place:,})", f"text in {encoding}, as declared", "declare encoding = 'utf-8'"
        )
    control = next((i for i, letter in enumerate(text) if "\x80" <= letter <= "\x9f"), None)
    if control is not None:
        refuse(name, source, f"control character {ord(text[control]):02x} at character {control:,}", f"text in {encoding}",
               "declare encoding = 'cp1252'")  # fmt: skip


def text_rows(data: bytes, name: str, source: Source) -> Iterator[list[str]]:
    """The rows of delimited text, one at a time. Raises SourceError, in mid-course too, naming the line."""
    text = decode(data, name, source)
    csv.field_size_limit(CELL_MAX_CHARS)
    # A file ends its lines in one way; a bare CR elsewhere stands in a cell, quoted, or is an error.
    ends = "\n" if "\n" in text else "\r"
    first = text[: text.find(ends) + 1] or text
    if first.count(source.delimiter) > COLUMNS_MAX:
        refuse(name, source, f"{first.count(source.delimiter) + 1:,} cells in line 1", f"at most {COLUMNS_MAX:,} columns",
               "is the delimiter right? transposed = true reads records that are columns")  # fmt: skip
    reader = csv.reader(io.StringIO(text, newline=ends), delimiter=source.delimiter, quotechar=source.quote, strict=True)
    try:
        for row in reader:
            odd = next((cell for cell in row if cell[:1] == " " and cell.lstrip().startswith(source.quote)), None)
            if odd is not None:
                refuse(name, source, f"{odd!r} near line {reader.line_num:,}, a quote after a blank", f"cells quoted by {source.quote}",
                       "take the blanks between delimiter and quote away")  # fmt: skip
            yield row
    except csv.Error as error:
        told = "a bare carriage return outside quotes" if "new-line" in str(error) else str(error)
        refuse(
            name,
            source,
            f"{told} near line {reader.line_num:,}",
            f"cells quoted by {source.quote}",
            "mend the line, or declare quote",
        )


@dataclass(frozen=True)
class Plain:
    """A large file of unquoted UTF-8 cells, every row as wide as its header: Polars may read it, for it reads the same cells."""

    path: Path
    header: list[str]

    def cells(self, source: Source) -> pl.LazyFrame:
        """Columns `0`, `1`, ... and `row`. Blank rows have gone, as elsewhere."""
        names = [str(i) for i in range(len(self.header))]
        lazy = pl.scan_csv(
            self.path, separator=source.delimiter, quote_char=None, has_header=False, skip_lines=source.header_row, infer_schema=False,
            schema=dict.fromkeys(names, pl.String), empty_string_is_null=False,
        )  # fmt: skip
        return lazy.with_row_index("row", offset=source.header_row + 1).with_columns(pl.col("row").cast(pl.Int64))


def plain_text(path: Path, source: Source) -> Plain | None:
    """The file as Plain, or None where that cannot be shown from its bytes: a quote, a bare CR, a row of another width, another encoding."""
    size = path.stat().st_size
    unusual = (
        source.transposed or source.footer_rows or source.rows_below_header or source.not_data or source.undecodable == "replace"
    )
    if (
        size < PLAIN_MIN_BYTES
        or unusual
        or source.encoding not in ("auto", "utf-8", "utf-8-sig")
        or not source.delimiter.isascii()
    ):
        return None
    with path.open("rb") as file:
        head = [file.readline() for _ in range(source.header_row)]
        header = head[-1].decode("utf-8-sig", "replace").rstrip("\r\n").split(source.delimiter)
        if not any(cell.strip() for cell in header):
            return None
        if head[0].startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or len(header) > COLUMNS_MAX:
            return None
        end = b"\r\n" if head[-1].endswith(b"\r\n") else b"\n"
        # Of each line only what could change where cells begin and end is left: every line must then look the same.
        line = source.delimiter.encode() * (len(header) - 1) + end
        told = bytes(set(range(256)) - set(line) - set(b"\r\n\0" + source.quote.encode()))
        for part in (b"".join(head), *iter(lambda: file.read(CHUNK) + file.readline(), b"")):
            whole = part if part.endswith(b"\n") else part + end
            marks = whole.translate(None, told)
            is_head = part == b"".join(head)
            is_title = is_head and source.header_row > 1
            if (source.quote.encode() in marks or b"\0" in marks) if is_title else marks != line * (len(marks) // len(line)):
                return None
            if not part.isascii() and not is_utf8(part):
                return None
            if not is_head and head[-1].rstrip(b"\r\n") in part:
                return None  # the header again, which is no data
    return Plain(path, header)


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are valid UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
