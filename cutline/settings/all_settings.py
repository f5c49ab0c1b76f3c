"""`Settings`: everything a user may set in portfolio.toml, by section, and the checks that concern several sections.

Each section is in its own file. `loading.py` reads portfolio.toml and reports its errors.
"""

from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from cutline.contracts.calendar import MONTHS, Calendar
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.errors import Finding, SettingsError
from cutline.settings.finance import FinanceSection
from cutline.settings.general import ApprovalSection, CalendarSection, PortfolioSection, ScheduleSection
from cutline.settings.health import HealthSection
from cutline.settings.layouts.date_formats import names_calendar_month
from cutline.settings.layouts.row_layouts import CellText
from cutline.settings.measuring import AlignmentSection, EarnedValueSection, ForecastingSection, RiskSection, UncertaintySection
from cutline.settings.planning.planning_section import PlanningSection
from cutline.settings.planning.robustness import RobustnessSection
from cutline.settings.quality import QualitySection
from cutline.settings.rules import RulesSection
from cutline.settings.section import Section, nearest
from cutline.settings.solver import SolverSection
from cutline.settings.sources import Feed, Source


class Settings(Section):
    """Everything a user may set in portfolio.toml. `Settings()` is what an empty file means."""

    portfolio: PortfolioSection = PortfolioSection()  # type: ignore[call-arg]
    calendar: CalendarSection = CalendarSection()  # type: ignore[call-arg]
    finance: FinanceSection = FinanceSection()  # type: ignore[call-arg]
    planning: PlanningSection = PlanningSection()  # type: ignore[call-arg]
    rules: RulesSection = RulesSection()  # type: ignore[call-arg]
    robustness: RobustnessSection = RobustnessSection()  # type: ignore[call-arg]
    solver: SolverSection = SolverSection()  # type: ignore[call-arg]
    evm: EarnedValueSection = EarnedValueSection()  # type: ignore[call-arg]
    alignment: AlignmentSection = AlignmentSection()  # type: ignore[call-arg]
    risk: RiskSection = RiskSection()  # type: ignore[call-arg]
    uncertainty: UncertaintySection = UncertaintySection()  # type: ignore[call-arg]
    health: HealthSection = HealthSection()  # type: ignore[call-arg]
    forecasting: ForecastingSection = ForecastingSection()  # type: ignore[call-arg]
    quality: QualitySection = QualitySection()  # type: ignore[call-arg]
    schedule: ScheduleSection = ScheduleSection()  # type: ignore[call-arg]
    approval: ApprovalSection = ApprovalSection()  # type: ignore[call-arg]
    sources: tuple[Source, ...] = ()
    tables: dict[str, tuple[dict[str, CellText], ...]] = Field(
        {}, description="Rows of a canonical table that are written directly into portfolio.toml, as text: [[tables.funds]]."
    )

    @model_validator(mode="after")
    def _sources_have_names_of_their_own(self) -> Self:
        names = [source.name for source in self.sources]
        for name in sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"every source has a name of its own; two sources are called {name!r}")
        return self

    @model_validator(mode="after")
    def _joins_name_sources(self) -> Self:
        names = [source.name for source in self.sources]
        joined = {join.source for source in self.sources for feed in source.feeds for join in feed.join}
        for name in sorted(joined - set(names)):
            raise ValueError(f"a join names a source of portfolio.toml; {name!r} is none{nearest(name, names)}")
        for source in self.sources:
            if not source.feeds and source.name not in joined:
                raise ValueError(
                    f"every source fills a table or is joined by a feed; {source.name!r} has no [[sources.feeds]] and no join names it"
                )
        return self

    @model_validator(mode="after")
    def _rows_fit_their_tables(self) -> Self:
        for table, rows in self.tables.items():
            if table not in EXPORTED:
                raise ValueError(f"the name of a canonical table; {table!r} is none{nearest(table, EXPORTED)}")
            known = [column.plain for column in TABLES[table].columns]
            for name in sorted({name for row in rows for name in row} - set(known)):
                raise ValueError(f"columns of table {table}; it has no column {name!r}{nearest(name, known)}")
        return self

    @model_validator(mode="after")
    def _a_score_has_no_floor_in_money(self) -> Self:
        first = self.planning.first_measure
        if self.rules.tail is not None and first != "value":
            raise ValueError(f"rules.tail limits a value in money, but planning.objective is {first}; leave one of them out")
        return self

    @model_validator(mode="after")
    def _blocks_fit_the_horizon(self) -> Self:
        fine, size, periods = self.planning.fine_periods, self.planning.coarse_periods, self.calendar.periods
        in_a_year = 12 // MONTHS[self.calendar.grain]
        if fine is None:
            return self
        found = []
        if fine >= periods:
            found.append(Finding(
                "portfolio.toml, planning, fine_periods", f"{fine} in a horizon of {periods} periods", f"at most {periods - 1}, so that some periods are left for blocks",
                "state fewer periods, or leave the key out: every period is then planned by itself",
            ))  # fmt: skip
        if size > in_a_year:
            found.append(Finding(
                "portfolio.toml, planning, coarse_periods", f"{size} with calendar.grain {self.calendar.grain!r}",
                f"at most {in_a_year}, the number of periods in a fiscal year, because a block ends with its fiscal year", "state fewer periods, or leave planning.fine_periods out",
            ))  # fmt: skip
        if found:
            raise SettingsError("the periods cannot be planned in these blocks", found)
        return self

    @model_validator(mode="after")
    def _periods_fit_years_of_weeks(self) -> Self:
        if self.calendar.weeks is None:
            return self
        found = [
            finding for source in self.sources for feed in source.feeds for finding in _months_in_years_of_weeks(source, feed)
        ]
        if "evm" in self.tables:
            found.append(_figures_by_month("portfolio.toml, tables, evm"))
        if found:
            raise SettingsError(f"calendar months do not fit fiscal years of weeks ({self.calendar.weeks})", found)
        return self

    @model_validator(mode="after")
    def _candidate_statuses_exist(self) -> Self:
        known = TABLES["projects"].column("status").values
        for status in self.planning.candidate_status:
            if status not in known:
                raise ValueError(f"statuses of projects in planning.candidate_status; {status!r} is none{nearest(status, known)}")
        return self

    def horizon(self) -> Calendar:
        """The calendar that these settings describe. Raises SettingsError when the horizon does not start on the first day of
        a period.
        """
        c = self.calendar
        years = c.fiscal_years()
        return Calendar(c.grain, c.horizon_start, c.periods, years.first_month, years.named_by, years.weeks)

    def source(self, name: str) -> Source:
        """The source called `name`."""
        return next(source for source in self.sources if source.name == name)


def _months_in_years_of_weeks(source: Source, feed: Feed) -> Iterator[Finding]:
    """The findings about a feed whose figures are by calendar month, where fiscal years have whole weeks."""
    where = f"portfolio.toml, source {source.name}, feed {feed.table}"
    if feed.table == "evm" or (source.format in ("mspdi", "xer", "pmxml") and feed.table in ("demand", "cost_lines")):
        yield _figures_by_month(where)
    if not any(column.plain == "period_start" for column in TABLES[feed.table].columns):
        return
    for form in source.formats_of(feed, "period_start"):
        if names_calendar_month(form):
            yield Finding(
                where,
                f"the format {form!r} of period_start, which names a calendar month, quarter or year",
                "a day, a week, or a fiscal month such as FY%Y P%m or FY%Y %b",
                "if the texts mean fiscal months, let match and write of period_start put FY before the year, and write its formats so; else send days or weeks",
            )


def _figures_by_month(where: str) -> Finding:
    return Finding(
        where,
        "figures by calendar month",
        "figures by day, by week or by fiscal month",
        "leave calendar.weeks out, or leave these figures out: a calendar month lies in several fiscal months",
    )
