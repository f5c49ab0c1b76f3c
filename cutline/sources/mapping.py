"""Which header of an export fills which canonical column. Cells stay text; a column that nothing reads is kept aside, not dropped."""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Table
from cutline.errors import Finding, SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.sources import ColumnMap, Feed, Source
from cutline.sources.formats.opening import Content
from cutline.sources.formats.reading import TextTable, read_table
from cutline.sources.formats.schedule_rows import TABLES as PROJECT_TABLES
from cutline.sources.formats.sheet_scan import column_letters

INLINE = "portfolio.toml"
NEAR_PREFIX, NEAR_RATIO = 4, 0.85
PROJECT_FORMATS = ("mspdi", "xer", "pmxml")
NEAR_CUTOFF = 0.6
Contents = Callable[[str], Path]


@dataclass(frozen=True)
class _Origin:
    """Where the rows of one frame came from."""

    system: str
    feed: int
    file: str
    digest: str
    day: date | None
    is_superseded: bool
    columns: str = "{}"


def raw_schema(table: Table) -> dict[str, pl.DataType]:
    """Schema of a raw frame: the table's columns as text under their canonical names, then where each row came from.

    columns: JSON, the same on every row of a file: what its headers are, which canonical column each fills (`read`: header, and what
    stands before and after the row's number in a cell's address), which nothing reads (`unread`). aside: the cells of those, as JSON.
    not_data: why a row is none. shape_error: why its cells cannot be told apart.
    """
    return {
        **{column.name: pl.String() for column in table.columns},
        "source_system": pl.String(),
        "feed": pl.Int64(),
        "source_file": pl.String(),
        "file_hash": pl.String(),
        "source_row": pl.Int64(),
        "as_of_date": pl.Date(),
        "is_superseded": pl.Boolean(),
        "not_data": pl.String(),
        "shape_error": pl.String(),
        "columns": pl.String(),
        "aside": pl.String(),
    }


def read_raw(name: str, settings: Settings, deliveries: pl.DataFrame, contents: Contents) -> pl.LazyFrame:
    """Every row the sources hold for canonical table `name`, as text (see raw_schema), superseded rows included.

    deliveries: what counts tonight (intake.DELIVERY_SCHEMA). contents: the file with a given hash. Raises SourceError with every file
    that cannot be read as declared.
    """
    table = TABLES[name]
    frames = [_inline(table, settings).lazy()]
    refused: list[SourceError] = []
    for source in settings.sources:
        feeds = [(i, feed) for i, feed in enumerate(source.feeds) if feed.table == name]
        counted = deliveries.filter((pl.col("source_system") == source.name) & pl.col("status").is_in(["used", "superseded"]))
        for file, digest, day, status in counted.select("source_file", "file_hash", "as_of_date", "status").iter_rows():
            for index, feed in feeds:
                origin = _Origin(source.name, index, file, digest, day, status == "superseded")
                try:
                    text = read_table(Content(file, contents(digest), digest), source, sheet_of(source, feed))
                    frames.append(_fill(table, text, origin, source, feed))
                except SourceError as error:
                    # What was superseded counts no more: that it cannot be read does not stop a night.
                    if not origin.is_superseded:
                        refused.append(error)
    if refused:
        findings = list(dict.fromkeys(finding for error in refused for finding in error.findings))
        raise SourceError("; ".join(dict.fromkeys(error.summary for error in refused)), findings)
    return pl.concat(frames)


def sheet_of(source: Source, feed: Feed) -> str | None:
    """The sheet, or table of a project file, that a feed reads."""
    return feed.sheet or source.sheet or (feed.table if source.format in PROJECT_FORMATS else None)


def _inline(table: Table, settings: Settings) -> pl.DataFrame:
    rows = settings.tables.get(table.name, ())
    cells: dict[str, list[str | None]] = {column.name: [row.get(column.plain) for row in rows] for column in table.columns}
    frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String)).with_columns(
        row=pl.int_range(1, len(rows) + 1, dtype=pl.Int64)
    )
    return _with_origin(frame.lazy(), table, _Origin(INLINE, -1, INLINE, "", None, is_superseded=False)).collect()


