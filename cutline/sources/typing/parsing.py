"""Text to typed rows by contract. A cell that does not parse sends its row to quarantine with what was found and what was expected."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from cutline.contracts.statuses import is_in_flight, is_mandated
from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import PROVENANCE, Column, Table
from cutline.contracts.units import INT64_MAX
from cutline.settings.all_settings import Settings
from cutline.settings.sources import Source
from cutline.sources.formats.sheet_scan import column_letters
from cutline.sources.identity import Crosswalk
from cutline.sources.mapping import INLINE
from cutline.sources.typing.cells import CellReader

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
    "action": pl.String(),
    "raw": pl.String(),
}
ACCOUNTING_SCHEMA: dict[str, pl.DataType] = {
    "table": pl.String(),
    "source_system": pl.String(),
    "source_file": pl.String(),
    "file_hash": pl.String(),
    "as_of_date": pl.Date(),
    "read": pl.Int64(),
    "accepted": pl.Int64(),
    "quarantined": pl.Int64(),
    "superseded": pl.Int64(),
    "not_data": pl.Int64(),
}
INLINE_SOURCE = Source.model_validate({"name": "inline", "files": INLINE, "feeds": [{"table": "projects"}]})
_RULES = {
    "id": "text", "text": "text", "enum": "allowed values", "date": "date", "datetime": "date", "integer": "whole number",
    "money": "money", "fte": "number", "share": "share", "rate": "number", "boolean": "yes or no",
}  # fmt: skip


@dataclass(frozen=True)
class Parsed:
    """What becomes of the rows of one table, in one pass when both are collected together.

    accepted: the canonical table. odd: the rows of which something must be told, as _detail reads them.
    """

    name: str
    accepted: pl.LazyFrame
    odd: pl.LazyFrame
    settings: Settings
    crosswalk: Crosswalk

    def collect(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The canonical table, and one row for each bad cell (QUARANTINE_SCHEMA)."""
        accepted, odd = pl.collect_all([self.accepted, self.odd], engine="streaming")
        return accepted, quarantine_of(self.name, odd, self.settings, self.crosswalk)


def parse(
    name: str,
    raw: pl.LazyFrame,
    settings: Settings,
    crosswalk: Crosswalk | None = None,
    *,
    assume: Mapping[str, Any] | None = None,
) -> Parsed:
    """Parse the raw frame of table `name` (see mapping.raw_schema) by its contract and the formats its sources declare.

    assume: canonical column to the value to take where its cell is bad or missing; for asking what if, never for a night's own tables.
    """
    table, ids = TABLES[name], crosswalk or Crosswalk()
    numbered = raw.with_row_index("record").with_columns(pl.col("record").cast(pl.Int64))
    current = numbered.filter(~pl.col("is_superseded") & pl.col("not_data").is_null())
    ranks = name == "projects" and bool(ids.entries)
    kept = ["record"] if ranks else []
    accepted, odd = [table.empty().with_columns(record=pl.lit(None, pl.Int64)).lazy()], []
    for system, feed in _feeds(name, settings):
        rows = current.filter((pl.col("source_system") == system) & (pl.col("feed") == feed))
        work = _judged(table, rows, system, feed, settings, ids, assume or {})
        odd.append(work.filter(~pl.col("is_good") | pl.col("is_emptied")).select([*raw.collect_schema().names(), "record"]))
        accepted.append(
            work.filter(pl.col("is_good")).select(
                *(pl.col(f"value {column.name}").alias(column.name) for column in table.columns),
                *(pl.col(column.name).cast(column.dtype) for column in PROVENANCE),
                *kept,
            )
        )
    together = pl.concat([part.select([*table.schema, *kept]) for part in accepted])
    if ranks:
        together, beaten = ids.outrank(together, [source.name for source in settings.sources])
        odd.append(current.join(beaten, on="record", how="semi").select([*raw.collect_schema().names(), "record"]))
    nothing = current.clear().select([*raw.collect_schema().names(), "record"])
    return Parsed(name, together.drop(kept), pl.concat(odd or [nothing]), settings, ids)


