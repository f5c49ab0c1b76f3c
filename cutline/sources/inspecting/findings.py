"""The records of an inspection: one finding or question, what one column holds, and the whole of a file."""

from dataclasses import dataclass, field

from cutline.settings.layouts.locales import LOCALES, LocaleName


@dataclass(frozen=True)
class Detection:
    """One property of a file that was detected, or a question about it.

    what: the key of the source's settings. value: None if a person must answer. confidence: from 0 to 1. options: the
    possible answers to a question; if there is no question, further values that were detected.
    """

    what: str
    value: str | None
    confidence: float
    evidence: str
    options: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether a person must answer."""
        return self.value is None


@dataclass(frozen=True)
class ColumnProfile:
    """What one column of a file holds.

    kind: empty, number, money, percent, score, date or text. filled, distinct: the number of cells with text, and of
    different texts. samples: the commonest texts. formats: the date formats of a column of dates. unit: the unit of a column
    of money. odd: the texts that are not of the kind, the commonest first. dashes: the number of cells that hold a dash.
    least, greatest: the first and the last day of a column of dates, and the cells with the least and the greatest figure of
    a column of figures; empty if the file does not tell. twins: if several columns have this header, each of them by its place from the left, with what it
    holds. cells: the text of each record.
    """

    header: str
    kind: str
    filled: int
    distinct: int
    samples: tuple[str, ...]
    formats: Detection | None = None
    unit: Detection | None = None
    odd: tuple[str, ...] = ()
    dashes: int = 0
    least: str = ""
    greatest: str = ""
    twins: tuple[str, ...] = ()
    cells: tuple[str, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True)
class Inspection:
    """The result of the inspection of one file.

    records: how many records there are among the rows that were looked at; for a schedule, which has no columns, how many
    projects. beside: the names of the schedule files in the folder of a schedule. not_looked_at: what the inspection passed
    over, in words; empty if it looked at everything.
    """

    file: str
    format: Detection
    findings: tuple[Detection, ...]
    columns: tuple[ColumnProfile, ...]
    records: int
    sheets: tuple[str, ...] = ()
    header: tuple[str, ...] = field(default=())
    not_looked_at: str = ""
    beside: tuple[str, ...] = ()

    def found(self, what: str) -> Detection | None:
        """The finding or question about one property; None if there is neither."""
        return next((each for each in self.findings if each.what == what), None)

    @property
    def locale(self) -> LocaleName:
        """The locale that was detected, or the first that may be meant; English if none was."""
        told = self.found("locale")
        return next((each for each in LOCALES if told and each == (told.value or told.options[0])), "en")

    @property
    def questions(self) -> list[Detection]:
        """The questions that a person must answer."""
        own = [each for column in self.columns for each in (column.formats, column.unit) if each]
        return [each for each in (*self.findings, *own) if each.is_question]