def _fill(table: Table, text: TextTable, origin: _Origin, source: Source, feed: Feed) -> pl.LazyFrame:
    where = f"{text.file} (source {source.name}, table {table.name})"
    wide = _wide_columns(text, feed, where)
    taken = (feed.unpivot.name_to, feed.unpivot.value_to) if feed.unpivot else ()
    exprs, read_at, problems = _resolve(table, text, feed, taken, where)
    problems += _headless(text, where)
    if source.footer_rows:
        problems += _full_footers(text, [place for name, place in read_at.items() if table.column(name).required], where)
    problems += _renamed(table, text.header, feed, taken, source, where)
    if problems:
        raise SourceError(f"{where}: columns are missing", problems)
    unread = _unread(text.header, source, sheet_of(source, feed))
    first = next(i for i, each in enumerate(source.feeds) if sheet_of(source, each) == sheet_of(source, feed)) == origin.feed
    read = {name: [text.header[place], *text.address(place)] for name, place in read_at.items()}
    about = {"headers": text.header, "read": read, "unread": list(unread.values()) if first else []}
    picked = text.cells.select(
        *exprs.values(), "row", "not_data", _shape_error(len(text.header)).alias("shape_error"),
        _aside(unread if first else {}, text.header),
        *(pl.col(str(i)).alias(f"wide {i}") for i, _ in wide),
    )  # fmt: skip
    if feed.unpivot:
        names = {column.plain: column.name for column in table.columns}
        picked = _unpivot(picked, wide, names[feed.unpivot.name_to], names[feed.unpivot.value_to], text, about, source.header_row)
    absent = set(table.schema) - set(exprs) - set(picked.collect_schema().names())
    frame = picked.with_columns(pl.lit(None, pl.String).alias(column.name) for column in table.columns if column.name in absent)
    return _with_origin(frame, table, replace(origin, columns=json.dumps(about, ensure_ascii=False)))


def _resolve(
    table: Table, text: TextTable, feed: Feed, taken: tuple[str, ...], where: str
) -> tuple[dict[str, pl.Expr], dict[str, int], list[Finding]]:
    """What fills each canonical column, from which place of the file, and the columns that are not there. taken: filled by the unpivot."""
    places = _header_places(text.header)
    exprs: dict[str, pl.Expr] = {}
    read_at: dict[str, int] = {}
    problems = []
    for column in table.columns:
        if column.plain in taken:
            continue
        wanted = feed.columns.get(column.plain) or default_map(table, column.name)
        try:
            place = _place(wanted, places)
        except LookupError as error:
            problems.append(Finding(where, str(error), f"a column headed {' or '.join(map(repr, wanted.from_))} for {column.plain}",
                                    _missing_action(column.plain, wanted, text.header)))  # fmt: skip
            continue
        exprs[column.name] = (pl.lit(wanted.value, pl.String) if place is None else pl.col(str(place))).alias(column.name)
        if place is not None:
            read_at[column.name] = place
    return exprs, read_at, problems


def _headless(text: TextTable, where: str) -> list[Finding]:
    """Columns with cells under no header: nobody could say what they are, and dropping them would lose them."""
    places = [i for i, cell in enumerate(text.header) if not cell]
    if not places:
        return []
    is_data = pl.col("not_data").is_null()
    counts = (
        text.cells.select((is_data & (pl.col(str(i)).str.strip_chars() != "")).sum().alias(str(i)) for i in places)
        .collect()
        .row(0)
    )
    return [
        Finding(f"{where}, column {column_letters(i)}", f"{count:,} cells under no header", "a header over every column that holds something",
                "name the column in the export, or empty it")
        for i, count in zip(places, counts, strict=True) if count
    ]  # fmt: skip


def _full_footers(text: TextTable, places: list[int], where: str) -> list[Finding]:
    """Footers that fill every column a row must have: the total is missing today, and a row would be dropped in its place."""
    if not places:
        return []
    full = pl.all_horizontal(pl.col(str(i)).str.strip_chars() != "" for i in places)
    rows = (
        text.cells.filter((pl.col("not_data") == "footer") & full)
        .select("row", pl.concat_str([str(i) for i in places], separator=", "))
        .collect()
    )
    return [
        Finding(f"{where} row {row}", f"{told}, which looks like data", "a footer, as footer_rows says",
                "send the whole file; or take footer_rows away and name the total: not_data = ['Total.*']")
        for row, told in rows.iter_rows()
    ]  # fmt: skip


