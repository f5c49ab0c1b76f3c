"""Which files a source has, which supersede which, and which header fills which canonical column. Cells stay text."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from cutline.errors import Finding, SettingsError, SourceError
from cutline.settings import ColumnMap, Feed, Settings, Source
from cutline.sources.reading import TextTable, read_table
from cutline.tables import TABLES, Table

INLINE = "portfolio.toml"
NOT_AN_EXPORT = (".", "~$")  # hidden files and the lock files of an open workbook
NEAR_PREFIX, NEAR_RATIO = 4, 0.85
UNFINISHED = (".tmp", ".part", ".crdownload", ".filepart")


@dataclass(frozen=True)
class Export:
    """One file of a source: where it is, the day it speaks of, whether a newer one supersedes it."""

    path: Path
    as_of: date | None
    is_superseded: bool


def raw_schema(table: Table) -> dict[str, pl.DataType]:
    """Schema of a raw frame: the table's columns as text under their canonical names, then where each row came from."""
    return {
        **{column.name: pl.String() for column in table.columns},
        "source_system": pl.String(),
        "feed": pl.Int64(),
        "source_file": pl.String(),
        "file_hash": pl.String(),
        "source_row": pl.Int64(),
        "as_of_date": pl.Date(),
        "is_superseded": pl.Boolean(),
        "shape_error": pl.String(),
    }


def read_raw(name: str, settings: Settings, exports: Path) -> pl.DataFrame:
    """Every row the sources hold for canonical table `name`, as text (see raw_schema), superseded rows included.

    Raises SourceError with every file that is missing or cannot be read as declared.
    """
    table = TABLES[name]
    frames = [_inline(table, settings)]
    refused: list[SourceError] = []
    for source in settings.sources:
        feeds = [(i, feed) for i, feed in enumerate(source.feeds) if feed.table == name]
        if not feeds:
            continue
        try:
            for export in find_exports(source, exports):
                text = read_table(export.path, source)
                frames.extend(_fill(table, text, export, source, index, feed) for index, feed in feeds)
        except SourceError as error:
            refused.append(error)
    if refused:
        raise SourceError(
            "; ".join(error.summary for error in refused), [finding for error in refused for finding in error.findings]
        )
    return pl.concat(frames)


def find_exports(source: Source, exports: Path) -> list[Export]:
    """The files of a source, oldest day first. Raises SourceError when a required one is missing or two claim the same place."""
    if Path(source.files).is_absolute() or ".." in Path(source.files).parts:
        raise SettingsError(
            "a source reaches outside its folder",
            [
                Finding(
                    f"portfolio.toml, source {source.name}, files",
                    source.files,
                    "a pattern inside exports/",
                    "move the files there",
                )
            ],
        )
    paths = [
        path
        for path in sorted(exports.glob(source.files))
        if path.is_file() and not path.name.startswith(NOT_AN_EXPORT) and path.suffix.lower() not in UNFINISHED
    ]
    where = f"source {source.name}"
    outside = [path for path in paths if not path.resolve().is_relative_to(exports.resolve())]
    if outside:
        raise SourceError(
            f"{where} links outside its folder",
            [
                Finding(str(path), f"a link to {path.resolve()}", "a file in exports/", "copy the file instead")
                for path in outside
            ],
        )
    if not paths and source.required:
        there = ", ".join(sorted(path.name for path in exports.iterdir())[:12]) if exports.is_dir() else "no such folder"
        raise SourceError(
            f"{where} has no file",
            [Finding(f"{exports.name}/{source.files} ({where})", f"nothing that matches; there is: {there or 'nothing'}", "at least one file",
                     "send the export, mend the pattern, or set required = false")],
        )  # fmt: skip
    dated = sorted(((_day_in_name(path, source), path) for path in paths), key=lambda pair: (pair[0] or date.min, pair[1].name))
    if source.keep == "all" or not dated:
        return [Export(path, day, is_superseded=False) for day, path in dated]
    newest = [path.name for day, path in dated if day == dated[-1][0]]
    if len(newest) > 1:
        raise SourceError(
            f"{where} has several files for the same day",
            [Finding(f"{exports.name}/{source.files} ({where})", ", ".join(newest), "one newest file",
                     "remove the wrong one, declare as_of so that names tell the day, or set keep = 'all'")],
        )  # fmt: skip
    return [Export(path, day, is_superseded=day != dated[-1][0]) for day, path in dated]


def unread_files(settings: Settings, exports: Path) -> list[str]:
    """Files in the drop zone that no source's pattern matches: somebody sent them and nothing reads them."""
    read = {path for source in settings.sources for path in exports.glob(source.files)}
    there = sorted(path for path in exports.rglob("*") if path.is_file() and not path.name.startswith(NOT_AN_EXPORT))
    return [path.relative_to(exports).as_posix() for path in there if path not in read and path.suffix.lower() not in UNFINISHED]


def _day_in_name(path: Path, source: Source) -> date | None:
    if source.as_of is None:
        return None
    match = re.search(source.as_of, path.name)
    try:
        if match:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        pass
    raise SourceError(
        f"{path.name} does not tell its day",
        [
            Finding(
                f"{path.name} (source {source.name})",
                "a name without a day",
                f"a name that matches {source.as_of}",
                "rename the file, or mend as_of",
            )
        ],
    )


