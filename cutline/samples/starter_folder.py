"""Writes the folder of `cutline init`: a commented portfolio.toml, three example projects, and empty intake templates.

There is a template for every table.
"""

from importlib.resources import files
from pathlib import Path

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.errors import Finding, UsageError

EXAMPLES: dict[str, list[dict[str, str]]] = {
    "projects": [
        {"project_id": "P1", "name": "Replace the billing system", "status": "proposed", "project_class": "Digital", "sponsor": "CFO",
         "earliest_start": "2027-01-01", "latest_start": "2027-07-01"},
        {"project_id": "P2", "name": "Solar roof", "status": "proposed", "project_class": "Energy", "sponsor": "COO", "earliest_start": "2027-04-01"},
        {"project_id": "P3", "name": "Fire safety works", "status": "approved", "project_class": "Safety", "sponsor": "COO", "mandate": "safety",
         "mandate_reason": "building code", "earliest_start": "2027-01-01"},
    ],
    "cost_lines": [
        {"project_id": "P1", "period_offset": "0", "cost_class": "capex", "cost_type": "vendor", "amount": "400,000.00", "kind": "plan"},
        {"project_id": "P1", "period_offset": "1", "cost_class": "opex", "cost_type": "labour", "amount": "150,000.00", "kind": "plan"},
        {"project_id": "P2", "period_offset": "0", "cost_class": "capex", "cost_type": "vendor", "amount": "350,000.00", "kind": "plan"},
        {"project_id": "P3", "period_offset": "0", "cost_class": "capex", "cost_type": "vendor", "amount": "120,000.00", "kind": "plan"},
    ],
    "benefits": [
        {"project_id": "P1", "period_offset": "4", "category": "cashable_saving", "amount": "1,200,000.00", "owner": "CFO", "probability": "80%"},
        {"project_id": "P2", "period_offset": "4", "category": "cashable_saving", "amount": "600,000.00", "owner": "COO", "probability": "90%"},
    ],
    "demand": [
        {"project_id": "P1", "role_id": "Analyst", "period_offset": "0", "fte": "2.5", "kind": "hard"},
        {"project_id": "P1", "role_id": "Analyst", "period_offset": "1", "fte": "1.5", "kind": "soft"},
    ],
    "capacity": [
        {"role_id": "Analyst", "period_start": start, "fte_gross": "6", "run_fte": "3"}
        for start in ("2027-01-01", "2027-04-01", "2027-07-01", "2027-10-01")
    ],
    "funds": [
        {"fund_id": "MAIN", "name": "Main fund", "cost_class": "capex", "fiscal_year": "2027", "amount": "600,000.00"},
        {"fund_id": "MAIN", "name": "Main fund", "cost_class": "opex", "fiscal_year": "2027", "amount": "200,000.00"},
    ],
    "dependencies": [{"from_project_id": "P2", "to_project_id": "P3", "type": "finish_to_start", "lag_periods": "0", "owner": "COO"}],
}  # fmt: skip


def write_starter(folder: Path) -> None:
    """Write portfolio.toml, exports/ with the example projects, and intake/ with an empty template for every table, into
    `folder`.

    Raises UsageError when `folder` already has a portfolio.
    """
    if (folder / "portfolio.toml").exists():
        raise UsageError(
            "the folder already has a portfolio",
            [Finding(str(folder), "a portfolio.toml", "a new or empty folder", "choose another folder")],
        )
    for name in ("exports", "intake", "scenarios"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "portfolio.toml").write_text((files("cutline.samples") / "templates" / "starter.toml").read_text("utf-8"), "utf-8")
    for table in EXPORTED:
        (folder / "intake" / f"{table}.csv").write_text(intake_template(table), "utf-8")
    for table in EXAMPLES:
        (folder / "exports" / f"{table}.csv").write_text(example_file(table), "utf-8")


def example_file(table: str) -> str:
    """The file of a table's example rows, in the layout of its intake template."""
    lines = [_line([row.get(name, "") for name in _headers(table)]) for row in EXAMPLES[table]]
    return intake_template(table) + "".join(lines)


def intake_template(table: str) -> str:
    """The header row of the intake template of a table: the plain names of its columns."""
    return _line(_headers(table))


def _headers(table: str) -> list[str]:
    return [column.plain for column in TABLES[table].columns]


def _line(cells: list[str]) -> str:
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells) + "\n"
