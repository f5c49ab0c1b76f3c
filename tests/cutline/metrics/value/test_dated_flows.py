"""Net present value of dated flows, and the days of a period."""

import random
from datetime import date, timedelta

import polars as pl
import pytest
import pyxirr

from cutline.contracts.calendar import Calendar
from cutline.metrics.value.dated_flows import period_day, xnpv
from tests.cutline.metrics.value.rows import YEAR


def test_xnpv_is_the_library_s_to_the_cent():
    """A hundred flows on random days have the value that pyxirr computes, apart from rounding each once.

    An unknown amount makes it unknown.
    """
    rng = random.Random(9)
    first = date(2027, 1, 1)
    rows = [(first + timedelta(days=rng.randrange(5000)), rng.randint(-(10**7), 10**7)) for _ in range(100)]
    frame = pl.LazyFrame(
        {"project_id": ["P"] * 100, "day": [day for day, _ in rows], "amount_minor": [amount for _, amount in rows]}
    )
    expected = pyxirr.xnpv(0.07, [first, *(day for day, _ in rows)], [0.0, *(float(amount) for _, amount in rows)])
    assert xnpv(frame, 700, first).collect()["npv_minor"][0] == pytest.approx(expected, abs=50)
    assert xnpv(frame.sort("day", "amount_minor"), 700, first).collect().equals(xnpv(frame, 700, first).collect())
    unknown = pl.LazyFrame(
        {"project_id": ["P"], "day": [first], "amount_minor": [None]}, schema_overrides={"amount_minor": pl.Int64}
    )
    assert xnpv(unknown, 700, first).collect().rows() == [("P", None)]


def test_each_amount_is_rounded_half_away_from_zero():
    """At 100 % a year halves an amount: 3 becomes 2 and -3 becomes -2. On the first day and for zero nothing changes."""
    first, later = date(2027, 1, 1), date(2028, 1, 1)
    rows = [("P", first, 105), ("Q", later, 3), ("R", later, -3), ("S", later, 0)]
    flows = pl.LazyFrame(rows, schema={"project_id": pl.String, "day": pl.Date, "amount_minor": pl.Int64}, orient="row")
    assert xnpv(flows, 10_000, first).collect().rows() == [("P", 105), ("Q", 2), ("R", -2), ("S", 0)]


def test_a_period_has_a_first_a_middle_and_a_last_day():
    """The cases are February of a leap year, and a year."""
    month = Calendar("month", date(2028, 1, 1), 12)
    assert [period_day(month, 1, timing) for timing in ("start", "mid", "end")] == [
        date(2028, 2, 1),
        date(2028, 2, 15),
        date(2028, 2, 29),
    ]
    assert period_day(YEAR, 0, "end") == date(2027, 12, 31)
