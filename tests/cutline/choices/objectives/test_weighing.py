"""Weighing measures in whole numbers."""

import polars as pl
import pytest

from cutline.choices.objectives.weighing import AMOUNT_MAX, exact, people_amount, scaled_synergies, weighed
from cutline.errors import SettingsError


def test_a_blend_is_the_weighted_sum_and_one_measure_is_itself():
    """2 x 100 - 3 x 7; a single measure of weight 1 is not touched, however large it is."""
    frame = pl.DataFrame({"value": [100], "spend": [7]})
    assert weighed(frame, {"value": 2, "spend": -3}, "all")["all"].to_list() == [179]
    assert weighed(pl.DataFrame({"value": [AMOUNT_MAX + 1]}), {"value": 1}, "all")["all"].to_list() == [AMOUNT_MAX + 1]


def test_amounts_that_do_not_fit_are_refused():
    """One beyond the limit, on either side; the limit itself is kept."""
    for amount in (AMOUNT_MAX + 1, -AMOUNT_MAX - 1):
        with pytest.raises(SettingsError, match="whole numbers of 64 bits"):
            exact(pl.DataFrame({"a": [amount]}), "a")
    assert exact(pl.DataFrame({"a": [-AMOUNT_MAX]}), "a")["a"].to_list() == [-AMOUNT_MAX]
    with pytest.raises(SettingsError):
        weighed(pl.DataFrame({"value": [10**15]}), {"value": 100}, "all")


def test_people_count_at_their_price_and_at_their_present_value():
    """A step of 30 with a present value of 25: value loses 25, spend and opex gain 30 each."""
    frame = pl.DataFrame({"present": [25], "price": [30]})
    for weights, amount in (
        ({"value": 2}, -50),
        ({"spend": 1}, 30),
        ({"spend": -1, "opex": -2, "value": 1}, -115),
        ({"score": 4}, 0),
    ):
        assert frame.select(people_amount(weights, pl.col("present"), pl.col("price"))).item() == amount


def test_synergies_count_in_the_value_only():
    """Three times its weight; nothing in an objective without the value; an unknown benefit stays unknown."""
    rows = pl.DataFrame({"amount": [7, None]}, schema={"amount": pl.Int64})
    assert scaled_synergies(rows, {"value": 3})["amount"].to_list() == [21, None]
    assert scaled_synergies(rows, {"score": 3})["amount"].to_list() == [0, None]
