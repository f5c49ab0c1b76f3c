"""The cells of one column, read by its reader."""

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Column
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.settings.sources import ColumnMap, Source
from cutline.sources.typed_rows.cell_reader import CellReader

CASES = 10_000


AMOUNT = TABLES["cost_lines"].column("amount_minor")


DAY = TABLES["projects"].column("deadline")


FTE = TABLES["demand"].column("milli_fte")


SHARE = TABLES["benefits"].column("probability_bp")


def declared_source(**rest: object) -> Source:
    return Source.model_validate({"name": "s", "files": "f", "feeds": [{"table": "projects"}], **rest})


def read_cells(
    column: Column, texts: list[str], chosen: Source, wanted: dict | None = None, settings: Settings | None = None
) -> pl.DataFrame:
    """Value and is_bad of each text."""
    mapped = ColumnMap.model_validate({"from": ["x"], **wanted}) if wanted else None
    reader = CellReader(column, chosen, mapped, settings or settings_from({"portfolio": {"currency": "GBP"}}))
    frame = pl.DataFrame({column.name: texts, "currency": [None] * len(texts)}, schema_overrides={"currency": pl.String})
    read = reader.read(frame)
    is_bad = pl.repeat(value=False, n=len(texts), eager=True) if read.is_bad is None else read.is_bad
    return pl.DataFrame({"value": read.value, "is_bad": is_bad})