def default_map(table: Table, name: str) -> ColumnMap:
    """How a column is looked up that no feed maps: under its own plain name, optional unless an export without it is not the export."""
    column = table.column(name)
    return ColumnMap.model_validate({"from": [column.plain], "optional": not (column.required or column.is_expected)})


def _aside(unread: dict[int, str], header: tuple[str, ...]) -> pl.Expr:
    """The cells that nothing reads, as JSON under their headers; a header that stands twice is told apart by its column's number."""
    if not unread:
        return pl.lit(None, pl.String).alias("aside")
    names: dict[int, str] = {}
    for i, name in unread.items():
        told = f"{name} [{i + 1}]" if header.count(name) > 1 else name
        while told in names.values():
            told += "'"
        names[i] = told
    return pl.struct(pl.col(str(i)).alias(name) for i, name in names.items()).struct.json_encode().alias("aside")


def _with_origin(frame: pl.LazyFrame, table: Table, origin: _Origin) -> pl.LazyFrame:
    schema = raw_schema(table)
    there = frame.collect_schema().names()
    return frame.with_columns(
        *(pl.lit(None, pl.String).alias(name) for name in ("not_data", "shape_error", "aside") if name not in there),
        *([] if "columns" in there else [pl.lit(origin.columns).alias("columns")]),
        source_system=pl.lit(origin.system),
        feed=pl.lit(origin.feed, pl.Int64),
        source_file=pl.lit(origin.file),
        file_hash=pl.lit(origin.digest),
        source_row=pl.col("row"),
        as_of_date=pl.lit(origin.day, pl.Date),
        is_superseded=pl.lit(origin.is_superseded),
    ).select(list(schema))


def fold(header: str) -> str:
    """A header without case and repeated spaces, as headers are compared."""
    return " ".join(header.split()).casefold()


