"""Percentiles of projects in their default mode, and of the options of the plan."""

import polars as pl

from cutline.measures.topics.spread import plan_spread_metrics, spread_metrics
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import LINE, RUNNING, tables_of


def test_the_plan_counts_its_own_options_and_projects_count_their_default_mode():
    """P costs 100 in its default mode and 300 in the mode that the plan chose; Q is not in the plan."""
    modes = [{"project_id": "P", "mode_id": mode, "is_default": mode == "a"} for mode in "ab"]
    costs = [("P", "a", 100), ("P", "b", 300), ("Q", None, 7)]
    lines = [{**LINE, "project_id": p, "mode_id": m, "period_offset": 0, "amount_minor": amount} for p, m, amount in costs]
    projects = [{**RUNNING, "project_id": project, "status": "proposed"} for project in "PQ"]
    tables = tables_of(projects=projects, modes=modes, cost_lines=lines)
    given = {"calendar": {"grain": "year", "periods": 4}, "finance": {"discount_rate_bp": 0}, "uncertainty": {"draws_log2": 8}}
    chosen = pl.DataFrame({"project_id": ["P"], "mode_id": ["b"], "start_index": [0]})
    columns = ("level", "project_id", "cost_p50_minor")
    of_projects = spread_metrics(tables, settings_from(given))["spread"]
    assert of_projects.select(columns).rows() == [("project", "P", 100), ("project", "Q", 7), ("portfolio", None, 107)]
    of_plan = plan_spread_metrics(tables, chosen, settings_from(given))["plan_spread"]
    assert of_plan.select(columns).rows() == [("project", "P", 300), ("portfolio", None, 300)]
