"""Every measure of a project in one row, and sums over projects."""

from datetime import date

import polars as pl

from cutline.measures.topics.condition import condition_metrics
from cutline.measures.topics.gathered import gathered_metrics
from cutline.measures.topics.money import money_metrics
from cutline.measures.topics.progress import progress_metrics
from tests.cutline.few_projects import LINE, RUNNING, settings, tables_of


def test_what_is_over_is_not_valued_and_not_missed():
    """A closed project has no worth, and it is not counted among the projects whose worth is unknown."""
    projects = [
        {**RUNNING, "status": "proposed"},
        {**RUNNING, "project_id": "Q", "status": "closed"},
        {**RUNNING, "project_id": "R", "status": "proposed"},
    ]
    lines = [{**LINE, "project_id": key, "period_offset": 0, "amount_minor": 100} for key in "PQ"]
    tables = tables_of(projects=projects, cost_lines=lines)
    found = (
        money_metrics(tables, settings())
        | progress_metrics(tables, settings())
        | {
            "risk": tables["risks"].select(
                "project_id",
                exposure_minor=pl.lit(None, pl.Int64),
                residual_exposure_minor=pl.lit(None, pl.Int64),
                unassessed_risks=pl.lit(0, pl.Int64),
            )
        }
    )
    found |= condition_metrics(tables, found, settings(), date(2027, 1, 1)) | {
        "scores": tables["projects"].select("project_id", score_milli=pl.lit(None, pl.Int64)).clear()
    }
    everything = gathered_metrics(tables["projects"], found)["totals"].row(-1, named=True)
    assert tuple(everything[name] for name in ("projects", "closed", "unvalued", "uncosted", "cost_minor")) == (2, 1, 1, 1, 100)
