"""Reads large CSV files without quotes through Polars, many times faster than row by row.

Polars reads a file only if its bytes prove that Polars and the reader of `delimited_text.py` find the same cells. Every
other text file is read by `delimited_text.py`.
"""

import codecs
import re
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl

from cutline.settings.sources import Source
from cutline.sources.formats.decoding import is_utf8
from cutline.sources.formats.documents import CELL_MAX_BYTES, COLUMNS_MAX, Content
from cutline.sources.formats.export_format import FIRST_ROWS, ScannedFile

CHUNK_BYTES = 1 << 19  # what NumPy makes of it still fits into a processor's cache
UNQUOTED_MIN_BYTES = 8 << 20
# The first line of a file that tells a spreadsheet its delimiter. The spreadsheet shows no row for it, so it is not counted.
SEPARATOR_LINE = re.compile(r'(?i)"?sep=(.)"?[\r\n]*')
FIRST_BYTES_OF_SPACES = (
    b"\t\n\v\f\r\x1c\x1d\x1e\x1f \xc2\xe1\xe2\xe3"  # in UTF-8, of every character that str.isspace() is true of
)


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
        begin = file.tell()
    titles = b"".join(head).replace(b"\r\n", b"\n")
    if source.quote.encode() in titles or b"\0" in titles or b"\r" in titles or not is_utf8(head):
        return None
    proof = _Proof(path, source.delimiter, source.quote, head[-1], len(header))
    found = _in_stretches(proof.stretch, path, begin)
    if any(each is None for each in found):
        return None
    return UnquotedText(path, header, any(found))


def _in_stretches(look: Callable[[int, int], bool | None], path: Path, begin: int) -> list[bool | None]:
    """What `look` finds in each stretch of a file, from its first to behind its last byte. The stretches end with lines, and are
    looked at at the same time.
    """
    size, count = path.stat().st_size, pl.thread_pool_size()
    ends = [begin]
    with path.open("rb") as file:
        for i in range(1, count):
            file.seek(max(ends[-1], begin + (size - begin) * i // count))
            file.readline(CELL_MAX_BYTES)
            ends.append(file.tell())
    ends.append(size)
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(look, ends[:-1], ends[1:]))


class _Proof:
    """Proves of the lines of a file, a stretch at a time, that each has the cells that Polars finds in it.

    header: the bytes of the line of the header, with its end. width: its number of cells. NumPy looks at the bytes, because it lets
    other threads work at the same time.
    """

    def __init__(self, path: Path, delimiter: str, quote: str, header: bytes, width: int) -> None:
        self._path, self._quote = path, quote.encode()
        self._end = b"\r\n" if header.endswith(b"\r\n") else b"\n"
        self._header, self._delimiter = header.rstrip(b"\r\n"), delimiter.encode()
        # If all bytes are deleted but those that decide where cells begin and end, every line must look the same.
        self._line = np.frombuffer(self._delimiter * (width - 1) + self._end, np.uint8)
        self._may_begin_blank = np.zeros(256, bool)
        self._may_begin_blank[list(FIRST_BYTES_OF_SPACES + self._delimiter)] = True

    def stretch(self, begin: int, end: int) -> bool | None:
        """Whether a row of the stretch may be blank; None if its lines do not prove that Polars finds their cells."""
        may_have_blank_rows, room, kept = False, _Room(CHUNK_BYTES), 0
        with self._path.open("rb", buffering=0) as file:
            file.seek(begin)
            while begin < end or kept:
                count = file.readinto(memoryview(room.bytes)[kept : min(len(room.bytes), kept + end - begin)])
                begin, filled = begin + count, kept + count
                if not count:  # the last line of the file has no end
                    room, filled = room.with_room_for(filled, len(self._end)), filled + len(self._end)
                    room.bytes[kept:filled] = self._end
                whole = room.bytes.rfind(b"\n", 0, filled) + 1
                kept = filled - whole
                if not whole and filled > CELL_MAX_BYTES:
                    return None
                blank = self._lines(room, whole) if whole else False
                if blank is None:
                    return None
                may_have_blank_rows |= blank
                room.bytes[:kept] = room.bytes[whole:filled]
                room = room if whole else room.with_room_for(filled, len(room.bytes))
        return may_have_blank_rows

    def _lines(self, room: "_Room", count: int) -> bool | None:
        """As `stretch`, for the first `count` bytes of a room, which are whole lines."""
        part, text, decides, same = room.bytes, room.text[:count], room.decides[:count], room.same[:count]
        if any(part.find(odd, 0, count) >= 0 for odd in (self._quote, b"\0", self._header)):
            return None  # a repeated header is no data
        if _may_hold_giant_line(part, count) or not (text.max() < 128 or is_utf8((bytes(part[:count]),))):
            return None
        np.equal(text, ord("\n"), out=decides)
        for byte in {*self._line.tolist(), ord("\r")} - {ord("\n")}:
            np.logical_or(decides, np.equal(text, byte, out=same), out=decides)
        places = np.flatnonzero(decides)
        marks, width = text[places], len(self._line)
        if len(marks) % width or (marks.reshape(-1, width) != self._line).any():
            return None
        firsts = text[places[width - 1 :: width][:-1] + 1]
        return bool(self._may_begin_blank[firsts].any() or self._may_begin_blank[text[0]])


class _Room:
    """Memory for the bytes of some lines, and for two answers about each byte. It is used again and again, because to ask for fresh
    memory takes as long as to look at the bytes.
    """

    def __init__(self, size: int) -> None:
        self.bytes = bytearray(size)
        self.text = np.frombuffer(self.bytes, np.uint8)
        self.decides, self.same = np.empty(size, bool), np.empty(size, bool)

    def with_room_for(self, filled: int, more: int) -> "_Room":
        """Room for some bytes more than are filled, with the filled ones in it."""
        if filled + more <= len(self.bytes):
            return self
        larger = _Room(filled + more)
        larger.bytes[:filled] = self.bytes[:filled]
        return larger


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


def _may_hold_giant_line(part: bytearray, count: int) -> bool:
    """Whether one of the first `count` bytes may be in a line that is longer than a cell may be. A line that long has a stretch of
    half its length without an end.
    """
    half = CELL_MAX_BYTES // 2
    return any(part.find(b"\n", start, start + half) < 0 for start in range(0, count - half, half))


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
