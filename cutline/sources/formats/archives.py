"""Unpacks gzip and zip archives after checking their unpacked size and the names of their members."""

import fnmatch
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, cast

from cutline.settings.sources import Source
from cutline.sources.formats.documents import CHUNK_BYTES, Opener, refuse_file

UNPACKED_MAX_BYTES = 512 << 20

# An archive may unpack to RATIO_MAX times its size, or to RATIO_FREE_BYTES if that is more. Real exports are packed 5 to
# 30 times and archive bombs 400 times and more: an xlsx file of 760 KB was seen to unpack to 350 MB.
RATIO_FREE_BYTES, RATIO_MAX = 24 << 20, 100


def gunzip(path: Path, name: str, source: Source) -> Opener:
    """A function that opens the unpacked content of a gzip file. Raises SourceError when the file is damaged or unpacks to too
    much.
    """
    size = path.stat().st_size
    limit, unpacked = max(RATIO_FREE_BYTES, min(UNPACKED_MAX_BYTES, RATIO_MAX * size)), 0
    try:
        with gzip.open(path) as file:
            while unpacked <= limit and (chunk := file.read(CHUNK_BYTES)):
                unpacked += len(chunk)
    except (OSError, EOFError, zlib.error) as error:
        refuse_file(name, source, f"damaged gzip: {error}", "a whole gzip file", "send the export again")
    if unpacked > limit:
        refuse_file(name, source, f"more than {limit:,} bytes unpacked from {size:,}",
               f"at most {UNPACKED_MAX_BYTES:,}, packed at most {RATIO_MAX} to 1", "send the file unpacked, if it is the one you meant to send")  # fmt: skip
    return lambda: cast("IO[bytes]", gzip.open(path))


def _size_of(file: IO[bytes]) -> int:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size


def measured_members(archive: Opener, name: str, source: Source) -> list[zipfile.ZipInfo]:
    """The members of a zip archive, after their sizes and names were checked.

    Raises SourceError for an archive that is damaged, unpacks to too much, has a password, has a member whose path leads
    outside the archive, or has two members of one name.
    """
    try:
        with archive() as file, zipfile.ZipFile(file) as opened:
            members, size = opened.infolist(), _size_of(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        refuse_file(name, source, f"damaged zip: {error}", "a whole zip file", "send the export again")
    unpacked, packed = sum(each.file_size for each in members), max(size, 1)
    if unpacked > UNPACKED_MAX_BYTES or (unpacked > RATIO_FREE_BYTES and unpacked > RATIO_MAX * packed):
        refuse_file(name, source, f"{unpacked:,} bytes unpacked from {packed:,}", f"at most {UNPACKED_MAX_BYTES:,}, packed at most {RATIO_MAX} to 1",
               "send the export as plain CSV, if it is the one you meant to send")  # fmt: skip
    for each in members:
        path = PurePosixPath(each.orig_filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in (path.parts or ("",))[0] or "\0" in each.orig_filename:
            refuse_file(
                name,
                source,
                f"a member called {each.orig_filename!r}",
                "names of members that stay inside the archive",
                "do not use this archive, and ask who made it",
            )
        if each.flag_bits & 1:
            refuse_file(
                name,
                source,
                f"{each.filename} under a password",
                "an archive without a password",
                "send the archive without a password",
            )
    names = [each.filename for each in members]
    twice = next((each for each in names if names.count(each) > 1), None) if len(names) < 10_000 else f"{len(names):,} members"
    if twice:
        refuse_file(
            name, source, f"{twice} more than once" if twice in names else twice, "each member once", "make the archive again"
        )
    return members


def only_member(path: Path, name: str, source: Source) -> tuple[str, Opener]:
    """The name of the one member that the source's pattern `member` matches, and a function that opens it. Raises SourceError if
    the pattern matches no member or several, and when the member is damaged.
    """

    def archive() -> IO[bytes]:
        return path.open("rb")

    members = [each for each in measured_members(archive, name, source) if not each.is_dir()]
    fitting = [each for each in members if fnmatch.fnmatch(each.filename, source.member)]
    if len(fitting) != 1:
        there = ", ".join(each.filename for each in members[:12]) or "nothing"
        refuse_file(name, source, f"{len(fitting)} members that match {source.member!r}; the archive holds: {there}",
               "exactly one member that matches", "name the member of the archive with `member` in the source")  # fmt: skip
    member = fitting[0].filename
    for _ in member_chunks(archive, member, name, source):
        pass  # a damaged member is refused here, so that its readers need not expect one
    return member, lambda: zipfile.ZipFile(path).open(member)


def member_chunks(archive: Opener, member: str, name: str, source: Source) -> Iterator[bytes]:
    """The bytes of one member, in parts, of an archive whose members were measured before. Raises SourceError when the member is
    damaged or missing.
    """
    name = f"{name}/{member}"
    try:
        with archive() as file, zipfile.ZipFile(file) as opened, opened.open(member) as stream:
            yield from iter(lambda: stream.read(CHUNK_BYTES), b"")
    except KeyError:
        refuse_file(
            name,
            source,
            "no such part in the archive",
            "a whole file",
            "save the file again in the program it comes from, and send it",
        )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        refuse_file(name, source, f"damaged: {error}", "a whole file", "send the export again")
