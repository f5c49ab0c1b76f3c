"""The records of an inspection: one finding or question, what one column holds, and the whole of a file."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Detection:
    """One thing that was detected. value: None where it is a question. options: what it could be, where it is one."""

    what: str
    value: str | None
    confidence: float
    evidence: str
    options: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        """Must a person answer?"""
        return self.value is None


@dataclass(frozen=True)
class ColumnProfile:
    """What one column holds. kind: empty, number, money, date, text. formats and unit as declared in a source, or questions."""

    header: str
    kind: str
    filled: int
    distinct: int
    samples: tuple[str, ...]
    formats: Detection | None = None
    unit: Detection | None = None
    odd: tuple[str, ...] = ()  # texts that do not fit the kind, commonest first


@dataclass(frozen=True)
class Inspection:
    """A file as it was found."""

    file: str
    format: Detection
    findings: tuple[Detection, ...]
    columns: tuple[ColumnProfile, ...]
    records: int
    sheets: tuple[str, ...] = ()
    header: tuple[str, ...] = field(default=())

    def found(self, what: str) -> Detection | None:
        """The finding of one kind."""
        return next((each for each in self.findings if each.what == what), None)

    @property
    def questions(self) -> list[Detection]:
        """What a person must answer."""
        own = [each for column in self.columns for each in (column.formats, column.unit) if each]
        return [each for each in (*self.findings, *own) if each.is_question]
