"""Reads the docstrings of the metrics as data: the meaning of each column, and the canonical columns it comes from.

A metric documents its columns as `- name: formula, unit. From table.column, table.column.` The paragraphs after these lines
begin with `Source:` and `Edges:`. A worked example follows that can be run (`>>>`). docs/metrics.md, the column
descriptions in Dagster and the column lineage are derived from these docstrings.
"""

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

_COLUMN = re.compile(r"^- (?P<names>\w+(?:, \w+)*): (?P<text>.+)$")
_FROM = re.compile(r"\s*From (?P<inputs>\w+\.\w+(?:, \w+\.\w+)*)\.$")
PARTS = ("Source", "Edges")


@dataclass(frozen=True)
class DocumentedColumn:
    """One column of a metric table. inputs: the (table, column) pairs of the canonical tables from which it is computed."""

    name: str
    meaning: str
    inputs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MetricDocumentation:
    """A metric as its docstring describes it. parts: the paragraphs of PARTS. example: the lines of the doctest."""

    name: str
    summary: str
    columns: tuple[DocumentedColumn, ...]
    parts: dict[str, str]
    example: str

    def column(self, name: str) -> DocumentedColumn:
        """The column called `name`. Raises KeyError if the docstring does not name it."""
        return {each.name: each for each in self.columns}[name]


def documentation_of(function: Callable[..., Any]) -> MetricDocumentation:
    """The parts of a metric's docstring. Raises ValueError if a part is missing; the error names the part.

    >>> from cutline.metrics.earned_value.earned_value import earned_value
    >>> documentation_of(earned_value).column("cpi_milli").inputs
    (('evm', 'earned_minor'), ('evm', 'actual_minor'))
    """
    text = inspect.getdoc(function) or ""
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    found = {part: paragraph.partition(": ")[2] for paragraph in paragraphs for part in PARTS if paragraph.startswith(part + ":")}
    example = "\n".join(re.findall(r"^(?:>>>|\.\.\.).*(?:\n(?!>>>|\.\.\.|\n).+)*", text, re.MULTILINE))
    missing = [part for part in PARTS if not found.get(part)] + ([] if example else ["an example (>>>)"])
    if missing:
        raise ValueError(f"the docstring of {function.__module__}.{function.__name__} lacks {', '.join(missing)}")
    measures = tuple(measure for line in _bullets(text) for measure in _measures(line))
    return MetricDocumentation(function.__name__, paragraphs[0], measures, found, example)


# Columns that identify a row or say what is not known of it. They have the same meaning in every table, so docstrings need
# not name them.
KEY_COLUMNS = {
    "project_id": DocumentedColumn("project_id", "the project", (("projects", "project_id"),)),
    "name": DocumentedColumn("name", "what people call it", (("projects", "name"),)),
    "control_account": DocumentedColumn(
        "control_account", "part of the project that is measured by itself", (("evm", "control_account"),)
    ),
    "level": DocumentedColumn("level", "what the row gathers", ()),
    "id": DocumentedColumn("id", "which one of that level; empty for those that name none", ()),
    "period": DocumentedColumn("period", "the period's name", ()),
    "first": DocumentedColumn("first", "name of the first period", ()),
    "last": DocumentedColumn("last", "name of the last period", ()),
    "skill": DocumentedColumn("skill", "what people can do", (("people", "skill"),)),
    "unknown_because": DocumentedColumn(
        "unknown_because",
        "the row that was set aside, or the cell that was not understood, on which figures of this row rest, so that they are unknown; empty if there is none",
        (),
    ),
    "unplanned": DocumentedColumn(
        "unplanned",
        "number of candidates that cannot be planned because of their data; whatever they need is in none of the figures",
        (),
    ),
    "unplaced": DocumentedColumn(
        "unplaced",
        "number of projects of which it is not known whether they belong to this row: their own row was set aside, so that they are in none of the figures, or the cell that says where they belong could not be read, so that they are in the row of those that name none",
        (),
    ),
}


def documented_columns(functions: Sequence[Callable[..., Any]]) -> dict[str, DocumentedColumn]:
    """Every column that the docstrings of `functions` name, and the key columns.

    If several docstrings name a column, the first one counts.
    """
    own = {measure.name: measure for function in reversed(functions) for measure in documentation_of(function).columns}
    return KEY_COLUMNS | own


def _bullets(text: str) -> list[str]:
    """The bullets of a docstring: each line that begins with a dash, joined with the indented lines that continue it."""
    bullets: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("- "):
            bullets.append(line)
        elif inside and line.startswith("  "):
            bullets[-1] += " " + line.strip()
        inside = line.startswith(("- ", "  ")) and bool(bullets)
    return bullets


def _measures(line: str) -> list[DocumentedColumn]:
    parsed = _COLUMN.match(line)
    if not parsed:
        return []
    origin = _FROM.search(parsed["text"])
    inputs = tuple(tuple(each.split(".")) for each in origin["inputs"].split(", ")) if origin else ()
    meaning = _FROM.sub("", parsed["text"]).rstrip(".")
    return [DocumentedColumn(name, meaning, inputs) for name in parsed["names"].split(", ")]
