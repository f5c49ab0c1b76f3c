"""Scores of sources and owners, and their trend over the nights."""

from datetime import timedelta

import polars as pl

from data_quality.scorecard.scores import DAYS_KEPT, TREND_SCHEMA, scores, with_day_before, with_today
from tests.data_quality.nights import DAY
from tests.data_quality.scorecard.one_night import COUNTED, tonight


def test_a_source_s_score_is_the_share_of_its_rows_nothing_is_wrong_with():
    """Of ten rows one is bad: 90 %. The row in quarantine and the row named by a warning count once, as the larger of
    the two. A source without rows has no score.
    """
    report, findings = tonight()
    own = scores(report, findings, COUNTED, DAY).filter(pl.col("kind") == "source")
    assert own.select("name", "looked_at", "bad", "score_bp").rows() == [("s", 10, 1, 9000)]


def test_an_owner_s_score_is_the_share_of_their_rules_that_pass():
    """One of the portfolio office's rules has failed."""
    report, findings = tonight()
    own = scores(report, findings, COUNTED, DAY).filter(pl.col("kind") == "owner")
    rules = [each for each in report.results if each.owner == "portfolio office"]
    assert own.filter(pl.col("name") == "portfolio office").select("looked_at", "bad").row(0) == (len(rules), 1)
    assert set(own["name"]) == {each.owner for each in report.results}


def test_the_trend_has_one_look_a_day_and_is_set_beside_the_day_before():
    """A second run on a day replaces the first. The newest day is compared with the day before it in the trend, however
    long ago that was.
    """

    def look(day, score):
        return pl.DataFrame([(day, "source", "s", 10, 1, score)], schema=TREND_SCHEMA, orient="row")

    trend = pl.DataFrame(schema=TREND_SCHEMA)
    for day, score in ((DAY, 5000), (DAY, 9000), (DAY + timedelta(days=3), 9500)):
        trend = with_today(trend, look(day, score))
    assert trend["score_bp"].to_list() == [9000, 9500]
    assert with_day_before(trend, DAY + timedelta(days=3)).select("score_bp", "before_bp", "change_bp").rows() == [
        (9500, 9000, 500)
    ]
    assert with_day_before(trend, DAY).select("before_bp", "change_bp").rows() == [(None, None)]
    for i in range(DAYS_KEPT + 20):
        trend = with_today(trend, look(DAY + timedelta(days=i), 1))
    assert trend["day"].n_unique() == DAYS_KEPT
