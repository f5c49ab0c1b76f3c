"""Outcomes against what was submitted, the corrections they suggest, and editions against one another, worked out by hand."""

import doctest
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.exceptions import InvalidOperationError

from cutline.contracts.tables.all_tables import conform
from cutline.contracts.units import INT64_MAX
from cutline.measures.dictionary import entry
from cutline.metrics import aggregates as known
from cutline.metrics.aggregates import known_or_null_sum, known_sum, mean, percentile
from cutline.metrics.forecasting import outcomes as accuracy
from cutline.metrics.forecasting.forecast_accuracy import forecast_accuracy
from cutline.metrics.forecasting.outcomes import outcomes
from cutline.metrics.forecasting.reference_classes import corrected_costs, reference_corrections
from cutline.metrics.progress import confidence_trend as editions
from cutline.metrics.progress.confidence_trend import confidence_trend, edition
from cutline.settings.measuring import ForecastingSection

NAMES = ("projects", "modes", "cost_lines", "actuals", "evm", "milestones")
FIRST = date(2027, 1, 1)


def tables(**rows: list[dict]) -> dict[str, pl.LazyFrame]:
    """Canonical tables; a row without a project is one of P, which is closed."""
    filled = {name: [{"project_id": "P", **row} for row in rows.get(name, [])] for name in NAMES}
    filled["projects"] = [{"status": "closed", **row} for row in filled["projects"] or [{"project_id": "P"}]]
    return {name: conform(name, pl.DataFrame(each, infer_schema_length=None)).lazy() for name, each in filled.items()}


def outcome(**rows: list[dict]) -> dict:
    return outcomes(tables(**rows)).collect().row(0, named=True)


def line(kind: str, amount: int | None, mode: str | None = None) -> dict:
    return {"kind": kind, "amount_minor": amount, "mode_id": mode}


def value(month: int, account: str | None = None, **minor: int | None) -> dict:
    return {
        "control_account": account,
        "period_start": date(2027, month, 1),
        **{f"{name}_minor": amount for name, amount in minor.items()},
    }


def milestone(baseline: int | None, actual: int | None) -> dict:
    """A milestone by days after the first of January."""
    dates = {"baseline_date": baseline, "actual_date": actual}
    return {name: None if days is None else FIRST + timedelta(days) for name, days in dates.items()}


@pytest.mark.parametrize("module", [accuracy, editions, known])
def test_the_examples_run(module):
    """Every worked example of the modules gives what it says."""
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


def test_the_docstrings_name_every_column_and_its_origin():
    """The dictionary page and the lineage are read from them."""
    given_tables = tables()
    found = outcomes(given_tables)
    corrections = reference_corrections(found, ForecastingSection())
    made = {
        outcomes: found,
        forecast_accuracy: forecast_accuracy(found, "sponsor"),
        reference_corrections: corrections,
        corrected_costs: corrected_costs(given_tables, corrections),
        confidence_trend: confidence_trend(history()),
    }
    for metric, frame in made.items():
        told = entry(metric)
        assert [measure.name for measure in told.measures] == frame.collect_schema().names()
        assert all(measure.inputs for measure in told.measures)


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
    """Baseline, else plan, else budget, of the default or only mode; unknown when a part is."""
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
    """The ledger's actuals, else those of earned value; unknown when a part is."""
    found = outcome(cost_lines=[line("plan", 100)], **rows)
    assert found["actual_cost_minor"] == actual
    assert found["cost_ratio_bp"] == (None if actual is None else actual * 100)


def test_a_ratio_over_nothing_is_null():
    """Submitted at zero: any cost would be infinitely more."""
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
    """As baselined, and as it went."""
    found = outcome(milestones=rows)
    assert (found["submitted_days"], found["actual_days"], found["duration_ratio_bp"]) == (submitted, actual, ratio)


def test_only_closed_projects_have_an_outcome():
    """A cancelled one never got what was submitted for it."""
    rows = [{"project_id": status, "status": status} for status in ("closed", "cancelled", "in_flight")]
    assert outcomes(tables(projects=rows)).collect()["project_id"].to_list() == ["closed"]
    open_alone = outcomes(tables(projects=[{"project_id": "A", "status": "on_hold"}])).collect()
    assert open_alone.is_empty()
    assert forecast_accuracy(open_alone.lazy(), "sponsor").collect().is_empty()


