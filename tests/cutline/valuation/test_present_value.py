"""Present values are exact to the minor unit, line by line."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cutline.contracts.calendar import Calendar
from cutline.valuation.discounting import Discounting
from cutline.valuation.present_value import present_value


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
