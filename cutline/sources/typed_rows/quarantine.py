"""The quarantine: one row for each bad cell, with its address in the file, the rule it breaks, and what was expected.

Each row also says what was found in the cell.
"""

import json
from collections.abc import Mapping

import polars as pl

from cutline.contracts.statuses import is_in_flight, is_mandated
from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Column, Table
from cutline.settings.all_settings import Settings
from cutline.sources.crosswalk import Crosswalk
from cutline.sources.formats.workbooks.cell_addresses import column_letters
from cutline.sources.mapping.asking.total_rows import looks_like_total
from cutline.sources.remedies.cell_remedies import MEND
from cutline.sources.typed_rows.cell_reader import CellReader
from cutline.sources.typed_rows.judging import cell_readers, feeds_of, judged_rows, outside_range

REMEDIES_TRIED = 40  # different texts of a column that are tried under other settings
SET_ASIDE, EMPTIED, OUTRANKED, BY_RULE = "row set aside", "cell emptied", "row superseded", "row set aside by a rule"
QUARANTINE_SCHEMA: dict[str, pl.DataType] = {
    "table": pl.String(),
    "source_system": pl.String(),
    "source_file": pl.String(),
    "file_hash": pl.String(),
    "source_row": pl.Int64(),
    "cell": pl.String(),
    "header": pl.String(),
    "record": pl.Int64(),
    "project_id": pl.String(),
    "may_be_required": pl.Boolean(),
    "column": pl.String(),
    "rule": pl.String(),
    "found": pl.String(),
    "expected": pl.String(),
    "remedy": pl.String(),
    "action": pl.String(),
    "raw": pl.String(),
}
_RULE_OF_KIND = {
    "id": "text", "text": "text", "enum": "allowed values", "date": "date", "datetime": "date", "integer": "whole number",
    "money": "money", "fte": "number", "points": "number", "ratio": "number", "index": "number", "share": "share", "rate": "number", "boolean": "yes or no",
}  # fmt: skip


def quarantine_rows(name: str, bad_rows: pl.DataFrame, settings: Settings, crosswalk: Crosswalk) -> pl.DataFrame:
    """One row for each bad cell (QUARANTINE_SCHEMA), in the order of the files. bad_rows: the bad_rows of a `ParsedTable`,
    collected.
    """
    table = TABLES[name]
    parts = [pl.DataFrame(schema=QUARANTINE_SCHEMA)]
    for system, feed in feeds_of(name, settings):
        rows = bad_rows.filter((pl.col("source_system") == system) & (pl.col("feed") == feed))
        if rows.height:
            parts.append(_bad_cells(table, rows, system, feed, settings, crosswalk))
    return pl.concat(parts).sort("record", maintain_order=True)


def _bad_cells(table: Table, rows: pl.DataFrame, system: str, feed: int, settings: Settings, ids: Crosswalk) -> pl.DataFrame:
    readers = cell_readers(table, system, feed, settings)
    work = judged_rows(table, rows.lazy(), system, feed, settings, ids).collect()
    known = {column: f"known {column}" for column in readers}
    work = work.with_columns(reader.cleaned().alias(known[name]) for name, reader in readers.items())
    cells = [column.name for column in table.columns]
    about = next((column for column in ("project_id", "from_project_id") if column in cells), None)
    raw = pl.struct(*cells, *(["aside"] if work["aside"].count() else [])).struct.json_encode()
    parts = []
    for column, rule, is_broken, found, expected in _rules_of_rows(table, readers, known):
        # Of a row whose cells cannot be told apart, nothing else is reported.
        hit = work.filter(is_broken if rule == "shape" else is_broken & pl.col("shape_error").is_null())
        if hit.height:
            parts.append(
                hit.select(
                    pl.lit(table.name).alias("table"), "source_system", "source_file", "file_hash", "source_row",
                    _address(hit, column, 1), _address(hit, column, 0), "record",
                    (pl.coalesce(f"value {about}", known[about]) if about else pl.lit(None, pl.String)).alias("project_id"), _may_be_required(table, known).alias("may_be_required"),
                    pl.lit(column).alias("column"), pl.lit(rule).alias("rule"), pl.when(found.str.strip_chars(" /") != "").then(found).otherwise(pl.lit("nothing")).alias("found"),
                    pl.lit(expected).alias("expected"), _remedies(hit, table, column, rule, found, readers),
                    pl.when("is_good").then(pl.lit(EMPTIED)).otherwise(pl.lit(SET_ASIDE)).alias("action"), raw.alias("raw"),
                )
            )  # fmt: skip
    bad_cells = pl.concat(parts) if parts else pl.DataFrame(schema=QUARANTINE_SCHEMA)
    # If a row is set aside anyway, a cell that would have been emptied is reported with the other bad cells.
    rest = work.filter(~pl.col("record").is_in(bad_cells["record"].unique().implode()))
    return pl.concat([bad_cells, _outranked(table, rest, raw)]).sort("record", maintain_order=True)


