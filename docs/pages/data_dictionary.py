"""The page data-dictionary.md: every canonical table with its columns, from the contracts."""

from cutline.contracts.tables.all_tables import DECIDING_TABLES, TABLES
from cutline.contracts.tables.records import PROVENANCE, Column, Table
from docs.pages.markdown import paragraph, table

OPENING = """\
# Data dictionary

This page is generated from `cutline/contracts/tables/` by `make docs`; do not edit it.

*Plain name* is the name of a column in `portfolio.toml` and in the intake templates. There, amounts are in whole units
(1,234.50), people in FTE, and shares have a % sign. *Column* is the name in the canonical tables, which hold whole
numbers: amounts in minor units (cents), people in thousandths of an FTE, shares in basis points. An empty cell means
unknown, and unknown is never read as zero.
"""


def data_dictionary_page() -> str:
    """Every canonical table: grain, key, columns with plain name, type, unit, null rule and meaning."""
    lines = [OPENING]
    for contract in TABLES.values():
        lines += _table_section(contract)
    lines += ["## Provenance", "", "Every row of every table also has these columns:", ""]
    lines += table(("column", "type", "meaning"), ((column.name, column.dtype, column.meaning) for column in PROVENANCE))
    return "\n".join(lines) + "\n"


def _table_section(contract: Table) -> list[str]:
    rows = f"One row for each {contract.grain}. Key: {', '.join(contract.key)}. A bad row {_fate_of_bad_rows(contract)}."
    lines = [f"## {contract.name}", "", paragraph(contract.meaning), "", paragraph(rows), ""]
    if contract.one_of:
        lines += [f"Each row states exactly one of {'; '.join(' and '.join(group) for group in contract.one_of)}.", ""]
    header = ("column", "plain name", "type", "unit", "empty", "meaning")
    return [*lines, *table(header, map(_column_cells, contract.columns)), ""]


def _fate_of_bad_rows(contract: Table) -> str:
    if contract.bad_row == "refuse":
        return "stops the night"
    if contract.name in DECIDING_TABLES:
        return "goes to quarantine, and its project cannot be chosen until the row is mended"
    return "goes to quarantine"


def _column_cells(column: Column) -> tuple[object, ...]:
    values = f" One of: {', '.join(column.values)}." if column.values else ""
    target = f" Refers to {column.references}." if column.references else ""
    empty = "refused" if column.required else "unknown"
    return column.name, column.plain, column.dtype, column.unit, empty, column.meaning + values + target
