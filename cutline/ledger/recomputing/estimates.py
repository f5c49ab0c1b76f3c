"""Replaces the plan of a project in flight by its cost to date and its estimate to complete, line by line.

The estimate itself is taken as given from the measure of earned value; this module recomputes how the estimate is spread
over the lines. `cost_to_date.py` recomputes what was spent.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from cutline.contracts.calendar import MONTHS, Calendar
from cutline.ledger.recomputing.accepted_lines import CostLine, unknown_amount
from cutline.ledger.recomputing.amounts import LockedRates, PriceLevels, money_in_currency
from cutline.ledger.recomputing.cost_to_date import CostToDate, cost_to_date, lines_of_cost_to_date
from cutline.ledger.recomputing.projects import Project
from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.time_phased import time_phased
from cutline.settings.all_settings import Settings
from cutline.valuation.money import allocate


@dataclass(frozen=True)
class Estimate:
    """What is still to be spent (minor units, not negative) after the status date, and what was spent up to it."""

    to_complete: int
    status: date
    cost: CostToDate = CostToDate({}, {})  # noqa: RUF009


@dataclass(frozen=True)
class _Part:
    """A line, or the part of it that lies after the status, in the prices of finance. is_of_default: whether the default mode
    pays it.
    """

    line: CostLine
    period: int
    amount: int
    is_of_default: bool

    @property
    def weight(self) -> int:
        return max(self.amount, 0)

    @property
    def content(self) -> tuple[tuple[bool, int | str], ...]:
        """The key by which lines are ordered, unknown values last. The order decides which lines get the last minor units."""
        cells = (self.period, self.line.cost_class, self.line.cost_type, self.line.mode_id, self.amount)
        return tuple((cell is None, "" if cell is None else cell) for cell in cells)


def estimates_of(
    wanted: Collection[str],
    tables: Mapping[str, pl.DataFrame],
    projects: Mapping[str, Project],
    rates: LockedRates,
    settings: Settings,
) -> dict[str, Estimate]:
    """The estimate to complete of every project in `wanted` that is in flight and has an estimate; empty if the settings
    keep the plan.
    """
    in_flight = [project_id for project_id in wanted if project_id in projects and projects[project_id].is_in_flight]
    if not settings.evm.replaces_plan or not in_flight:
        return {}
    evm = tables["evm"].filter(pl.col("project_id").is_in(in_flight))
    currencies = {project_id: projects[project_id].currency for project_id in in_flight}
    phased = time_phased(money_in_currency("evm", evm, currencies, rates).lazy())
    found = earned_value(phased, estimate=settings.evm.estimate)
    known = found.drop_nulls("etc_minor").select("project_id", "etc_minor", "status_period", "status_finish").collect()
    calendar = settings.horizon()
    return {
        p: Estimate(max(amount, 0), last, cost_to_date(p, (first, last), tables, projects[p], rates, calendar))
        for p, amount, first, last in known.iter_rows()
    }


def with_estimate(
    lines: list[CostLine], estimate: Estimate, project: Project, prices: PriceLevels, settings: Settings
) -> list[CostLine]:
    """The lines of a project, changed so that it costs what it has cost up to the status and `estimate` after it.

    The part of a line before the status stays as it is if its period lies before the horizon, where it is sunk. If its period
    lies inside the horizon, lines of the cost to date replace it. The parts after the status are scaled. Afterwards
    the lines of the default mode and the lines that name no mode together sum to the estimate. The parts after the status of
    the lines of other modes are scaled by the same factor.
    Lines of modes that do not run the project stay as they are. A project with a forecast, or with an unknown amount, keeps
    its lines.
    """
    if any(line.kind == "forecast" or line.amount is None for line in lines):
        return lines
    kept = [line for line in lines if line.mode_id in project.idle_modes]
    planned = [_part(line, project, prices, settings) for line in lines if line.mode_id not in project.idle_modes]
    if not planned:
        return lines
    calendar = settings.horizon()
    cuts = [(part, _amount_after(part, estimate.status, calendar)) for part in planned]
    past = [replace(part, amount=part.amount - after) for part, (months, after) in cuts if months < MONTHS[calendar.grain]]
    spent = _spent_lines(estimate, past, planned, calendar)
    past = [part for part in past if part.period < 0]
    left = [replace(part, amount=after) for part, (months, after) in cuts if months > 0]
    rest = left + ([] if any(part.is_of_default and part.weight for part in left) else _moved(planned, estimate, calendar))
    spread = _spread(rest, estimate.to_complete)
    return (
        kept + spent + [_as_line(part, settings) for part in (*past, *spread, *_of_other_modes(spread, left, planned, project))]
    )


def _spent_lines(estimate: Estimate, past: list[_Part], planned: list[_Part], calendar: Calendar) -> list[CostLine]:
    by_period: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for part in past:
        by_period[part.period][part.line.cost_class] += part.amount if part.is_of_default else 0
    of_default: dict[str, int] = defaultdict(int)
    for part in planned:
        of_default[part.line.cost_class] += part.amount if part.is_of_default else 0
    classes = sorted({part.line.cost_class for part in planned})
    project_id = planned[0].line.project_id
    return lines_of_cost_to_date(estimate.cost, project_id, by_period, of_default, classes, calendar)


def _part(line: CostLine, project: Project, prices: PriceLevels, settings: Settings) -> _Part:
    period = line.period(project.own_start, prices.calendar)
    amount = prices.converted(line.amount, line.basis, project.price_base_year, period, settings.finance.prices)
    if amount is None:
        raise unknown_amount(line)
    is_of_default = line.mode_id is None or project.default_mode is None or line.mode_id == project.default_mode
    return _Part(line, period, amount, is_of_default)


def _amount_after(part: _Part, status: date, calendar: Calendar) -> tuple[int, int]:
    """The number of months of the part's period that lie after the status, and the share of its amount that falls into
    these months.
    """
    length = MONTHS[calendar.grain]
    next_period = calendar.period_start(part.period + 1)
    months = (next_period.year - status.year) * 12 + next_period.month - 1 - status.month
    months = min(max(months, 0), length)
    return months, part.amount * months // length


def _moved(planned: list[_Part], estimate: Estimate, calendar: Calendar) -> list[_Part]:
    """A copy of the plan of the default mode, moved to the period of the month after the status. It is needed if no part of the plan
    lies after the status, but work is left to pay for.
    """
    period = max(calendar.index_of(estimate.status + timedelta(days=1)), 0)
    own = [part for part in planned if part.is_of_default]
    spends = any(part.amount > 0 for part in own)
    return [
        replace(
            part,
            line=replace(part.line, offset=None, day=calendar.period_start(period)),
            period=period,
            amount=part.amount if spends else 1,
        )
        for part in own
    ]


def _spread(parts: list[_Part], to_complete: int) -> list[_Part]:
    """`parts` scaled so that the parts of the default mode sum to `to_complete`, by largest remainder. The other parts are
    rounded down.
    """
    ordered = sorted(parts, key=lambda part: part.content)
    own = [part for part in ordered if part.is_of_default]
    whole = sum(part.weight for part in own)
    if not whole:
        return []
    shares = iter(allocate(to_complete, [part.weight for part in own]))
    return [replace(part, amount=next(shares) if part.is_of_default else part.weight * to_complete // whole) for part in ordered]


def _of_other_modes(spread: list[_Part], left: list[_Part], planned: list[_Part], project: Project) -> list[_Part]:
    """A copy of the default mode's own spread parts for each other mode that has lines, but spends nothing after the
    status: the rest of its work is not free.
    """
    own = [part for part in spread if part.amount and part.line.mode_id == project.default_mode]
    own = [part for part in own if part.line.mode_id is not None]
    have_rest = {part.line.mode_id for part in left if part.amount > 0} | {part.line.mode_id for part in own}
    modes = sorted({part.line.mode_id for part in planned if part.line.mode_id is not None} - have_rest)
    return [replace(part, line=replace(part.line, mode_id=mode)) for mode in modes for part in own]


def _as_line(part: _Part, settings: Settings) -> CostLine:
    return replace(part.line, amount=part.amount, basis=settings.finance.prices)
