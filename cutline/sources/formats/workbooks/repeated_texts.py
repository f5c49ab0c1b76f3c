"""Limits how much text the cells of a workbook may hold, because a text that the file holds once may stand in every cell."""

from array import array

from cutline.settings.sources import Source
from cutline.sources.formats.archives import RATIO_FREE_BYTES, RATIO_MAX, UNPACKED_MAX_BYTES
from cutline.sources.formats.documents import Document, refuse_file


class TextRoom:
    """Counts the characters of the cells as they are found, and refuses the file when they are too many for its size.

    The limit is the one of packed files (`archives.py`): RATIO_MAX characters for each byte of the file, at least
    RATIO_FREE_BYTES and at most UNPACKED_MAX_BYTES.
    """

    def __init__(self, document: Document, source: Source) -> None:
        with document.open() as file:
            self.size = file.seek(0, 2)
        self.name, self.source, self.used = document.name, source, 0
        self.room = max(RATIO_FREE_BYTES, min(UNPACKED_MAX_BYTES, RATIO_MAX * self.size))

    def take(self, characters: int, sheet: str) -> None:
        """Count the characters of one or more cells of a sheet. Raises SourceError when there is no room for them."""
        self.used += characters
        if self.used > self.room:
            refuse_file(self.name, self.source, f"more than {self.room:,} characters in {sheet}, in a file of {self.size:,} bytes",
                        f"at most {RATIO_MAX} characters for each byte of the file", "delete stray cells and repeated texts, or send the sheet as CSV")  # fmt: skip


class SharedTexts:
    """The lengths of the shared texts of an xlsx workbook, in characters. Its methods are the handlers of expat."""

    def __init__(self) -> None:
        self.lengths: array[int] = array("q")

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        """A shared text begins with the element `si`."""
        if tag.rpartition(":")[2] == "si":
            self.lengths.append(0)

    def text(self, words: str) -> None:
        """All text inside `si` belongs to it; a phonetic guide is counted as well."""
        if self.lengths:
            self.lengths[-1] += len(words)

    def length(self, index: str) -> int:
        """The length of the text with this index, or zero if the workbook has none: the reader of the sheet refuses such a cell."""
        index = index.strip()
        return self.lengths[int(index)] if index.isdigit() and len(index) < 12 and int(index) < len(self.lengths) else 0


class OpenDocumentTexts:
    """Counts the text of all sheets of an ods document, repeated as often as its cells and rows are. Its methods are the handlers
    of expat. The spreadsheet library repeats the texts of every sheet when it opens the document, so they are counted before.
    """

    def __init__(self, room: TextRoom) -> None:
        self.room, self.sheet, self.rows, self.columns = room, "", 1, 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Remember the sheet, and how often the row and the cell are repeated; a number that is none counts as 1."""
        tag, plain = tag.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if tag == "table":
            self.sheet, self.rows, self.columns = plain.get("name", ""), 1, 1
        elif tag == "table-row":
            self.rows, self.columns = _times(plain.get("number-rows-repeated", "1")), 1
        elif tag in ("table-cell", "covered-table-cell"):
            self.columns = _times(plain.get("number-columns-repeated", "1"))
            self.room.take(len(plain.get("string-value", "")) * self.rows * self.columns, self.sheet)

    def end(self, tag: str) -> None:
        """Text after a cell is counted once, however often the cell is repeated."""
        if tag.rpartition(":")[2] in ("table-cell", "covered-table-cell"):
            self.columns = 1

    def text(self, words: str) -> None:
        """Blanks between the elements are no text of a cell."""
        if words.strip():
            self.room.take(len(words) * self.rows * self.columns, self.sheet)


def _times(number: str) -> int:
    return int(number) if number.isdigit() and len(number) < 12 else 1
