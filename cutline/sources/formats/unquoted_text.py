"""Reads large CSV files without quotes through Polars, many times faster than row by row.

Polars reads a file only if its bytes prove that Polars and the reader of `delimited_text.py` find the same cells. Every
other text file is read by `delimited_text.py`.
"""

import codecs
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path

import polars as pl

from cutline.settings.sources import Source
from cutline.sources.formats.decoding import is_utf8
from cutline.sources.formats.documents import CELL_MAX_BYTES, COLUMNS_MAX, Content
from cutline.sources.formats.export_format import FIRST_ROWS, ScannedFile

CHUNK_BYTES = 1 << 20
UNQUOTED_MIN_BYTES = 8 << 20
# The first line of a file that tells a spreadsheet its delimiter. The spreadsheet shows no row for it, so it is not counted.
SEPARATOR_LINE = re.compile(r'(?i)"?sep=(.)"?[\r\n]*')
FIRST_BYTES_OF_SPACES = rb"\t-\r\x1c- \xc2\xe1\xe2\xe3"  # in UTF-8, of every character that str.isspace() is true of


@dataclass(frozen=True)
class UnquotedText:
    """A large file of unquoted UTF-8 cells, in which every row is as wide as the header. Polars reads the same cells from it.

    may_have_blank_rows: false if the first cell of every row begins with something else than white space.
    """

    path: Path
    header: list[str]
    may_have_blank_rows: bool

    def cells(self, source: Source, most: int | None = None) -> pl.LazyFrame:
        """The columns `0`, `1`, ... of text and `row`, the number of the line. most: of how many lines under the header; null
        for all lines. To read the first lines alone takes much less time than to ask Polars for the head of the file.
        """
        text: Path | bytes = self.path
        if most is not None:
            with self.path.open("rb") as file:
                text = b"".join(islice(file, source.header_row + most))
        names = [str(i) for i in range(len(self.header))]
        lazy = pl.scan_csv(
            text, separator=source.delimiter, quote_char=None, has_header=False, skip_lines=source.header_row, infer_schema=False,
            schema=dict.fromkeys(names, pl.String), empty_string_is_null=False,
        )  # fmt: skip
        return lazy.with_row_index("row", offset=source.header_row + 1).with_columns(pl.col("row").cast(pl.Int64))


def unquoted_text(path: Path, source: Source) -> UnquotedText | None:
    """The file as UnquotedText, or None if its bytes do not prove that Polars reads the same cells.

    A line `sep=;`, a quote, a bare carriage return, a NUL, a row of another width or another encoding than UTF-8 makes the
    result None, and so does a source that marks rows as not data. Files under UNQUOTED_MIN_BYTES would gain nothing, so the
    result is None for them, too.
    """
    if path.stat().st_size < UNQUOTED_MIN_BYTES or _is_unusual(source):
        return None
    with path.open("rb") as file:
        head = [file.readline(CELL_MAX_BYTES) for _ in range(source.header_row)]
        header = head[-1].decode("utf-8-sig", "replace").rstrip("\r\n").split(source.delimiter)
        if not any(cell.strip() for cell in header):
            return None
        if SEPARATOR_LINE.fullmatch(head[0].decode("utf-8-sig", "replace")):
            return None
        if head[0].startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or len(header) > COLUMNS_MAX:
            return None
        end = b"\r\n" if head[-1].endswith(b"\r\n") else b"\n"
        # All bytes are deleted but those that decide where cells begin and end. Every line must then look the same.
        line = source.delimiter.encode() * (len(header) - 1) + end
        harmless = bytes(set(range(256)) - set(line) - set(b"\r\n\0" + source.quote.encode()))
        blank_start = _blank_start(source.delimiter)
        may_have_blank_rows = False
        for part in chain([b"".join(head)], iter(lambda: file.read(CHUNK_BYTES) + file.readline(CELL_MAX_BYTES), b"")):
            if _may_hold_giant_line(part):
                return None
            whole = part if part.endswith(b"\n") else part + end
            marks = whole.translate(None, harmless)
            is_head = part == b"".join(head)
            is_title = is_head and source.header_row > 1
            if (source.quote.encode() in marks or b"\0" in marks) if is_title else marks != line * (len(marks) // len(line)):
                return None
            if not part.isascii() and not is_utf8((part,)):
                return None
            if not is_head and head[-1].rstrip(b"\r\n") in part:
                return None  # a repeated header is no data
            may_have_blank_rows |= blank_start.search(part) is not None or blank_start.match(b"\n" + part[:1]) is not None
    return UnquotedText(path, header, may_have_blank_rows)


def _is_unusual(source: Source) -> bool:
    """Whether the source declares something that only the reader of `delimited_text.py` knows."""
    return bool(
        source.transposed
        or source.header_rows > 1
        or source.footer_rows
        or source.rows_below_header
        or source.not_data
        or source.undecodable == "replace"
        or source.encoding not in ("auto", "utf-8", "utf-8-sig")
        or not source.delimiter.isascii()
    )


def _blank_start(delimiter: str) -> re.Pattern[bytes]:
    """Finds the start of a line whose first cell may be blank: the delimiter, or the first byte of white space."""
    return re.compile(rb"\n[" + re.escape(delimiter.encode()[:1]) + FIRST_BYTES_OF_SPACES + rb"]")


def _may_hold_giant_line(part: bytes) -> bool:
    """Whether a line of the part may be longer than a cell may be. A line that long has a stretch of half its length without an
    end.
    """
    half = CELL_MAX_BYTES // 2
    return any(part.find(b"\n", start, start + half) < 0 for start in range(0, len(part) - half, half))


def scan_unquoted(content: Content, source: Source) -> ScannedFile | None:
    """The header and the cells of a file without its blank rows, if Polars can read it; None if it must be read row by row."""
    plain = unquoted_text(content.path, source) if source.format in ("auto", "csv") else None
    if plain is None:
        return None
    if not plain.may_have_blank_rows:
        return ScannedFile(plain.header, plain.cells(source), plain.cells(source, FIRST_ROWS))
    is_blank = pl.map_batches(
        [str(i) for i in range(len(plain.header))], _are_blank, return_dtype=pl.Boolean, is_elementwise=True
    )
    return ScannedFile(plain.header, plain.cells(source).filter(~is_blank))


def _are_blank(cells: Sequence[pl.Series]) -> pl.Series:
    """Whether each row is blank. Polars itself does not count the separators U+001C to U+001F as white space, but Python does."""
    spaces = _white_space()
    first = cells[0].str.strip_chars(spaces) == ""
    if not first.any():
        return first
    return pl.DataFrame(cells).select(pl.all_horizontal(pl.all().str.strip_chars(spaces) == "")).to_series()


@cache
def _white_space() -> str:
    return "".join(char for char in map(chr, range(sys.maxunicode + 1)) if char.isspace())