def _inline(table: Table, settings: Settings) -> pl.DataFrame:
    rows = settings.tables.get(table.name, ())
    cells: dict[str, list[str | None]] = {column.name: [row.get(column.plain) for row in rows] for column in table.columns}
    frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
    return _with_origin(frame, table, INLINE, -1, INLINE, "", None, superseded=False, rows=range(1, len(rows) + 1))


def _fill(table: Table, text: TextTable, export: Export, source: Source, index: int, feed: Feed) -> pl.DataFrame:
    where = f"{text.file} (source {source.name}, table {table.name})"
    places = _header_places(text.header)
    wide = _wide_columns(text, feed, where)
    taken = (feed.unpivot.name_to, feed.unpivot.value_to) if feed.unpivot else ()
    exprs, problems = {}, []
    for column in table.columns:
        if column.plain in taken:
            continue
        mapped = feed.columns.get(column.plain)
        optional = not (column.required or column.is_expected)
        wanted = mapped or ColumnMap.model_validate({"from": [column.plain], "optional": optional})
        try:
            exprs[column.name] = _cell(wanted, places, column.name)
        except LookupError as error:
            problems.append(Finding(where, str(error), f"a column headed {' or '.join(map(repr, wanted.from_))} for {column.plain}",
                                    "mend the mapping or the delimiter of the source, or re-send the file"))  # fmt: skip
    problems += _renamed(table, text.header, feed, taken, where)
    if problems:
        raise SourceError(f"{where}: columns are missing", problems)
    shape = _shape_error(len(text.header))
    picked = text.cells.select(*exprs.values(), "row", shape.alias("shape_error"), *(pl.col(str(i)) for i, _ in wide))
    if feed.unpivot:
        names = {column.plain: column.name for column in table.columns}
        picked = _unpivot(picked, wide, names[feed.unpivot.name_to], names[feed.unpivot.value_to])
    missing = [pl.lit(None, pl.String).alias(column.name) for column in table.columns if column.name not in picked.columns]
    frame = picked.with_columns(missing)
    return _with_origin(
        frame, table, source.name, index, text.file, text.digest, export.as_of, superseded=export.is_superseded, rows=frame["row"]
    )


def _with_origin(
    frame: pl.DataFrame,
    table: Table,
    system: str,
    feed: int,
    file: str,
    digest: str,
    day: date | None,
    *,
    superseded: bool,
    rows: Iterable[int],
) -> pl.DataFrame:
    schema = raw_schema(table)
    frame = frame if "shape_error" in frame.columns else frame.with_columns(shape_error=pl.lit(None, pl.String))
    return frame.with_columns(
        source_system=pl.lit(system),
        feed=pl.lit(feed, pl.Int64),
        source_file=pl.lit(file),
        file_hash=pl.lit(digest),
        source_row=pl.Series(list(rows), dtype=pl.Int64),
        as_of_date=pl.lit(day, pl.Date),
        is_superseded=pl.lit(superseded),
    ).select(list(schema))


def fold(header: str) -> str:
    """A header without case and repeated spaces, as headers are compared."""
    return " ".join(header.split()).casefold()


def _header_places(header: tuple[str, ...]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for i, cell in enumerate(header):
        places.setdefault(fold(cell), []).append(i)
    return places


def _cell(wanted: ColumnMap, places: dict[str, list[int]], name: str) -> pl.Expr:
    if wanted.value is not None:
        return pl.lit(wanted.value).alias(name)
    for alias in wanted.from_:
        found = places.get(fold(alias), [])
        if len(found) > 1:
            raise LookupError(f"{len(found)} columns headed {alias!r}")
        if found:
            return pl.col(str(found[0])).alias(name)
    if wanted.optional:
        return pl.lit(None, pl.String).alias(name)
    headers = ", ".join(repr(h) for h in list(places)[:10])
    raise LookupError(f"{sum(map(len, places.values()))} column(s): {headers}")


def _renamed(table: Table, header: tuple[str, ...], feed: Feed, taken: tuple[str, ...], where: str) -> list[Finding]:
    """Headers that nothing reads and that are nearly an unmapped column's name: read as absent, they would be unknown without a word."""
    named = {fold(alias) for mapped in feed.columns.values() for alias in mapped.from_}
    own = {column.plain for column in table.columns if column.plain not in feed.columns and column.plain not in taken}
    unread = [cell for cell in header if fold(cell) not in named and fold(cell) not in own]
    absent = [name for name in own if name not in {fold(cell) for cell in header}]
    return [
        Finding(where, f"a column headed {cell!r}, which nothing reads", f"{name!r}, which is not there and is nearly the same",
                f"rename it, map it ({name} = {cell!r}), or map {name} to something else")
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


def _unpivot(picked: pl.DataFrame, wide: list[tuple[int, str]], name_to: str, value_to: str) -> pl.DataFrame:
    def long() -> Iterator[pl.DataFrame]:
        kept = [name for name in picked.columns if name not in {str(i) for i, _ in wide}]
        for i, label in wide:
            yield picked.select(*kept, pl.lit(label).alias(name_to), pl.col(str(i)).alias(value_to))

    rows = pl.concat(long())
    return rows.filter((pl.col(value_to).str.strip_chars() != "") | pl.col("shape_error").is_not_null()).sort(
        "row", maintain_order=True
    )
