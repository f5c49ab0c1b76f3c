"""The tables of a portfolio folder without a night: its files are read and typed, and nothing is stored or judged by rules."""

from pathlib import Path

import polars as pl

from cutline.contracts.tables.all_tables import EXPORTED
from cutline.settings.all_settings import Settings
from cutline.settings.loading import load_settings
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import NOON


def tables_of_folder(folder: Path, *names: str) -> tuple[Settings, dict[str, pl.DataFrame], pl.DataFrame]:
    """The settings of a portfolio folder, its tables (`names`, else all), and the bad cells of those tables."""
    settings = load_settings(folder / "portfolio.toml")
    found = deliveries_in_place(settings, folder / "exports", NOON)
    typed = {name: parse(name, read_raw(name, settings, *found), settings).collect() for name in names or EXPORTED}
    return settings, {name: frame for name, (frame, _) in typed.items()}, pl.concat([bad for _, bad in typed.values()])
