"""Sums over programmes, portfolios and all projects."""

import polars as pl

from cutline.metrics.value.totals import SUMMED, totals


def test_sums_and_ratios_of_sums_by_hand():
    """P: cost 100, benefit 250. Q: cost 100, benefit 50. Together 300 for 200: ROI 50 %, BCR 1.5. R is closed and not missed."""
    amounts = {name: [1, 1, None] for name in SUMMED} | {
        "npv_minor": [150, None, None],
        "cost_minor": [100, 100, None],
        "benefit_minor": [250, 50, None],
        "present_cost_minor": [100, 100, None],
        "present_benefit_minor": [250, 50, None],
    }
    projects = pl.LazyFrame(
        {
            "project_id": ["P", "Q", "R"],
            "programme_id": ["A", "A", "B"],
            "portfolio_id": [None, "F", "F"],
            "status": ["in_flight", "proposed", "closed"],
        }
    )
    found = totals(pl.LazyFrame({"project_id": ["P", "Q", "R"]} | amounts), projects).collect()
    columns = ("level", "id", "projects", "unvalued", "npv_minor", "cost_minor", "roi_bp", "bcr_milli")
    assert found.select(columns).rows() == [
        ("programme", "A", 2, 1, 150, 200, 5000, 1500),
        ("programme", "B", 1, 0, None, None, None, None),
        ("portfolio", "F", 2, 1, None, 100, -5000, 500),
        ("portfolio", None, 1, 0, 150, 100, 15_000, 2500),
        ("all", None, 3, 1, 150, 200, 5000, 1500),
    ]
