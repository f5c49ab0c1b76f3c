"""Canonical rows as a portfolio folder that would be read as them: what the gate's fixtures are for the command line
and for Dagster.
"""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.contracts.tables.records import Column


def cell(value: Any, column: Column) -> str:
    """As an intake file has it: whole units, people, per cent."""
    if value is None:
        return ""
    match column.kind:
        case "money":
            return f"{value / 100:.2f}"
        case "fte" | "points" | "ratio" | "index":
            return f"{value / 1000:.3f}"
        case "share":
            return f"{value / 100:.2f}%"
        case "rate":
            return f"{value / 10**9:.9f}"
        case "boolean":
            return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def write_exports(folder: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """exports/ of `folder` anew: one CSV for each table that has rows."""
    exports = folder / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    for old in exports.iterdir():
        old.unlink()
    for name, own in rows.items():
        columns = [column for column in TABLES[name].columns if any(row.get(column.name) is not None for row in own)]
        if not own:
            continue
        with (exports / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([column.plain for column in columns])
            writer.writerows([cell(row.get(column.name), column) for column in columns] for row in own)


def write_settings(folder: Path, raw: dict[str, Any]) -> None:
    """portfolio.toml: every table from its own file, and `raw` on top."""
    calendar = {"grain": "year", "periods": 1, **raw.get("calendar", {})}
    quality = {"effect_solves": 4, **raw.get("quality", {})}
    lines = [
        "[portfolio]",
        'name = "Fixture"',
        'currency = "EUR"',
        "as_of = 2027-01-15",
        "[calendar]",
        *_plain(calendar),
        "[quality]",
    ]
    lines += _plain({name: value for name, value in quality.items() if name not in ("exceptions", "expect", "rules")})
    for name, change in quality.get("rules", {}).items():
        lines += [f"[quality.rules.{name}]", *_plain(change)]
    for name in ("exceptions", "expect"):
        for each in quality.get(name, []):
            lines += [f"[[quality.{name}]]", *_plain(each)]
    for table in EXPORTED:
        lines += [
            "[[sources]]",
            f'name = "{table}"',
            f'files = "{table}.csv"',
            "required = false",
            "[[sources.feeds]]",
            f'table = "{table}"',
        ]
        optional = [column.plain for column in TABLES[table].columns]
        lines += ["[sources.feeds.columns]", *(f'{plain} = {{ from = "{plain}", optional = true }}' for plain in optional)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "portfolio.toml").write_text("\n".join(lines) + "\n", "utf-8")


def _plain(values: dict[str, Any]) -> list[str]:
    return [f"{name} = {value.isoformat() if isinstance(value, date) else _inline(value)}" for name, value in values.items()]


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_inline(each)}" for name, each in value.items()) + " }"
    return json.dumps(value)
