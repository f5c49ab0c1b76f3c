"""All frames of a night come from one run of the gate, and the remembered ones go on."""

import polars as pl

from data_quality.scorecard.quality_frames import REMEMBERED, quality_frames
from tests.data_quality.nights import night, settings
from tests.data_quality.scorecard.one_night import OF


def test_the_frames_of_a_night_and_of_the_next():
    """Findings, results and scores speak of the same night; the second run of the day replaces the first in the trend."""
    empty = {name: pl.DataFrame(schema=schema) for name, (schema, _) in REMEMBERED.items()}
    tonight = night(OF, settings())
    frames = quality_frames(tonight, empty)
    failed = set(frames["gate"].filter(pl.col("status") == "failed")["rule"])
    assert failed == set(frames["gate_findings"]["rule"])
    assert "benefits_have_owner" in failed
    assert set(frames) == {"gate", "gate_findings", "quality_trend", "quality_scores", "quality_exceptions", "field_freshness"}
    again = quality_frames(tonight, {"trend": frames["quality_trend"], "fields": frames["field_freshness"]})
    assert again["quality_trend"].equals(frames["quality_trend"])
    assert again["field_freshness"].equals(frames["field_freshness"])
