"""The records that pass between the readers of files: a delivered file, the document inside it, and the refusal of a file.

The limits that hold for every format stand here as well.
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


def refuse_file(name: str, source: Source, found: str, expected: str, action: str) -> NoReturn:
    """Refuse a file. Raises SourceError that names the file, the source, what was found and expected, and what to do."""
    where = f"{name} (source {source.name})"
    raise SourceError(f"{where} cannot be read", [Finding(where, found, expected, action)])