def _header_places(header: Iterable[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for i, cell in enumerate(header):
        places.setdefault(fold(cell), []).append(i)
    return places


def _place(wanted: ColumnMap, places: dict[str, list[int]]) -> int | None:
    """Which column of the file a mapping means; null where it means none. Raises LookupError where that cannot be told."""
    if wanted.value is not None:
        return None
    for alias in wanted.from_:
        start = fold(alias).removesuffix("*")
        found = places.get(fold(alias), [])
        if alias.endswith("*") and not found:  # a header of several lines, by its beginning
            found = [i for header, where in places.items() if header.startswith(start) for i in where]
        if len(found) > 1:
            raise LookupError(f"{len(found)} columns headed {alias!r}")
        if found:
            return found[0]
    if wanted.optional:
        return None
    raise LookupError(f"{sum(map(len, places.values()))} columns, none headed so")


def _missing_action(plain: str, wanted: ColumnMap, header: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(fold(wanted.from_[0]), [fold(cell) for cell in header], n=1, cutoff=NEAR_CUTOFF)
    if near:
        name = next(cell for cell in header if fold(cell) == near[0])
        return f"was it renamed? {plain} = {[*wanted.from_, name]!r} in the source's columns reads both names"
    shown = ", ".join(repr(cell) for cell in list(header)[:20])
    return f"mend the mapping or the delimiter of the source, or re-send the file; its columns are {shown}"


def _unread(header: tuple[str, ...], source: Source, sheet: str | None) -> dict[int, str]:
    """Columns that no feed of the source reads and that it does not say it ignores: place and header."""
    if source.format in PROJECT_FORMATS and sheet in PROJECT_TABLES:
        return {}  # columns that Cutline made itself
    places, read = _header_places(header), set[int]()
    for feed in source.feeds:
        if sheet_of(source, feed) == sheet:
            read |= _read_places(feed, header, places)
    return {
        i: cell for i, cell in enumerate(header) if cell and i not in read and not any(re.fullmatch(pattern, cell) for pattern in source.ignore)
    }  # fmt: skip


def _read_places(feed: Feed, header: tuple[str, ...], places: dict[str, list[int]]) -> set[int]:
    read = {i for i, cell in enumerate(header) if feed.unpivot and re.fullmatch(feed.unpivot.columns, cell)}
    taken = (feed.unpivot.name_to, feed.unpivot.value_to) if feed.unpivot else ()
    for column in TABLES[feed.table].columns:
        if column.plain not in taken:
            try:
                place = _place(feed.columns.get(column.plain) or default_map(TABLES[feed.table], column.name), places)
            except LookupError:
                continue
            read |= set() if place is None else {place}
    return read


def _renamed(
    table: Table, header: tuple[str, ...], feed: Feed, taken: tuple[str, ...], source: Source, where: str
) -> list[Finding]:
    """Headers that nothing reads and that are nearly an unmapped column's name: read as absent, they would be unknown without a word."""
    named = {fold(alias) for mapped in feed.columns.values() for alias in mapped.from_}
    own = {column.plain for column in table.columns if column.plain not in feed.columns and column.plain not in taken}
    ignored = [cell for cell in header if any(re.fullmatch(pattern, cell) for pattern in source.ignore)]
    starts = tuple(name.removesuffix("*") for name in named if name.endswith("*")) or ("\0",)
    unread = [
        cell for cell in header
        if fold(cell) not in named and fold(cell) not in own and cell not in ignored and not fold(cell).startswith(starts)
    ]  # fmt: skip
    absent = [name for name in own if name not in {fold(cell) for cell in header}]
    return [
        Finding(where, f"a column headed {cell!r}, which nothing reads", f"{name!r}, which is not there and is nearly the same",
                f"rename it, map it ({name} = {cell!r}), map {name} to something else, or ignore = [{re.escape(cell)!r}]")
        for cell in unread for name in sorted(absent) if _is_near(cell, name)
    ]  # fmt: skip


def _is_near(header: str, name: str) -> bool:
    one, other = (re.sub(r"[^a-z0-9]", "", word.casefold()) for word in (header, name))
    prefix = min(len(one), len(other)) >= NEAR_PREFIX and (one.startswith(other) or other.startswith(one))
    return one == other or prefix or difflib.SequenceMatcher(None, one, other).ratio() >= NEAR_RATIO


def _shape_error(width: int) -> pl.Expr:
    return (
        pl.when(pl.col("width") != width)
        .then(pl.format("{} cells where the header has {}", pl.col("width"), pl.lit(width)))
        .otherwise(pl.lit(None, pl.String))
    )


def _wide_columns(text: TextTable, feed: Feed, where: str) -> list[tuple[int, str]]:
    if feed.unpivot is None:
        return []
    pattern = re.compile(feed.unpivot.columns)
    wide = [(i, m[1] if pattern.groups else m[0]) for i, cell in enumerate(text.header) if (m := pattern.fullmatch(cell))]
    if not wide:
        raise SourceError(
            f"{where}: no wide columns",
            [Finding(where, ", ".join(text.header[:12]), f"headers that match {feed.unpivot.columns}", "mend unpivot.columns")],
        )
    return wide


def _unpivot(
    picked: pl.LazyFrame,
    wide: list[tuple[int, str]],
    name_to: str,
    value_to: str,
    text: TextTable,
    about: dict[str, Any],
    header_row: int,
) -> pl.LazyFrame:
    """One row for each filled cell. A row that is no data, or whose cells cannot be told apart, stays one row."""
    kept = [name for name in picked.collect_schema().names() if not name.startswith("wide ")]
    is_odd = pl.col("shape_error").is_not_null() | pl.col("not_data").is_not_null()

    def long() -> Iterator[pl.LazyFrame]:
        for n, (i, label) in enumerate(wide):
            origin = [text.header[i], *text.address(i)]
            head = [
                text.header[i],
                f"={origin[1]}{header_row}" if origin[1] else "",
                "",
            ]  # the header's own cell, whatever the row
            told = {**about, "read": {**about["read"], name_to: head, value_to: origin}}
            columns = pl.lit(json.dumps(told, ensure_ascii=False)).alias("columns")
            rows = picked.select(*kept, pl.lit(label).alias(name_to), pl.col(f"wide {i}").alias(value_to), columns)
            filled = (pl.col(value_to).str.strip_chars() != "") & ~is_odd
            yield rows.filter(filled | is_odd if n == 0 else filled)

    return pl.concat(long()).sort("row", maintain_order=True)