def _outranked(table: Table, rows: pl.DataFrame, raw: pl.Expr) -> pl.DataFrame:
    return rows.select(
        pl.lit(table.name).alias("table"), "source_system", "source_file", "file_hash", "source_row", pl.lit("").alias("cell"),
        pl.lit("").alias("header"), "record", pl.col("project_id") if "project_id" in rows.columns else pl.lit(None, pl.String).alias("project_id"),
        pl.lit(value=False).alias("may_be_required"), pl.lit("project_id").alias("column"), pl.lit("crosswalk").alias("rule"),
        pl.lit("the same project as a row of a source named earlier").alias("found"), pl.lit("one row for each project").alias("expected"),
        pl.lit("nothing: the row of the source that is named first counts").alias("remedy"),
        pl.lit(OUTRANKED).alias("action"), raw.alias("raw"),
    )  # fmt: skip


def _remedies(
    hit: pl.DataFrame, table: Table, column: str, rule: str, found: pl.Expr, readers: Mapping[str, CellReader]
) -> pl.Series:
    """The remedy of each of the bad cells `hit` of a column. Of many different texts, the first are tried under other settings."""
    reader = readers[column.split(" or ")[0] or table.columns[0].name]
    shown = hit.select(
        found=found.fill_null("").str.strip_chars(), first=_first_text(hit, table, readers), filled=_filled_cells(table)
    )
    texts = shown["found"].unique(maintain_order=True).head(REMEDIES_TRIED).to_list()
    told = reader.remedies(texts, rule)
    noted = shown.with_columns(is_note=(pl.col("filled") <= 1) | pl.col("first").map_elements(looks_like_total, pl.Boolean))
    note = pl.when("is_note").then(pl.col("first").map_elements(reader.not_data_line, pl.String))
    remedy = pl.col("found").replace_strict(told, default=MEND, return_dtype=pl.String)
    return noted.select(pl.concat_str([note, remedy], separator="; ", ignore_nulls=True).alias("remedy")).to_series()


def _first_text(hit: pl.DataFrame, table: Table, readers: Mapping[str, CellReader]) -> pl.Expr:
    """The first text of a row among the cells that are read, in the order of the file."""
    about = json.loads(hit["columns"][0])
    order = {header: place for place, header in enumerate(about.get("headers", []))}
    read = about.get("read", {})
    names = sorted((name for name in read if name in table.schema), key=lambda name: order.get(read[name][0], 0))
    if any(wanted.parts for name in names if (wanted := readers[name].wanted)):  # one empty part leaves nothing of the others
        return pl.lit(None, pl.String)
    cells = [pl.col(name).str.strip_chars() for name in names]
    return pl.coalesce(pl.when(cell != "").then(cell) for cell in cells) if cells else pl.lit(None, pl.String)


