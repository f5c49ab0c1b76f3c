"""The blocks [[sources]] of portfolio.toml: which files a source reads, and which tables and columns they fill.

A block also states the format of the files, such as encoding, delimiter and decimal mark.
"""

import re
from typing import Any, Literal, Self, get_args

from pydantic import Field, field_validator, model_validator

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.settings.layouts.date_formats import check_date_format, is_whole_week
from cutline.settings.layouts.joins import Join
from cutline.settings.layouts.locales import LocaleName, with_marks_of_locale
from cutline.settings.layouts.patterns import check_patterns
from cutline.settings.layouts.row_layouts import CellText, Leaves, TextPattern, Unpivot
from cutline.settings.section import Section, nearest

Unit = Literal["1", "k", "m", "bn", "stated", "percent", "fraction", "bp", "hours"]
# The kinds of address that a source may have. fsspec knows more: file:// and local:// read the disk of this machine outside of
# exports/, and a chain such as simplecache::file://... hides one kind of address behind another.
REMOTE_SCHEMES = ("s3", "gs", "az", "sftp", "https")
# The units that a column of each kind may declare. Columns of other kinds have the unit "1" only.
UNITS_BY_KIND = {
    "money": ("1", "k", "m", "bn", "stated"), "integer": ("1", "k", "m", "bn"), "rate": ("1", "k", "m", "bn"),
    "points": ("1",), "ratio": ("1",), "index": ("1",), "fte": ("1", "k", "m", "bn", "hours"),
    "share": ("1", "percent", "fraction", "bp"),
}  # fmt: skip
ADDED_UP = ("cost_lines", "benefits", "demand", "actuals")  # tables whose figures are parts of a sum
Format = Literal[
    "auto",
    "csv",
    "xlsx",
    "xls",
    "ods",
    "parquet",
    "jsonl",
    "json",
    "mspdi",
    "xer",
    "pmxml",
]


class ColumnMap(Section):
    """Where a canonical column comes from, and how its text is read. A plain string in the file means `from`."""

    from_: tuple[str, ...] = Field(
        (),
        alias="from",
        description="Header in the export. Several headers are aliases; the first one that the file has counts. A header that ends in * matches every header that begins so.",
    )
    nth: int | None = Field(
        None, ge=1, description="Which of the columns counts if several have this header: 1 is the first from the left."
    )
    parts: tuple[str, ...] = Field(
        (),
        description="Headers whose cells make the text together, one after the other: a key of several columns. The text is empty if one of the cells is empty or means unknown.",
    )
    between: str = Field(
        "/", min_length=1, description="For `parts`: the text between two cells. It must not occur in the cells but the last."
    )
    value: str | None = Field(None, description="A constant, as text, which replaces a column of the export.")
    values: dict[str, str] = Field({}, description="Synonyms: text of the export (in upper or lower case) to canonical text.")
    unit: Unit = Field(
        "1",
        description="What one unit of the text is worth: k, m or bn for money and FTE; hours for FTE; percent, fraction or bp for shares. stated: the unit of money that the header, or else a title, states in each file, such as in millions; a file that states none, or several, is refused.",
    )
    unit_in_header: Literal["must_agree", "ignored"] = Field(
        "must_agree",
        description="Whether a unit that the header or a title states, such as (£000) or in millions, must be the declared unit. If it is another, the night asks.",
    )
    decimal: Literal["source", ".", ","] = Field(
        "source", description="Decimal mark of this column, where a file has both marks. source: the mark of the source."
    )
    thousands: Literal["source", "", ",", ".", " ", "'"] = Field(
        "source", description="Thousands mark of this column. source: the mark of the source."
    )
    formats: tuple[str, ...] = Field((), description="Date formats of this column. Default: those of the source.")
    imprecise_dates: Literal["source", "first_day", "last_day"] = Field(
        "source", description="Day that a month, quarter or year stands for. source: the day that the source states."
    )
    match: str | None = Field(
        None, description=r"Regular expression that the whole cell must match, such as PRJ-0*(\d+). Other cells are bad cells."
    )
    write: str | None = Field(None, description="Text that replaces a matching cell, with the groups as $1 and $2: P$1.")
    on_bad_cell: Literal["source", "quarantine", "null"] = Field(
        "source",
        description="What happens to a cell that cannot be read. null: it becomes unknown, with a warning, if an empty cell states no figure (an empty probability means certain). quarantine: its row is set aside. source: as on_bad_row of the source says.",
    )
    optional: bool = Field(False, description="Whether the column may be missing from a file. Every cell of it is then unknown.")
    fill_down: bool = Field(
        False,
        description="Whether an empty cell stands for the cell above it, as in a pivot table that writes a label once, or under merged cells.",
    )

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if sum((bool(self.from_), bool(self.parts), self.value is not None)) != 1 or len(self.parts) == 1:
            raise ValueError("the column needs exactly one of `from`, `value`, and two or more `parts`")
        if self.nth and not self.from_:
            raise ValueError("`nth` needs `from`: it chooses among the columns with that header")
        if self.fill_down and ("" in self.values or not self.from_):
            raise ValueError("`fill_down` needs `from`, and gives an empty cell its meaning, so that `values` has no key for it")
        if "?" in (self.value, *self.values.values()):
            raise ValueError('an answer; "?" is a question that cutline inspect wrote and that nobody has answered')
        if self.write is not None and self.match is None:
            raise ValueError("`write` needs `match` beside it")
        check_patterns(*([self.match] if self.match else []), for_cells=True)
        groups = re.compile(self.match or "").groups
        if any(int(number) > groups for number in re.findall(r"\$(\d+)", self.write or "")):
            raise ValueError(f"`write` names only groups of `match`, which has {groups}")
        return self


