"""The page outputs.md. It is written by hand, except its two tables of what is published, which come from the declarations of
the tables.
"""

from pathlib import Path

from cutline.measures.catalogue import PUBLISHED_METRICS
from cutline.reports.tables.published_tables import PUBLISHED_TABLES
from docs.pages.markdown import table, with_part_replaced

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
    page = with_part_replaced(PAGE.read_text("utf-8"), TABLES_START, TABLES_END, described)
    return with_part_replaced(page, METRICS_START, METRICS_END, metrics)
