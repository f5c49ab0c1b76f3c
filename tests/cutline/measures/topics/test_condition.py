"""Health, outcomes and corrections, from canonical tables."""

from datetime import date

import polars as pl
import pytest

from cutline.measures.topics.condition import condition_metrics
from cutline.measures.topics.money import money_metrics
from cutline.measures.topics.progress import progress_metrics
from tests.cutline.few_projects import LEVELS, LINE, RUNNING, settings, tables_of


@pytest.mark.parametrize(("levels", "expected"), [(LEVELS, 10_000), ([], None)])
def test_outcomes_compare_like_with_like(levels, expected):
    """100 in prices of 2027 and 200 spent in 2029 are the same cost.

    Without a deflator the ratio is unknown, and the night does not stop.
    """
    closed = {**RUNNING, "status": "closed", "price_base_year": 2027}
    line = {**LINE, "kind": "baseline", "period_start": date(2029, 1, 1), "price_basis": "real", "amount_minor": 100}
    posted = {"project_id": "P", "period_start": date(2029, 1, 1), "cost_class": "capex", "account": "1", "amount_minor": 200}
    tables = tables_of(projects=[closed], cost_lines=[line], actuals=[posted], deflators=levels)
    found = (
        money_metrics(tables, settings())
        | progress_metrics(tables, settings())
        | {
            "risk": pl.DataFrame(
                schema={"project_id": pl.String, "residual_exposure_minor": pl.Int64, "unassessed_risks": pl.Int64}
            )
        }
    )
    assert condition_metrics(tables, found, settings(), date(2030, 1, 1))["outcomes"]["cost_ratio_bp"].to_list() == [expected]
