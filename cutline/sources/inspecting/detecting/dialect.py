"""Detects the encoding and the delimiter of a text file."""

import csv
import io
import re
from collections import Counter
from itertools import islice

from cutline.sources.formats.decoding import BYTE_ORDER_MARKS
from cutline.sources.formats.documents import CELL_MAX_BYTES
from cutline.sources.inspecting.findings import Detection

ROWS_LOOKED_AT = 5_000  # the first rows of a file; what they show is proposed for the whole file
DELIMITERS = (",", ";", "\t", "|")
# A sign of cp1252 beside a letter on its left, or between letters, where central European languages have a letter.
SIGN_IN_WORD = re.compile(
    "[A-Za-z\u00c0-\u00ff][\u00b3\u00b9\u00bf\u00be\u00ba\u00a5\u00af\u0178][a-z\u00e0-\u00ff]"
    "|[A-Za-z]\u0153[bcfgjklmnpqrvwxz]|(?<![mM])(?<=[a-z])\u00b3(?![a-z])|\u00b3[a-z]"
)
CZECH_IN_WORD = re.compile("[\u00ec\u00f8\u00f2\u00ef\u00f9\u00e8]")
UNDEFINED_CP1252 = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
OTHER_PAGES = ("cp1250", "cp1251", "mac-roman", "cp850", "cp437", "cp1256")  # those that read bytes that cp1252 does not define


def text_rows_and_dialect(data: bytes) -> tuple[list[list[str]], int, list[Detection]]:
    """The first rows of a text file, read in the likeliest dialect; how many rows there are; and the findings about its
    encoding and its delimiter.
    """
    found = encoding_of(data)
    name = found[0].value or found[0].options[0]
    text = data.decode("utf-8" if name == "auto" else name, "replace").removeprefix("\ufeff")
    delimiter, rows, count = _delimiter(text)
    return rows, count, [*found, delimiter]


def encoding_of(data: bytes) -> list[Detection]:
    """The finding or question about the encoding, and the question about bytes that are not text in it."""
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return [Detection("encoding", "utf-8" if name == "utf-8-sig" else name, 1.0, "a byte-order mark")]
    if data.count(b"\0") > len(data) // 10:
        name = "utf-16-le" if data[1::2].count(b"\0") > data[::2].count(b"\0") else "utf-16-be"
        return [Detection("encoding", name, 0.95, "every other byte is zero")]
    if data.isascii():
        return [Detection("encoding", "auto", 1.0, "the file holds ASCII characters only")]
    try:
        data.decode("utf-8")
        return [Detection("encoding", "auto", 1.0, "the file is valid UTF-8 with characters beyond ASCII")]
    except UnicodeDecodeError as error:
        place = error.start
    around = data[max(0, place - 12) : place + 12]
    return _mostly_utf8(data, place) or _code_page(data, around)


def _mostly_utf8(data: bytes, place: int) -> list[Detection]:
    """UTF-8 with some stray bytes, as when two files of different encodings were put together; empty if the file is not so."""
    stray = len(data.decode("utf-8", "replace").split("\ufffd")) - 1 - data.count("\ufffd".encode())
    whole = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]", data.decode("utf-8", "replace"))))
    if whole <= 2 * stray:
        return []
    line = data.count(b"\n", 0, place) + 1
    near = data[max(0, place - 12) : place + 12].decode("utf-8", "replace")
    return [
        Detection("encoding", "utf-8", 0.9, f"{whole} characters beyond ASCII are valid UTF-8"),
        _undecodable(f"{stray} stray bytes are not UTF-8, the first in line {line}, near {near!r}"),
    ]


def _undecodable(evidence: str) -> Detection:
    return Detection("undecodable", None, 0.5, evidence, ("replace", "refuse"))


