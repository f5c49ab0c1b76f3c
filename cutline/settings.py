"""What a user may set in portfolio.toml. Frozen; an unknown key is an error that names the nearest known one; the empty file is the defaults.

Pydantic holds the types and the limits; this module adds the errors a person can act on.
"""

import difflib
import re
import tomllib
import types
import typing
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import polars as pl
from pydantic import BaseModel, BeforeValidator, Field, ValidationError, model_validator

from cutline.calendar import MONTHS, Calendar, Grain
from cutline.errors import Finding, SettingsError
from cutline.metric_policy import (
    AlignmentSection,
    EarnedValueSection,
    ForecastingSection,
    HealthSection,
    RiskSection,
    UncertaintySection,
)
from cutline.quality_policy import QualitySection
from cutline.rules_policy import RulesSection
from cutline.section import Section, nearest
from cutline.tables import EXPORTED, TABLES

Unit = Literal["1", "k", "m", "bn", "percent", "fraction", "bp", "hours"]
UNITS_OF = {
    "money": ("1", "k", "m", "bn"), "integer": ("1", "k", "m", "bn"), "rate": ("1", "k", "m", "bn"), "fte": ("1", "k", "m", "bn", "hours"),
    "share": ("1", "percent", "fraction", "bp"),
}  # fmt: skip
DATE_TOKENS = ("%d", "%m", "%B", "%b", "%Y", "%y", "%q", "%H", "%I", "%M", "%S", "%f", "%p", "%z")
Format = Literal["auto", "csv", "xlsx", "xls", "ods", "parquet", "jsonl", "mspdi", "xer", "pmxml"]


def _cell_text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int | float | date) else value


Cell = Annotated[str, BeforeValidator(_cell_text)]


class PortfolioSection(Section):
    """Who and what."""

    name: str = Field("My portfolio", description="shown on every report")
    currency: str = Field("EUR", pattern=r"^[A-Z]{3}$", description="ISO 4217 code of every amount in the reports")
    minor_digits: int = Field(2, ge=0, le=4, description="decimals of the currency: 2 for cents")
    as_of: date | None = Field(
        None, description="the day the night speaks of; left out, the newest day found in the exports' names"
    )


class CalendarSection(Section):
    """The planning horizon."""

    grain: Grain = Field("quarter", description="length of a period")
    horizon_start: date = Field(date(2027, 1, 1), description="first day of the first period")
    periods: int = Field(12, ge=1, le=240, description="number of periods")
    fiscal_year_starts_month: int = Field(1, ge=1, le=12, description="month the fiscal year starts in")
    fiscal_year_named_by: Literal["start", "end"] = Field("start", description="FY2027 starts, or ends, in 2027")


class FinanceSection(Section):
    """Time value of money."""

    discount_rate_bp: int = Field(800, ge=0, le=10_000, description="yearly discount rate in basis points: 800 is 8 %")
    discount_schedule: str | None = Field(
        None,
        description="a declining rate instead: green_book_2022 (3.5 % to year 30, 3 % to 75, 2.5 % to 125), or a schedule of the table discount_rates",
    )
    discounting: Literal["start", "mid", "end"] = Field("mid", description="when in a period money is taken to move")
    prices: Literal["nominal", "real"] = Field(
        "nominal",
        description="prices that values are counted in, and what a line is in that does not say; the discount rate must be of the same kind",
    )
    budget_prices: Literal["nominal", "real"] = Field(
        "nominal", description="prices of the budgets in funds; the spend that a budget pays is counted in them"
    )
    price_base_year: int | None = Field(
        None,
        ge=1900,
        le=9999,
        description="fiscal year of real prices, where a project states none; left out, the first of the horizon",
    )
    finance_rate_bp: int | None = Field(
        None, ge=0, le=10_000, description="rate paid on money put in, for MIRR; left out, discount_rate_bp"
    )
    reinvestment_rate_bp: int | None = Field(
        None, ge=0, le=10_000, description="rate earned on money taken out, for MIRR; left out, discount_rate_bp"
    )
    public_sector: bool = Field(
        False,
        description="also the public-sector measures: net present social value, switching values; they need real prices or deflators",
    )
    social_schedule: str = Field(
        "green_book_2022",
        description="discount schedule of the public-sector measures: green_book_2022, or one of the table discount_rates",
    )


