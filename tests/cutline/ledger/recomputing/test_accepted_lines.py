"""The lines that count, in one currency and with their period."""

from datetime import date

import pytest

from cutline.errors import LedgerDoesNotTie
from cutline.ledger.recomputing.accepted_lines import CostLine, accepted_lines
from cutline.ledger.recomputing.amounts import LockedRates
from cutline.ledger.recomputing.projects import projects_of
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import LINE, tables_of

CALENDAR = settings_from({"calendar": {"grain": "year", "periods": 3}}).horizon()


def accepted(*lines: dict, wanted: str = "P") -> list[tuple[str, int | None]]:
    rows = [{"project_id": p, "name": p, "status": "proposed", "currency": "GBP"} for p in "PQ"]
    tables = tables_of(projects=rows, cost_lines=list(lines))
    found = accepted_lines(wanted, tables, projects_of(tables, CALENDAR), LockedRates("EUR", {"GBP": 2 * 10**9}))
    return [(line.kind, line.amount) for own in found.values() for line in own]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("plan", "baseline"), [("plan", 2)]),
        (("plan", "baseline", "forecast"), [("forecast", 6)]),
        (("baseline",), []),  # the baseline never counts
    ],
)
def test_the_forecast_counts_else_the_plan(kinds, expected):
    """1, 2 and 3 pounds are 2, 4 and 6 euros."""
    assert accepted(*({**LINE, "kind": k, "period_offset": 0, "amount_minor": i} for i, k in enumerate(kinds, 1))) == expected


def test_only_wanted_projects_are_read_and_an_unknown_amount_stays_unknown():
    """Q has a forecast, and P has none."""
    lines = [{**LINE, "period_offset": 0}, {**LINE, "project_id": "Q", "kind": "forecast", "period_offset": 0, "amount_minor": 5}]
    assert accepted(*lines) == [("plan", None)]


def test_a_line_falls_into_the_period_of_its_offset_or_of_its_day():
    """Offset 1 from a start in period 1; a day in 2029 wherever the start is; neither is an error that names the project."""
    line = CostLine("P", None, "plan", "capex", None, 1, None, None, 5)
    assert line.period(1, CALENDAR) == 2
    assert CostLine("P", None, "plan", "capex", None, None, date(2029, 6, 1), None, 5).period(1, CALENDAR) == 2
    with pytest.raises(LedgerDoesNotTie, match="project P"):
        CostLine("P", None, "plan", "capex", None, None, None, None, 5).period(1, CALENDAR)
