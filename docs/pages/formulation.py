"""The page formulation.md. It is written by hand, except its table of rule families, which comes from their registry."""

from pathlib import Path

from docs.pages.markdown import with_part_replaced
from optimizer.linear.rule_families import registry_table

PAGE = Path(__file__).parents[1] / "formulation.md"
TABLE_START, TABLE_END = "<!-- families: from optimizer/linear/rule_families.py by make docs -->", "<!-- families end -->"


def formulation_page() -> str:
    """The page as it stands, with the table between its two marks written anew."""
    return with_part_replaced(PAGE.read_text("utf-8"), TABLE_START, TABLE_END, registry_table())