def known_outcomes(*rows: tuple) -> pl.LazyFrame:
    """Outcomes from (class, sponsor, submitted, actual); ten days submitted, as many days taken as the ratio says."""
    schema = {"project_class": pl.String, "sponsor": pl.String, "submitted_cost_minor": pl.Int64, "actual_cost_minor": pl.Int64}
    frame = pl.LazyFrame(rows, schema=schema, orient="row")
    share = pl.col("actual_cost_minor") * 10_000 // pl.col("submitted_cost_minor")
    return frame.with_columns(
        cost_ratio_bp=share, duration_ratio_bp=share, submitted_days=pl.lit(10_000, pl.Int64), actual_days=share
    )


def test_accuracy_by_hand():
    """100 for 80, 100, 120, 300 and one unknown: mean 150 %, median 110 %, P10 86 %, P90 246 %; in sums 50 % too little."""
    rows = [("rail", "S", 100, actual) for actual in (300, 80, None, 120, 100)]
    found = forecast_accuracy(known_outcomes(*rows), "project_class").collect()
    cost = found.row(0, named=True)
    assert (cost["by"], cost["id"], cost["measure"], cost["outcomes"], cost["known"]) == ("project_class", "rail", "cost", 5, 4)
    spread = [cost[name] for name in ("mean_bp", "median_bp", "p10_bp", "p90_bp", "bias_bp")]
    assert spread == [15_000, 11_000, 8_600, 24_600, 5_000]
    assert found.row(1)[5:] == found.row(0)[5:]


def test_the_bias_weighs_by_size_the_mean_does_not():
    """A small project at twice and a large one at its cost."""
    cost = (
        forecast_accuracy(known_outcomes(("rail", "S", 10, 20), ("rail", "S", 990, 990)), "sponsor").collect().row(0, named=True)
    )
    assert (cost["mean_bp"], cost["bias_bp"]) == (15_000, 100)


def test_accuracy_of_nothing_is_unknown_and_of_one_is_itself():
    """A group without a known ratio has a row of nulls; those who state no sponsor are a group."""
    found = forecast_accuracy(known_outcomes((None, None, 100, None), ("rail", "S", 100, 130)), "sponsor").collect()
    by_id = {row["id"]: row for row in found.filter(pl.col("measure") == "cost").to_dicts()}
    assert [by_id[None][name] for name in ("outcomes", "known", "mean_bp", "median_bp", "p10_bp", "p90_bp", "bias_bp")] == [
        1,
        0,
    ] + [None] * 5
    assert {by_id["S"][name] for name in ("mean_bp", "median_bp", "p10_bp", "p90_bp")} == {13_000}
    assert forecast_accuracy(known_outcomes(), "sponsor").collect().is_empty()


@pytest.mark.parametrize(
    ("percent", "multiplier"), [(50, 12_000), (80, 15_400), (90, 16_200), (10, 9_800), (1, 9_080), (99, 16_920)]
)
def test_the_percentile_of_the_settings(percent, multiplier):
    """0.9, 1.1, 1.2, 1.5, 1.7: P80 stands a fifth of the way from 1.5 to 1.7."""
    rows = known_outcomes(*(("rail", "S", 100, actual) for actual in (170, 90, 150, 110, 120)))
    found = reference_corrections(rows, ForecastingSection(percentile=percent)).collect().row(0, named=True)
    assert found == {"project_class": "rail", "known": 5, "multiplier_bp": multiplier, "reason": None}


def test_too_few_outcomes_or_no_class_correct_nothing():
    """Unknown outcomes do not count towards the number needed."""
    rows = [("rail", "S", 100, 120)] * 4 + [("rail", "S", 100, None)] + [(None, "S", 100, 120)] * 9
    found = reference_corrections(known_outcomes(*rows), ForecastingSection()).collect()
    assert found.rows() == [
        (None, 9, None, "projects without a class are no reference class"),
        ("rail", 4, None, "only 4 finished projects of the class with a known outcome, 5 are needed"),
    ]


