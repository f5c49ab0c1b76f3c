"""The estimate to complete, spread over the lines of a project by hand."""

from dataclasses import replace
from datetime import date

import pytest

from cutline.ledger.recomputing.accepted_lines import CostLine
from cutline.ledger.recomputing.amounts import LockedRates, PriceLevels
from cutline.ledger.recomputing.estimates import Estimate, estimates_of, with_estimate
from cutline.ledger.recomputing.projects import Project, projects_of
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import evm, tables_of

YEARS = settings_from({"calendar": {"grain": "year", "periods": 4}})
BEGUN = Project(None, None, None, True, -1, "go_on", frozenset({"end"}), {"end": 30})  # in 2026
STATUS = date(2026, 12, 31)


def line(amount: int | None, offset: int, mode: str | None = None, **cells: object) -> CostLine:
    return replace(CostLine("P", mode, "plan", "capex", None, offset, None, None, amount), **cells)


def spread(lines: list[CostLine], estimate: int, status: date = STATUS, project: Project = BEGUN, settings=YEARS) -> list[tuple]:
    found = with_estimate(lines, Estimate(estimate, status), project, PriceLevels.of(tables_of(), settings), settings)
    calendar = settings.horizon()
    return sorted(
        ((each.mode_id, each.period(project.own_start, calendar), each.amount) for each in found),
        key=lambda each: (str(each[0]), *each[1:]),
    )


def test_what_is_left_of_the_plan_is_scaled_to_the_estimate():
    """200 and 101 are left and 900 are to come: 598.0 and 302.0 by largest remainder; the 70 of 2026 stay."""
    assert spread([line(70, 0), line(200, 1), line(101, 2)], 900) == [(None, -1, 70), (None, 0, 598), (None, 1, 302)]


def test_the_last_cent_goes_to_the_largest_remainder_and_then_by_content():
    """100 over three lines of 1: the earliest gets 34."""
    assert spread([line(1, 3), line(1, 1), line(1, 2)], 100) == [(None, 0, 34), (None, 1, 33), (None, 2, 33)]


def test_a_line_is_split_by_the_months_of_its_period():
    """Of a year's 120, 30 lie before the end of March 2027 and 90 after it; 45 are still to come for those. Nothing was spent."""
    assert spread([line(120, 1)], 45, date(2027, 3, 31)) == [(None, 0, 45)]


@pytest.mark.parametrize(("amounts", "expected"), [((300, 100), (675, 225)), ((0, 0), (450, 450))])
def test_a_plan_that_is_over_moves_into_the_period_after_the_status(amounts, expected):
    """In the plan's proportion, or in equal parts where the plan was nothing."""
    lines = [line(amounts[0], 0), line(amounts[1], 0, cost_class="opex")]
    found = with_estimate(lines, Estimate(900, STATUS), BEGUN, PriceLevels.of(tables_of(), YEARS), YEARS)
    moved = [each for each in found if each.period(BEGUN.own_start, YEARS.horizon()) == 0]
    assert [(each.cost_class, each.amount) for each in moved] == [("capex", expected[0]), ("opex", expected[1])]


def test_other_modes_overrun_in_the_same_proportion_and_a_stop_does_not():
    """240 instead of 120: what the default mode and the whole project pay doubles, and so does `faster`, rounded down; the stop keeps its 7."""
    lines = [line(20, 1), line(100, 1, "go_on"), line(65, 1, "faster"), line(7, 1, "end")]
    assert spread(lines, 240) == [(None, 0, 40), ("end", 0, 7), ("faster", 0, 130), ("go_on", 0, 200)]


def test_a_mode_whose_lines_are_over_costs_the_estimate_as_well():
    """Both were to be finished in 2026; 90 are still to come whichever of them runs."""
    lines = [line(500, 0, "go_on"), line(600, 0, "faster")]
    assert spread(lines, 90) == [("faster", -1, 600), ("faster", 0, 90), ("go_on", -1, 500), ("go_on", 0, 90)]


def test_lines_of_the_whole_project_carry_the_estimate_for_every_mode():
    """`faster` is over. It pays the part of the whole project, which every mode pays, and what `go_on` pays for the rest."""
    lines = [line(20, 1), line(100, 1, "go_on"), line(65, 0, "faster")]
    assert spread(lines, 240) == [(None, 0, 40), ("faster", -1, 65), ("faster", 0, 200), ("go_on", 0, 200)]


@pytest.mark.parametrize("cells", [{"kind": "forecast"}, {"amount": None}])
def test_a_forecast_and_an_unknown_amount_stay(cells):
    """A forecast is an estimate already; what is unknown cannot be scaled."""
    lines = [replace(line(100, 1), **cells)]
    assert with_estimate(lines, Estimate(9, STATUS), BEGUN, PriceLevels.of(tables_of(), YEARS), YEARS) == lines


def test_only_a_project_in_flight_has_an_estimate_and_only_if_the_settings_ask_for_it():
    """750 pounds to complete are 1,500 euros, never less than 0."""
    rows = [{"project_id": p, "name": p, "status": s, "currency": "GBP"} for p, s in (("P", "in_flight"), ("Q", "proposed"))]
    stated = evm((date(2026, 12, 1), 1, 1, 1, 1000, 750))
    tables = tables_of(projects=rows, evm=[*stated, *({**row, "project_id": "Q"} for row in stated)])
    rates = LockedRates("EUR", {"GBP": 2 * 10**9})
    known = projects_of(tables, YEARS.horizon())
    assert estimates_of("PQ", tables, known, rates, YEARS) == {"P": Estimate(1500, STATUS)}
    kept = settings_from({"calendar": {"grain": "year", "periods": 4}, "evm": {"replaces_plan": False}})
    assert estimates_of("PQ", tables, known, rates, kept) == {}
