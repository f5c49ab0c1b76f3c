"""The page outputs.md: written by hand, but for its two tables of what is published, which come from the declarations of the tables."""

from pathlib import Path

from cutline.measures.catalogue import PUBLISHED_METRICS
from cutline.reports.tables.published_tables import PUBLISHED_TABLES
from docs.pages.markdown import table

PAGE = Path(__file__).parents[1] / "outputs.md"
TABLES_START, TABLES_END = "<!-- tables: from cutline/reports/tables by make docs -->", "<!-- tables end -->"
METRICS_START, METRICS_END = "<!-- metric tables: from cutline/measures by make docs -->", "<!-- metric tables end -->"


def outputs_page() -> str:
    """The page as it stands, with both tables between their marks written anew."""
    tables = [each for name, each in PUBLISHED_TABLES.items() if name not in PUBLISHED_METRICS]
    described = table(
        ("table", "what it holds", "one row for", "columns that need a word"),
        ((each.name, each.meaning, each.one_row_for, each.columns) for each in tables),
    )
    metrics = table(
        ("table", "what it holds"), ((f"[{name}](metrics.md#{name})", what) for name, what in PUBLISHED_METRICS.items())
    )
    page = _replaced(PAGE.read_text("utf-8"), TABLES_START, TABLES_END, described)
    return _replaced(page, METRICS_START, METRICS_END, metrics)


def _replaced(page: str, start: str, end: str, lines: list[str]) -> str:
    before, rest = page.split(start)
    _, after = rest.split(end)
    return "\n".join([before + start, *lines, end + after])
