"""The page formulation.md: written by hand, but for its table of rule families, which comes from their registry."""

from pathlib import Path

from optimizer.linear.rule_families import registry_table

PAGE = Path(__file__).parents[1] / "formulation.md"
TABLE_START, TABLE_END = "<!-- families: from optimizer/linear/rule_families.py by make docs -->", "<!-- families end -->"


def formulation_page() -> str:
    """The page as it stands, with the table between its two marks written anew."""
    before, rest = PAGE.read_text("utf-8").split(TABLE_START)
    _, after = rest.split(TABLE_END)
    return "\n".join([before + TABLE_START, *registry_table(), TABLE_END + after])
