"""The published tables of the three-project portfolio, and its headline."""

from collections.abc import Mapping

import polars as pl
import pytest

from cutline.reports.headline.headline import Headline


@pytest.fixture
def tables(starter_run) -> Mapping[str, pl.DataFrame]:
    """The published tables of a night, by name."""
    folder = starter_run[0] / "published" / "parquet"
    return {path.stem: pl.read_parquet(path) for path in folder.glob("*.parquet")}


@pytest.fixture
def headline() -> Headline:
    """A headline of one line, in euros."""
    return Headline("Portfolio", "EUR", 2, True, "proven", (("Recommendation", "2 of 3 projects"),))
