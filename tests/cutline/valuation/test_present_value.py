"""The present value of each line is exact to the minor unit."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cutline.contracts.calendar import Calendar
from cutline.valuation.discounting import Discounting
from cutline.valuation.present_value import expected_amount, periods_reached, present_value


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-(10**13), 10**13)), min_size=1, max_size=40), st.randoms())
def test_present_values_do_not_depend_on_row_order(lines, rng):
    """Each line is rounded by itself, so sums are the same to the cent however rows are shuffled."""
    calendar = Calendar("quarter", date(2027, 1, 1), 6)
    shuffled = rng.sample(lines, len(lines))
    schema = {"period_index": pl.Int64, "amount_minor": pl.Int64}
    sums = [
        present_value(
            pl.LazyFrame(rows, schema=schema, orient="row").with_columns(chance=pl.lit(10**8)),
            Discounting(((1, 800),)),
            calendar,
            6,
        )
        .collect()["present_minor"]
        .sum()
        for rows in (lines, shuffled)
    ]
    assert sums[0] == sums[1]


def test_a_line_is_expected_discounted_and_rounded():
    """10,000 in half a year, at 8 % a year with a chance of one half: 5,000 / 1.08 ** 0.5 = 4,811.25; its negative rounds
    alike.
    """
    lines = pl.LazyFrame({"period_index": [0, 0], "amount_minor": [10_000, -10_000], "chance": [10**8 // 2] * 2})
    present = present_value(lines, Discounting(((1, 800),), "mid"), Calendar("year", date(2027, 1, 1), 1), 1).collect()
    assert present["present_minor"].to_list() == [4811, -4811]


def test_an_expected_amount_is_rounded_half_away_from_zero():
    """Half of 101 is 50.5, which rounds to 51; its negative rounds to -51."""
    frame = pl.DataFrame({"amount": [101, -101, None], "chance": [10**8 // 2] * 3})
    assert frame.select(expected_amount(pl.col("amount"), pl.col("chance"))).to_series().to_list() == [51, -51, None]


def test_lines_reach_the_period_of_the_last_of_them():
    """Period 4 is the fifth period. Without any line the result is one period."""
    frames = [pl.DataFrame({"period_index": index}, schema={"period_index": pl.Int64}) for index in ([0, 4], [])]
    assert [periods_reached(frame) for frame in frames] == [5, 1]
