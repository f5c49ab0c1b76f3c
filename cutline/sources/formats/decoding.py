"""Decodes the bytes of a text file in its declared encoding, and refuses a file whose declared encoding is wrong."""

import codecs
import re

from cutline.settings.sources import Source
from cutline.sources.formats.documents import refuse_file

CODE_PAGES = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp932")  # those that most exports in a code page use
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_text(data: bytes, name: str, source: Source) -> str:
    """The text of a file in the encoding that its source declares. Raises SourceError that names the place of bytes that
    are invalid in this encoding.
    """
    encoding = declared_or_marked(data, source.encoding)
    try:
        text = data.decode(encoding, "strict" if source.undecodable == "refuse" else "replace")
    except UnicodeDecodeError as error:
        start = error.start
        line = data.count(b"\n", 0, start) + 1
        around = data[max(0, start - 12) : start + 12].decode("cp1252", "replace")
        hint = (
            f"declare the encoding in which the text reads well, such as encoding = 'cp1252', in the source; it reads {_readings(data, start)}"
            if encoding == "utf-8"
            else "declare the file's encoding in its source"
        )
        refuse_file(name, source, f"byte {data[start]:02x} at offset {start:,}, line {line:,}, near {around!r}", f"text in {encoding}",
               f"{hint}; or set undecodable = 'replace', which reads such bytes as \ufffd")  # fmt: skip
    if "\0" in text:
        refuse_file(name, source, f"a NUL character at character {text.index(chr(0)):,}, line {text.count(chr(10), 0, text.index(chr(0))) + 1:,}",
               f"text in {encoding}", "declare encoding = 'utf-16' in the source, if the file is in UTF-16; else send the export again")  # fmt: skip
    _refuse_garbled(data, text, encoding, name, source)
    return text.removeprefix("\ufeff")


def _readings(data: bytes, start: int) -> str:
    """How the word at a place reads in several code pages: 'ÄÅÏÎ' in cp1252, 'ДЕПО' in cp1251."""
    first = max(data.rfind(mark, 0, start) for mark in (b" ", b"\t", b"\n", b",", b";", b'"')) + 1
    word = re.split(rb'[\s,;"]', data[first : start + 24])[0]
    found: dict[str, str] = {}
    for page in CODE_PAGES:
        found.setdefault(word.decode(page, "replace"), page)
    return ", ".join(f"{text!r} in {page}" for text, page in found.items() if "\ufffd" not in text)


def declared_or_marked(data: bytes, encoding: str) -> str:
    """The encoding to decode with: the encoding of the byte-order mark, or else the declared encoding; `auto` means UTF-8."""
    for mark, marked in BYTE_ORDER_MARKS:
        if data.startswith(mark) and (encoding == "auto" or codecs.lookup(encoding).name.startswith("utf")):
            return marked
    return "utf-8" if encoding == "auto" else encoding


def _refuse_garbled(data: bytes, text: str, encoding: str, name: str, source: Source) -> None:
    """Refuse text that was decoded in the wrong one-byte encoding. Such an encoding decodes any bytes, so that UTF-8 declared
    as cp1252 would be read as garbage without an error. Raises SourceError.
    """
    if codecs.lookup(encoding).name.startswith("utf") or data.isascii():
        return
    try:
        as_utf8: str | None = data.decode("utf-8")
    except UnicodeDecodeError:
        as_utf8 = None
    place = next(i for i, byte in enumerate(data) if byte > 127)
    if as_utf8 is not None:
        refuse_file(
            name,
            source,
            f"UTF-8 (first at offset {place:,})",
            f"text in {encoding}, as declared",
            "declare encoding = 'utf-8' in the source",
        )
    control = next((i for i, letter in enumerate(text) if "\x80" <= letter <= "\x9f"), None)
    if control is not None:
        refuse_file(name, source, f"control character {ord(text[control]):02x} at character {control:,}", f"text in {encoding}",
               "declare encoding = 'cp1252' in the source")  # fmt: skip


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are valid UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
