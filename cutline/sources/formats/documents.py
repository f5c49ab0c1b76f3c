"""The records that pass between the readers of files: a delivered file, the document in it, and the refusal of a file.

This module also has the limits that hold for every format.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from cutline.errors import Finding, SourceError
from cutline.settings.sources import Source

FILE_MAX_BYTES = 4 << 30
DOCUMENT_MAX_BYTES = 1 << 30  # a document that must be held in memory to be read
COLUMNS_MAX = 16_384  # as many as a spreadsheet has


@dataclass(frozen=True)
class Content:
    """One delivered file. file: the name under which it was sent. path: the path of its bytes. digest: their SHA-256 hash."""

    file: str
    path: Path
    digest: str


@dataclass(frozen=True)
class Document:
    """What a file holds, unpacked. name: the name of the file, followed by the name of the member if the file is a zip
    archive. kind: the name of its format.
    """

    name: str
    kind: str
    data: bytes


def refuse_file(name: str, source: Source, found: str, expected: str, action: str) -> NoReturn:
    """Raise the SourceError of a file that cannot be read. name: the file's. found, expected, action: the parts of the
    message.
    """
    where = f"{name} (source {source.name})"
    raise SourceError(f"{where} cannot be read", [Finding(where, found, expected, action)])
