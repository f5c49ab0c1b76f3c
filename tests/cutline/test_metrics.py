"""What is measured, worked out by hand, and at the edges."""

from datetime import date

import polars as pl

from cutline.metrics.alignment import weighted_scores
from cutline.metrics.risk import risk_exposure
from cutline.metrics.utilisation import utilisation

RISK = {
    "project_id": pl.String, "risk_id": pl.String, "snapshot_date": pl.Date, "source_row": pl.Int64, "probability_bp": pl.Int64, "impact_likely_minor": pl.Int64,
    "residual_probability_bp": pl.Int64, "residual_impact_minor": pl.Int64, "status": pl.String,
}  # fmt: skip


def test_exposure_is_probability_times_impact_of_open_risks_now():
    """30 % of 1,000 = 300, 15 % of 800 = 120 after the response; older snapshots and closed risks add nothing."""
    rows = [
        ("P", "r", date(2027, 1, 1), 1, 9000, 100_000, None, None, "open"),
        ("P", "r", date(2027, 2, 1), 2, 3000, 100_000, 1500, 80_000, None),
        ("P", "s", date(2027, 2, 1), 3, 9000, 100_000, None, None, "closed"),
        ("P", "t", date(2027, 2, 1), 4, None, 100_000, None, None, "open"),
        ("Q", "u", None, 5, None, None, None, None, "open"),
    ]
    found = risk_exposure(pl.DataFrame(rows, schema=RISK, orient="row"))
    assert found.rows() == [("P", 30_000, 12_000, 2, 1), ("Q", None, None, 1, 1)]


def test_a_score_needs_every_criterion_that_weighs():
    """A criterion of weight zero is not asked for; a missing score is unknown, not nothing."""
    criteria = pl.DataFrame({"criterion_id": ["a", "b", "c"], "weight_bp": [5000, 5000, 0]})
    scores = pl.DataFrame(
        {"project_id": ["P", "P", "Q"], "criterion_id": ["a", "b", "a"], "raw_milli": [5000, 0, 5000], "scale": [5, 5, 5]}
    )
    assert weighted_scores(criteria, scores).rows() == [("P", 50_000)]
    assert weighted_scores(criteria.filter(pl.col("weight_bp") == 0), scores).is_empty()


def test_utilisation_of_nobody_is_not_a_number():
    """Planned over capacity; null where there is no capacity, and a role nobody uses is used for nothing."""
    schema = {"role_id": pl.String, "period_index": pl.Int64, "milli_fte": pl.Int64}
    there = pl.DataFrame([("R", 0, 4000), ("R", 1, 0), ("S", 0, 1000)], schema=schema, orient="row")
    used = pl.DataFrame([("R", 0, 3000), ("R", 1, 500), ("T", 0, 5)], schema=schema, orient="row")
    found = utilisation(there, used, used.clear())
    shares = {(role, t): (planned, bp) for role, t, _, planned, _, bp, _ in found.iter_rows()}
    assert shares == {("R", 0): (3000, 7500), ("R", 1): (500, None), ("S", 0): (0, 0), ("T", 0): (5, None)}
