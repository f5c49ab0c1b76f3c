"""The blocks [[sources]] of portfolio.toml: which files they read, and how."""

import re
from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

import polars as pl
from pydantic import BeforeValidator, Field, model_validator

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.settings.section import Section, nearest

Unit = Literal["1", "k", "m", "bn", "percent", "fraction", "bp", "hours"]
UNITS_OF = {
    "money": ("1", "k", "m", "bn"), "integer": ("1", "k", "m", "bn"), "rate": ("1", "k", "m", "bn"), "fte": ("1", "k", "m", "bn", "hours"),
    "share": ("1", "percent", "fraction", "bp"),
}  # fmt: skip
DATE_TOKENS = ("%d", "%m", "%B", "%b", "%Y", "%y", "%q", "%H", "%I", "%M", "%S", "%f", "%p", "%z")
Format = Literal[
    "auto",
    "csv",
    "xlsx",
    "xls",
    "ods",
    "parquet",
    "jsonl",
    "mspdi",
    "xer",
    "pmxml",
]


def _cell_text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int | float | date) else value


Cell = Annotated[str, BeforeValidator(_cell_text)]


class ColumnMap(Section):
    """Where one canonical column comes from, and how its text is to be read. A plain string in the file means `from`."""

    from_: tuple[str, ...] = Field(
        (),
        alias="from",
        description="header of the export; several are aliases, the first that is there counts; one that ends in * is a beginning",
    )
    value: str | None = Field(None, description="a constant, as text, instead of a column")
    values: dict[str, str] = Field({}, description="declared synonyms: text of the export (any case) to canonical text")
    unit: Unit = Field(
        "1",
        description="what one unit of the text is worth: k, m, bn for money and FTE; hours for FTE; percent, fraction, bp for shares",
    )
    formats: tuple[str, ...] = Field((), description="date formats; left out, those of the source")
    imprecise_dates: Literal["source", "first_day", "last_day"] = Field(
        "source", description="the day a month, quarter or year stands for; left out, that of the source"
    )
    match: str | None = Field(
        None, description=r"a regular expression that the whole cell must match, such as PRJ-0*(\d+); other cells are bad"
    )
    write: str | None = Field(None, description="what a cell that matches becomes, with the groups as $1, $2: P$1")
    on_bad_cell: Literal["source", "quarantine", "null"] = Field(
        "source", description="null: a cell that is not understood becomes unknown, with a warning; source: as on_bad_row says"
    )
    optional: bool = Field(False, description="the column may be missing from a file: every cell is then unknown")

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if bool(self.from_) == (self.value is not None):
            raise ValueError("needs exactly one of `from` and `value`")
        if "?" in (self.value, *self.values.values()):
            raise ValueError('"?" is a question of cutline inspect that nobody has answered')
        if self.write is not None and self.match is None:
            raise ValueError("`write` needs a `match`")
        _compiles(*([self.match] if self.match else []), for_cells=True)
        groups = re.compile(self.match or "").groups
        if any(int(number) > groups for number in re.findall(r"\$(\d+)", self.write or "")):
            raise ValueError(f"`write` names a group that `match` has not: it has {groups}")
        return self


class Unpivot(Section):
    """A wide layout: columns whose header matches `columns` become rows. Empty cells make no row; null words make an unknown amount."""

    columns: str = Field(
        description="regular expression for the headers; its first group, where there is one, is what name_to receives"
    )
    name_to: str = Field(description="canonical column that receives the header")
    value_to: str = Field(description="canonical column that receives the cell")

    @model_validator(mode="after")
    def _pattern_compiles(self) -> Self:
        _compiles(self.columns)
        return self


