"""Exceptions with the days they have left and the findings they cover."""

from datetime import date

import polars as pl

from data_quality.scorecard.exceptions import exceptions_and_days_left
from data_quality.scorecard.scores import scores
from tests.data_quality.nights import DAY, settings
from tests.data_quality.scorecard.one_night import COUNTED, tonight


def test_an_excepted_finding_does_not_lower_a_score():
    """An excepted finding is not bad, because somebody answers for it."""
    rule = {"rule": "benefits_have_owner", "reason": "later", "approved_by": "PMO", "expires": date(2027, 2, 1)}
    report, findings = tonight(exceptions=[rule])
    own = scores(report, findings, COUNTED.with_columns(quarantined=pl.lit(0, pl.Int64)), DAY).filter(pl.col("kind") == "source")
    assert own["score_bp"].to_list() == [10_000]
    told = exceptions_and_days_left(settings(exceptions=[rule]), findings, DAY)
    assert told.select("rule", "days_left", "covers").rows() == [("benefits_have_owner", 17, 1)]
    gone = exceptions_and_days_left(settings(exceptions=[{**rule, "expires": date(2027, 1, 1)}]), findings, DAY)
    assert gone.select("days_left", "covers").rows() == [(-14, 0)]