def _filled_cells(table: Table) -> pl.Expr:
    return pl.sum_horizontal((pl.col(column.name).str.strip_chars() != "").fill_null(value=False) for column in table.columns)


def _rules_of_rows(
    table: Table, readers: Mapping[str, CellReader], known: Mapping[str, str]
) -> list[tuple[str, str, pl.Expr, pl.Expr, str]]:
    """Every rule that a row can break: the column, the rule, whether a row breaks it, what was found there, and what was
    expected.
    """
    rules = [("", "shape", pl.col("shape_error").is_not_null(), pl.col("shape_error"), "as many cells as the header")]
    for column in table.columns:
        name, text = column.name, pl.col(column.name)
        rules.append((name, _RULE_OF_KIND[column.kind], pl.col(f"is_bad {name}"), text, readers[name].expected))
        if column.required:
            missing = pl.col(f"value {name}").is_null() & ~pl.col(f"is_bad {name}")
            rules.append((name, "required", missing, text, "a value"))
        if column.minimum is not None or column.maximum is not None:
            rules.append(
                (
                    name,
                    "range",
                    _beyond(column, readers[name]),
                    text,
                    f"{column.minimum} to {column.maximum} {column.unit}".strip(),
                )
            )
    for group in table.one_of:
        count = pl.sum_horizontal(pl.col(known[name]).is_not_null() for name in group)
        together = pl.concat_str(*(pl.col(name).fill_null("") for name in group), separator=" / ")
        rules.append((" or ".join(group), "one of", count != 1, together, "exactly one of them"))
    return rules


def _beyond(column: Column, reader: CellReader) -> pl.Expr:
    """Whether a value is out of range, even if the cell was emptied for this reason: such a cell has text that was
    understood, but no value.
    """
    emptied = pl.col(f"value {column.name}").is_null() & ~pl.col(f"is_bad {column.name}") & reader.cleaned().is_not_null()
    return outside_range(column) | emptied


def _address(rows: pl.DataFrame, column: str, part: int) -> pl.Expr:
    """The address of a cell in its file (part 1), or the header above it (part 0)."""
    name = "cell" if part else "header"
    addresses = {each: _origin_of(json.loads(each).get("read", {}), column) for each in rows["columns"].unique()}
    if not part:
        return (
            pl.col("columns")
            .replace_strict({key: value[0] for key, value in addresses.items()}, return_dtype=pl.String)
            .alias(name)
        )
    before, after = (
        pl.col("columns").replace_strict({key: value[i] for key, value in addresses.items()}, return_dtype=pl.String)
        for i in (1, 2)
    )
    row_letters = pl.col("source_row").map_elements(_letters, return_dtype=pl.String)
    number = pl.col("source_row").cast(pl.String)
    return (
        pl.when(after != "")
        .then(row_letters + after)
        .when(before.str.starts_with("="))
        .then(before.str.slice(1))
        .when(before != "")
        .then(before + number)
        .otherwise(pl.lit(""))
        .alias(name)
    )


def _origin_of(read: Mapping[str, list[str]], column: str) -> tuple[str, ...]:
    """Header, and the text before and after the number of a row, of the first column of the file that fills one of the columns."""
    return tuple(next((read[name] for name in column.split(" or ") if name in read), ("", "", "")))


def _letters(number: int) -> str:
    return column_letters(number - 1)


def _may_be_required(table: Table, known: Mapping[str, str]) -> pl.Expr:
    """Whether a bad row may belong to a project that must be in the plan: its status is in flight, it is mandated, or its
    status or mandate cannot be read.
    """
    if table.name != "projects":
        return pl.lit(value=False)
    status, mandate = pl.col("value status"), pl.col("value mandate")
    unread = status.is_null() | (mandate.is_null() & pl.col(known["mandate"]).is_not_null())
    return unread | is_in_flight(status) | is_mandated(mandate)