def test_open_projects_beside_their_correction():
    """1.01 at 1.255 is 1.26755, rounded half up; each that is not corrected says why; finished and cancelled ones are not listed."""
    classes = {"A": "rail", "B": "road", "C": "ship", "D": None, "E": "rail"}
    rows = [{"project_id": p, "project_class": c, "status": "proposed"} for p, c in classes.items()]
    rows += [{"project_id": "F", "status": "cancelled"}, {"project_id": "G", "status": "closed"}]
    lines = [{"project_id": p, **line("plan", 101)} for p in "ABCDFG"] + [{"project_id": "E", **line("plan", None)}]
    columns = {"project_class": pl.String, "known": pl.Int64, "multiplier_bp": pl.Int64, "reason": pl.String}
    corrections = pl.LazyFrame([("rail", 5, 12_550, None), ("road", 1, None, "only 1")], schema=columns, orient="row")
    found = corrected_costs(tables(projects=rows, cost_lines=lines), corrections).drop("project_class").collect()
    assert found.rows() == [
        ("A", 101, 12_550, 127, None),
        ("B", 101, None, None, "only 1"),
        ("C", 101, None, None, "no finished project of the class"),
        ("D", 101, None, None, "projects without a class are no reference class"),
        ("E", None, 12_550, None, "its submitted cost is unknown"),
    ]


EDITION = {
    "project_id": pl.String,
    "as_of_date": pl.Date,
    "reported_rag": pl.String,
    "whole_life_cost_minor": pl.Int64,
    "finish_date": pl.Date,
}


def history(*rows: tuple) -> pl.LazyFrame:
    """Editions from (project, year, rating, cost, days of the finish after the first of January 2027)."""
    dated = [(p, date(y, 9, 30), rag, cost, None if days is None else FIRST + timedelta(days)) for p, y, rag, cost, days in rows]
    return pl.LazyFrame(dated, schema=EDITION, orient="row")


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        ([milestone(5, None), milestone(9, 7)], 7),  # what happened beats the baseline
        ([milestone(5, None), milestone(3, 30)], 30),
        ([milestone(5, None), milestone(None, None)], None),  # one may be later than all the others
        ([], None),
    ],
)
def test_the_finish_of_an_edition_is_its_latest_milestone(rows, days):
    """Actual, else forecast, else baseline; a project without milestones stays, its finish unknown."""
    given_tables = tables(milestones=rows)
    found = edition(given_tables["projects"], given_tables["milestones"], FIRST).collect()
    assert found["finish_date"].to_list() == [None if days is None else FIRST + timedelta(days)]
    assert found.schema == history().collect_schema()


def test_an_edition_by_hand():
    """Five projects: one of each bad rating, one green, two unrated: two thirds of those rated; a cost unknown is not nothing."""
    rows = [
        ("A", 2018, "red", 100, 0),
        ("B", 2018, "amber_red", 50, 0),
        ("C", 2018, "green", None, 0),
        ("D", 2018, None, 7, None),
        ("E", 2018, None, None, None),
    ]
    found = confidence_trend(history(*rows)).collect().row(0, named=True)
    ratings = [found[name] for name in ("green", "amber_green", "amber", "amber_red", "red", "unrated")]
    assert ratings == [1, 0, 0, 1, 1, 2]
    assert (found["projects"], found["low_confidence_bp"], found["whole_life_cost_minor"], found["cost_unknown"]) == (
        5,
        6_667,
        157,
        2,
    )
    later = [
        name
        for name in found
        if name.endswith(("matched", "later", "better", "worse", "_days", "_before_minor", "_now_minor", "_change_bp"))
    ]
    assert len(later) == 12
    assert {found[name] for name in later} == {None}  # there is no edition before