class Feed(Section):
    """One canonical table filled from a source."""

    table: str = Field(description="canonical table")
    columns: dict[str, ColumnMap] = Field(
        {}, description="canonical column to its origin; columns left out are looked up under their own name"
    )
    unpivot: Unpivot | None = None
    sheet: str | None = Field(
        None,
        description="sheet of the workbook, or table of a project file; left out, that of the source, or the table's own name",
    )

    @model_validator(mode="before")
    @classmethod
    def _plain_strings(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and isinstance(raw.get("columns"), dict):
            raw = {**raw, "columns": {name: _as_column_map(value) for name, value in raw["columns"].items()}}
        return raw

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.table not in EXPORTED:
            raise ValueError(f"unknown table {self.table!r}{nearest(self.table, EXPORTED)}")
        known = [column.plain for column in TABLES[self.table].columns]
        named = [*self.columns, *([self.unpivot.name_to, self.unpivot.value_to] if self.unpivot else [])]
        for name in named:
            if name not in known:
                raise ValueError(f"table {self.table} has no column {name!r}{nearest(name, known)}")
        kinds = {column.plain: column.kind for column in TABLES[self.table].columns}
        for name, column in self.columns.items():
            if column.unit not in UNITS_OF.get(kinds[name], ("1",)):
                raise ValueError(
                    f"unit {column.unit!r} says nothing about {self.table}.{name}; one of {', '.join(UNITS_OF.get(kinds[name], ('1',)))}"
                )
        return self


class Source(Section):
    """One kind of export: which files, how they are written, which tables they fill."""

    name: str = Field(pattern=r"^[A-Za-z0-9_]+$", description="shown wherever a row is named")
    files: str = Field(
        min_length=1,
        description="file pattern inside exports/, such as projects_*.csv, or the address of a remote folder, such as s3://bucket/ppm/*.csv",
    )
    format: Format = Field(
        "auto", description=f"one of {', '.join(get_args(Format))}; auto goes by the content, which must agree with the ending"
    )
    member: str = Field("*", description="file pattern inside a zip; exactly one file must match")
    encoding: str = Field(
        "auto",
        description="character encoding of a text file: cp1252, latin-1, utf-16; auto reads UTF-8, and UTF-16 that says so, and refuses the rest",
    )
    undecodable: Literal["refuse", "replace"] = Field(
        "refuse", description="bytes that are not text in that encoding: refuse the file, or read each as U+FFFD"
    )
    delimiter: str = Field(",", min_length=1, max_length=1, description="between cells of a text file")
    quote: str = Field('"', min_length=1, max_length=1, description="around cells of a text file")
    sheet: str | None = Field(None, description="sheet of a workbook; left out, the first")
    header_row: int = Field(1, ge=1, description="row of the header, counted as a spreadsheet does; rows above are titles")
    rows_below_header: int = Field(0, ge=0, description="rows under the header that explain the columns and are not data")
    footer_rows: int = Field(0, ge=0, description="rows at the end that are not data, blank ones aside")
    not_data: tuple[str, ...] = Field(
        (), description="regular expressions: a row whose first filled cell matches one as a whole is not data (totals, notes)"
    )
    ignore: tuple[str, ...] = Field(
        (),
        description="regular expressions for headers that are known and not wanted; any other header nothing reads is a warning",
    )
    transposed: bool = Field(False, description="each record is a column; the first column holds the headers")
    decimal: Literal[".", ","] = Field(".", description="decimal mark")
    thousands: Literal["", ",", ".", " ", "'"] = Field(",", description="thousands mark; a space stands for any kind of space")
    date_formats: tuple[str, ...] = Field(
        ("%Y-%m-%d",),
        description="strptime formats, %q for a quarter (2027-Q1 is %Y-Q%q), two years for a fiscal year (2023-24 is %Y-%y), "
        "excel or excel1904 for a bare serial number",
    )
    imprecise_dates: Literal["first_day", "last_day"] = Field(
        "first_day", description="the day a month, quarter or year stands for"
    )
    two_digit_years_from: int | None = Field(
        None, ge=1800, le=2100, description="first of the hundred years that %y can mean: 1990 reads 89 as 2089 and 90 as 1990"
    )
    hours_per_fte: float | None = Field(None, gt=0, description="hours one FTE works in a period, for amounts of work in hours")
    null_words: tuple[str, ...] = Field(
        ("", "n/a", "na", "null", "none", "-"), description="cells that mean unknown, in any case"
    )
    null_patterns: tuple[str, ...] = Field((), description="regular expressions for cells that mean unknown")
    keep: Literal["latest", "all"] = Field(
        "latest", description="latest: the file with the newest day supersedes the others; all: every day's file counts"
    )
    as_of: str | None = Field(
        None, description=r"where in the file name its day stands: a regular expression with the groups y, m and d"
    )
    required: bool = Field(True, description="no file stops the night")
    complete_when: Literal["present", "ok_file", "stable"] = Field(
        "present",
        description="a file is whole: as soon as it is there; when NAME.ok lies beside it; when it has stopped changing",
    )
    stable_seconds: int = Field(
        60, ge=1, description="for complete_when = 'stable': how long the content must have stayed as it is"
    )
    max_age_days: int | None = Field(
        None, ge=0, description="warn when the newest file is older than the portfolio's day by more than this"
    )
    on_bad_row: Literal["contract", "quarantine", "refuse", "null"] = Field(
        "contract",
        description="contract: as each table's contract says; quarantine: set the row aside; refuse: stop the night; "
        "null: a cell that is not understood becomes unknown, with a warning",
    )
    feeds: tuple[Feed, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _patterns_compile(self) -> Self:
        _compiles(*self.null_patterns, for_cells=True)
        _compiles(*self.not_data, *self.ignore, *([self.as_of] if self.as_of else []))
        if self.as_of and not {"y", "m", "d"} <= set(re.compile(self.as_of).groupindex):
            raise ValueError(r"as_of needs the groups y, m and d: (?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)")
        if self.thousands == self.decimal:
            raise ValueError(f"thousands and decimal are both {self.decimal!r}")
        try:
            "x".encode("utf-8" if self.encoding == "auto" else self.encoding)
        except LookupError:
            raise ValueError(f"unknown encoding {self.encoding!r}") from None
        if self.transposed and (self.rows_below_header or self.footer_rows or self.header_row > 1):
            raise ValueError(
                "a transposed file has its headers in the first column: no header_row, rows_below_header or footer_rows"
            )
        return self

    @model_validator(mode="after")
    def _years_and_hours_are_declared(self) -> Self:
        columns = [column for feed in self.feeds for column in feed.columns.values()]
        formats = [*self.date_formats, *(form for column in columns for form in column.formats)]
        if self.two_digit_years_from is None and any("%y" in form and "%Y" not in form for form in formats):
            raise ValueError("a date format with %y needs two_digit_years_from: 1990 reads 89 as 2089 and 90 as 1990")
        for form in formats:
            _date_format(form)
        if self.hours_per_fte is None and any(column.unit == "hours" for column in columns):
            raise ValueError("unit hours needs hours_per_fte: the hours one FTE works in a period")
        return self


def _compiles(*patterns: str, for_cells: bool = False) -> None:
    """for_cells: patterns that Polars runs over cells, whose grammar has no look-around and no back-references."""
    for pattern in patterns:
        try:
            re.compile(pattern)
            if for_cells:
                pl.Series([""]).str.contains(f"(?s)^(?:{pattern})$")
        except (re.error, pl.exceptions.ComputeError) as error:
            raise ValueError(
                f"{pattern!r} is not a regular expression that can be used here: {str(error).splitlines()[0]}"
            ) from None


def _date_format(form: str) -> None:
    tokens = re.findall("%.", form)
    if form in ("excel", "excel1904"):
        return
    years = [token for token in tokens if token in ("%Y", "%y")]
    months = [token for token in tokens if token in ("%m", "%B", "%b")]
    unknown = [token for token in tokens if token not in DATE_TOKENS]
    if unknown or not 1 <= len(years) <= 2 or len(months) > 1 or (tokens.count("%d") and not months) or tokens.count("%d") > 1:
        raise ValueError(
            f"{form!r} is no date format; it is made of {' '.join(DATE_TOKENS)}, with one year, or two for a fiscal year"
        )
    if form.startswith("%Y-%d-%m"):
        raise ValueError(f"{form!r} would read the ISO dates of workbooks with day and month exchanged")


def _as_column_map(value: Any) -> Any:
    if isinstance(value, str):
        return {"from": [value]}
    if isinstance(value, list):
        return {"from": value}
    if isinstance(value, dict) and isinstance(value.get("from"), str):
        return {**value, "from": [value["from"]]}
    return value
