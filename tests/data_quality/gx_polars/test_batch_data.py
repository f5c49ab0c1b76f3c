"""Names of columns that Polars would read as patterns are refused."""

import polars as pl
import pytest

from tests.data_quality.gx_polars.engines import C, ours


def test_a_column_that_polars_would_read_as_a_pattern_is_refused():
    """`^a.*$` would silently mean other columns."""
    with pytest.raises(ValueError, match="patterns"):
        ours(C + "values_to_not_be_null", {"column": "b"}, pl.DataFrame({"^a.*$": [None], "b": [1]}))
