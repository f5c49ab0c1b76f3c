"""A sum that lacks a row is no figure to plan with."""

from datetime import date

import polars as pl
import pytest

from cutline.choices.costing.certain_rows import certain_rows
from cutline.sources.typed_rows.quarantine import BY_RULE, EMPTIED, OUTRANKED, QUARANTINE_SCHEMA, SET_ASIDE
from tests.cutline.choices.costing.priced_projects import P, costs_of, settings_of
from tests.cutline.few_projects import LINE, tables_of


def quarantine(table: str, project: str | None, action: str = SET_ASIDE) -> pl.DataFrame:
    entry = {"table": table, "action": action, "project_id": project}
    return pl.DataFrame([{**dict.fromkeys(QUARANTINE_SCHEMA), **entry}], schema=QUARANTINE_SCHEMA)


@pytest.mark.parametrize(
    ("table", "action", "project", "is_lost"),
    [
        ("actuals", SET_ASIDE, "A", True),
        ("cost_lines", BY_RULE, "A", True),
        ("evm", SET_ASIDE, "A", True),
        ("modes", SET_ASIDE, "A", True),
        ("milestones", SET_ASIDE, "A", False),  # dates are no costs
        ("actuals", OUTRANKED, "A", False),  # another row stands in its place
        ("actuals", EMPTIED, "A", False),  # the row is there, and its amount is unknown
        ("cost_lines", SET_ASIDE, "P", False),  # an open project teaches nothing yet
        ("actuals", SET_ASIDE, None, False),
    ],
)
def test_a_finished_project_of_which_a_row_was_set_aside_corrects_nothing(table, action, project, is_lost):
    """A cost 1.5 times what was submitted without the posting that it lost. B cost twice, so P is raised by B alone."""
    finished = [{"project_id": key, "name": key, "status": "closed", "project_class": "rail"} for key in ("A", "B")]
    lines = [
        {**LINE, "project_id": key, "kind": kind, "period_offset": 0, "amount_minor": 100}
        for key, kind in (("A", "baseline"), ("B", "baseline"), ("P", "plan"))
    ]
    posting = {"period_start": date(2020, 1, 1), "cost_class": "capex", "account": "1"}
    actuals = [{"project_id": key, "amount_minor": amount, **posting} for key, amount in (("A", 150), ("B", 200))]
    tables = tables_of(projects=[*finished, {**P, "project_class": "rail"}], cost_lines=lines, actuals=actuals)
    known = certain_rows(tables, quarantine(table, project, action))
    asked = settings_of(forecasting={"correction": "reference_class", "min_outcomes": 1})
    rows = pl.DataFrame({"cost": costs_of(known, asked)})
    assert rows["cost"].to_list()[-1] == (200 if is_lost else 175)


@pytest.mark.parametrize(("table", "is_lost"), [("evm", True), ("actuals", True), ("cost_lines", False), ("risks", False)])
def test_a_project_in_flight_of_which_a_month_was_set_aside_keeps_its_plan(table, is_lost):
    """An estimate to complete from fewer months is wrong. The lines of the plan are all there, and stay."""
    months = [{"project_id": key, "period_start": date(2026, 1, 1), "earned_minor": 1} for key in "PQ"]
    tables = tables_of(projects=[{**P, "status": "in_flight"}], cost_lines=[{**LINE, "project_id": "P"}], evm=months)
    known = certain_rows(tables, quarantine(table, "P"))
    assert known["evm"]["project_id"].to_list() == (["Q"] if is_lost else ["P", "Q"])
    assert known["cost_lines"].height == 1


def test_nothing_is_left_out_if_nothing_was_set_aside():
    """The tables are the same objects."""
    tables = tables_of(projects=[P])
    assert certain_rows(tables, pl.DataFrame(schema=QUARANTINE_SCHEMA)) is tables
