"""Earned value of projects, control accounts and groups, from canonical tables."""

from datetime import date

from cutline.measures.topics.progress import progress_metrics
from tests.cutline.few_projects import RUNNING, settings, tables_of


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
