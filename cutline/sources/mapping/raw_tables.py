"""Reads the raw tables: for each canonical table, the rows of every source that fills it, as text.

The columns have their canonical names. The cells of columns that no feed reads are kept in the column `aside` of the row.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Table
from cutline.errors import Finding, SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.general import CalendarSection
from cutline.settings.sources import Feed, Source
from cutline.sources.formats.documents import Content
from cutline.sources.formats.reading import TextTable, demand_all_pages, read_table
from cutline.sources.mapping.asking.fiscal_questions import fiscal_questions
from cutline.sources.mapping.asking.marks_questions import marks_questions
from cutline.sources.mapping.asking.misread_headers import with_header_settings
from cutline.sources.mapping.asking.total_rows import total_row_questions
from cutline.sources.mapping.calendar_months import calendar_month_problems
from cutline.sources.mapping.column_problems import footers_like_data, headless_columns, nearly_named_columns
from cutline.sources.mapping.dash_totals import deciding_figures, what_totals_say
from cutline.sources.mapping.headers import resolve_columns, sheet_of, unread_columns
from cutline.sources.mapping.joins import JOINED, JoinedFile, JoinedFiles, with_joined_columns
from cutline.sources.mapping.row_filters import chosen_rows, filter_problems
from cutline.sources.mapping.unit_questions import stated_units_of_feed, unit_questions
from cutline.sources.mapping.week_columns import WeekDay, names_weeks, week_day, week_problems
from cutline.sources.mapping.wide_layout import unpivot_rows, wide_columns

INLINE = "portfolio.toml"
JOINED_FEED = -2  # the number that stands in `feed` for the rows of a joined file
ContentPaths = Callable[[str], Path]


@dataclass(frozen=True)
class _Origin:
    """The origin of the rows of one frame. columns: the JSON text of the column `columns` (see raw_schema)."""

    system: str
    feed: int
    file: str
    digest: str
    day: date | None
    is_superseded: bool
    columns: str = "{}"


def raw_schema(table: Table) -> dict[str, pl.DataType]:
    """The schema of a raw table: its columns as text under their canonical names, and then the origin of each row.

    columns: JSON, the same on every row of a file: its `headers`; under `read`, for each canonical column the header that
    fills it, and the text before and after the row's number in the address of a cell; under `unread`, the headers that no
    feed reads; under `weeks`, if the periods are weeks, whether the file
    names each week by its first or by its last day; under `unit of` and the name of a column, the unit that the file states for
    it; under `dashes`, what the
    totals of the file say about a dash among the figures, if they say something.
    aside: the cells under the headers that no feed reads, as JSON.
    not_data: why a row is not data; null if the row is data.
    shape_error: why the cells of a row cannot be told apart; null if they can.
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


def read_raw(name: str, settings: Settings, deliveries: pl.DataFrame, contents: ContentPaths) -> pl.LazyFrame:
    """Every row that the sources hold for the canonical table `name`, as text (see raw_schema), including superseded rows.

    deliveries: tonight's (`intake.DELIVERY_SCHEMA`). contents: the path of the content with a given hash. Raises SourceError
    that names every file that cannot be read as declared.
    """
    table = TABLES[name]
    frames = [_inline_rows(table, settings).lazy()]
    joins = JoinedFiles(settings, deliveries, contents)
    refused: list[SourceError] = []
    for source in settings.sources:
        feeds = [(i, feed) for i, feed in enumerate(source.feeds) if feed.table == name]
        if not feeds:
            continue
        counted = deliveries.filter((pl.col("source_system") == source.name) & pl.col("status").is_in(["used", "superseded"]))
        in_use = counted.filter(pl.col("status") == "used").select("source_file", "file_hash").rows() if feeds else []
        try:
            demand_all_pages([Content(file, contents(digest), digest) for file, digest in in_use], source)
        except SourceError as error:
            refused.append(error)
            continue
        for file, digest, day, status in counted.select("source_file", "file_hash", "as_of_date", "status").iter_rows():
            for index, feed in feeds:
                origin = _Origin(source.name, index, file, digest, day, status == "superseded")
                content, sheet = Content(file, contents(digest), digest), sheet_of(source, feed)
                try:
                    text = read_table(content, source, sheet)
                    text = with_joined_columns(text, feed, joins.of, _where(text, source, table))
                    frames.append(_raw_rows(table, text, origin, source, feed, settings.calendar))
                except SourceError as error:
                    # A superseded file no longer counts, so that a night goes on when it cannot be read.
                    if not origin.is_superseded:
                        # Without its traceback, which would keep what was read of the file in memory.
                        refused.append(with_header_settings(error, content, source, feed, sheet).with_traceback(None))
    if refused:
        findings = list(dict.fromkeys(finding for error in refused for finding in error.findings))
        raise SourceError("; ".join(dict.fromkeys(error.summary for error in refused)), findings)
    return pl.concat([*frames, *(_joined_rows(table, joined) for joined in joins.used.values())])


