"""The memory of past editions."""

from datetime import date

import polars as pl

from cutline.measures.topics import trend
from cutline.measures.topics.trend import EDITION_MEMORY, trend_metrics, with_edition
from tests.cutline.few_projects import RUNNING, settings, tables_of

MONDAY, TUESDAY, WEDNESDAY = (date(2027, 3, day) for day in (1, 2, 3))
NOTHING = pl.DataFrame(schema=EDITION_MEMORY)


def rated(rating: str) -> dict[str, pl.DataFrame]:
    return tables_of(projects=[{**RUNNING, "reported_rag": rating}])


def test_a_second_run_of_a_day_replaces_the_first():
    """Monday stays green; Tuesday was amber and becomes red."""
    history = NOTHING
    for day, rating in ((MONDAY, "green"), (TUESDAY, "amber"), (TUESDAY, "red")):
        history = with_edition(rated(rating), history, settings(), day)
    assert history.select("as_of_date", "reported_rag").rows() == [(MONDAY, "green"), (TUESDAY, "red")]
    found = trend_metrics(rated("red"), history, settings(), TUESDAY)["confidence_trend"]
    assert found.select("as_of_date", "green", "red", "rating_worse").rows() == [(MONDAY, 1, 0, None), (TUESDAY, 0, 1, 1)]


def test_the_oldest_days_are_dropped(monkeypatch):
    """With two days kept, the third day drops the first."""
    monkeypatch.setattr(trend, "EDITIONS_KEPT", 2)
    history = NOTHING
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        history = with_edition(rated("green"), history, settings(), day)
    assert history["as_of_date"].to_list() == [TUESDAY, WEDNESDAY]
