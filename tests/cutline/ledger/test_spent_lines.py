"""The lines that chosen options spend: of their mode and start, inside the horizon, in the prices of the budgets."""

from datetime import date

import polars as pl

from cutline.ledger.spent_lines import spent_lines
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import LINE, tables_of

SETTINGS = settings_from({"calendar": {"grain": "year", "periods": 3}})
RUNNING = {"project_id": "P", "name": "P", "status": "in_flight", "earliest_start": date(2026, 1, 1)}
TABLES = tables_of(
    projects=[RUNNING],
    modes=[
        {"project_id": "P", "mode_id": "go_on"}, {"project_id": "P", "mode_id": "other"},
        {"project_id": "P", "mode_id": "end", "intent": "stop", "exit_cost_minor": 30},
    ],
    cost_lines=[
        {**LINE, "period_offset": 0, "amount_minor": 500},  # in 2026: sunk
        {**LINE, "period_offset": 1, "amount_minor": 40},
        {**LINE, "mode_id": "go_on", "period_offset": 2, "price_basis": "real", "amount_minor": 100},
        {**LINE, "mode_id": "go_on", "period_offset": 4, "amount_minor": 9},  # in 2030: after the horizon
        {**LINE, "mode_id": "other", "period_offset": 1, "amount_minor": 8},
        {**LINE, "mode_id": "end", "period_start": date(2029, 1, 1), "cost_class": "opex", "amount_minor": 7},
    ],
    deflators=[{"fiscal_year": 2027, "index_milli": 100}, {"fiscal_year": 2028, "index_milli": 110}],
)  # fmt: skip


def spent(mode: str, start: int) -> list[tuple]:
    chosen = pl.DataFrame([("P", mode, start)], schema=["project_id", "mode_id", "start_index"], orient="row")
    return sorted(spent_lines(chosen, TABLES, SETTINGS).select("cost_class", "period_index", "amount_minor").iter_rows())


def test_a_project_that_goes_on_pays_its_mode_and_what_every_mode_pays():
    """100 in prices of 2027 are 110 in 2028."""
    assert spent("go_on", -1) == [("capex", 0, 40), ("capex", 1, 110)]


def test_a_project_that_is_stopped_pays_its_exit_cost_and_the_lines_of_the_stop():
    """The exit cost is paid at once and the winding down in 2029. The lines of the whole project are not paid."""
    assert spent("end", 0) == [("opex", 0, 30), ("opex", 2, 7)]