class Feed(Section):
    """One canonical table that is filled from a source."""

    table: str = Field(description="Canonical table that is filled.")
    columns: dict[str, ColumnMap] = Field(
        {}, description="Origin of each canonical column. A column that is not listed is looked up under its own plain name."
    )
    unpivot: Unpivot | None = Field(
        None, description="How to read a wide layout; see `unpivot = { ... }` below. Default: the layout is not wide."
    )
    where: dict[str, CellText | tuple[CellText, ...] | TextPattern] = Field(
        {},
        description='Rows that the feed reads: { kind = "Total" } reads the rows with Total under the header kind; a list names several texts, and { kind = { match = "Total.*" } } a pattern. Upper and lower case are the same.',
    )
    where_not: dict[str, CellText | tuple[CellText, ...] | TextPattern] = Field(
        {}, description='Rows that the feed does not read, written as for `where`. The text "" stands for an empty cell.'
    )
    join: tuple[Join, ...] = Field(
        (),
        description="Columns that the rows take from files of other sources; see `join = { ... }` below. A list has several joins, one after the other.",
    )
    leaves_only: Leaves | None = Field(
        None, description="How to read only the lowest rows of an outline; see `leaves_only = { ... }` below. Default: all rows."
    )
    repeated_rows: Literal["refuse", "once", "add_up"] = Field(
        "refuse",
        description="What rows with the same key mean. refuse: an error, and the night stops. once: rows that say the same are one row. "
        "add_up: rows that differ in their figures only are added up, as the postings of a ledger; for cost_lines, benefits, demand and actuals.",
    )
    first_of_month: Literal["refuse", "day"] = Field(
        "refuse",
        description="For fiscal years of weeks (calendar.weeks): what periods are that all begin a calendar month. refuse: they probably stand for months, and the night stops. day: they are days.",
    )
    sheet: str | None = Field(
        None,
        description="Sheet of the workbook, or table of a project file. Default: the sheet of the source, or else the table's own name.",
    )

    @model_validator(mode="before")
    @classmethod
    def _plain_strings(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and isinstance(raw.get("join"), dict):
            raw = {**raw, "join": [raw["join"]]}
        if isinstance(raw, dict) and isinstance(raw.get("columns"), dict):
            raw = {**raw, "columns": {name: _as_column_map(value) for name, value in raw["columns"].items()}}
        return raw

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.table not in EXPORTED:
            raise ValueError(f"the name of a canonical table; {self.table!r} is none{nearest(self.table, EXPORTED)}")
        if self.repeated_rows == "add_up" and self.table not in ADDED_UP:
            raise ValueError(
                f"repeated_rows = 'add_up' is for {', '.join(ADDED_UP)}; rows of {self.table} have no figures to add up"
            )
        known = [column.plain for column in TABLES[self.table].columns]
        named = [*self.columns, *([self.unpivot.name_to, self.unpivot.value_to] if self.unpivot else [])]
        for name in named:
            if name not in known:
                raise ValueError(f"columns of table {self.table}; it has no column {name!r}{nearest(name, known)}")
        kinds = {column.plain: column.kind for column in TABLES[self.table].columns}
        for name, column in self.columns.items():
            if column.unit not in UNITS_BY_KIND.get(kinds[name], ("1",)):
                raise ValueError(
                    f"unit {column.unit!r} does not fit {self.table}.{name}; its units are {', '.join(UNITS_BY_KIND.get(kinds[name], ('1',)))}"
                )
        return self


class Source(Section):
    """One kind of export: which files it consists of, how they are written, and which tables they fill."""

    name: str = Field(pattern=r"^[A-Za-z0-9_]+$", description="Name of the source. Messages that name a row show it.")
    files: str = Field(
        min_length=1,
        description="Pattern of file names inside exports/, such as projects_*.csv, or the address of a remote folder that begins with s3, gs, az, sftp or https, such as s3://bucket/ppm/*.csv.",
    )
    format: Format = Field(
        "auto",
        description=f"File format: one of {', '.join(get_args(Format))}. auto recognises the format by the content, which must agree with the ending of the file name.",
    )
    member: str = Field("*", description="Pattern of file names inside a zip archive. Exactly one file must match.")
    records: str = Field(
        "",
        description="Place of the list of records in a JSON file, such as d.results or value. Default: the file is the list itself.",
    )
    encoding: str = Field(
        "auto",
        description="Character encoding of a text file, such as cp1252, latin-1 or utf-16. auto reads UTF-8, and UTF-16 with a byte order mark, and refuses everything else.",
    )
    undecodable: Literal["refuse", "replace"] = Field(
        "refuse",
        description="What happens to bytes that are not text in that encoding. refuse: the file is refused. replace: each is read as U+FFFD.",
    )
    delimiter: str = Field(",", min_length=1, max_length=1, description="Separator between the cells of a text file.")
    quote: str = Field('"', min_length=1, max_length=1, description="Quotation mark around the cells of a text file.")
    sheet: str | None = Field(None, description="Sheet of a workbook. Default: the first sheet.")
    header_row: int = Field(1, ge=1, description="Row of the header, as a spreadsheet counts. Rows above it are titles.")
    header_rows: int = Field(
        1,
        ge=1,
        le=5,
        description="Number of rows that make up the header, from header_row on. A label over several columns counts for each of them: 2027 over Q1 and Q2 is read as 2027 Q1 and 2027 Q2.",
    )
    rows_below_header: int = Field(
        0, ge=0, description="Number of rows below the header that explain the columns and are not data."
    )
    footer_rows: int = Field(0, ge=0, description="Number of rows at the end that are not data. Blank rows are not counted.")
    not_data: tuple[str, ...] = Field(
        (),
        description="Regular expressions for rows that are not data, such as totals and notes. A row is no data when its first filled cell matches one of them as a whole.",
    )
    ignore: tuple[str, ...] = Field(
        (),
        description="Regular expressions for headers that are known and not needed. Any other header that nothing reads causes a warning.",
    )
    transposed: bool = Field(False, description="Whether each record is a column. The first column then has the headers.")
    locale: LocaleName = Field(
        "en",
        description="Language of the names of months, of the marks of numbers, and of words for yes, no, unknown and common statuses; the words are listed below. It is never guessed.",
    )
    decimal: Literal[".", ","] = Field(".", description="Decimal mark. Default for the other locales: a comma.")
    thousands: Literal["", ",", ".", " ", "'"] = Field(
        ",",
        description="Thousands mark. A space stands for any kind of space, and is the default for fr; the default for de, es and it is a point.",
    )
    negative_suffixes: tuple[str, ...] = Field(
        (), description="Texts behind a number that make it negative: - where 250.00- means -250.00, or CR for a credit."
    )
    positive_suffixes: tuple[str, ...] = Field(
        (), description="Texts behind a number that leave it as it is, such as DR for a debit."
    )
    round_to_15_digits: bool = Field(
        False,
        description="Whether a number of more than 15 digits is rounded to 15, as in files of programs that compute in binary fractions: 7.5440249999999995 is then 7.544025.",
    )
    date_formats: tuple[str, ...] = Field(
        ("%Y-%m-%d",),
        description="Date formats of strptime. %q is a quarter (2027-Q1 is %Y-Q%q), and two years are a fiscal year (2023-24 is %Y-%y), and so is a year after FY. A month after P is a posting period (P01 2027/28 is P%m %Y/%y), and so is %P (1.2027 and 001.2027 are %P.%Y). %G-W%V is an ISO week (2027-W05), and %u is its day. "
        "excel or excel1904 is a bare serial number.",
    )
    imprecise_dates: Literal["first_day", "last_day"] = Field(
        "first_day", description="Day that a month, quarter or year stands for."
    )
    two_digit_years_from: int | None = Field(
        None, ge=1800, le=2100, description="First of the hundred years that %y can mean: 1990 reads 89 as 2089 and 90 as 1990."
    )
    schedule_totals: Literal["must_agree", "ignored"] = Field(
        "must_agree",
        description="Whether the work and the cost of the tasks of a schedule file must sum to the totals that the file itself states. ignored: the totals of the file are wrong.",
    )
    hours_per_fte: float | None = Field(
        None, gt=0, description="Hours that one FTE works in a period, for amounts of work in hours."
    )
    null_words: tuple[str, ...] = Field(
        ("", "n/a", "na", "null", "none", "-"), description="Texts of cells that mean unknown, in upper or lower case."
    )
    null_patterns: tuple[str, ...] = Field((), description="Regular expressions for cells that mean unknown.")
    keep: Literal["latest", "all"] = Field(
        "latest",
        description="Which files count. latest: the file with the newest day replaces all others. all: the files of all days count.",
    )
    as_of: str | None = Field(
        None, description=r"Regular expression that finds the day in a file name, with the groups y, m and d."
    )
    required: bool = Field(True, description="Whether a missing file stops the night.")
    complete_when: Literal["present", "ok_file", "stable"] = Field(
        "present",
        description="When a file counts as complete. present: as soon as it is there. ok_file: when NAME.ok lies beside it. stable: when it has stopped changing.",
    )
    stable_seconds: int = Field(
        60, ge=1, description="For complete_when = 'stable': how many seconds the content must have stayed the same."
    )
    max_age_days: int | None = Field(
        None,
        ge=0,
        description="Number of days after which a warning says that the newest file is old, counted back from the day of the portfolio.",
    )
    on_bad_row: Literal["contract", "quarantine", "refuse", "null"] = Field(
        "contract",
        description="What happens to a bad row. contract: what the contract of its table says. quarantine: the row is set aside. refuse: the night stops. "
        "null: a cell that cannot be read becomes unknown, with a warning.",
    )
    feeds: tuple[Feed, ...] = Field(
        (), description="Tables that the source fills; see [[sources.feeds]] below. A source that others only join needs none."
    )

    @model_validator(mode="before")
    @classmethod
    def _locale_has_marks(cls, raw: Any) -> Any:
        return with_marks_of_locale(raw)

    def with_marks_of(self, column: ColumnMap | None) -> "Source":
        """The source with the decimal and the thousands mark that count for a column; null for a column without a mapping."""
        if column is None or (column.decimal == "source" and column.thousands == "source"):
            return self
        marks = {"decimal": column.decimal, "thousands": column.thousands}
        return self.model_copy(update={name: mark for name, mark in marks.items() if mark != "source"})

    def day_of_imprecise_dates(self, column: ColumnMap | None) -> Literal["first_day", "last_day"]:
        """The day that a month, quarter or year stands for in a column; null for a column without a mapping."""
        own = column.imprecise_dates if column else "source"
        return self.imprecise_dates if own == "source" else own

    def formats_of(self, feed: Feed, column: str) -> tuple[str, ...]:
        """The date formats of a column of a feed, by its plain name: its own, or else those of the source."""
        wanted = feed.columns.get(column)
        return wanted.formats if wanted and wanted.formats else self.date_formats

    @field_validator("files")
    @classmethod
    def _documented_address(cls, files: str) -> str:
        kinds = " ".join(f"{scheme}://" for scheme in REMOTE_SCHEMES)
        if "::" in files:
            raise ValueError(f"one address, and not a chain of them with `::`; {files!r} is a chain")
        if "://" in files and not files.startswith(tuple(f"{scheme}://" for scheme in REMOTE_SCHEMES)):
            kind = files.partition("://")[0]
            raise ValueError(
                f"a pattern inside exports/, or an address that begins with one of {kinds}; {kind}:// is none of them"
            )
        return files

    @model_validator(mode="after")
    def _patterns_compile(self) -> Self:
        check_patterns(*self.null_patterns, for_cells=True)
        check_patterns(*self.not_data, *self.ignore, *([self.as_of] if self.as_of else []))
        if self.as_of and not {"y", "m", "d"} <= set(re.compile(self.as_of).groupindex):
            raise ValueError(r"as_of needs the groups y, m and d, such as (?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)")
        if self.thousands == self.decimal:
            raise ValueError(f"two different marks; thousands and decimal are both {self.decimal!r}")
        for feed in self.feeds:
            for name, column in feed.columns.items():
                own = self.with_marks_of(column)
                if own.thousands == own.decimal:
                    raise ValueError(
                        f"two different marks; thousands and decimal of {name} are both {own.decimal!r}, so state `thousands` of {name} too"
                    )
        try:
            "x".encode("utf-8" if self.encoding == "auto" else self.encoding)
        except LookupError:
            raise ValueError(f"an encoding that Python knows; unknown encoding {self.encoding!r}") from None
        if self.transposed and (self.rows_below_header or self.footer_rows or self.header_row > 1 or self.header_rows > 1):
            raise ValueError(
                "a transposed file has its headers in the first column, so header_row, rows_below_header and footer_rows are left out"
            )
        return self

    @model_validator(mode="after")
    def _years_and_hours_are_declared(self) -> Self:
        columns = [column for feed in self.feeds for column in feed.columns.values()]
        formats = [*self.date_formats, *(form for column in columns for form in column.formats)]
        if self.two_digit_years_from is None and any(("%y" in form and "%Y" not in form) or "%g" in form for form in formats):
            raise ValueError(
                "a date format with %y or %g needs two_digit_years_from; 1990, for example, reads 89 as 2089 and 90 as 1990"
            )
        for form in formats:
            check_date_format(form)
        for feed in self.feeds:
            if len({is_whole_week(form) for form in self.formats_of(feed, "period_start")}) > 1 and _has_periods(feed):
                raise ValueError(
                    f"periods of {feed.table} that are weeks, or that are none; its date formats are of both kinds, so state the formats of period_start in its mapping"
                )
        if self.hours_per_fte is None and any(column.unit == "hours" for column in columns):
            raise ValueError("unit hours needs hours_per_fte, the hours that one FTE works in a period")
        return self


def _has_periods(feed: Feed) -> bool:
    """Whether a feed reads dates into period_start."""
    return any(column.plain == "period_start" for column in TABLES[feed.table].columns)


def _as_column_map(value: Any) -> Any:
    """The three ways to write the origin of a column (a text, a list of aliases, a table) as a table with a list in `from`."""
    if isinstance(value, str):
        return {"from": [value]}
    if isinstance(value, list):
        return {"from": value}
    if isinstance(value, dict) and isinstance(value.get("from"), str):
        return {**value, "from": [value["from"]]}
    return value
