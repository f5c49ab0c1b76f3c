"""Rates of delivery, computed by hand."""

from datetime import date, timedelta
from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cutline.metrics.progress.delivery import COUNTS, delivery_rates
from cutline.settings.health import HealthSection
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.progress.rows import DAY, LIMITS, late, milestone, random_portfolio, table

OUTCOMES = {"project_id": pl.String, "submitted_cost_minor": pl.Int64, "actual_cost_minor": pl.Int64}


def rates_of(projects: list[dict], dates: list[dict], costs: list[tuple], limits: HealthSection = LIMITS) -> pl.DataFrame:
    outcomes = pl.LazyFrame(costs, schema=OUTCOMES, orient="row")
    return delivery_rates(table("projects", projects), table("milestones", dates), outcomes, limits, DAY).collect()


def portfolio_row(projects: list[dict], dates: list[dict], costs: list[tuple], limits: HealthSection = LIMITS) -> dict:
    return rates_of(projects, dates, costs, limits).filter(pl.col("level") == "portfolio").row(0, named=True)


def test_rates_by_hand():
    """Of three finished projects, two have dates, one of them in time; two have costs, one within budget.

    Two of four due milestones were met.
    """
    projects = [{"project_id": p, "status": "closed"} for p in "ABC"] + [{"project_id": "D", "status": "in_flight"}]
    dates = [
        late("A", 0),
        late("B", 1),
        late("D", -3),
        late("D", None, "other"),
        {"project_id": "D", **milestone(DAY + timedelta(1), name="later")},
    ]
    found = portfolio_row(projects, dates, [("A", 100, 100), ("B", 100, 101), ("C", None, 5)])
    assert [found[name] for name in COUNTS] == [3, 2, 1, 2, 1, 4, 2, 0]
    assert (found["on_time_bp"], found["on_budget_bp"], found["milestone_hit_bp"]) == (5000, 5000, 5000)


def test_tolerances_of_the_settings():
    """A project ten days late or ten per cent dearer is within the limits, and one beyond is not.

    A milestone within the tolerance is not yet due.
    """
    limits = HealthSection(on_time_days=10, on_budget_bp=1000)
    projects = [{"project_id": p, "status": "closed"} for p in "AB"]
    grace = {"project_id": "B", **milestone(DAY - timedelta(9), name="grace")}
    never = {"project_id": "A", **milestone(date(2027, 5, 1), name="never")}
    found = portfolio_row(projects, [late("A", 10), late("B", 11), never], [("A", 100, 110), ("B", 1000, 1101)], limits)
    assert (found["on_time"], found["on_budget"], found["milestones_due"], found["milestones_met"]) == (1, 1, 3, 1)
    assert portfolio_row(projects, [grace], [], limits)["milestones_due"] == 0
    assert portfolio_row(projects, [grace], [])["milestones_due"] == 1


def test_a_rate_of_nothing_is_null():
    """Without finished projects and due milestones, the counts are zero and the rates are unknown.

    Without projects there are no rows.
    """
    found = portfolio_row([{"project_id": "A", "status": "proposed"}], [{"project_id": "A", **milestone(None)}], [])
    assert [found[name] for name in COUNTS] == [0] * 8
    assert [found[name] for name in ("on_time_bp", "on_budget_bp", "milestone_hit_bp")] == [None] * 3
    assert rates_of([], [], []).is_empty()


def test_milestones_of_cancelled_projects_are_not_due():
    """Milestones of projects on hold still are."""
    projects = [{"project_id": "A", "status": "cancelled"}, {"project_id": "B", "status": "on_hold"}]
    found = portfolio_row(projects, [late("A", None), late("B", None)], [])
    assert (found["milestones_due"], found["milestones_met"]) == (1, 0)


@settings(max_examples=50)
@given(st.integers(0, 10**6))
def test_counts_tie_over_every_level_and_order_does_not_matter(seed):
    """Programmes, classes and sponsors sum to the portfolios. Shuffled rows give the same frame."""
    rows = random_portfolio(seed)
    found = rates_of(*rows)
    sums = found.group_by("level").agg(pl.col(COUNTS).sum()).drop("level").unique()
    assert sums.height == 1
    assert sums["finished"][0] == sum(row["status"] == "closed" for row in rows[0])
    mixed = tuple(Random(seed).sample(part, len(part)) for part in rows)
    assert rates_of(*mixed).equals(found)


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    assert_documented(delivery_rates, rates_of([], [], []).lazy())