def _where(text: TextTable, source: Source, table: Table) -> str:
    return f"{text.file} (source {source.name}, table {table.name})"


def _joined_rows(table: Table, joined: JoinedFile) -> pl.LazyFrame:
    """The rows of a joined file, none of which is data of this table. They show that the file was read, and are counted."""
    origin = _Origin(joined.system, JOINED_FEED, joined.text.file, joined.text.digest, joined.day, is_superseded=False)
    rows = joined.text.cells.select("row", pl.coalesce("not_data", pl.lit(JOINED)).alias("not_data"))
    return _with_origin(rows.with_columns(pl.lit(None, pl.String).alias(column.name) for column in table.columns), table, origin)


def _inline_rows(table: Table, settings: Settings) -> pl.DataFrame:
    """The rows that are written in portfolio.toml itself, under [[tables...]]."""
    rows = settings.tables.get(table.name, ())
    cells: dict[str, list[str | None]] = {column.name: [row.get(column.plain) for row in rows] for column in table.columns}
    frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String)).with_columns(
        row=pl.int_range(1, len(rows) + 1, dtype=pl.Int64)
    )
    return _with_origin(frame.lazy(), table, _Origin(INLINE, -1, INLINE, "", None, is_superseded=False)).collect()


def _raw_rows(
    table: Table, text: TextTable, origin: _Origin, source: Source, feed: Feed, calendar: CalendarSection
) -> pl.LazyFrame:
    """The rows of one file for one feed. Raises SourceError with every problem of its columns."""
    where, fiscal = _where(text, source, table), calendar.fiscal_years()
    wide = wide_columns(text, feed, where)
    taken = (feed.unpivot.name_to, feed.unpivot.value_to) if feed.unpivot else ()
    exprs, read_at, problems = resolve_columns(table, text, feed, taken, source, where)
    problems += headless_columns(text, where)
    if source.footer_rows:
        problems += footers_like_data(text, [place for name, place in read_at.items() if table.column(name).required], where)
    problems += nearly_named_columns(table, text.header, feed, taken, source, where) + filter_problems(feed, text.header, where)
    if problems:
        raise SourceError(f"{where}: columns are missing", problems)
    places = [i for i, _ in wide]
    _stop(f"{where}: the fiscal year is not declared", fiscal_questions(table, feed, source, calendar, read_at, where))
    weeks, problems = _weeks(table, text, feed, read_at, wide, source, where)
    _stop(f"{where}: figures by week do not become figures by month", problems)
    problems = calendar_month_problems(text, feed, source, read_at, wide, fiscal, where)
    _stop(f"{where}: calendar months do not fit fiscal years of weeks", problems)
    questions = unit_questions(table, text, feed, read_at, places, source, where)
    _stop(f"{where}: the file states a unit that the settings do not", questions)
    _stop(f"{where}: the decimal mark is in doubt", marks_questions(table, text, feed, read_at, places, source, where))
    not_data, wrong_sums = chosen_rows(table, text, feed, read_at, source, where)
    _stop(f"{where}: the outline contradicts itself", wrong_sums)
    _stop(f"{where}: totals would be added up", total_row_questions(table, text, feed, not_data, read_at, where))
    unread = unread_columns(text.header, source, sheet_of(source, feed))
    first = next(i for i, each in enumerate(source.feeds) if sheet_of(source, each) == sheet_of(source, feed)) == origin.feed
    read = {name: [text.header[place], *text.address(place)] for name, place in read_at.items()}
    about: dict[str, Any] = {"headers": text.header, "read": read, "unread": list(unread.values()) if first else []}
    about |= _meaning_of_dashes(table, text, feed, read_at, [i for i, _ in wide], source)
    about |= {"weeks": weeks} if weeks else {}
    about |= stated_units_of_feed(table, text, feed, read_at, [i for i, _ in wide])
    picked = text.cells.select(
        *exprs.values(), "row", not_data, _shape_error(text.own_width).alias("shape_error"),
        _cells_aside(unread if first else {}, text.header),
        *(pl.col(str(i)).alias(f"wide {i}") for i, _ in wide),
    )  # fmt: skip
    picked = _filled_down(picked, [column.name for column in table.columns if _fills_down(feed, column.plain)])
    if feed.unpivot:
        names = {column.plain: column.name for column in table.columns}
        picked = unpivot_rows(
            picked, wide, names[feed.unpivot.name_to], names[feed.unpivot.value_to], text, about, source.header_row
        )
    absent = set(table.schema) - set(exprs) - set(picked.collect_schema().names())
    frame = picked.with_columns(pl.lit(None, pl.String).alias(column.name) for column in table.columns if column.name in absent)
    return _with_origin(frame, table, replace(origin, columns=json.dumps(about, ensure_ascii=False)))