def _feeds(name: str, settings: Settings) -> list[tuple[str, int]]:
    own = [(source.name, i) for source in settings.sources for i, feed in enumerate(source.feeds) if feed.table == name]
    return [(INLINE, -1), *own] if settings.tables.get(name) else own


def _readers(table: Table, system: str, feed: int, settings: Settings) -> dict[str, CellReader]:
    source = INLINE_SOURCE if system == INLINE else settings.source(system)
    maps = {} if system == INLINE else source.feeds[feed].columns
    return {column.name: CellReader(column, source, maps.get(column.plain), settings) for column in table.columns}


def _judged(
    table: Table,
    rows: pl.LazyFrame,
    system: str,
    feed: int,
    settings: Settings,
    ids: Crosswalk,
    assume: Mapping[str, Any] | None = None,
) -> pl.LazyFrame:
    """The rows with `value X` and `is_bad X` for each column, `is_good` and `is_emptied`."""
    has_currency = any(column.name == "currency" for column in table.columns)
    readers = _readers(table, system, feed, settings)
    work = rows.with_columns(reader.expression(has_currency).alias(f"read {name}") for name, reader in readers.items())
    work = work.with_columns(
        *(pl.col(f"read {name}").struct.field("value").alias(f"value {name}") for name in readers),
        *(pl.col(f"read {name}").struct.field("is_bad").alias(f"is_bad {name}") for name in readers),
    ).drop(f"read {name}" for name in readers)
    if assume:
        lost = {name: pl.col(f"is_bad {name}") | pl.col(f"value {name}").is_null() for name in assume}
        work = work.with_columns(
            *(pl.when(lost[name]).then(pl.lit(value, table.column(name).dtype)).otherwise(f"value {name}").alias(f"value {name}") for name, value in assume.items()),
            *(pl.lit(value=False).alias(f"is_bad {name}") for name in assume),
        )  # fmt: skip
    outside = {
        column.name: _outside(column) for column in table.columns if column.minimum is not None or column.maximum is not None
    }
    may_empty = [name for name, reader in readers.items() if _may_empty(table, reader)]
    emptied = {name: pl.col(f"is_bad {name}") | outside.get(name, pl.lit(value=False)) for name in may_empty}
    bad = [pl.col(f"is_bad {name}") | outside.get(name, pl.lit(value=False)) for name in readers if name not in emptied]
    work = work.with_columns(is_emptied=pl.any_horizontal(emptied.values()) if emptied else pl.lit(value=False))
    work = work.with_columns(is_bad=pl.any_horizontal(bad), **{
        f"value {name}": pl.when(~is_emptied).then(f"value {name}") for name, is_emptied in emptied.items()
    })  # fmt: skip
    missing = [pl.col(f"value {column.name}").is_null() for column in table.columns if column.required]
    amiss = [pl.sum_horizontal(pl.col(f"value {name}").is_not_null() for name in group) != 1 for group in table.one_of]
    is_good = ~pl.any_horizontal(pl.col("is_bad"), pl.col("shape_error").is_not_null(), *missing, *amiss)
    own = ids.of(system)
    return work.with_columns(
        is_good=is_good, **{f"value {name}": pl.col(f"value {name}").replace(own) for name in _project_columns(table) if own}
    )


def _project_columns(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.name == "project_id" or column.references == "projects.project_id"]


def _outside(column: Column) -> pl.Expr:
    low = -INT64_MAX if column.minimum is None else column.minimum
    high = INT64_MAX if column.maximum is None else column.maximum
    return (~pl.col(f"value {column.name}").is_between(low, high)).fill_null(value=False)


def _may_empty(table: Table, reader: CellReader) -> bool:
    """May a bad cell of this column become unknown and its row stay? Never where the contract needs it to know what the row is."""
    column, own = reader.column, reader.wanted.on_bad_cell if reader.wanted else "source"
    chosen = own == "null" or (own == "source" and reader.source.on_bad_row == "null")
    needed = column.required or column.name in table.key or any(column.name in group for group in table.one_of)
    return chosen and not needed