def test_change_between_editions_by_hand():
    """Four matched: one better, one worse, one the same, one no longer rated; sums only over the two costs known in both."""
    before = [
        ("A", 2017, "red", 100, 0),
        ("B", 2017, "green", 200, 10),
        ("C", 2017, "amber", None, 20),
        ("D", 2017, "red", 1, 3),
        ("gone", 2017, "red", 9, 9),
    ]
    now = [
        ("A", 2018, "amber_red", 130, 5),
        ("B", 2018, "amber", 200, 4),
        ("C", 2018, "amber", 70, 320),
        ("D", 2018, None, None, 3),
        ("new", 2018, "red", 9, 9),
    ]
    found = confidence_trend(history(*before, *now)).collect().row(1, named=True)
    assert (found["projects"], found["matched"]) == (5, 4)
    assert [found[name] for name in ("rating_matched", "rating_better", "rating_worse")] == [3, 1, 1]
    costs = ("cost_matched", "cost_before_minor", "cost_now_minor", "cost_change_bp")
    assert [found[name] for name in costs] == [2, 300, 330, 1_000]
    slips = ("finish_matched", "finish_later", "median_slip_days", "mean_slip_days")
    assert [found[name] for name in slips] == [4, 2, 3, 75]  # -6, 0, 5, 300: 2.5 and 74.75


def test_an_edition_is_compared_with_the_one_before_it_alone():
    """A project that skipped an edition is not matched; a year without any matched project has none, which is known."""
    found = confidence_trend(history(("A", 2016, "red", 1, 0), ("B", 2017, "red", 1, 0), ("A", 2018, "green", 1, 0))).collect()
    assert found["matched"].to_list() == [None, 0, 0]
    assert found["finish_later"].to_list() == [None, 0, 0]
    assert found["median_slip_days"].null_count() == 3
    assert confidence_trend(history()).collect().is_empty()


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
    """Shuffled tables give the same outcomes, accuracies and corrections; the counts of classes sum to the closed projects."""
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


@settings(max_examples=50)
@given(st.integers(0, 10**6))
def test_ratings_and_matches_of_editions_tie(seed):
    """Ratings sum to the projects, matched ones are no more than either edition holds, and the order of rows says nothing."""
    random = Random(seed)
    rags = ["green", "amber_green", "amber", "amber_red", "red", None]
    rows = [
        (f"P{i}", year, random.choice(rags), random.choice([None, random.randrange(10**15)]), random.choice([None, random.randrange(900)]))
        for i in range(9) for year in (2016, 2017, 2018) if random.random() < 0.7
    ]  # fmt: skip
    found = confidence_trend(history(*rows)).collect()
    assert confidence_trend(history(*random.sample(rows, len(rows)))).collect().equals(found)
    ratings = found.select(pl.sum_horizontal("green", "amber_green", "amber", "amber_red", "red", "unrated")).to_series()
    assert ratings.equals(found["projects"], check_names=False)
    held = {year: {p for p, y, *_ in rows if y == year} for year in (2016, 2017, 2018)}
    years = [day.year for day in found["as_of_date"]]
    expected = [None, *(len(held[then] & held[now]) for then, now in pairwise(years))]
    assert found["matched"].to_list() == expected[: len(years)]


@pytest.mark.parametrize(
    ("values", "strict", "lax", "average", "middle"),
    [
        ([1, 2], 3, 3, 2, 2),  # 1.5 is rounded half up
        ([-1, -2], -3, -3, -1, -1),
        ([7], 7, 7, 7, 7),
        ([1, None], None, 1, 1, 1),
        ([None], None, None, None, None),
        ([], 0, None, None, None),
        ([9, 1, 4], 14, 14, 5, 4),
    ],
)
def test_sums_means_and_medians_at_the_edges(values, strict, lax, average, middle):
    """A strict sum is unknown with a part, a lax one only with all; nothing at all sums to nothing."""
    column = pl.col("a")
    frame = pl.LazyFrame({"a": values}, schema={"a": pl.Int64})
    found = frame.select(a=known_sum(column), b=known_or_null_sum(column), c=mean(column), d=percentile(column, 50))
    assert found.collect().row(0) == (strict, lax, average, middle)


def test_a_sum_that_does_not_fit_is_an_error():
    """It never wraps round to a negative amount."""
    with pytest.raises(InvalidOperationError):
        pl.LazyFrame({"a": [INT64_MAX, 1]}).select(known_sum(pl.col("a"))).collect()
