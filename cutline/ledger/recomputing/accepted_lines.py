"""Selects the accepted cost lines of projects that a decision rests on, in the portfolio's currency."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.errors import Finding, LedgerDoesNotTie
from cutline.ledger.recomputing.amounts import LockedRates
from cutline.ledger.recomputing.projects import Project


@dataclass(frozen=True)
class CostLine:
    """A cost line of a project.

    mode_id: None if the line belongs to every mode.
    offset: periods after the start; None if a day is stated.
    day: None if an offset is stated.
    amount: minor units of the portfolio's currency, in the prices of `basis`; None if unknown.
    """

    project_id: str
    mode_id: str | None
    kind: str
    cost_class: str
    cost_type: str | None
    offset: int | None
    day: date | None
    basis: str | None
    amount: int | None

    def period(self, start: int, calendar: Calendar) -> int:
        """The period into which the line falls when its project starts in period `start`. Raises LedgerDoesNotTie if the
        line states neither an offset nor a day.
        """
        if self.offset is not None:
            return start + self.offset
        if self.day is None:
            raise _unknown(self, "neither an offset nor a day")
        return calendar.index_of(self.day)


def accepted_lines(
    wanted: Collection[str], tables: Mapping[str, pl.DataFrame], projects: Mapping[str, Project], rates: LockedRates
) -> dict[str, list[CostLine]]:
    """The lines of each project in `wanted`: its forecast lines if it has any, else its plan lines. The baseline never
    counts.
    """
    stated: dict[str, list[CostLine]] = defaultdict(list)
    for row in tables["cost_lines"].iter_rows(named=True):
        if row["project_id"] in wanted:
            amount = rates.converted(row["amount_minor"], row["currency"] or projects[row["project_id"]].currency)
            stated[row["project_id"]].append(_cost_line(row, amount))
    return {project_id: _that_count(lines) for project_id, lines in stated.items()}


def _cost_line(row: Mapping[str, Any], amount: int | None) -> CostLine:
    return CostLine(
        row["project_id"], row["mode_id"], row["kind"], row["cost_class"], row["cost_type"], row["period_offset"], row["period_start"],
        row["price_basis"], amount,
    )  # fmt: skip


def _that_count(lines: list[CostLine]) -> list[CostLine]:
    kind = "forecast" if any(line.kind == "forecast" for line in lines) else "plan"
    return [line for line in lines if line.kind == kind]


def unknown_amount(line: CostLine) -> LedgerDoesNotTie:
    """The error for a line that a chosen project pays and of which the amount, its rate or its price level is unknown."""
    return _unknown(line, "an unknown amount, or no rate or price level to convert it with")


def _unknown(line: CostLine, found: str) -> LedgerDoesNotTie:
    where = f"project {line.project_id}, a cost line of {line.cost_class}"
    expected = "a known amount in a known period: the project was chosen"
    return LedgerDoesNotTie(
        "the ledger cannot be recomputed; nothing was published", [Finding(where, found, expected, "report a fault in Cutline")]
    )
