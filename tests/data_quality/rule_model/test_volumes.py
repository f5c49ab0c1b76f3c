"""How much data a night had, by source and by project."""

import polars as pl

from data_quality.rule_model.volumes import PROJECT_TOTAL, ROW_COUNT, volumes
from tests.data_quality.scorecard.one_night import OF


def test_volumes_are_kept_by_source_and_by_project():
    """Rows and totals are kept by source, and the total of each project."""
    told = volumes(OF)
    rows = told.filter((pl.col("table") == "benefits") & (pl.col("measure") == ROW_COUNT))
    assert rows.select("total", "count").row(0) == (4.0, 4)
    own = told.filter((pl.col("table") == "benefits") & (pl.col("measure") == PROJECT_TOTAL)).sort("of")
    assert own.select("of", "total").rows() == [("P", 3.0), ("Q", 7.0)]
