"""The records that pass between the readers of files: a delivered file, the document in it, and the refusal of a file.

This module also has the limits that hold for every format. A cell of 300 MB once took 2.1 GB, because readers copy a cell
several times, so a document is looked through in parts before it is in memory.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, NoReturn

from cutline.errors import Finding, SourceError
from cutline.settings.sources import Source

FILE_MAX_BYTES = 4 << 30
DOCUMENT_MAX_BYTES = 1 << 30  # a document that must be held in memory to be read
COLUMNS_MAX = 16_384  # as many as a spreadsheet has
# A file of a few cells must not take more memory than a file of many: a spreadsheet's cell has at most 32,767 characters, and
# the notes of a scheduling program have been seen with a million.
CELL_MAX_BYTES = 10 << 20
LINE_MAX_BYTES = 32 << 20
CHUNK_BYTES = 1 << 20
LINE_ENDS = (b"\n", b"\r")
Opener = Callable[[], IO[bytes]]


@dataclass(frozen=True)
class Content:
    """One delivered file. file: the name under which it was sent. path: the path of its bytes. digest: their SHA-256 hash."""

    file: str
    path: Path
    digest: str


@dataclass(frozen=True)
class Document:
    """What a file holds, unpacked. name: the name of the file, followed by the name of the member if the file is a zip
    archive. kind: the name of its format. content: its bytes, or a function that opens them as a stream.
    """

    name: str
    kind: str
    content: bytes | Opener

    def open(self) -> IO[bytes]:
        """The bytes as a stream from the beginning. A reader that takes them in parts does not hold the document in memory."""
        return io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content()

    @cached_property
    def data(self) -> bytes:
        """All bytes, in memory from then on."""
        with self.open() as file:
            return file.read()


def refuse_file(name: str, source: Source, found: str, expected: str, action: str) -> NoReturn:
    """Raise the SourceError of a file that cannot be read. name: the file's. found, expected, action: the parts of the
    message.
    """
    where = f"{name} (source {source.name})"
    raise SourceError(f"{where} cannot be read", [Finding(where, found, expected, action)])


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a file in parts."""
    yield from iter(lambda: file.read(CHUNK_BYTES), b"")


def parts_of(document: Document) -> Iterator[bytes]:
    """The bytes of a document in parts."""
    with document.open() as file:
        yield from chunks_of(file)


class RunLength:
    """Counts the bytes since the last mark, over the parts of a file. marks: single bytes that end a cell or a line."""

    def __init__(self, *marks: bytes) -> None:
        self.marks, self.bytes = marks, 0

    def longest(self, chunk: bytes) -> int:
        """The number of bytes in the longer of two runs without a mark: the run that ends at the first mark of `chunk`, and the
        run that begins after its last mark.

        The first of them counts from the last mark of the parts before. If `chunk` has no mark, the run goes on, and its
        bytes so far are counted. A run between two marks of `chunk` is shorter than a part of a file, so it is not looked for.
        """
        first = min((place for mark in self.marks if (place := chunk.find(mark)) >= 0), default=None)
        if first is None:
            self.bytes += len(chunk)
            return self.bytes
        begun = self.bytes + first
        self.bytes = len(chunk) - 1 - max(chunk.rfind(mark) for mark in self.marks)
        return max(begun, self.bytes)


def refuse_giant_cells(chunks: Iterable[bytes], kind: str, name: str, source: Source) -> None:
    """Refuse a text or XML document with a cell, a line or a tag that is too long. kind: the format, or "xml" for any of XML.

    Raises SourceError. A quoted cell with line ends in it is left to the reader of CSV.
    """
    if kind == "xml":
        limits = [(RunLength(b"<"), CELL_MAX_BYTES, "text or a tag")]
    else:
        limits = [(RunLength(*LINE_ENDS), LINE_MAX_BYTES, "a line")]
        delimiter = b"\t" if kind == "xer" else source.delimiter.encode()
        if kind != "jsonl" and len(delimiter) == 1:
            limits.append((RunLength(delimiter, *LINE_ENDS), CELL_MAX_BYTES, "a cell"))
    for chunk in chunks:
        for run, most, what in limits:
            if run.longest(chunk) > most:
                refuse_giant(f"{what} of more than {most:,} bytes", name, source)


def refuse_giant(found: str, name: str, source: Source) -> NoReturn:
    """Raise the SourceError of a cell or a line that is too long."""
    action = "correct the delimiter or the format in the source, if the text is many cells; else do not open this file, and ask who made it"
    refuse_file(name, source, found, f"cells of at most {CELL_MAX_BYTES:,} bytes, in lines of at most {LINE_MAX_BYTES:,}", action)
