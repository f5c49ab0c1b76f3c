"""Samples and row numbers in every result format are those of the pandas engine."""

import polars as pl
import pytest

from tests.data_quality.gx_polars.engines import C, fallbacks, judged


@pytest.mark.parametrize("form", [{"result_format": "SUMMARY"}, {"result_format": "COMPLETE"}, {"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]}])  # fmt: skip
@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (C + "values_to_be_between", {"column": "a", "min_value": 2}),
        (C + "values_to_be_unique", {"column": "a"}),
        (C + "values_to_not_be_null", {"column": "a"}),
        ("expect_compound_columns_to_be_unique", {"column_list": ["a", "b"]}),
        (C + "pair_values_to_be_equal", {"column_A": "a", "column_B": "b", "ignore_row_if": "either_value_is_missing"}),
        (C + "values_to_be_between", {"column": "a", "min_value": 2, "row_condition": ("!=", 0)}),
    ],
)
def test_the_rows_are_named_as_the_pandas_engine_names_them(kind, arguments, form):
    """Row numbers, or the columns asked for, in every result format; natively, without a pandas frame of everything."""
    data = pl.DataFrame({"id": ["p", "q", "r", "s"], "a": [1, 1, None, 3], "b": [1, 1, 3, 3], "when": [0, 1, 1, 1]})
    fallbacks()
    mine, rival = judged(kind, arguments, data, form)
    assert mine == rival
    assert any("index" in name for name in mine)
    assert not fallbacks()


def test_complete_names_every_row_and_as_many_values_as_the_rival():
    """All row numbers are returned where the format asks for them, and as many values as the pandas engine returns."""
    data = pl.DataFrame({"a": list(range(500)), "when": [0] * 500})
    for kind in (C + "values_to_be_between", C + "values_to_be_null"):
        arguments = {"column": "a", "max_value": -1} if "between" in kind else {"column": "a"}
        mine, rival = judged(kind, arguments, data, {"result_format": "COMPLETE"})
        assert mine == rival
        assert len(mine["unexpected_index_list"]) == 500
