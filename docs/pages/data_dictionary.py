"""The page data-dictionary.md: every canonical table with its columns, from the contracts."""

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import PROVENANCE, Column, Table
from docs.pages.markdown import table

OPENING = """\
# Data dictionary

Generated from `cutline/contracts/tables/` by `make docs`; do not edit. *Plain name* is what `portfolio.toml` and the intake templates say; amounts
there are in whole units (1,234.50), people in FTE, shares with a % sign. *Column* is what the canonical tables hold: int64 minor units,
milli-FTE, basis points. Empty is unknown, and unknown is never zero.
"""


def data_dictionary_page() -> str:
    """Every canonical table: grain, key, columns with plain name, type, unit, null rule and meaning."""
    lines = [OPENING]
    for contract in TABLES.values():
        lines += _table_section(contract)
    lines += ["## Provenance", "", "Every row of every table also carries:", ""]
    lines += table(("column", "type", "meaning"), ((column.name, column.dtype, column.meaning) for column in PROVENANCE))
    return "\n".join(lines) + "\n"


def _table_section(contract: Table) -> list[str]:
    bad = "stops the night" if contract.bad_row == "refuse" else "goes to quarantine, and its project is set aside"
    lines = [
        f"## {contract.name}",
        "",
        f"{contract.meaning} One row for each {contract.grain}. Key: {', '.join(contract.key)}. A bad row {bad}.",
        "",
    ]
    if contract.one_of:
        lines += [f"Exactly one of: {'; '.join(' or '.join(group) for group in contract.one_of)}.", ""]
    header = ("column", "plain name", "type", "unit", "empty", "meaning")
    return [*lines, *table(header, map(_column_cells, contract.columns)), ""]


def _column_cells(column: Column) -> tuple[object, ...]:
    values = f" ({', '.join(column.values)})" if column.values else ""
    target = f" → {column.references}" if column.references else ""
    empty = "refused" if column.required else "unknown"
    return column.name, column.plain, column.dtype, column.unit, empty, column.meaning + values + target
