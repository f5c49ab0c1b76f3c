"""Amounts are rounded half away from zero, without any error of a float."""

from fractions import Fraction

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cutline.valuation.rounding import rounded_quotient


@given(st.lists(st.integers(-(10**27), 10**27), min_size=1, max_size=20), st.integers(1, 10**10))
def test_the_quotient_is_that_of_exact_fractions(products, divisor):
    """The quotient equals that of rational arithmetic, for a number and for a column as divisor."""
    frame = pl.DataFrame(
        {"product": products, "divisor": [divisor] * len(products)}, schema={"product": pl.Int128, "divisor": pl.Int128}
    )
    exact = [int(abs(Fraction(each, divisor)) + Fraction(1, 2)) * (1 if each > 0 else -1) for each in products]
    fitting = [each for each in exact if abs(each) < 2**63]
    if len(fitting) == len(exact):
        for by in (divisor, pl.col("divisor")):
            assert frame.select(rounded_quotient(pl.col("product"), by)).to_series().to_list() == exact
