"""Markdown for the generated pages: paragraphs, tables, and the generated parts of pages that are written by hand."""

import inspect
import textwrap
from collections.abc import Iterable, Sequence

LINE_WIDTH = 120  # characters of source in a line of prose


def paragraph(text: str) -> str:
    """`text`, or a docstring, in lines of at most LINE_WIDTH characters."""
    return textwrap.fill(inspect.cleandoc(text), LINE_WIDTH, break_long_words=False, break_on_hyphens=False)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table. The caller escapes cells that may hold a vertical bar."""
    return [_row(header), "|" + "---|" * len(header), *map(_row, rows)]


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def with_part_replaced(page: str, start: str, end: str, lines: Iterable[str]) -> str:
    """`page` with `lines` in place of everything between the marks `start` and `end`, which stay."""
    before, rest = page.split(start)
    _, after = rest.split(end)
    return "\n".join([before + start, *lines, end + after])