def quarantine_of(name: str, odd: pl.DataFrame, settings: Settings, crosswalk: Crosswalk) -> pl.DataFrame:
    """One row for each bad cell of the odd rows that Parsed hands over (QUARANTINE_SCHEMA), in the order of the files."""
    table = TABLES[name]
    parts = [pl.DataFrame(schema=QUARANTINE_SCHEMA)]
    for system, feed in _feeds(name, settings):
        rows = odd.filter((pl.col("source_system") == system) & (pl.col("feed") == feed))
        if rows.height:
            parts.append(_detail(table, rows, system, feed, settings, crosswalk))
    return pl.concat(parts).sort("record", maintain_order=True)


def _detail(table: Table, rows: pl.DataFrame, system: str, feed: int, settings: Settings, ids: Crosswalk) -> pl.DataFrame:
    readers = _readers(table, system, feed, settings)
    work = _judged(table, rows.lazy(), system, feed, settings, ids).collect()
    known = {column: f"known {column}" for column in readers}
    work = work.with_columns(reader.known().alias(known[name]) for name, reader in readers.items())
    cells = [column.name for column in table.columns]
    about = next((column for column in ("project_id", "from_project_id") if column in cells), None)
    raw = pl.struct(*cells, *(["aside"] if work["aside"].count() else [])).struct.json_encode()
    parts = []
    for column, rule, is_broken, found, expected in _broken(table, readers, known):
        # A row whose cells cannot be told apart has nothing else to say.
        hit = work.filter(is_broken if rule == "shape" else is_broken & pl.col("shape_error").is_null())
        if hit.height:
            parts.append(
                hit.select(
                    pl.lit(table.name).alias("table"), "source_system", "source_file", "file_hash", "source_row",
                    _address(hit, column, 1), _address(hit, column, 0), "record",
                    (pl.coalesce(f"value {about}", known[about]) if about else pl.lit(None, pl.String)).alias("project_id"), _may_be_required(table, known).alias("may_be_required"),
                    pl.lit(column).alias("column"), pl.lit(rule).alias("rule"), pl.when(found.str.strip_chars(" /") != "").then(found).otherwise(pl.lit("nothing")).alias("found"),
                    pl.lit(expected).alias("expected"),
                    pl.when("is_good").then(pl.lit(EMPTIED)).otherwise(pl.lit(SET_ASIDE)).alias("action"), raw.alias("raw"),
                )
            )  # fmt: skip
    told = pl.concat(parts) if parts else pl.DataFrame(schema=QUARANTINE_SCHEMA)
    # In a row that is set aside anyway, a cell that would have been emptied is told with the others.
    rest = work.filter(~pl.col("record").is_in(told["record"].unique().implode()))
    return pl.concat([told, _outranked(table, rest, raw)]).sort("record", maintain_order=True)


def _outranked(table: Table, rows: pl.DataFrame, raw: pl.Expr) -> pl.DataFrame:
    return rows.select(
        pl.lit(table.name).alias("table"), "source_system", "source_file", "file_hash", "source_row", pl.lit("").alias("cell"),
        pl.lit("").alias("header"), "record", pl.col("project_id") if "project_id" in rows.columns else pl.lit(None, pl.String).alias("project_id"),
        pl.lit(value=False).alias("may_be_required"), pl.lit("project_id").alias("column"), pl.lit("crosswalk").alias("rule"),
        pl.lit("the same project as a row of a source named earlier").alias("found"), pl.lit("one row for each project").alias("expected"),
        pl.lit(OUTRANKED).alias("action"), raw.alias("raw"),
    )  # fmt: skip


