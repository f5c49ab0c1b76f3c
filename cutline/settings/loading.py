"""What a user may set in portfolio.toml. Frozen; an unknown key is an error that names the nearest known one; the empty file is the defaults.

Pydantic holds the types and the limits; this module adds the errors a person can act on.
"""

import difflib
import tomllib
import types
import typing
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from cutline.contracts.calendar import MONTHS, Calendar
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.errors import Finding, SettingsError
from cutline.settings.finance import FinanceSection
from cutline.settings.general import CalendarSection, PortfolioSection, ScheduleSection
from cutline.settings.measuring import (
    AlignmentSection,
    EarnedValueSection,
    ForecastingSection,
    HealthSection,
    RiskSection,
    UncertaintySection,
)
from cutline.settings.planning import PlanningSection, SolverSection
from cutline.settings.quality import QualitySection
from cutline.settings.rules import RulesSection
from cutline.settings.section import Section, nearest
from cutline.settings.sources import Cell, Source


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
