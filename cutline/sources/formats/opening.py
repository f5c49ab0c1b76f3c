"""A delivered file to the bytes of one document: size and compression caps, gzip and zip, and what the first bytes say it is.

What is inside a document is read elsewhere; here nothing is unpacked that was not measured first.
"""

import fnmatch
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NoReturn

from cutline.errors import Finding, SourceError
from cutline.settings.sources import Source

FILE_MAX_BYTES = 4 << 30
DOCUMENT_MAX_BYTES = 1 << 30  # a document that must be held in memory to be read
UNPACKED_MAX_BYTES = 512 << 20

# 760 KB of xlsx were seen to unpack to 350 MB. Real exports pack 5 to 30 times; bombs 400 and more.
RATIO_FREE_BYTES, RATIO_MAX = 24 << 20, 100
ZIP, GZIP, OLE, PARQUET, PDF = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1", b"%PDF"
ENDINGS = {
    ".csv": ("csv",), ".txt": ("csv", "xer"), ".tsv": ("csv",), ".xlsx": ("xlsx",), ".xlsm": ("xlsx",), ".xls": ("xls",), ".ods": ("ods",),
    ".parquet": ("parquet",), ".jsonl": ("jsonl",), ".ndjson": ("jsonl",), ".xer": ("xer",), ".xml": ("mspdi", "pmxml"),
}  # fmt: skip
TEXTUAL = ("csv", "jsonl", "xer")
PACKED = (".gz", ".zip")


@dataclass(frozen=True)
class Content:
    """One delivered file. file: the name it was sent under. path: where its bytes are. digest: their SHA-256."""

    file: str
    path: Path
    digest: str


@dataclass(frozen=True)
class Document:
    """What a file holds, unpacked. kind: its format. name: the file, and the member where it was a zip."""

    name: str
    kind: str
    data: bytes


def refuse(name: str, source: Source, found: str, expected: str, action: str) -> NoReturn:
    """Refuse a file. Raises SourceError that names the file, the source, what was found and expected, and what to do."""
    where = f"{name} (source {source.name})"
    raise SourceError(f"{where} cannot be read", [Finding(where, found, expected, action)])


def open_document(content: Content, source: Source) -> Document:
    """The document in a delivered file. Raises SourceError when it is too large, packed too tightly, damaged, or not what its name says."""
    size = content.path.stat().st_size
    if size > DOCUMENT_MAX_BYTES:
        refuse(content.file, source, f"{size:,} bytes", f"at most {DOCUMENT_MAX_BYTES:,} bytes in a file that is not plain text cells",
               "split the export, or send it as CSV without quotes")  # fmt: skip
    if size == 0:
        refuse(content.file, source, "an empty file", "a header and rows", "send the export again")
    name, inner, data = content.file, content.file, content.path.read_bytes()
    packed = 0
    while True:
        ending = PurePosixPath(inner).suffix.lower()
        if data.startswith(GZIP) and ending == ".gz":
            inner, data = inner[: -len(ending)], _gunzip(data, name, source)
        elif data.startswith(ZIP) and ending == ".zip" and _office(data, name, source) is None:
            inner, data = _only_member(data, name, source)
            name = f"{name}/{inner}"
        else:
            return Document(name, _kind(data, name, inner, source), data)
        packed += 1
        if packed > 1:
            refuse(content.file, source, "an archive in an archive", "one file, packed once", "send the export itself")


def _gunzip(data: bytes, name: str, source: Source) -> bytes:
    limit = max(RATIO_FREE_BYTES, min(UNPACKED_MAX_BYTES, RATIO_MAX * len(data)))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            unpacked = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        refuse(name, source, f"damaged gzip: {error}", "a whole gzip file", "send the export again")
    if len(unpacked) > limit:
        refuse(name, source, f"more than {limit:,} bytes unpacked from {len(data):,}",
               f"at most {UNPACKED_MAX_BYTES:,}, packed at most {RATIO_MAX} to 1", "send it unpacked, if it is what you meant to send")  # fmt: skip
    return unpacked


