"""Submitted and actual cost and duration of finished projects."""

from datetime import date
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutline.metrics.forecasting.forecast_accuracy import forecast_accuracy
from cutline.metrics.forecasting.outcomes import outcomes
from cutline.metrics.forecasting.reference_classes import corrected_costs, reference_corrections
from cutline.settings.measuring import ForecastingSection
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.forecasting.rows import line, milestone, tables


def outcome(**rows: list[dict]) -> dict:
    return outcomes(tables(**rows)).collect().row(0, named=True)


def value(month: int, account: str | None = None, **minor: int | None) -> dict:
    return {
        "control_account": account,
        "period_start": date(2027, month, 1),
        **{f"{name}_minor": amount for name, amount in minor.items()},
    }


@pytest.mark.parametrize(
    ("rows", "submitted", "source"),
    [
        ({"cost_lines": [line("baseline", 60), line("baseline", 40), line("plan", 7), line("forecast", 9)]}, 100, "baseline"),
        ({"cost_lines": [line("plan", 60), line("forecast", 9)], "evm": [value(1, budget_at_completion=5)]}, 60, "plan"),
        ({"cost_lines": [line("forecast", 9)], "evm": [value(1, budget_at_completion=5)]}, 5, "budget"),
        ({"evm": [value(1, "x", budget_at_completion=5), value(2, "x", budget_at_completion=6), value(3, "x"), value(1, "y", budget_at_completion=10)]}, 16, "budget"),
        ({"evm": [value(2, budget_at_completion=6), value(1, budget_at_completion=5)]}, 6, "budget"),  # the newest, wherever it stands
        ({"evm": [value(1, "x", budget_at_completion=5), value(1, "y")]}, None, "budget"),  # one account states none
        ({"evm": [value(1)]}, None, None),
        ({}, None, None),
        ({"cost_lines": [line("baseline", 60), line("baseline", None), line("plan", 7)]}, None, "baseline"),  # the plan is no substitute
        ({"cost_lines": [line("plan", 1, "a"), line("plan", 2, "b"), line("plan", 4)], "modes": [{"mode_id": "a"}, {"mode_id": "b", "is_default": True}]}, 6, "plan"),
        ({"cost_lines": [line("plan", 1, "a"), line("plan", 2, "b")], "modes": [{"mode_id": "a"}, {"mode_id": "b"}]}, None, "plan"),
        ({"cost_lines": [line("plan", 0)]}, 0, "plan"),
    ],
)  # fmt: skip
def test_what_was_submitted(rows, submitted, source):
    """The baseline counts, otherwise the plan, otherwise the budget, of the default or only mode; it is unknown if a part is."""
    found = outcome(**rows)
    assert (found["submitted_cost_minor"], found["submitted_from"]) == (submitted, source)


@pytest.mark.parametrize(
    ("rows", "actual"),
    [
        (
            {"actuals": [{"amount_minor": 70}, {"amount_minor": -20}], "evm": [value(1, actual=9)]},
            50,
        ),  # a credit; the ledger goes first
        (
            {"evm": [value(1, earned=5, actual=9), value(2, earned=0, actual=1), value(3, planned=7)]},
            10,
        ),  # a period still to come
        ({"evm": [value(1, earned=5, actual=9), value(2, earned=5)]}, None),  # earned, and nobody says at what cost
        ({"evm": [value(1, planned=7)]}, None),
        ({}, None),
    ],
)
def test_what_it_cost(rows, actual):
    """The actuals of the ledger count, otherwise those of earned value; they are unknown if a part is."""
    found = outcome(cost_lines=[line("plan", 100)], **rows)
    assert found["actual_cost_minor"] == actual
    assert found["cost_ratio_bp"] == (None if actual is None else actual * 100)


def test_a_ratio_over_nothing_is_null():
    """A project submitted at a cost of zero has no cost ratio."""
    assert outcome(cost_lines=[line("plan", 0)], actuals=[{"amount_minor": 7}])["cost_ratio_bp"] is None


