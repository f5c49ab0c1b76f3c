"""What the tests of this room share: settings with one source or several, and the way of a file from its bytes to its
accepted rows.
"""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse

NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)
HEADER = "project_id,period_offset,cost_class,amount,kind"
COSTS = f"{HEADER}\n"
PROJECTS = "project_id,name,status\n"


def one_source(
    table: str = "cost_lines",
    columns: dict | None = None,
    unpivot: dict | None = None,
    calendar: dict | None = None,
    **source: object,
) -> Settings:
    """A portfolio in pounds whose source `s` fills one table from the files f*."""
    feed = {"table": table, "columns": columns or {}} | ({"unpivot": unpivot} if unpivot else {})
    return settings_from(
        {
            "portfolio": {"currency": "GBP"},
            "calendar": calendar or {},
            "sources": [{"name": "s", "files": "f*", "feeds": [feed], **source}],
        }
    )


def sources_of(*sources: dict) -> Settings:
    """A portfolio whose sources fill the table of projects, each from the file of its name."""
    named = [{"files": f"{each['name']}.csv", "feeds": [{"table": "projects"}], **each} for each in sources]
    return settings_from({"sources": named})


def raw_table(table: str, settings: Settings, folder: Path) -> pl.LazyFrame:
    """The raw table of the files in a folder."""
    return read_raw(table, settings, *deliveries_in_place(settings, folder, NOON))


def read_file(
    folder: Path, data: str | bytes, table: str = "cost_lines", name: str = "f.csv", **rest
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Write a file and read it with one source: the accepted rows, the quarantine, the accounting."""
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    settings = one_source(table, **rest)
    raw = raw_table(table, settings, folder)
    accepted, bad = parse(table, raw, settings).collect()
    return accepted, bad, account_for_rows(table, raw, bad)


def accepted_of(folder: Path, table: str = "projects", columns: dict | None = None, **source: object) -> pl.DataFrame:
    """The rows of the files in a folder, none of which may have a bad cell."""
    settings = one_source(table, columns, **source)
    accepted, bad = parse(table, raw_table(table, settings, folder), settings).collect()
    assert bad.is_empty(), bad.to_dicts()
    return accepted


def amount_of(folder: Path, text: str, **source: object) -> int | str | None:
    """The amount that a cell is read as, or 'refused'."""
    quoted = text.replace('"', '""')
    accepted, bad, _ = read_file(folder, f'{COSTS}P,0,capex,"{quoted}",plan\n', **source)
    return "refused" if bad.height else accepted["amount_minor"].item()