class PlanningSection(Section):
    """What the plan may choose, and what it is to be good at."""

    objective: Literal["value", "score"] = Field(
        "value", description="value: net present value; score: weighted score of the criteria"
    )
    candidate_status: tuple[str, ...] = Field(
        ("proposed", "approved", "in_flight"), description="projects of these statuses may be chosen"
    )
    in_flight_must_continue: bool = Field(
        True,
        description="a project in flight stays in the plan; off: one with a mode that has an exit cost may be stopped at that cost, one without may be left out at no cost",
    )
    default_flexibility_periods: int = Field(0, ge=0, le=240, description="start window of a project that states no latest start")
    fine_periods: int | None = Field(
        None,
        ge=0,
        description="the first so many periods are planned one by one, those after them by block; left out, every period is planned by itself",
    )
    coarse_periods: int = Field(
        3,
        ge=2,
        le=12,
        description="periods of a block, counted from the start of the fiscal year: people, and work that rules of flow limit, are held to the sum over the "
        "block, and starts are offered at its beginning; a block ends with its fiscal year",
    )
    coarse_is_strict: bool = Field(
        False,
        description="people, and projects at work, are held to every single period all the same: only starts are planned by block",
    )
    people_bought_in_milli_fte: int = Field(
        10,
        ge=1,
        le=1_000_000,
        description="step in which overtime and contractors are bought: 10 is a hundredth of an FTE, 1000 whole people",
    )
    hire_every_periods: int | None = Field(
        None,
        ge=1,
        le=240,
        description="people hired arrive when the lead time is over and every so many periods after; left out, once a quarter: every 3 months, every quarter, every year",
    )
    value_tolerance_bp: int = Field(
        30, ge=0, le=10_000, description="value given up to stay close to the approved plan: 30 is 0.3 %"
    )
    release_to_next_gate: bool = Field(
        True,
        description="money of a project with stage gates (milestones.is_gate) is released up to its next gate and reserved after it; off: all is released",
    )


class SolverSection(Section):
    """When the search stops. The node limit is the normal stop: it gives the same answer on every machine."""

    gap_target_ppm: int = Field(
        100, ge=0, le=1_000_000, description="proven when value and bound differ by no more: 100 is 0.01 %"
    )
    max_nodes: int = Field(50_000, ge=1, description="search nodes for each stage")
    neighbourhoods: int = Field(
        200,
        ge=1,
        description="parts of a large portfolio (more than 400 options) that are searched one after another for a better plan",
    )
    time_limit_seconds: float = Field(600.0, gt=0, description="guard for the whole search; a plan stopped by it says so")
    reason_gap_ppm: int = Field(
        2000, ge=0, le=1_000_000, description="how closely the price of each project left out is proven: 2000 is 0.2 %"
    )
    reason_max_nodes: int = Field(200, ge=1, description="search nodes for each project left out")
    threads: int = Field(1, ge=1, le=64, description="solver threads")
    seed: int = Field(0, ge=0, description="solver seed")


class ScheduleSection(Section):
    """The nightly run in Dagster."""

    cron: str = Field("30 4 * * *", description="when, in cron's five fields")
    time_zone: str = Field("UTC", description="the zone those fields are in, such as Europe/London")


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
    format: Format = Field("auto", description="auto goes by the content, which must agree with the ending")
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


