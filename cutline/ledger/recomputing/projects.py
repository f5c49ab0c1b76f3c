"""The facts of each project that the recomputation needs: currency, price base, class, own start, and modes.

The facts about modes are which mode is the default, which modes may not run the project, and what stopping costs.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.modes import INTENT_ORDER
from cutline.contracts.statuses import IN_FLIGHT

Row = dict[str, Any]


@dataclass(frozen=True)
class Project:
    """A project as the recomputation sees it.

    currency, price_base_year, project_class: None if not stated.
    own_start: the period in which the project starts by its own schedule.
    default_mode: None if no mode may run the project.
    idle_modes: the modes of the project that may not run it.
    exit_costs: the cost of stopping the project by mode, in the project's currency.
    """

    currency: str | None
    price_base_year: int | None
    project_class: str | None
    is_in_flight: bool
    own_start: int
    default_mode: str | None
    idle_modes: frozenset[str]
    exit_costs: Mapping[str, int]


def projects_of(tables: Mapping[str, pl.DataFrame], calendar: Calendar) -> dict[str, Project]:
    """Every project by its id."""
    modes: dict[str, list[Row]] = defaultdict(list)
    for row in tables["modes"].iter_rows(named=True):
        modes[row["project_id"]].append(row)
    found: dict[str, Project] = {}
    for row in tables["projects"].iter_rows(named=True):
        if row["project_id"] not in found:
            found[row["project_id"]] = _project(row, modes[row["project_id"]], calendar)
    return found


def _project(row: Row, modes: list[Row], calendar: Calendar) -> Project:
    in_flight = row["status"] == IN_FLIGHT
    running = [mode for mode in modes if _may_run(mode)]
    return Project(
        row["currency"],
        row["price_base_year"],
        row["project_class"],
        in_flight,
        _own_start(row["earliest_start"], in_flight=in_flight, calendar=calendar),
        min(running, key=_default_order)["mode_id"] if running else None,
        frozenset(mode["mode_id"] for mode in modes if not _may_run(mode)),
        {mode["mode_id"]: mode["exit_cost_minor"] for mode in modes if _may_stop(mode)},
    )


def _own_start(day: date | None, *, in_flight: bool, calendar: Calendar) -> int:
    if day is None:
        return 0
    # A day within a period means that period. Only a project in flight may have begun before the horizon.
    return calendar.index_of(day) if in_flight else max(calendar.index_of(day), 0)


def _may_run(mode: Row) -> bool:
    return mode["is_eligible"] is not False and mode["exit_cost_minor"] is None and mode["intent"] != "stop"


def _may_stop(mode: Row) -> bool:
    return mode["is_eligible"] is not False and mode["exit_cost_minor"] is not None and mode["intent"] in (None, "stop")


def _default_order(mode: Row) -> tuple[bool, int, str]:
    return not mode["is_default"], INTENT_ORDER.get(mode["intent"], 0), mode["mode_id"]
