"""Spend and value of themes, among all candidates and in the plan."""

import polars as pl

from cutline.measures.topics.themes import theme_metrics
from tests.cutline.few_projects import RUNNING, tables_of


def test_candidates_count_in_their_most_valuable_option_and_the_plan_in_its_own():
    """P is worth 9 in mode b and 5 in mode a, which the plan takes; spend of 2030 lies beyond the horizon; Q spends nothing."""
    tables = tables_of(projects=[{**RUNNING, "theme": "green"}, {**RUNNING, "project_id": "Q", "theme": "core"}])
    keys = {"project_id": pl.String, "mode_id": pl.String, "start_index": pl.Int64}
    options = [("P", "a", 0, 5), ("P", "b", 0, 9), ("P", "b", 1, None), ("Q", "a", 0, 1)]
    spend = [("P", "a", 0, 2027, 100), ("P", "b", 0, 2027, 300), ("P", "b", 0, 2028, 30), ("P", "b", 0, 2030, 1000)]
    choices = {
        "left_out": pl.DataFrame(schema={"project_id": pl.String, "code": pl.String}),
        "options": pl.DataFrame(options, schema=keys | {"value": pl.Int64}, orient="row"),
        "spend": pl.DataFrame(spend, schema=keys | {"fiscal_year": pl.Int64, "amount_minor": pl.Int64}, orient="row"),
        "years": pl.DataFrame({"fiscal_year": [2027, 2028]}),
    }
    chosen = pl.DataFrame([("P", "a", 0)], schema=keys, orient="row")
    found = theme_metrics(tables, choices, chosen)["theme_shares"]
    columns = ("theme", "candidate_spend_minor", "candidate_value", "plan_spend_minor", "plan_value")
    assert found.select(columns).rows() == [("core", 0, 1, 0, 0), ("green", 330, 9, 100, 5)]


def test_every_share_says_how_many_candidates_its_whole_lacks():
    """Q cannot be planned because of its data. The share of green, 100 %, is one of a whole without Q."""
    tables = tables_of(projects=[{**RUNNING, "theme": "green"}, {**RUNNING, "project_id": "Q", "theme": "core"}])
    keys = {"project_id": pl.String, "mode_id": pl.String, "start_index": pl.Int64}
    choices = {
        "left_out": pl.DataFrame({"project_id": ["Q", "R"], "code": ["data", "status"]}),
        "options": pl.DataFrame([("P", "a", 0, 5)], schema=keys | {"value": pl.Int64}, orient="row"),
        "spend": pl.DataFrame([("P", "a", 0, 2027, 100)], schema=keys | {"fiscal_year": pl.Int64, "amount_minor": pl.Int64}, orient="row"),
        "years": pl.DataFrame({"fiscal_year": [2027]}),
    }  # fmt: skip
    found = theme_metrics(tables, choices, pl.DataFrame([("P", "a", 0)], schema=keys, orient="row"))["theme_shares"]
    columns = ("theme", "candidate_spend_bp", "candidate_unknown", "plan_spend_bp", "unplanned")
    assert found.select(columns).rows() == [("core", None, 1, 0, 1), ("green", 10_000, 0, 10_000, 1)]