class Settings(Section):
    """Everything a user may set. `Settings()` is what an empty portfolio.toml means."""

    portfolio: PortfolioSection = PortfolioSection()  # type: ignore[call-arg]
    calendar: CalendarSection = CalendarSection()  # type: ignore[call-arg]
    finance: FinanceSection = FinanceSection()  # type: ignore[call-arg]
    planning: PlanningSection = PlanningSection()  # type: ignore[call-arg]
    rules: RulesSection = RulesSection()  # type: ignore[call-arg]
    solver: SolverSection = SolverSection()  # type: ignore[call-arg]
    evm: EarnedValueSection = EarnedValueSection()  # type: ignore[call-arg]
    alignment: AlignmentSection = AlignmentSection()  # type: ignore[call-arg]
    risk: RiskSection = RiskSection()  # type: ignore[call-arg]
    uncertainty: UncertaintySection = UncertaintySection()  # type: ignore[call-arg]
    health: HealthSection = HealthSection()  # type: ignore[call-arg]
    forecasting: ForecastingSection = ForecastingSection()  # type: ignore[call-arg]
    quality: QualitySection = QualitySection()  # type: ignore[call-arg]
    schedule: ScheduleSection = ScheduleSection()  # type: ignore[call-arg]
    sources: tuple[Source, ...] = ()
    tables: dict[str, tuple[dict[str, Cell], ...]] = Field(
        {}, description="rows of a canonical table typed straight into portfolio.toml, as text: [[tables.funds]]"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [source.name for source in self.sources]
        for name in {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two sources are called {name!r}")
        for table, rows in self.tables.items():
            if table not in EXPORTED:
                raise ValueError(f"tables.{table}: unknown table{nearest(table, EXPORTED)}")
            known = [column.plain for column in TABLES[table].columns]
            for name in sorted({name for row in rows for name in row} - set(known)):
                raise ValueError(f"tables.{table}: no column {name!r}{nearest(name, known)}")
        if self.rules.tail is not None and self.planning.objective == "score":
            raise ValueError("rules.tail speaks of values in money, planning.objective is score: leave one of them out")
        self._blocks_are_possible()
        statuses = TABLES["projects"].column("status").values
        for status in self.planning.candidate_status:
            if status not in statuses:
                raise ValueError(f"planning.candidate_status: unknown status {status!r}{nearest(status, statuses)}")
        return self

    def _blocks_are_possible(self) -> None:
        fine, size, periods = self.planning.fine_periods, self.planning.coarse_periods, self.calendar.periods
        in_a_year = 12 // MONTHS[self.calendar.grain]
        if fine is None:
            return
        found = []
        if fine >= periods:
            found.append(Finding(
                "portfolio.toml, planning, fine_periods", f"{fine} in a horizon of {periods} periods", f"at most {periods - 1}, so that some are left for blocks",
                "give fewer, or leave it out: then every period is planned by itself",
            ))  # fmt: skip
        if size > in_a_year:
            found.append(Finding(
                "portfolio.toml, planning, coarse_periods", f"{size} with calendar.grain {self.calendar.grain!r}",
                f"at most {in_a_year}, the periods of a fiscal year, with which a block ends", "give fewer, or leave planning.fine_periods out",
            ))  # fmt: skip
        if found:
            raise SettingsError("periods cannot be planned by block like this", found)

    def horizon(self) -> Calendar:
        """The calendar these settings describe. Raises SettingsError when the horizon does not start on a period."""
        c = self.calendar
        return Calendar(c.grain, c.horizon_start, c.periods, c.fiscal_year_starts_month, c.fiscal_year_named_by)

    def source(self, name: str) -> Source:
        """The source called `name`."""
        return next(source for source in self.sources if source.name == name)


def load_settings(path: Path) -> Settings:
    """Read portfolio.toml. Raises SettingsError with every problem in the file."""
    where = path.name
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError:
        raise SettingsError(
            "no portfolio here",
            [
                Finding(
                    str(path),
                    "no file that can be read",
                    "a portfolio folder with a portfolio.toml",
                    "cutline init DIR makes one; cutline sample DIR makes one with data; then name that folder",
                )
            ],
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{where} is not TOML", [Finding(where, str(error), "TOML in UTF-8", "mend the line named")]
        ) from None
    settings = settings_from(raw, where)
    settings.horizon()
    return settings


def settings_from(raw: dict[str, Any], where: str = "portfolio.toml") -> Settings:
    """Settings from parsed TOML. Raises SettingsError with every unknown key and every value out of type or range."""
    findings = list(_unknown_keys(raw, Settings, where))
    if findings:
        raise SettingsError(f"{where} has keys that are not known", findings)
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        found = [
            Finding(
                f"{where}, {_spoken(problem['loc'], raw)}",
                repr(problem["input"]) if not isinstance(problem["input"], dict | Settings) else "see expected",
                problem["msg"].removeprefix("Value error, "),
                "answer the question that cutline inspect wrote there"
                if problem["input"] == "?"
                else "see docs/settings.md for the key",
            )
            for problem in error.errors()
            if problem["type"] != "too_short" or not problem["input"]  # the items were refused one by one already
        ]
        raise SettingsError(f"{where} cannot be used", found) from None


def _spoken(place: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    """Where a problem is, as a person would say it: the source by its name, lists counted from 1."""
    words, here = [], raw
    for part in place:
        here = here[part] if isinstance(here, dict | list) and (isinstance(part, int) or part in here) else {}  # type: ignore[index]
        name = here.get("name") or here.get("table") if isinstance(here, dict) and isinstance(part, int) else None
        number = str(part + 1) if isinstance(part, int) else part
        words.append(f"{number} ({name})" if name else number)
    return ", ".join(words) or "as a whole"


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


def section_of(annotation: Any) -> type[BaseModel] | None:
    """The settings section an annotation speaks of, itself or as the item of a tuple, dict or union; None where it is a plain value."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (tuple, dict, types.UnionType, typing.Union):
        return next(filter(None, map(section_of, typing.get_args(annotation))), None)
    return None


def _unknown_keys(raw: Any, model: type[BaseModel], where: str) -> typing.Iterator[Finding]:
    if not isinstance(raw, dict):
        return
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    for key, value in raw.items():
        if key not in fields:
            near = difflib.get_close_matches(key, fields, n=1, cutoff=0.5)
            yield Finding(
                f"{where}, {key}",
                f"unknown key {key!r}",
                f"one of {', '.join(sorted(fields))}",
                f"write {near[0]!r} if that is what you meant" if near else "remove it",
            )
            continue
        inner = section_of(fields[key].annotation)
        if inner is None:
            continue
        keyed = typing.get_origin(fields[key].annotation) is dict
        children = (
            value.items()
            if keyed and isinstance(value, dict)
            else enumerate(value, 1)
            if isinstance(value, list)
            else [("", value)]
        )
        for name, child in children:
            yield from _unknown_keys(child, inner, f"{where}, {key}" + (f" {name}" if name else ""))
