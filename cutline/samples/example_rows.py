"""Recognises the example rows and the example sources of `cutline init`, and takes them out of a portfolio.

Example rows show how a portfolio works. They must never be planned, funded or staffed together with rows of one's own.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.units import FTE_SCALE, SHARE_SCALE
from cutline.samples.starter_folder import EXAMPLES, example_file
from cutline.sources.mapping.raw_tables import INLINE


def is_example_row(table: str, minor_digits: int) -> pl.Expr:
    """Whether a row of canonical table `table` has every cell that one of the example rows states."""
    return pl.any_horizontal(
        pl.lit(value=False),
        *(
            pl.all_horizontal(pl.col(name).eq_missing(pl.lit(value)) for name, value in _typed(table, row, minor_digits).items())
            for row in EXAMPLES.get(table, [])
        ),
    )


def has_own_rows(tables: Mapping[str, pl.DataFrame], minor_digits: int) -> bool:
    """Whether the portfolio has rows besides the examples: a project that is no example, or a row of any table that the
    examples fill from a source that is none of theirs.

    Somebody who tries out other figures in the example files has no rows of their own yet.
    """
    names = [(row["project_id"], row["name"]) for row in EXAMPLES["projects"]]
    known = pl.DataFrame(names, schema=["project_id", "name"], orient="row")
    if tables["projects"].join(known, on=["project_id", "name"], how="anti").height:
        return True
    sources = [*EXAMPLES, INLINE]
    return any(
        tables[name].filter(~pl.col("source_system").is_in(sources) & ~is_example_row(name, minor_digits)).height
        for name in EXAMPLES
    )


@dataclass(frozen=True)
class ExamplesTakenOut:
    """A portfolio's settings without the example blocks: their text, the number of lines that went, and the example files in
    exports/ that nothing reads any more.
    """

    settings: str
    lines: int
    files: tuple[Path, ...]

    def keep(self, folder: Path) -> None:
        """Write the settings, and move the files to examples/, beside exports/."""
        (folder / "portfolio.toml").write_text(self.settings, "utf-8")
        for file in self.files:
            (folder / "examples").mkdir(exist_ok=True)
            file.rename(folder / "examples" / file.name)


def take_examples_out(folder: Path, inspected: str) -> ExamplesTakenOut:
    """The settings of a portfolio without the example blocks. Nothing is written yet.

    inspected: the name of a file in exports/ for which a new block will be written.

    A block stays if its file in exports/ differs from the example file in any way. The block of the file `inspected` goes
    even then, because the new block takes its place.
    """
    lines = (folder / "portfolio.toml").read_text("utf-8").splitlines(keepends=True)
    gone: set[int] = set()
    files = []
    for first, after in _blocks(lines):
        table = _example_table("".join(lines[first:after]))
        if table is None:
            continue
        file = folder / "exports" / f"{table}.csv"
        is_untouched = file.is_file() and file.read_text("utf-8", errors="replace") == example_file(table)
        if file.exists() and not is_untouched and file.name != inspected:
            continue
        gone |= {*range(first, after)}
        files += [file] if is_untouched else []
    text = "".join(line for number, line in enumerate(lines) if number not in gone)
    return ExamplesTakenOut(text, len(gone), tuple(files))


def _blocks(lines: list[str]) -> list[tuple[int, int]]:
    """First line and line after the last of each [[sources]] block, with the empty lines that follow it."""
    heads = [
        number for number, line in enumerate(lines) if line.startswith("[") and not line.startswith(("[sources.", "[[sources."))
    ]
    found = []
    for head, after in zip(heads, [*heads[1:], len(lines)], strict=True):
        if lines[head].strip() == "[[sources]]":
            last = max(number for number in range(head, after) if lines[number].strip() and not lines[number].startswith("#"))
            end = last + 1
            while end < after and not lines[end].strip():
                end += 1
            found.append((head, end))
    return found


def _example_table(block: str) -> str | None:
    """The table of an example block of settings; None if the block reads anything else, or reads it in another way."""
    try:
        [source] = tomllib.loads(block)["sources"]
    except (tomllib.TOMLDecodeError, KeyError, ValueError):
        return None
    name = source.get("name")
    plain = {"name": name, "files": f"{name}.csv", "feeds": [{"table": name}]}
    return name if name in EXAMPLES and {key: value for key, value in source.items() if key != "required"} == plain else None


def _typed(table: str, row: Mapping[str, str], minor_digits: int) -> dict[str, Any]:
    """The cells that an example row states, as they are stored, by the names of the canonical columns."""
    scales = {"money": 10**minor_digits, "fte": FTE_SCALE, "integer": 1}
    found: dict[str, Any] = {}
    for column in TABLES[table].columns:
        text = row.get(column.plain, "")
        if not text:
            continue
        if column.kind in scales:
            found[column.name] = int(Decimal(text.replace(",", "")) * scales[column.kind])
        elif column.kind == "share":
            found[column.name] = int(Decimal(text.removesuffix("%")) * SHARE_SCALE / 100)
        else:
            found[column.name] = date.fromisoformat(text) if column.kind == "date" else text
    return found
