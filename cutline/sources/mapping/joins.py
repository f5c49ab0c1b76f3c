"""Joins the files of another source to a file: its rows get further columns, found by a key, as a feed declares it.

Every row stays one row. The rows of the joined files are counted as not data, under their own file.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from cutline.errors import Finding, SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.layouts.joins import Join
from cutline.settings.sources import Feed
from cutline.sources.formats.documents import Content
from cutline.sources.formats.reading import TextTable, demand_all_pages, read_table
from cutline.sources.mapping.headers import folded_header, indexes_by_header

JOINED, UNMATCHED = "joined to the rows of another file", "without a row in the joined file"
SHOWN = 5  # how many keys a message names


@dataclass(frozen=True)
class JoinedFile:
    """One file that a join reads. system: its source. day: the day in its name, or null."""

    system: str
    text: TextTable
    day: date | None


class JoinedFiles:
    """The files in use tonight that joins read. A file is read once for each sheet; `used` has every file that was read.

    deliveries: tonight's (`intake.DELIVERY_SCHEMA`). contents: the path of the content with a given hash.
    """

    def __init__(self, settings: Settings, deliveries: pl.DataFrame, contents: Callable[[str], Path]) -> None:
        self.settings, self.contents = settings, contents
        self.in_use = deliveries.filter(pl.col("status") == "used")
        self.used: dict[tuple[str, str, str | None], JoinedFile] = {}

    def of(self, join: Join) -> list[TextTable]:
        """The tables of text that a join reads. Raises SourceError for a file that cannot be read as its source declares."""
        source = self.settings.source(join.source)
        sheet, found = join.sheet or source.sheet, []
        own = self.in_use.filter(pl.col("source_system") == join.source).select("source_file", "file_hash", "as_of_date").rows()
        demand_all_pages([Content(file, self.contents(digest), digest) for file, digest, _ in own], source)
        for file, digest, day in own:
            key = (digest, file, sheet)
            if key not in self.used:
                self.used[key] = JoinedFile(
                    source.name, read_table(Content(file, self.contents(digest), digest), source, sheet), day
                )
            found.append(self.used[key].text)
        return found


OpenJoin = Callable[[Join], Sequence[TextTable]]


def with_joined_columns(text: TextTable, feed: Feed, open_join: OpenJoin, where: str) -> TextTable:
    """The table with the columns that the joins of a feed take, after its own columns.

    open_join: the files in use that a join reads. where: the file, source and table, as a message names them. Raises
    SourceError for a header that is missing, twice there or already taken, for a key with two different rows in the other
    file, and for a row without a match, unless the join says what it means.
    """
    for join in feed.join:
        text = _joined(text, join, open_join(join), where)
    return text


def _joined(text: TextTable, join: Join, others: Sequence[TextTable], where: str) -> TextTable:
    about = f"{where}, join with source {join.source}"
    names = " and ".join(other.file for other in others)
    problems = _header_problems(text.header, join.on, where, "on")
    problems += [
        Finding(about, f"a column headed {name!r} in the file itself", "taken columns with headers of their own",
                f"give the taken column another name: take = {{ {f'{name} of {join.source}'!r} = {join.take[name]!r} }}")
        for name in join.take if folded_header(name) in indexes_by_header(text.header)
    ]  # fmt: skip
    if not others:
        problems.append(Finding(about, "no file of that source in use", "a file to join",
                                f"send a file of source {join.source}, or correct `source` in the join"))  # fmt: skip
    for other in others:
        wanted = (*join.on.values(), *join.take.values())
        problems += _header_problems(other.header, wanted, f"{other.file} (source {join.source})", "on and take")
        problems += _torn_rows(other, join)
    if problems:
        raise SourceError(f"{about}: columns are missing", problems)
    found = pl.concat([_keys_and_cells(other, join) for other in others]).collect()
    keys = [f"key {n}" for n in range(len(join.on))]
    own = text.cells.with_columns(_keys(text.header, join.on))
    asked = own.filter(pl.col("not_data").is_null()).select(*keys, "row").collect()
    found = found.filter(pl.all_horizontal(pl.col(key) != "" for key in keys)).join(asked, on=keys, how="semi")
    problems = _ambiguous(found, keys, join, names, about)
    if join.unmatched == "refuse":
        problems += _unmatched(asked.join(found, on=keys, how="anti"), keys, join, names, about)
    if problems:
        raise SourceError(f"{about}: rows do not match", problems)
    width = len(text.header)
    once = found.unique(keys, keep="first", maintain_order=True).select(
        *keys,
        *(pl.col(f"taken {n}").alias(str(width + n)) for n in range(len(join.take))),
        pl.lit(value=True).alias("is matched"),
    )
    cells = own.join(once.lazy(), on=keys, how="left", maintain_order="left").drop(keys)
    if join.unmatched == "leave_out":
        is_left_out = pl.col("not_data").is_null() & pl.col("is matched").is_null()
        cells = cells.with_columns(not_data=pl.when(is_left_out).then(pl.lit(UNMATCHED)).otherwise("not_data"))
    header, joined = (*text.header, *join.take), (*text.joined, *[join.source] * len(join.take))
    may_mark_rows = text.may_mark_rows or join.unmatched == "leave_out"
    return replace(
        text, header=header, cells=cells.drop("is matched"), joined=joined, may_mark_rows=may_mark_rows, first_cells=None
    )


def _keys(header: Iterable[str], names: Iterable[str]) -> list[pl.Expr]:
    indexes = indexes_by_header(header)
    return [_as_key(str(indexes[folded_header(name)][0])).alias(f"key {n}") for n, name in enumerate(names)]


def _as_key(name: str) -> pl.Expr:
    """The text of a key without outer white space, in composed form. An empty cell is the empty text, which matches no row."""
    composed = pl.col(name).map_batches(_composed, return_dtype=pl.String, is_elementwise=True)
    return composed.str.strip_chars().fill_null("")


def _composed(texts: pl.Series) -> pl.Series:
    return texts if texts.str.len_bytes().sum() == texts.str.len_chars().sum() else texts.str.normalize("NFC")


def _keys_and_cells(other: TextTable, join: Join) -> pl.LazyFrame:
    """The rows of data of a joined file: its file, row, keys and taken cells."""
    indexes = indexes_by_header(other.header)
    taken = [pl.col(str(indexes[folded_header(name)][0])).fill_null("").str.strip_chars() for name in join.take.values()]
    return other.cells.filter(pl.col("not_data").is_null()).select(
        pl.lit(other.file).alias("file"), "row", *_keys(other.header, join.on.values()),
        *(cell.alias(f"taken {n}") for n, cell in enumerate(taken)),
    )  # fmt: skip


def _header_problems(header: Sequence[str], names: Iterable[str], where: str, key: str) -> list[Finding]:
    indexes = indexes_by_header(header)
    return [
        Finding(where, f"{len(indexes.get(folded_header(name), []))} columns headed {name!r}", f"one column for each header in `{key}` of the join",
                f"correct the header in the join; the columns are {', '.join(map(repr, list(header)[:20]))}")
        for name in dict.fromkeys(names) if len(indexes.get(folded_header(name), [])) != 1
    ]  # fmt: skip


def _torn_rows(other: TextTable, join: Join) -> list[Finding]:
    """A finding for each row of a joined file whose cells cannot be told apart."""
    is_torn = pl.col("not_data").is_null() & (pl.col("width") != other.own_width)
    torn = other.cells.filter(is_torn).select("row", "width").head(SHOWN).collect()
    return [
        Finding(f"{other.file} (source {join.source}) row {row}", f"{width} cells where the header has {other.own_width}", "as many cells as the header",
                "correct the row at its source, because a shifted cell would be joined")
        for row, width in torn.iter_rows()
    ]  # fmt: skip


def _ambiguous(found: pl.DataFrame, keys: list[str], join: Join, names: str, about: str) -> list[Finding]:
    """A finding for the keys that have several rows in the joined files which say different things."""
    taken = [f"taken {n}" for n in range(len(join.take))]
    several = found.unique([*keys, *taken], keep="first", maintain_order=True)
    several = several.filter(pl.struct(keys).is_duplicated()).group_by(keys, maintain_order=True).agg("row")
    if several.is_empty():
        return []
    told = "; ".join(f"{_shown(row[:-1])} in the rows {', '.join(map(str, row[-1]))}" for row in several.head(SHOWN).rows())
    return [
        Finding(about, f"{several.height:,} keys with rows in {names} that differ in {', '.join(join.take.values())}: {told}",
                "one row for each key, or rows that say the same",
                "remove the wrong rows at their source, or add the header that tells the rows apart to `on`")
    ]  # fmt: skip


def _unmatched(rows: pl.DataFrame, keys: list[str], join: Join, names: str, about: str) -> list[Finding]:
    """A finding for the rows whose key the joined files do not have."""
    if rows.is_empty():
        return []
    told = "; ".join(f"row {row[-1]}: {_shown(row[:-1])}" for row in rows.select(*keys, "row").head(SHOWN).rows())
    return [
        Finding(about, f"{rows.height:,} rows whose {' and '.join(join.on)} is in no row of {names}: {told}", f"a row of {names} for each row",
                "send the missing rows, or correct the key; or write unmatched = 'unknown' in the join, which leaves the taken cells empty, or 'leave_out', which leaves the rows out")
    ]  # fmt: skip


def _shown(key: Sequence[str]) -> str:
    return " and ".join(repr(each) if each else "an empty cell" for each in key)