def _directory(data: bytes, name: str, source: Source) -> list[zipfile.ZipInfo]:
    """The archive's members, every one measured and named harmlessly."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        refuse(name, source, f"damaged zip: {error}", "a whole zip file", "send the export again")
    unpacked, packed = sum(each.file_size for each in members), max(len(data), 1)
    if unpacked > UNPACKED_MAX_BYTES or (unpacked > RATIO_FREE_BYTES and unpacked > RATIO_MAX * packed):
        refuse(name, source, f"{unpacked:,} bytes unpacked from {packed:,}", f"at most {UNPACKED_MAX_BYTES:,}, packed at most {RATIO_MAX} to 1",
               "send it as plain CSV, if it is what you meant to send")  # fmt: skip
    for each in members:
        path = PurePosixPath(each.orig_filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in (path.parts or ("",))[0] or "\0" in each.orig_filename:
            refuse(
                name,
                source,
                f"a member called {each.orig_filename!r}",
                "members inside the archive",
                "do not use this archive; ask who made it",
            )
        if each.flag_bits & 1:
            refuse(name, source, f"{each.filename} under a password", "an archive without one", "send it without a password")
    names = [each.filename for each in members]
    twice = next((each for each in names if names.count(each) > 1), None) if len(names) < 10_000 else f"{len(names):,} members"
    if twice:
        refuse(name, source, f"{twice} more than once" if twice in names else twice, "each member once", "make the archive again")
    return members


def _office(data: bytes, name: str, source: Source) -> str | None:
    names = {each.filename for each in _directory(data, name, source)}
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "ods" if {"content.xml", "mimetype"} <= names else None


def _only_member(data: bytes, name: str, source: Source) -> tuple[str, bytes]:
    members = [each for each in _directory(data, name, source) if not each.is_dir()]
    fitting = [each for each in members if fnmatch.fnmatch(each.filename, source.member)]
    if len(fitting) != 1:
        there = ", ".join(each.filename for each in members[:12]) or "nothing"
        refuse(name, source, f"{len(fitting)} members that match {source.member!r}; there is: {there}", "exactly one",
               "name it with member in the source")  # fmt: skip
    return fitting[0].filename, member_bytes(data, fitting[0].filename, name, source)


def member_bytes(data: bytes, member: str, name: str, source: Source) -> bytes:
    """One member of an archive that was measured before. Raises SourceError when it is damaged."""
    return _intact(lambda: zipfile.ZipFile(io.BytesIO(data)).read(member), f"{name}/{member}", source)


def _intact(read: Callable[[], bytes], name: str, source: Source) -> bytes:
    try:
        return read()
    except KeyError:
        refuse(name, source, "no such part in the archive", "a whole file", "send it again, saved by the program it comes from")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        refuse(name, source, f"damaged: {error}", "a whole file", "send the export again")


def _kind(data: bytes, name: str, inner: str, source: Source) -> str:
    """The format of the bytes, which must be what the ending or the source says. inner: the name without its packing."""
    seen = sniff(data)
    if seen == "zip":
        seen = _office(data, name, source) or "zip"
    ending = PurePosixPath(inner).suffix.lower()
    allowed = (source.format,) if source.format != "auto" else ENDINGS.get(ending, ("csv",))
    kind = seen
    if seen == "text":
        kind = (
            "xer"
            if "xer" in allowed and data.startswith(b"ERMHDR")
            else next((each for each in allowed if each in TEXTUAL), "text")
        )
    if kind not in allowed or ending in PACKED:
        stated = f"format = {source.format!r}" if source.format != "auto" else f"the ending {ending!r}"
        expected = "an archive" if ending in PACKED else f"{' or '.join(allowed)}, as {stated} says"
        refuse(
            name,
            source,
            f"what begins like {_spoken(seen)}",
            expected,
            "send the right file, or declare its format in the source",
        )
    return kind


def _spoken(kind: str) -> str:
    return {"pdf": "a PDF", "zip": "a zip", "gzip": "gzip", "xml": "some XML, or a web page", "text": "text"}.get(kind, kind)


def sniff(data: bytes) -> str:
    """What the first bytes say: xlsx, ods and zip are all `zip` here; `text` is anything else that is not marked."""
    for mark, kind in ((ZIP, "zip"), (b"PK\x05\x06", "zip"), (OLE, "xls"), (PARQUET, "parquet"), (PDF, "pdf"), (GZIP, "gzip")):
        if data.startswith(mark):
            return kind
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = data[:4096].decode("utf-16", "ignore").lstrip("\ufeff \t\r\n").encode()
    if head[:1] == b"<":
        if b"schemas.microsoft.com/project" in head:
            return "mspdi"
        return "pmxml" if b"APIBusinessObjects" in head else "xml"
    return "text"
