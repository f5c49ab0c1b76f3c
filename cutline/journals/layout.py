"""The layout of a journal: its columns, what is in each, and what the finance system can take. A layout is a TOML file.

A value is a text in which fields stand in braces, such as `{project_id}`. FIELDS lists them. A column with `map` looks its text up
under [maps.NAME]; `"*"` is every text that is not listed. A layout that `inherits` another states only what differs: a column of the
same header takes the place of the other, and its maps are added.
"""

import string
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from cutline.errors import Finding, SettingsError
from cutline.settings.loading import section_from
from cutline.settings.section import Section, nearest

FIELDS = {
    "key": "the key of the line: the same line of the same nights always has the same",
    "document": "the number of the document, from 1",
    "document_year": "the fiscal year of the document; empty if a document holds the lines of all years",
    "line": "the number of the line in its document, from 1",
    "line_of_file": "the number of the line in the file, from 1",
    "account": "project, reserve, people or fund",
    "account_name": "the account as the table ledger writes it, such as project:P-017:capex",
    "other_account": "project, reserve, people or fund, of the other side",
    "project_id": "the project, on both sides of its booking; empty for people and for moves between funds",
    "fund_id": "the fund of the line",
    "cost_class": "capex or opex",
    "fiscal_year": "the fiscal year, as a number",
    "debit": "the amount, if the line is a debit",
    "credit": "the amount, if the line is a credit",
    "signed": "the amount, negative for a credit",
    "absolute": "the amount without a sign",
    "side": "D or C",
    "currency": "the currency of the portfolio",
    "date": "the accounting date",
    "today": "the day on which the file is written",
    "night": "the name of the night",
    "since": "the name of the night that is booked already; empty if none is",
}


class JournalColumn(Section):
    """One column of a layout."""

    header: str = Field(description="The header, or the name of the column where a file has no headers.")
    value: str = Field("", description="The text, with fields in braces; empty for a column that stays empty.")
    map: str = Field("", description="The map in which the text is looked up.")
    most_characters: int = Field(0, ge=0, description="The most characters that the system takes; 0 if it is not known.")
    most_digits: int = Field(0, ge=0, description="The most digits before the decimal mark of an amount; 0 if it is not known.")
    needed: bool = Field(default=False, description="Whether an empty text is an error.")


class Layout(Section):
    """The layout of a journal."""

    title: str = Field("", description="What the layout is for.")
    source: str = Field("", description="Where the layout is published, and what of it is not public.")
    inherits: str = Field("", description="A layout of Cutline, of which this file states the differences.")
    delimiter: str = Field(",", min_length=1, max_length=1, description="Between the cells.")
    decimal: Literal[".", ","] = Field(".", description="The decimal mark of amounts.")
    has_header: bool = Field(default=True, description="Whether the first line has the headers.")
    line_end: Literal["\n", "\r\n"] = Field("\r\n", description="What ends a line.")
    date_format: str = Field("%Y-%m-%d", description="How dates are written.")
    accounting_date: Literal["first_day", "last_day"] = Field(
        "first_day", description="The accounting date of a line: the first or the last day of its fiscal year."
    )
    books: Literal["budget", "encumbrance"] = Field("budget", description="What an allocation is in the ledger system: a budget, or an encumbrance. It is never an actual.")  # fmt: skip
    most_lines: int = Field(0, ge=0, description="The most lines of one document; 0 if there is no limit.")
    document_per: Literal["file", "fiscal_year"] = Field("fiscal_year", description="Whether a document holds all lines or those of a year.")  # fmt: skip
    columns: tuple[JournalColumn, ...] = Field((), description="The columns, from left to right.")
    maps: dict[str, dict[str, str]] = Field({}, description="The codes of the ledger system for texts: [maps.NAME].")

    @model_validator(mode="after")
    def _columns_fit(self) -> Self:
        if not self.columns:
            raise ValueError("a layout has at least one column: [[columns]]")
        headers = [column.header for column in self.columns]
        for header in sorted({each for each in headers if headers.count(each) > 1}):
            raise ValueError(f"every column has a header of its own; two are called {header!r}")
        for column in self.columns:
            for name in fields_in(column.value):
                if name not in FIELDS:
                    raise ValueError(f"column {column.header}: {name!r} is no field{nearest(name, FIELDS)}")
            if column.map and column.map not in self.maps:
                raise ValueError(f"column {column.header}: there is no [maps.{column.map}]{nearest(column.map, self.maps)}")
        if self.most_lines == 1:
            raise ValueError("a document has at least the two lines of one booking: most_lines is 2 or more")
        return self


def fields_in(value: str) -> list[str]:
    """The fields in braces. Raises ValueError for braces that do not fit."""
    try:
        parsed = list(string.Formatter().parse(value))
    except ValueError as error:
        raise ValueError(f"{value!r}: {error}") from None
    if any(spec or conversion for _, name, spec, conversion in parsed if name is not None):
        raise ValueError(f"{value!r}: a field has no format behind a colon or an exclamation mark")
    return [name for _, name, _, _ in parsed if name is not None]


def own_layouts() -> list[str]:
    """The names of the layouts that come with Cutline."""
    return sorted(path.name.removesuffix(".toml") for path in files("cutline.journals").joinpath("layouts").iterdir() if path.name.endswith(".toml"))  # fmt: skip


def layout_text(name: str) -> str:
    """The TOML of a layout that comes with Cutline. Raises SettingsError for an unknown name."""
    if name not in own_layouts():
        found = Finding("layout", f"{name!r}{nearest(name, own_layouts())}", f"one of {', '.join(own_layouts())}, or a file", "choose one of them, or name a file with its ending .toml")  # fmt: skip
        raise SettingsError("there is no such layout", [found])
    return files("cutline.journals").joinpath("layouts", f"{name}.toml").read_text("utf-8")


def load_layout(name: str) -> Layout:
    """A layout of Cutline by its name, or the one in a file. Raises SettingsError with everything that is wrong with it."""
    if not name.endswith(".toml"):
        return section_from(tomllib.loads(layout_text(name)), Layout, f"layout {name}")
    where = Path(name).name
    try:
        raw = tomllib.loads(Path(name).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError("the layout cannot be read", [Finding(name, str(error), "a layout as TOML in UTF-8", "correct the file; cutline journal --show-layout NAME prints one")]) from None  # fmt: skip
    parent = raw.get("inherits")
    whole = _inherited(tomllib.loads(layout_text(parent)), raw) if isinstance(parent, str) and parent else raw
    return section_from(whole, Layout, where)


def _inherited(parent: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    columns, added = list(parent.get("columns", [])), own.get("columns", [])
    for column in added if isinstance(added, list) else []:
        header = column.get("header") if isinstance(column, dict) else None
        place = next((i for i, each in enumerate(columns) if each["header"] == header), None)
        if place is None:
            columns.append(column)
        else:
            columns[place] = {**columns[place], **column}
    maps = {name: dict(each) for name, each in parent.get("maps", {}).items()}
    for name, each in (own.get("maps") or {}).items() if isinstance(own.get("maps", {}), dict) else ():
        maps[name] = {**maps.get(name, {}), **each} if isinstance(each, dict) else each
    return {**parent, **own, "columns": columns, "maps": maps}