def _stop(summary: str, findings: Sequence[Finding]) -> None:
    """Raise SourceError if there are findings."""
    if findings:
        raise SourceError(summary, findings)


def _weeks(
    table: Table, text: TextTable, feed: Feed, read_at: dict[str, int], wide: list[tuple[int, str]], source: Source, where: str
) -> tuple[WeekDay | None, list[Finding]]:
    """Which day of a week the periods name, null if they are no weeks; and why their figures cannot be split."""
    if not names_weeks(feed, source) or (feed.unpivot is None and "period_start" not in read_at):
        return None, []
    places = [place for place, _ in wide] if feed.unpivot else [read_at["period_start"]]
    day = week_day([text.header[place] for place in places], [label for _, label in wide], feed, source)
    return day, week_problems(day, table, feed, read_at, where)


def _meaning_of_dashes(
    table: Table, text: TextTable, feed: Feed, read_at: dict[str, int], wide: list[int], source: Source
) -> dict[str, dict[str, str]]:
    """Under `dashes`, by deciding column, what the totals of the file say about a dash; nothing if they say nothing."""
    said: dict[str, str] = {}
    for name in deciding_figures(table.name):
        is_wide = feed.unpivot is not None and table.column(name).plain == feed.unpivot.value_to
        places = wide if is_wide else [read_at[name]] if name in read_at else []
        marks = source.with_marks_of(feed.columns.get(table.column(name).plain))
        words = what_totals_say(text, places, marks) if places else ""
        if words:
            said[name] = words
    return {"dashes": said} if said else {}


def _fills_down(feed: Feed, plain: str) -> bool:
    return plain in feed.columns and feed.columns[plain].fill_down


def _filled_down(rows: pl.LazyFrame, names: list[str]) -> pl.LazyFrame:
    """The rows, in which an empty cell of the columns `names` has the text of the row of data above it. A row that is not
    data, such as a total, passes nothing on.
    """
    is_data = pl.col("not_data").is_null() & pl.col("shape_error").is_null()
    blank = {name: pl.col(name).fill_null("").str.strip_chars() == "" for name in names}
    above = {name: pl.when(is_data & ~blank[name]).then(pl.col(name)).forward_fill() for name in names}
    return rows.with_columns(
        pl.when(is_data & blank[name]).then(above[name]).otherwise(pl.col(name)).alias(name) for name in names
    )


def _cells_aside(unread: dict[int, str], header: tuple[str, ...]) -> pl.Expr:
    """The cells that no feed reads, as JSON under their headers. If a header occurs twice, the number of its column is
    added.
    """
    if not unread:
        return pl.lit(None, pl.String).alias("aside")
    names: dict[int, str] = {}
    for i, name in unread.items():
        key = f"{name} [{i + 1}]" if header.count(name) > 1 else name
        while key in names.values():
            key += "'"
        names[i] = key
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


def _shape_error(width: int) -> pl.Expr:
    return (
        pl.when(pl.col("width") != width)
        .then(pl.format("{} cells where the header has {}", pl.col("width"), pl.lit(width)))
        .otherwise(pl.lit(None, pl.String))
    )
