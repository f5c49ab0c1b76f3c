"""The draft of a generated export: what is true, how the export writes it, and the declaration that reads it right.

The module also has the portfolio that all drafts describe: a few projects, their cost lines, risks and postings.
"""

import copy
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

WORDS = {
    "ascii": ("Depot", "Bridge"),
    "western": ("Straße Réno", "Café Zürich €"),
    "polish": ("Łódź Tytuł", "Wartość ćma"),
    "cyrillic": ("ДЕПО", "Мост Юг"),
}
STATUSES = {"idea": "Idee", "approved": "Freigabe", "in_flight": "Running", "on_hold": "Pausiert", "closed": "Fertig"}
CLASSES = {"capex": "Investition", "opex": "Betrieb"}


@dataclass
class Cell:
    """One cell of an export. text: what a text file holds. value: what a workbook holds. form: the number format that shows it."""

    text: str
    value: Any = None
    form: str = ""

    @property
    def stored(self) -> Any:
        return self.text if self.value is None else self.value


@dataclass
class Draft:
    """An export that is being made. columns: the canonical column of each column of the file, empty for one that nothing reads.

    body: the rows of cells. truth: the accepted rows that a right reading gives, as tuples of `shown`. rows_of: for each of them,
    the positions in `body` of which it is made. lacks: the parts of the declaration that may be missing, as paths into it; a
    night must not read the file wrongly without any one of them.
    """

    rng: Random
    table: str
    shown: tuple[str, ...]
    header: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    body: list[list[Cell]] = field(default_factory=list)
    truth: list[tuple[Any, ...]] = field(default_factory=list)
    rows_of: list[set[int]] = field(default_factory=list)
    titles: list[list[str]] = field(default_factory=list)
    second_header: list[str] = field(default_factory=list)
    foot: list[list[str]] = field(default_factory=list)
    source: dict[str, Any] = field(default_factory=dict)
    feed: dict[str, Any] = field(default_factory=dict)
    calendar: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    lacks: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    kind: str = "csv"
    encoding: str = "utf-8"
    line_end: str = "\n"
    must_quote: bool = False
    stray: bytes = b""
    about: list[str] = field(default_factory=list)

    def declare(self, name: str, **settings: Any) -> None:
        """Declare settings of the source, which may be left out together."""
        self.source |= settings
        self.lacks[name] = [("source", key) for key in settings]

    def map_column(self, column: str, name: str = "", **mapping: Any) -> None:
        """Add to the mapping of a column. name: of the part that may be left out; empty if the file cannot be read without it."""
        self.feed.setdefault("columns", {}).setdefault(column, {}).update(mapping)
        if name:
            self.lacks.setdefault(name, []).extend(("columns", column, key) for key in mapping)

    def declaration(self, without: str = "") -> dict[str, Any]:
        """The settings of the night, without one part of them."""
        source, feed, calendar = copy.deepcopy(self.source), copy.deepcopy(self.feed), dict(self.calendar)
        for place, *keys in self.lacks.get(without, []):
            where = {"source": source, "feed": feed, "columns": feed.get("columns", {}), "calendar": calendar}[place]
            for key in keys[:-1]:
                where = where[key]
            where.pop(keys[-1], None)
        return {"portfolio": {"currency": "GBP"}, "calendar": calendar,
                "sources": [{"name": "s", "files": "f.*", **source, "feeds": [{"table": self.table, **feed}]}]}  # fmt: skip


def month_after(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def cents(rng: Random) -> int:
    """An amount of any size in minor units."""
    return rng.choice(
        [rng.randrange(1, 10**4), rng.randrange(10**4, 10**8), rng.randrange(10**8, 10**11), 100 * rng.randrange(1, 10**6)]
    )
