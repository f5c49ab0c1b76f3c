"""Decodes the bytes of a text file in its declared encoding, and refuses a file whose declared encoding is wrong."""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import NoReturn

from cutline.settings.sources import Source
from cutline.sources.formats.documents import LINE_MAX_BYTES, Document, chunks_of, refuse_file, refuse_giant

CONTROL = re.compile("[\x80-\x9f]")
NO_WORD, LONG_WORD = (
    re.compile(rb"""[\x00-\x20,;|:="<>()]"""),
    24,
)  # the bytes between two words, and the bytes of a word that are shown
CODE_PAGES = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp932")  # those that most exports in a code page use
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_text(document: Document, source: Source) -> Iterator[str]:
    """The text of a document in parts, in the encoding that its source declares. Raises SourceError that names the place of
    bytes that are invalid in this encoding, possibly after parts have been returned.
    """
    with document.open() as file:
        chunks = chunks_of(file)
        chunk = next(chunks, b"")
        decoding = _Decoding(declared_or_marked(chunk, source.encoding), document.name, source)
        while chunk:
            following = next(chunks, b"")
            text = decoding.part(chunk, is_last=not following)
            if not following:
                decoding.refuse_garbled()
            yield text
            chunk = following


def text_lines(document: Document, source: Source, ends: str | None = None) -> Iterator[str]:
    """The lines of a document, each with its end. ends: the end of a line; if null, a line feed where the text has any, and else
    a carriage return. Raises SourceError as `decode_text`, and for a line that is too long.
    """
    rest = ""
    for text in decode_text(document, source):
        rest += text
        if ends is None and "\n" not in rest and len(rest) <= LINE_MAX_BYTES:
            continue
        ends = ends or ("\n" if "\n" in rest else "\r")
        *lines, rest = rest.split(ends)
        if len(rest) > LINE_MAX_BYTES:
            refuse_giant(f"a line of more than {LINE_MAX_BYTES:,} characters", document.name, source)
        for line in lines:
            yield line + ends
    ends = ends or "\r"
    *lines, rest = rest.split(ends)
    for line in lines:
        yield line + ends
    if rest:
        yield rest


class _Decoding:
    """Decodes the parts of a document one after the other, and knows where it is for the message about a bad byte."""

    def __init__(self, encoding: str, name: str, source: Source) -> None:
        self.encoding, self.name, self.source = encoding, name, source
        self.decoder = codecs.getincrementaldecoder(encoding)("strict" if source.undecodable == "refuse" else "replace")
        self.bytes = self.lines_of_bytes = self.characters = self.lines = 0
        # What tells that the encoding is wrong although it decodes everything: see refuse_garbled.
        self.is_one_byte = not codecs.lookup(encoding).name.startswith("utf")
        self.utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self.beyond_ascii: int | None = None
        self.control: tuple[int, int, str] | None = None

    def part(self, chunk: bytes, *, is_last: bool) -> str:
        """The text of the next part. Raises SourceError for bytes that are not text in the encoding, and for a NUL."""
        try:
            text = self.decoder.decode(chunk, is_last)
        except UnicodeDecodeError as error:
            self._refuse_byte(chunk, error)
        if not self.characters:
            text = text.removeprefix("\ufeff")
        if "\0" in text:
            place = text.index("\0")
            refuse_file(self.name, self.source, f"a NUL character at character {self.characters + place:,}, line {self.lines + text.count(chr(10), 0, place) + 1:,}",
                   f"text in {self.encoding}", "declare encoding = 'utf-16' in the source, if the file is in UTF-16; else send the export again")  # fmt: skip
        if self.is_one_byte:
            self._look_for_garble(chunk, text, is_last=is_last)
        self.bytes += len(chunk)
        self.lines_of_bytes += chunk.count(b"\n")
        self.characters += len(text)
        self.lines += text.count("\n")
        return text

    def _refuse_byte(self, chunk: bytes, error: UnicodeDecodeError) -> NoReturn:
        data, kept = error.object, len(error.object) - len(chunk)  # the decoder had kept the bytes of half a character
        start = error.start
        line = self.lines_of_bytes - data.count(b"\n", 0, kept) + data.count(b"\n", 0, start) + 1
        around = data[max(0, start - 12) : start + 12].decode("cp1252", "replace")
        hint = (
            f"declare in the source the encoding in which the text reads well: {_readings(data, start)}"
            if self.encoding == "utf-8"
            else f"declare the encoding of the file in its source: {_readings(data, start)}"
        )
        refuse_file(self.name, self.source, f"byte {data[start]:02x} at offset {self.bytes - kept + start:,}, line {line:,}, near {around!r}", f"text in {self.encoding}",
               f"{hint}; or set undecodable = 'replace', which reads such bytes as \ufffd")  # fmt: skip

    def _look_for_garble(self, chunk: bytes, text: str, *, is_last: bool) -> None:
        if self.beyond_ascii is None and not chunk.isascii():
            self.beyond_ascii = self.bytes + next(i for i, byte in enumerate(chunk) if byte > 127)
        try:
            if self.utf8 and not (chunk.isascii() and self.beyond_ascii is None):
                self.utf8.decode(chunk, is_last)
        except UnicodeDecodeError:
            self.utf8 = None
        if self.control is None and (found := CONTROL.search(text)):
            self.control = self.characters + found.start(), ord(found[0]), _readings(chunk, found.start())

    def refuse_garbled(self) -> None:
        """Refuse text that was decoded in the wrong one-byte encoding. Such an encoding decodes any bytes, so that UTF-8 declared
        as cp1252 would be read as garbage without an error. Call this after the last part. Raises SourceError.
        """
        if self.beyond_ascii is None:
            return
        if self.utf8 is not None:
            refuse_file(
                self.name,
                self.source,
                f"UTF-8 (first at offset {self.beyond_ascii:,})",
                f"text in {self.encoding}, as declared",
                "declare encoding = 'utf-8' in the source",
            )
        if self.control is not None:
            place, code, readings = self.control
            refuse_file(self.name, self.source, f"control character {code:02x} at character {place:,}", f"text in {self.encoding}",
                   f"declare in the source the encoding in which the text reads well: {readings}; or declare encoding = 'cp1252' and "
                   "undecodable = 'replace', which reads bytes that cp1252 does not define as \ufffd")  # fmt: skip


def _readings(data: bytes, start: int) -> str:
    """How the word at a place reads in several code pages: encoding = 'cp1252' reads 'ÄÅÏÎ', encoding = 'cp1251' 'ДЕПО'."""
    before = NO_WORD.split(data[max(0, start - LONG_WORD) : start])[-1]
    word = NO_WORD.split(data[start - len(before) : start + LONG_WORD])[0]
    found: dict[str, str] = {}
    for page in CODE_PAGES:
        found.setdefault(word.decode(page, "replace"), page)
    good = [f"encoding = {page!r} reads {text!r}" for text, page in found.items() if "\ufffd" not in text]
    return ", ".join(good) or "no common code page reads it"


def declared_or_marked(data: bytes, encoding: str) -> str:
    """The encoding to decode with: the encoding of the byte-order mark, or else the declared encoding; `auto` means UTF-8."""
    for mark, marked in BYTE_ORDER_MARKS:
        if data.startswith(mark) and (encoding == "auto" or codecs.lookup(encoding).name.startswith("utf")):
            return marked
    return "utf-8" if encoding == "auto" else encoding


def is_utf8(chunks: Iterable[bytes]) -> bool:
    """Whether the parts of a file are together valid UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chunks:
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True
