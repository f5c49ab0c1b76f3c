"""The UK Government's portfolio over the years: the trend of the metric against counts made by another road."""

import csv
from collections import Counter
from datetime import date

import polars as pl
import pytest

from cutline.metrics.progress.confidence_trend import confidence_trend, edition
from tests.examples.published_portfolios import example_with_file, parsed_table

DAYS = {"uk_gmpp_2015": date(2014, 9, 30), "uk_gmpp_2018": date(2017, 9, 30)}


@pytest.fixture(scope="module")
def projects_and_ends(shared_data, tmp_path_factory) -> dict[str, tuple[pl.DataFrame, pl.DataFrame]]:
    """Canonical projects and milestones of two editions, through the examples' configuration."""
    found = {}
    for name in DAYS:
        folder = example_with_file(name, shared_data, tmp_path_factory.mktemp("editions"))
        found[name] = (parsed_table(folder, "projects")[0], parsed_table(folder, "milestones")[0])
    return found


def test_ratings_costs_and_slips_of_two_editions(projects_and_ends, shared_data):
    """Ratings as a plain count of the file says; matched projects by name; the sum over the matched is that of plain Python."""
    history = [edition(p.lazy(), m.lazy(), DAYS[name]) for name, (p, m) in projects_and_ends.items()]
    before, now = confidence_trend(pl.concat(history)).collect().to_dicts()
    assert (before["projects"], now["projects"]) == (188, 133)
    with (shared_data / "portfolios" / "uk_gmpp_2018.csv").open(encoding="cp1252", newline="") as file:
        ratings = Counter(row["colour_rating"].lower().replace("/", "_") for row in csv.DictReader(file))
    names = ("green", "amber_green", "amber", "amber_red", "red")
    assert {name: now[name] for name in names} == {name: ratings[name] for name in names}
    assert now["unrated"] == 133 - sum(ratings[name] for name in names)
    then, today = ({row["project_id"]: row for row in frame.collect().to_dicts()} for frame in history)
    both = sorted(then.keys() & today.keys())
    assert now["matched"] == len(both) > 10
    priced = [p for p in both if None not in (then[p]["whole_life_cost_minor"], today[p]["whole_life_cost_minor"])]
    assert now["cost_before_minor"] == sum(then[p]["whole_life_cost_minor"] for p in priced)
    assert now["cost_now_minor"] == sum(today[p]["whole_life_cost_minor"] for p in priced)
    dated = [p for p in both if None not in (then[p]["finish_date"], today[p]["finish_date"])]
    slips = [(today[p]["finish_date"] - then[p]["finish_date"]).days for p in dated]
    assert (now["finish_matched"], now["finish_later"]) == (len(slips), sum(slip > 0 for slip in slips))