def _code_page(data: bytes, around: bytes) -> list[Detection]:
    typical = sum(data.count(bytes((byte,))) for byte in (0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x80, 0xA3))
    undefined = {byte: data.count(bytes((byte,))) for byte in UNDEFINED_CP1252 if byte in data}
    near = f"not UTF-8; near {around.decode('cp1252', 'replace')!r}"
    rivals = _likelier_pages(data)
    if undefined and typical + _western_letters(data) <= sum(undefined.values()):
        pages = [page for page in OTHER_PAGES if _reads(data, page)] or ["cp500"]  # of a mainframe
        read = ", ".join(f"{around.decode(page)!r} in {page}" for page in pages if _reads(around, page))
        return [Detection("encoding", None, 0.5, f"neither UTF-8 nor cp1252; it reads {read}", tuple(pages))]
    if rivals:
        word = rivals[0]
        pages = [page for page in rivals[1] if not re.search("[\x80-\x9f\ufffd]", word.decode(page, "replace"))]
        read = ", ".join(f"{word.decode(page, 'replace')!r} in {page}" for page in pages)
        return [Detection("encoding", None, 0.5, f"not UTF-8, and Western letters make no words; it reads {read}", tuple(pages))]
    sure = 0.95 if typical else 0.8
    signs = f"{typical} quotation marks, dashes or currency signs of Windows; {near}"
    look = f"{near}; look at the names, and declare another encoding if they look wrong"
    found = [Detection("encoding", "cp1252", sure, signs if typical else look)]
    if undefined:
        said = ", ".join(f"{count} times {byte:02x}" for byte, count in undefined.items())
        found.append(_undecodable(f"the table of cp1252 has no character for some bytes: {said}"))
    return found


def _western_letters(data: bytes) -> int:
    """How many letters with an accent stand beside an ASCII letter in cp1252."""
    return len(re.findall(rb"[A-Za-z][\xc0-\xff]|[\xc0-\xff][a-z]", data))


def _reads(data: bytes, page: str) -> bool:
    """Whether a code page reads the bytes without a control character."""
    try:
        return not re.search("[\x80-\x9f]", data.decode(page))
    except UnicodeDecodeError:
        return False


def _likelier_pages(data: bytes) -> tuple[bytes, tuple[str, ...]] | None:
    """A word that is no word in cp1252, and the code pages in which it may be one; None if nothing speaks against cp1252.

    Two things do: a sign inside a word, as when the Polish \u0142 is read as \u00b3, and words without any ASCII letter, as when
    Cyrillic or Greek is read as Western.
    """
    words = re.findall(rb"[A-Za-z\x80-\xff]{2,}", data)
    signed = [word for word in words if SIGN_IN_WORD.search(word.decode("cp1252", "replace"))]
    if signed:
        return max(signed, key=len), ("cp1250", "cp1252", "iso8859-2")
    czech = [word for word in words if CZECH_IN_WORD.search(word.decode("cp1252", "replace"))]
    if any("\u00f8" in word.decode("cp1252", "replace") for word in czech) and any(
        set("\u00ec\u00f2\u00ef") & set(word.decode("cp1252", "replace")) for word in czech
    ):
        return max(czech, key=len), ("cp1250", "cp1252", "iso8859-2")
    foreign = [word for word in words if len(word) > 3 and not re.search(rb"[A-Za-z\x80-\xa0]", word)]
    if len(foreign) * 2 > sum(not word.isascii() for word in words):
        return max(foreign, key=len), ("cp1251", "cp1253", "cp1252")
    return None


def _delimiter(text: str) -> tuple[Detection, list[list[str]], int]:
    """The finding or question about the delimiter, the first rows, and the number of all rows."""
    tries: list[tuple[float, str, list[list[str]]]] = []
    csv.field_size_limit(CELL_MAX_BYTES)
    for mark in DELIMITERS:
        try:
            rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), ROWS_LOOKED_AT))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if any(row))
        width, count = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0])) if widths else (0, 0)
        tries.append((count / max(sum(widths.values()), 1) if width > 1 else 0.0, mark, rows))
    tries.sort(key=lambda each: (-each[0], -max(map(len, each[2]), default=0)))
    if not tries:
        return Detection("delimiter", None, 0.0, "the quotes of the file do not close", DELIMITERS), [], 0
    best, mark, rows = tries[0]
    if not rows:
        return Detection("delimiter", ",", 0.5, "the file has no rows to judge by"), rows, 0
    count = len(rows) if len(rows) < ROWS_LOOKED_AT else _count_of_rows(text, mark)
    rival = next((each for each in tries[1:] if each[0] >= best - 0.02 and each[0] > 0.5), None)
    if rival and max(map(len, rival[2])) * 2 > max(map(len, rows)):
        return Detection("delimiter", None, 0.5, "both split the rows evenly", (mark, rival[1])), rows, count
    width = Counter(map(len, rows)).most_common(1)[0][0]
    return Detection("delimiter", mark, best, f"{best:.0%} of rows have {width} cells"), rows, count


def _count_of_rows(text: str, mark: str) -> int:
    """The number of rows; where a later row cannot be read, the number of lines."""
    try:
        return sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error:
        return len(text.splitlines())
