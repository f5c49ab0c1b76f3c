"""Earned value of projects, control accounts and groups, from canonical tables."""

from datetime import date

import polars as pl
import pytest

from cutline.contracts.choice_frames import OPTION_KEY
from cutline.measures.topics.progress import plan_progress_metrics, progress_metrics
from tests.cutline.few_projects import LINE, RUNNING, evm, settings, tables_of


def reported(project: str, earned: int, actual: int, account: str | None = None) -> dict:
    """January of a project, planned at 100 of a budget of 200."""
    amounts = {"planned_minor": 100, "earned_minor": earned, "actual_minor": actual, "budget_at_completion_minor": 200}
    return {"project_id": project, "control_account": account, "period_start": date(2027, 1, 1), **amounts}


def test_groups_of_every_level_and_accounts_by_hand():
    """Q and R belong to programme G and portfolio F, and P to neither: each level sums all three, and only Q has a control account."""
    projects = [RUNNING, *({**RUNNING, "project_id": key, "programme_id": "G", "portfolio_id": "F"} for key in "QR")]
    rows = [reported("P", 50, 100), reported("Q", 80, 100, "a"), reported("R", 120, 100)]
    found = progress_metrics(tables_of(projects=projects, evm=rows), settings())
    assert found["earned_value"].select("project_id", "cpi_milli").rows() == [("P", 500), ("Q", 800), ("R", 1200)]
    assert found["earned_value_accounts"].select("project_id", "control_account", "cpi_milli").rows() == [("Q", "a", 800)]
    assert found["earned_value_groups"].select("level", "id", "projects", "cpi_milli").rows() == [
        ("programme", None, 1, 500),
        ("programme", "G", 2, 1000),
        ("portfolio", None, 1, 500),
        ("portfolio", "F", 2, 1000),
        ("all", None, 3, 833),
    ]


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        ([(2027, 150), (2031, 50)], (80, 120, 150, 50, 0, "as estimated", None)),
        (
            [(2027, 150)],
            (
                80,
                120,
                150,
                0,
                -50,
                "less than estimated",
                "its estimate counts in the default mode, and the plan runs it otherwise",
            ),
        ),
        (
            [],
            (
                80,
                120,
                0,
                0,
                -200,
                "less than estimated",
                "its estimate counts in the default mode, and the plan runs it otherwise",
            ),
        ),
    ],
)
def test_the_estimate_to_complete_is_compared_with_what_the_plan_gives(planned, expected):
    """80 were spent in January 2027 and 120 are stated to complete: the plan of the project should hold 200."""
    tables = tables_of(
        projects=[RUNNING], evm=evm((date(2027, 1, 1), 100, 80, 80, 200, 120)), cost_lines=[LINE | {"period_offset": 0}]
    )
    key = {"project_id": "P", "mode_id": "m", "start_index": 0}
    schema = {"project_id": pl.String, "mode_id": pl.String, "start_index": pl.Int64}
    spend = [{**key, "fiscal_year": year, "amount_minor": amount} for year, amount in planned]
    choices = {
        "stop_modes": pl.DataFrame(schema={"project_id": pl.String, "mode_id": pl.String}),
        "spend": pl.DataFrame(spend, schema=schema | {"fiscal_year": pl.Int64, "amount_minor": pl.Int64}),
        "years": pl.DataFrame({"fiscal_year": [2027, 2028, 2029, 2030]}),
    }
    chosen = pl.DataFrame([key], schema=schema)
    assert chosen.columns == list(OPTION_KEY)
    given = settings(prices="nominal")
    [row] = plan_progress_metrics(tables, choices, chosen, given)["money_to_complete"].drop("unknown_because").rows()
    assert row == ("P", *expected)
    stopped = {**choices, "stop_modes": chosen.select("project_id", "mode_id")}
    assert plan_progress_metrics(tables, stopped, chosen, given)["money_to_complete"].is_empty()
