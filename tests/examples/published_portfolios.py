"""What the tests of the examples share: an example with its published file, its tables as they are read, and the file by
another road.
"""

import csv
import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from cutline.settings.loading import load_settings
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse

EXAMPLES = Path(__file__).parents[2] / "examples"
PUBLISHED_FILES = {
    "uk_gmpp_2015": "uk_gmpp_2015.csv",
    "uk_gmpp_2018": "uk_gmpp_2018.csv",
    "uk_gmpp": "uk_gmpp_2021.csv",
    "canada_it_2019": "canada_it_2019.csv",
    "world_bank_2018": "world_bank_2018.xlsx",
}


def example_with_file(name: str, shared_data: Path, folder: Path) -> Path:
    """A copy of an example below `folder`, with its published file in the drop zone."""
    copy = Path(shutil.copytree(EXAMPLES / name, folder / name))
    (copy / "exports").mkdir()
    shutil.copy(shared_data / "portfolios" / PUBLISHED_FILES[name], copy / "exports")
    return copy


def raw_table(folder: Path, table: str) -> pl.LazyFrame:
    """The raw table of an example."""
    settings = load_settings(folder / "portfolio.toml")
    return read_raw(table, settings, *deliveries_in_place(settings, folder / "exports", datetime.now(UTC)))


def parsed_table(folder: Path, table: str) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The accepted rows of an example's table, its quarantine, and its accounting."""
    raw = raw_table(folder, table)
    accepted, bad = parse(table, raw, load_settings(folder / "portfolio.toml")).collect()
    return accepted, bad, account_for_rows(table, raw, bad)


def rows_of_file(shared_data: Path, name: str, encoding: str = "cp1252", delimiter: str = ",") -> list[list[str]]:
    """A published file by another road: the standard library alone."""
    with (shared_data / "portfolios" / name).open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def canonical(folder: Path, table: str) -> pl.DataFrame:
    """A canonical table of a published night."""
    return pl.read_parquet(folder / "published" / "tables" / f"{table}.parquet")


def report(folder: Path, name: str) -> pl.DataFrame:
    """A published table of a night."""
    return pl.read_parquet(folder / "published" / "parquet" / f"{name}.parquet")
