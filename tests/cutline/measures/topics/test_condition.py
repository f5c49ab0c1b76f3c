"""Health, outcomes and corrections, from canonical tables."""

from datetime import date

import polars as pl
import pytest

from cutline.measures.topics.condition import condition_metrics
from cutline.measures.topics.money import money_metrics
from cutline.measures.topics.progress import progress_metrics
from cutline.measures.topics.risk import RISK_MEMORY, risk_metrics
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


def on_course(**more: list[dict]) -> dict[str, pl.DataFrame]:
    """A project of which everything is known and as planned, from its exports: 100 of 100 is earned and spent after a month of two."""
    about = {"project_id": "P"}
    months = [date(2027, month, 1) for month in (1, 2)]
    evm = [{**about, "period_start": day, "planned_minor": 50, "budget_at_completion_minor": 100} for day in months]
    evm[0] |= {"earned_minor": 50, "actual_minor": 50, "status_date": date(2027, 2, 1)}
    benefit = {**about, "category": "revenue", "period_start": date(2028, 1, 1), "amount_minor": 500}
    rows = {
        "projects": [{**RUNNING, **about, "updated_at": date(2027, 2, 1), "reported_rag": "green"}],
        "modes": [{**about, "mode_id": "full", "is_default": True}],
        "cost_lines": [{**LINE, **about, "period_start": day, "amount_minor": 50} for day in months],
        "evm": evm,
        "milestones": [{**about, "milestone_id": "M", "baseline_date": date(2027, 2, 28), "forecast_date": date(2027, 2, 28)}],
        "benefits": [{**benefit, "kind": kind} for kind in ("baseline", "plan")],
        "risks": [{**about, "risk_id": "r", "probability_bp": 100, "impact_likely_minor": 100, "reviewed_on": date(2027, 2, 1)}],
    }
    return tables_of(**rows | more)


@pytest.mark.parametrize(("lost", "aspect"), [(None, None), ("evm", "cost"), ("risks", "risk"), ("benefits", "benefits")])
def test_a_project_of_which_everything_is_known_and_on_course_is_green(lost, aspect):
    """From the canonical tables to the rating. Without one of the tables, its aspect and the rating are unknown, and not green."""
    tables = on_course(**({lost: []} if lost else {}))
    given = settings()
    none = pl.DataFrame(schema=RISK_MEMORY)
    found = money_metrics(tables, given) | progress_metrics(tables, given) | risk_metrics(tables, none, given, date(2027, 2, 3))
    rated = condition_metrics(tables, found, given, date(2027, 2, 3))["health"].row(0, named=True)
    assert rated["computed_rag"] == (None if lost else "green")
    aspects = ("cost", "schedule", "risk", "benefits", "freshness")
    assert [each for each in aspects if rated[f"{each}_rag"] is None] == ([aspect] if aspect else [])
