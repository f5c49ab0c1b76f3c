"""Repeated keys are those that grouping finds, whatever the hashes."""

import math

import polars as pl

from data_quality.gx_polars.duplicates import repeated_keys


def test_duplicates_are_what_grouping_finds_whatever_the_hashes_say(monkeypatch):
    """The answer is the same with a hash under which all keys are suspects, and where there are too many suspects to filter."""
    import data_quality.gx_polars.duplicates as duplicates

    data = pl.LazyFrame({"a": [1, 1, 2, None, None], "b": ["x", "x", "y", None, None]})
    expected = [(1, "x", 2), (None, None, 2)]
    assert sorted(repeated_keys(data, ["a", "b"]).collect().rows(), key=str) == expected
    monkeypatch.setattr(duplicates, "_hash", lambda _: pl.col("b").is_null().cast(pl.UInt64) * 0)
    assert sorted(repeated_keys(data, ["a", "b"]).collect().rows(), key=str) == expected
    monkeypatch.setattr(duplicates, "SUSPECTS_MAX", 0)
    assert sorted(repeated_keys(data, ["a", "b"]).collect().rows(), key=str) == expected


def test_zero_and_minus_zero_are_one_value():
    """Equal floats may have different hashes, so floats are grouped and not hashed."""
    assert repeated_keys(pl.LazyFrame({"a": [0.0, -0.0, math.nan, math.nan, 1.0]}), ["a"]).collect()["__rows"].to_list() == [2, 2]