def _broken(
    table: Table, readers: Mapping[str, CellReader], known: Mapping[str, str]
) -> list[tuple[str, str, pl.Expr, pl.Expr, str]]:
    """Every rule a row can break: column, rule, the rows that break it, what was found there, what was expected."""
    rules = [("", "shape", pl.col("shape_error").is_not_null(), pl.col("shape_error"), "as many cells as the header")]
    for column in table.columns:
        name, text = column.name, pl.col(column.name)
        rules.append((name, _RULES[column.kind], pl.col(f"is_bad {name}"), text, readers[name].expected))
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
    """Out of range, also where the value has been emptied for it: understood text without a value."""
    emptied = pl.col(f"value {column.name}").is_null() & ~pl.col(f"is_bad {column.name}") & reader.known().is_not_null()
    return _outside(column) | emptied


def _address(rows: pl.DataFrame, column: str, part: int) -> pl.Expr:
    """The address of the cell (part 1) or the header it stands under (part 0), as the file's own columns say."""
    name = "cell" if part else "header"
    told: dict[str, tuple[str, str, str]] = {
        each: tuple(json.loads(each).get("read", {}).get(column.split(" or ")[0], ("", "", "")))
        for each in rows["columns"].unique()
    }
    if not part:
        return (
            pl.col("columns").replace_strict({key: value[0] for key, value in told.items()}, return_dtype=pl.String).alias(name)
        )
    before, after = (
        pl.col("columns").replace_strict({key: value[i] for key, value in told.items()}, return_dtype=pl.String) for i in (1, 2)
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


def _letters(number: int) -> str:
    return column_letters(number - 1)


def _may_be_required(table: Table, known: Mapping[str, str]) -> pl.Expr:
    """Could this unreadable row be of a project that must be in the plan? Yes when it is in flight or mandated, or when that cannot be read."""
    if table.name != "projects":
        return pl.lit(value=False)
    status, mandate = pl.col("value status"), pl.col("value mandate")
    unread = status.is_null() | (mandate.is_null() & pl.col(known["mandate"]).is_not_null())
    return unread | is_in_flight(status) | is_mandated(mandate)


def moved_to_quarantine(accounting: pl.DataFrame, by_rules: pl.DataFrame) -> pl.DataFrame:
    """The accounting (ACCOUNTING_SCHEMA) after rules have set rows aside: accepted becomes quarantined, and the sum stays what was read."""
    keys = ["table", "source_system", "source_file"]
    gone = by_rules.group_by(keys).agg(pl.col("record").n_unique().cast(pl.Int64).alias("gone"))
    known = accounting.join(gone, on=keys, how="left", maintain_order="left")
    # Several contents of one file name may be counted; the rows were of the one in use, the only one with accepted rows.
    taken = pl.when(pl.col("accepted") > 0).then(pl.col("gone").fill_null(0)).otherwise(0)
    return known.with_columns(accepted=pl.col("accepted") - taken, quarantined=pl.col("quarantined") + taken).select(
        list(ACCOUNTING_SCHEMA)
    )


def account(name: str, raw: pl.LazyFrame, quarantine: pl.DataFrame) -> pl.DataFrame:
    """One row for each file of table `name` (ACCOUNTING_SCHEMA): read = accepted + quarantined + superseded. Rows that are no data (repeated
    headers, footers) are counted beside.
    """
    numbered = raw.with_row_index("record").with_columns(pl.col("record").cast(pl.Int64))
    own = quarantine.filter(pl.col("table") == name)
    aside, outranked = (
        pl.col("record").is_in(own.filter(pl.col("action") == action)["record"].unique().implode())
        for action in (SET_ASIDE, OUTRANKED)
    )
    is_data, old = pl.col("not_data").is_null(), pl.col("is_superseded") | outranked
    return (
        numbered.group_by("source_system", "source_file", "file_hash", "as_of_date", maintain_order=True)
        .agg(
            read=is_data.sum().cast(pl.Int64),
            accepted=(is_data & ~aside & ~old).sum().cast(pl.Int64),
            quarantined=(is_data & aside).sum().cast(pl.Int64),
            superseded=(is_data & old).sum().cast(pl.Int64),
            not_data=(~is_data).sum().cast(pl.Int64),
        )
        .with_columns(table=pl.lit(name))
        .select(list(ACCOUNTING_SCHEMA))
        .collect()
    )
