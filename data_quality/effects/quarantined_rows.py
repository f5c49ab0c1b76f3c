"""Alternatives that put the quarantined rows of a project back into the tables.

Each unreadable cell gets the plausible value that favours the project. A project with quarantined rows is out of the plan.
If the most favourable values do not bring it in, no values do.
"""

from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES, conform
from cutline.settings.all_settings import Settings
from cutline.sources.crosswalk import crosswalk_of
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.typed_rows.quarantine import BY_RULE
from data_quality.effects.decided_data import Alternative, DecidedData
from data_quality.effects.deciding_columns import DECIDING_COLUMNS, reaches_plan
from data_quality.effects.plausible_values import favourable_value
from data_quality.rule_model.figures import figure_text

DUPLICATES_TRIED = 4


def with_quarantined_rows(data: DecidedData, project: str) -> list[Alternative] | None:
    """The project with its quarantined rows put back, each bad cell at the plausible value that favours the project.

    Returns None if no favourable value is known for a cell, and an empty result if the rows are of tables that do not reach
    the plan.
    """
    reaching = [name for name in DECIDING_COLUMNS if reaches_plan(name, data.settings)]
    of_it = ((pl.col("project_id") == project) & pl.col("table").is_in(reaching)).fill_null(value=False)
    own = data.quarantine.filter(of_it)
    if own.is_empty():
        return []
    choices = _one_of_each_duplicate(own)
    return _all_or_none([_with_rows(kept, data, data.quarantine.filter(~of_it)) for kept in choices])


def _one_of_each_duplicate(own: pl.DataFrame) -> list[pl.DataFrame]:
    """The quarantined rows in alternatives: of rows that were set aside because they share a key, one at a time is put back."""
    again = own.filter((pl.col("action") == BY_RULE) & pl.col("rule").str.ends_with("_key_is_unique"))
    if again.is_empty():
        return [own]
    records = again.select("table", "record").unique(maintain_order=True).rows()
    rest = pl.struct("table", "record").is_in(again.select(pl.struct("table", "record")).to_series().implode())
    return [
        pl.concat([own.filter(~rest), own.filter((pl.col("table") == table) & (pl.col("record") == record))])
        for table, record in records[:DUPLICATES_TRIED]
    ]


def _all_or_none(found: list[Alternative | None]) -> list[Alternative] | None:
    return None if any(each is None for each in found) else [each for each in found if each is not None]


def _with_rows(own: pl.DataFrame, data: DecidedData, rest: pl.DataFrame) -> Alternative | None:
    tables = dict(data.tables)
    descriptions: list[str] = []
    for (name, record, action), cells in own.group_by("table", "record", "action", maintain_order=True):
        row = _row_as_read(str(name), cells) if action == BY_RULE else _read_again(str(name), record, cells, data)
        if row is None or row.is_empty():
            return None
        tables[str(name)] = pl.concat([tables[str(name)], row.select(tables[str(name)].columns)])
        descriptions += [
            _cell_in_words(str(name), column, row, action, data.settings)
            for column in cells["column"].unique(maintain_order=True)
        ]
    return Alternative("with " + ", ".join(dict.fromkeys(descriptions)), tables, rest)


def _cell_in_words(name: str, column: str, row: pl.DataFrame, action: Any, settings: Settings) -> str:
    """The value that is assumed for a cell, in words and in the units that people use."""
    if action == BY_RULE or column not in row.columns:
        return "its row as it stands"
    contract, value = TABLES[name].column(column), row[column][0]
    return f"{contract.plain} {figure_text(value, contract, settings) if isinstance(value, int) else value}"


def _row_as_read(name: str, cells: pl.DataFrame) -> pl.DataFrame:
    """A row that a rule set aside, with the values that were read."""
    schema = {column.name: column.dtype for column in TABLES[name].columns}
    row = pl.select(pl.lit(cells["raw"][0]).str.json_decode(pl.Struct(schema)).alias("row")).unnest("row")
    return conform(
        name,
        row.with_columns(
            source_system=pl.lit(cells["source_system"][0]),
            source_file=pl.lit(cells["source_file"][0]),
            source_row=cells["source_row"][0],
        ),
    )


def _read_again(name: str, record: Any, cells: pl.DataFrame, data: DecidedData) -> pl.DataFrame | None:
    if name not in data.raw:
        return None
    assume = {}
    for column in cells["column"].unique(maintain_order=True):
        # If exactly one of several columns is needed, the entry names them as "a or b": the first column is filled.
        first = str(column).split(" or ")[0]
        own = cells.filter(pl.col("column") == column)
        text = own["found"][0] if first == column else None  # of several columns, the text may be that of another one
        value = (
            favourable_value(name, first, cells["raw"][0], data, text, cells["source_system"][0])
            if first in data.tables[name].columns
            else None
        )
        if value is None:
            return None
        assume[first] = value
    raw = data.raw[name].with_row_index("__record").filter(pl.col("__record") == record).drop("__record")
    accepted, _ = parse(name, raw, data.settings, crosswalk_of(data.tables["crosswalk"]), assume=assume).collect()
    return accepted
