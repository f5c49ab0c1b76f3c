"""How an export's columns have changed since they were accepted: new, gone, renamed, or holding another kind of text."""

import difflib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from cutline.tables import TABLES, Kind

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
MOSTLY = 0.95
PADDED, NUMBER = r"^0\d+$", r"^[-+(\u2212]?\s*[£€$¥]?\s*[-\u2212]?\d[\d.,' ]*\s*(?:%|k|m|bn)?\)?$"
DATE = r"^(?:\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4})(?:[T ].*)?$"
TYPED: tuple[Kind, ...] = ("id", "money", "fte", "share", "rate", "integer", "date", "datetime", "boolean", "enum")


def shape(name: str, raw: pl.LazyFrame) -> pl.DataFrame:
    """What the files in use for table `name` look like: one row for each column that is read (SHAPE_SCHEMA)."""
    rows = raw.filter(~pl.col("is_superseded") & pl.col("not_data").is_null() & (pl.col("feed") >= 0))
    columns = [column.name for column in TABLES[name].columns]
    told = (
        rows.group_by("source_system", "feed", "columns")
        .agg(_looks(pl.col(column)).alias(column) for column in columns)
        .collect()
    )
    shapes = []
    for row in told.sort("source_system", "feed", "columns").iter_rows(named=True):
        about = json.loads(row["columns"])
        shapes += [
            (row["source_system"], row["feed"], name, about["headers"], about["unread"], column, header[0], row[column])
            for column, header in about["read"].items()
        ]
    return pl.DataFrame(shapes, schema=SHAPE_SCHEMA, orient="row")


def _looks(column: pl.Expr) -> pl.Expr:
    text = column.str.strip_chars()
    text = text.filter(text != "")
    share = {kind: text.str.contains(pattern).mean() for kind, pattern in (("number", NUMBER), ("date", DATE))}
    padded = text.str.contains(PADDED).any() & (share["number"] >= MOSTLY)
    return (
        pl.when(text.len() == 0).then(pl.lit("empty")).when(padded).then(pl.lit("number with leading zeros"))
        .when(share["date"] >= MOSTLY).then(pl.lit("date")).when(share["number"] >= MOSTLY).then(pl.lit("number")).otherwise(pl.lit("text"))
    )  # fmt: skip


def accepted_from(
    shapes: pl.DataFrame, before: Mapping[str, Any] | None = None, sources: Iterable[str] | None = None
) -> dict[str, Any]:
    """The shapes as they are kept: by source and feed, the headers and how each column that is read looks.

    before: what was accepted earlier. sources: whose shapes a person accepts, with the columns nothing reads; left out, only sources
    that were never seen are added, and columns nothing reads stay a warning until somebody maps, ignores or accepts them.
    """
    accepted = {
        key: value for key, value in (before or {}).items() if sources is None or key.partition(" ")[0] not in set(sources)
    }
    for (source, feed), own in shapes.group_by("source_system", "feed", maintain_order=True):
        key = f"{source} {feed}"
        if key not in accepted:
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


def drift(shapes: pl.DataFrame, accepted: Mapping[str, Any]) -> pl.DataFrame:
    """What has changed (DRIFT_SCHEMA). change: `new` (nothing reads it; kept aside), `gone`, `retyped`."""
    found: list[tuple[str, str, str, str, str, str, str]] = []
    for (source, feed), own in shapes.group_by("source_system", "feed", maintain_order=True):
        table = own["table"][0]
        known = accepted.get(f"{source} {feed}")
        headers = list(dict.fromkeys(header for each in own["headers"] for header in each))
        unread = list(dict.fromkeys(header for each in own["unread"] for header in each))
        fresh = [header for header in unread if known is None or header not in known["headers"]]
        found += [(source, table, "new", header, "", "a column nothing reads", "") for header in fresh]
        if known is None:
            continue
        now = {column: (header, looks) for column, header, looks in own.select("column", "header", "looks").iter_rows()}
        for column, (header, looks) in known["columns"].items():
            if column not in now:
                near = difflib.get_close_matches(header, [each for each in headers if each in unread], n=1, cutoff=0.4)
                if header not in headers:
                    found.append((source, table, "gone", header, f"read as {column}", "no such column", near[0] if near else ""))
            elif TABLES[table].column(column).kind in TYPED and _retyped(looks, now[column][1]):
                found.append((source, table, "retyped", now[column][0], looks, now[column][1], ""))
    return pl.DataFrame(found, schema=DRIFT_SCHEMA, orient="row")


def _retyped(before: str, now: str) -> bool:
    return before != now and "empty" not in (before, now)