@pytest.mark.parametrize(
    ("rows", "submitted", "actual", "ratio"),
    [
        ([milestone(0, 0), milestone(4, 99), milestone(10, 15)], 10, 15, 15_000),
        ([milestone(0, 5), milestone(10, 15)], 10, 10, 10_000),  # late throughout, but no longer
        ([milestone(0, None), milestone(10, 15)], 10, None, None),
        ([milestone(0, 0), milestone(10, None)], 10, None, None),
        ([milestone(0, 0), milestone(0, 2), milestone(10, 15)], 10, 15, 15_000),  # of two first ones the earlier
        ([milestone(0, 0), milestone(0, None), milestone(10, 15)], 10, None, None),  # of two first ones one is unknown
        ([milestone(0, 5), milestone(10, 4)], 10, None, None),  # over before it began: one of the dates is wrong
        ([milestone(0, 5), milestone(10, 5)], 10, 0, 0),
        ([milestone(0, 0)], None, None, None),  # one date is no duration
        ([milestone(3, 0), milestone(3, 9)], None, None, None),
        ([milestone(None, 0), milestone(None, 9)], None, None, None),
        ([], None, None, None),
    ],
)
def test_durations_from_the_first_to_the_last_milestone(rows, submitted, actual, ratio):
    """The duration is measured between baselined dates and between actual dates."""
    found = outcome(milestones=rows)
    assert (found["submitted_days"], found["actual_days"], found["duration_ratio_bp"]) == (submitted, actual, ratio)


def test_only_closed_projects_have_an_outcome():
    """A cancelled project did not deliver what was submitted for it."""
    rows = [{"project_id": status, "status": status} for status in ("closed", "cancelled", "in_flight")]
    assert outcomes(tables(projects=rows)).collect()["project_id"].to_list() == ["closed"]
    open_alone = outcomes(tables(projects=[{"project_id": "A", "status": "on_hold"}])).collect()
    assert open_alone.is_empty()
    assert forecast_accuracy(open_alone.lazy(), "sponsor").collect().is_empty()


def random_tables(seed: int) -> dict[str, list[dict]]:
    random = Random(seed)
    names = [f"P{i}" for i in range(random.randrange(1, 12))]
    some = [None, 50, 100, 170]
    return {
        "projects": [
            {"project_id": p, "status": random.choice(["closed", "closed", "proposed"]), "project_class": random.choice(["rail", "road", None])} for p in names
        ],
        "modes": [{"project_id": p, "mode_id": m, "is_default": random.choice([True, None])} for p in names for m in "ab"[: random.randrange(3)]],
        "cost_lines": [
            {"project_id": p, **line(random.choice(["baseline", "plan"]), random.choice(some), random.choice(["a", None]))} for p in names for _ in range(2)
        ],
        "actuals": [{"project_id": p, "amount_minor": random.randrange(100)} for p in names for _ in range(random.randrange(3))],
        "evm": [{"project_id": p, **value(m, random.choice("xy"), actual=random.choice(some), earned=1, budget_at_completion=9)} for p in names for m in (1, 2)],
        "milestones": [{"project_id": p, **milestone(random.randrange(9), random.choice([None, 3, 12]))} for p in names for _ in range(2)],
    }  # fmt: skip


@settings(max_examples=50)
@given(st.integers(0, 10**6))
def test_outcomes_do_not_depend_on_the_order_of_rows_and_classes_add_up(seed):
    """Shuffled tables give the same outcomes, accuracies and corrections.

    The counts of the classes sum to the closed projects.
    """
    rows = random_tables(seed)
    mixed = {name: Random(seed).sample(each, len(each)) for name, each in rows.items()}
    found, again = outcomes(tables(**rows)), outcomes(tables(**mixed))
    assert again.collect().equals(found.collect())
    accuracies = forecast_accuracy(found, "project_class").collect()
    assert forecast_accuracy(again, "project_class").collect().equals(accuracies)
    closed = sum(row["status"] == "closed" for row in rows["projects"])
    assert accuracies.filter(pl.col("measure") == "cost")["outcomes"].sum() == closed
    one, other = (
        corrected_costs(tables(**each), reference_corrections(found, ForecastingSection(min_outcomes=1))).collect()
        for each in (rows, mixed)
    )
    assert one.height == len(rows["projects"]) - closed
    assert other.equals(one)


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    assert_documented(outcomes, outcomes(tables()))
