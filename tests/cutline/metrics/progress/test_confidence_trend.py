"""Ratings, cost and finish dates from one edition to the next."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutline.metrics.progress.confidence_trend import confidence_trend, edition
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.forecasting.rows import FIRST, milestone, tables

EDITION = {
    "project_id": pl.String,
    "as_of_date": pl.Date,
    "reported_rag": pl.String,
    "whole_life_cost_minor": pl.Int64,
    "finish_date": pl.Date,
}


def history(*rows: tuple) -> pl.LazyFrame:
    """Editions from (project, year, rating, cost, finish in days after 1 January 2027)."""
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
    """The actual date counts, otherwise the forecast, otherwise the baseline.

    A project without milestones has an unknown finish.
    """
    given_tables = tables(milestones=rows)
    found = edition(given_tables["projects"], given_tables["milestones"], FIRST).collect()
    assert found["finish_date"].to_list() == [None if days is None else FIRST + timedelta(days)]
    assert found.schema == history().collect_schema()


def test_an_edition_by_hand():
    """Of five projects, two of the three that are rated have a bad rating. An unknown cost does not count as zero."""
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
    """Of four matched projects one is rated better, one worse, one the same, and one no longer.

    The sums cover the two costs known in both.
    """
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
    """A project that is missing from the edition before is not matched.

    An edition without a matched project has a known count of zero.
    """
    found = confidence_trend(history(("A", 2016, "red", 1, 0), ("B", 2017, "red", 1, 0), ("A", 2018, "green", 1, 0))).collect()
    assert found["matched"].to_list() == [None, 0, 0]
    assert found["finish_later"].to_list() == [None, 0, 0]
    assert found["median_slip_days"].null_count() == 3
    assert confidence_trend(history()).collect().is_empty()


@settings(max_examples=50)
@given(st.integers(0, 10**6))
def test_ratings_and_matches_of_editions_tie(seed):
    """The ratings sum to the projects, the matched projects are those in both editions, and the order of rows does not matter."""
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


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    assert_documented(confidence_trend, confidence_trend(history()))
