"""All frames that the gate publishes about a night, computed together.

The frames are results, findings, trend, scores, exceptions and freshness.
"""

from collections.abc import Mapping

import polars as pl

from data_quality.gate.judging import run_gate
from data_quality.rule_model.night import Night
from data_quality.scorecard.exceptions import exceptions_and_days_left
from data_quality.scorecard.freshness import FRESHNESS_SCHEMA, freshness
from data_quality.scorecard.scores import TREND_SCHEMA, scores, with_day_before, with_today

# The frames that are kept from night to night: the schema, and the words for what is lost if the frame is damaged.
REMEMBERED = {
    "trend": (TREND_SCHEMA, "the scores of past nights"),
    "fields": (FRESHNESS_SCHEMA, "since when each field is as it is"),
}


def quality_frames(night: Night, remembered: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The gate's frames for one night, by the name of their asset. remembered: last night's frames, by the names in
    REMEMBERED.
    """
    assert night.day is not None
    report, findings = run_gate(night)
    trend = with_today(remembered["trend"], scores(report, findings, night.accounting, night.day))
    return {
        "gate": report.frame(),
        "gate_findings": findings,
        "quality_trend": trend,
        "quality_scores": with_day_before(trend, night.day),
        "quality_exceptions": exceptions_and_days_left(night.settings, findings, night.day),
        "field_freshness": freshness(night.tables, remembered["fields"], night.day),
    }
