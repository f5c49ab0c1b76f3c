"""Schema drift: how the columns of an export have changed since they were accepted.

A changed column is new, gone, renamed, or holds another kind of text.
"""

import difflib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Kind
from cutline.settings.all_settings import Settings
from cutline.sources.typed_rows.cell_text import cleaned_text

SHAPE_SCHEMA: dict[str, pl.DataType] = {
    "source_system": pl.String(),
    "feed": pl.Int64(),
    "table": pl.String(),
    "headers": pl.List(pl.String()),
    "unread": pl.List(pl.String()),
    "column": pl.String(),
    "header": pl.String(),
    "looks": pl.String(),
}
DRIFT_SCHEMA: dict[str, pl.DataType] = {
    "source_system": pl.String(),
    "table": pl.String(),
    "change": pl.String(),
    "header": pl.String(),
    "before": pl.String(),
    "now": pl.String(),
    "suggestion": pl.String(),
}
MOSTLY = 0.5  # the share of a column's cells that decides its kind: a few bad cells are a matter for the quarantine
PADDED, NUMBER = r"^0\d+$", r"^[-+(\u2212]?\s*[£€$¥]?\s*[-\u2212]?\d[\d.,' ]*\s*(?:%|k|m|bn)?\)?$"

# Two numbers with a point between them are an amount, such as 1000.00, and not a year and a month.
DATE = r"^(?:\d{4}[-/]\d{1,2}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4})(?:[T ].*)?$"
TYPED: tuple[Kind, ...] = (
    "id",
    "money",
    "fte",
    "points",
    "ratio",
    "index",
    "share",
    "rate",
    "integer",
    "date",
    "datetime",
    "boolean",
    "enum",
)


def table_shapes(name: str, raw: pl.LazyFrame, settings: Settings) -> pl.DataFrame:
    """The columns of the files in use for table `name`: one row for each header of a file and column that it fills
    (SHAPE_SCHEMA).
    """
    rows = raw.filter(~pl.col("is_superseded") & pl.col("not_data").is_null() & (pl.col("feed") >= 0))
    parts = []
    for source in settings.sources:
        for i, feed in enumerate(source.feeds):
            if feed.table == name:
                own = rows.filter((pl.col("source_system") == source.name) & (pl.col("feed") == i))
                # Text that the source declares to mean unknown does not show what kind of text a column holds.
                texts = {
                    each.name: cleaned_text(pl.col(each.name), source, feed.columns.get(each.plain))
                    for each in TABLES[name].columns
                }
                # The texts are cleaned before they are grouped: in a group, Polars would clean them anew for each use.
                keys = ("source_system", "feed", "columns")
                cleaned = own.select(*keys, *(text.alias(column) for column, text in texts.items()))
                parts.append(cleaned.group_by(keys).agg(map(_kind_of_text, texts)).collect())
    if not parts:
        return pl.DataFrame(schema=SHAPE_SCHEMA)
    files = pl.concat(parts)
    shapes = []
    for row in files.sort("source_system", "feed", "columns").iter_rows(named=True):
        about = json.loads(row["columns"])
        shapes += [
            (row["source_system"], row["feed"], name, about["headers"], about["unread"], column, header[0], row[column])
            for column, header in about["read"].items()
        ]
    return pl.DataFrame(shapes, schema=SHAPE_SCHEMA, orient="row")


def _kind_of_text(column: str) -> pl.Expr:
    """The kind of the texts in a column, apart from the null ones."""
    text = pl.col(column)
    share = {kind: text.str.contains(pattern).mean() for kind, pattern in (("number", NUMBER), ("date", DATE))}
    padded = text.str.contains(PADDED).any() & (share["number"] >= MOSTLY)
    return (
        pl.when(text.count() == 0).then(pl.lit("empty")).when(padded).then(pl.lit("number with leading zeros"))
        .when(share["date"] >= MOSTLY).then(pl.lit("date")).when(share["number"] >= MOSTLY).then(pl.lit("number")).otherwise(pl.lit("text")).alias(column)
    )  # fmt: skip


def accepted_shapes_from(
    shapes: pl.DataFrame, before: Mapping[str, Any] | None = None, sources: Iterable[str] | None = None
) -> dict[str, Any]:
    """The accepted columns in the form in which they are kept: by source and feed, the headers, and the kind of text of each
    column.

    before: what was accepted earlier. sources: the sources that a person accepts now, including the columns that nothing
    reads. If `sources` is left out, only sources that were never seen are added, and columns that no feed reads stay a
    warning until somebody maps, ignores or accepts them.
    """
    accepted, chosen = dict(before or {}), None if sources is None else set(sources)
    for (source, feed), own in shapes.group_by("source_system", "feed", maintain_order=True):
        key = f"{source} {feed}"
        if (chosen is None and key not in accepted) or (chosen is not None and source in chosen):
            rows = own.unique("column", keep="last", maintain_order=True)
            unread = {header for headers in own["unread"] for header in headers} if sources is None else set()
            accepted[key] = {
                "table": own["table"][0],
                "headers": sorted({header for headers in own["headers"] for header in headers} - unread),
                "columns": {
                    column: [header, looks] for column, header, looks in rows.select("column", "header", "looks").iter_rows()
                },
            }
    return accepted


def drift_of_shapes(shapes: pl.DataFrame, accepted: Mapping[str, Any]) -> pl.DataFrame:
    """What has changed since the columns were accepted (DRIFT_SCHEMA).

    A change is `new` (no feed reads the column, and its cells are kept in `aside`), `gone`, or `retyped` (the column holds
    another kind of text).
    """
    found: list[tuple[str, str, str, str, str, str, str]] = []
    for (source, feed), own in shapes.group_by("source_system", "feed", maintain_order=True):
        table = own["table"][0]
        known = accepted.get(f"{source} {feed}")
        unread = list(dict.fromkeys(header for each in own["unread"] for header in each))
        fresh = [header for header in unread if known is None or header not in known["headers"]]
        found += [(source, table, "new", header, "", "a column nothing reads", "") for header in fresh]
        if known is None:
            continue
        for _, file in own.group_by("headers", maintain_order=True):
            found += _changed(source, table, known, file)
    return pl.DataFrame(list(dict.fromkeys(found)), schema=DRIFT_SCHEMA, orient="row")


def _changed(
    source: str, table: str, known: Mapping[str, Any], file: pl.DataFrame
) -> list[tuple[str, str, str, str, str, str, str]]:
    """The columns that are gone or retyped in the files with one header."""
    found = []
    headers, unread = file["headers"][0].to_list(), list(dict.fromkeys(header for each in file["unread"] for header in each))
    for column, (header, looks) in known["columns"].items():
        now = file.filter(pl.col("column") == column)
        if now.is_empty() and header not in headers:
            near = difflib.get_close_matches(header, unread, n=1, cutoff=0.4)
            found.append((source, table, "gone", header, f"read as {column}", "no such column", near[0] if near else ""))
        elif not now.is_empty() and TABLES[table].column(column).kind in TYPED:
            other = next((each for each in now["looks"] if _retyped(looks, each)), None)
            if other is not None:
                found.append((source, table, "retyped", now["header"][0], looks, other, ""))
    return found


def _retyped(before: str, now: str) -> bool:
    return before != now and "empty" not in (before, now)
