"""The cheapest relief of an over-allocation."""

import polars as pl
import pytest

from cutline.metrics.people.over_allocation import over_allocations
from cutline.metrics.people.supply_and_demand import loads
from tests.cutline.metrics.people.rows import KEY, RELIEF, demand, options, over, required, supply, two_people


@pytest.mark.parametrize(
    ("relief", "expected"),
    [
        ({"overtime_max": 500, "overtime_cost_minor": 1_001}, ("overtime", 501)),  # half an FTE at 1,001: 500.5, half up
        ({"overtime_max": 499, "overtime_cost_minor": 1}, (None, None)),  # a thousandth short
        ({"overtime_max": None, "overtime_cost_minor": 1}, (None, None)),  # an unknown limit is no promise
        ({"overtime_max": 500, "overtime_cost_minor": None}, (None, None)),  # an unknown price cannot be the cheapest
        ({"contractor_max": 500, "contractor_cost_minor": 400}, ("contractors", 200)),
        ({"contractor_max": 500, "contractor_cost_minor": 400, "hire_lead_periods": 1}, ("contractors", 200)),  # just in time
        ({"contractor_max": 500, "contractor_cost_minor": 400, "hire_lead_periods": 2}, (None, None)),  # too late
        ({"contractor_max": 500, "contractor_cost_minor": 400, "hire_lead_periods": None}, (None, None)),
        ({"overtime_max": 500, "overtime_cost_minor": 400, "contractor_max": 500, "contractor_cost_minor": 398}, ("contractors", 199)),
        ({"overtime_max": 500, "overtime_cost_minor": 400, "contractor_max": 500, "contractor_cost_minor": 400}, ("overtime", 200)),
    ],
)  # fmt: skip
def test_the_cheapest_of_overtime_and_contractors(relief, expected):
    """The excess is half an FTE in period 1."""
    (found,) = over(two_people(**relief), demand(("P", 0, "R", 1, 2_500)), options(("P", 0, 1)))
    assert (found["relief_kind"], found["relief_cost_minor"]) == expected


def test_overtime_must_do_in_every_period_of_the_run():
    """Overtime is sufficient in the first period and not in the second."""
    there = supply(
        {"role_id": "R", "month": 1, "milli_fte_gross": 0, **RELIEF, "overtime_max": 1_000, "overtime_cost_minor": 10},
        {"role_id": "R", "month": 2, "milli_fte_gross": 0, **RELIEF, "overtime_max": 999, "overtime_cost_minor": 10},
    )
    needs = demand(("P", 0, "R", 0, 1_000), ("P", 0, "R", 1, 1_000))
    (found,) = over(there, needs, options(("P", 0, 1)))
    assert found["relief_kind"] is None
    (eased,) = over(there.with_columns(overtime_max=pl.lit(1_000, pl.Int64)), needs, options(("P", 0, 1)))
    assert (eased["relief"], eased["relief_cost_minor"]) == ("overtime of 2.000 FTE periods", 20)


def test_the_move_that_loses_least_wins():
    """P may wait one period for 300 or two for 200, and Q one for 250: the proposal is that P waits two periods."""
    needs = demand(*((p, s, "R", s, 1_500) for p in "PQ" for s in (0, 1, 2)))
    ways = options(("P", 0, 1_000), ("P", 1, 700), ("P", 2, 800), ("Q", 0, 1_000), ("Q", 1, 750))
    (found,) = over(two_people(), needs, ways)
    assert (found["relief_kind"], found["relief"], found["relief_cost_minor"]) == ("move", "P starts 2 periods later", 200)


@pytest.mark.parametrize(
    ("needs", "ways"),
    [
        # Moving P from period 0 makes period 1, where Q already needs two, too full.
        ([("P", 0, 0, 1_000), ("P", 1, 1, 1_000), ("Q", 0, 0, 2_000), ("Q", 0, 1, 2_000)], [("P", 0, 9), ("P", 1, 8), ("Q", 0, 9)]),
        # P is not the only one too many: without it Q alone still asks for three.
        ([("P", 0, 0, 1_000), ("P", 1, 1, 1_000), ("Q", 0, 0, 3_000)], [("P", 0, 9), ("P", 1, 8), ("Q", 0, 9)]),
        # Shifting by one leaves the second period of a long need where it was.
        ([("P", 0, 0, 3_000), ("P", 0, 1, 3_000), ("P", 1, 1, 3_000), ("P", 1, 2, 3_000)], [("P", 0, 9), ("P", 1, 8)]),
        # An earlier start is not a later one.
        ([("P", 1, 1, 1_000), ("P", 0, 0, 1_000), ("Q", 0, 0, 2_000), ("Q", 0, 1, 2_000)], [("P", 0, 9), ("Q", 0, 9)]),
        # The value of the later start is unknown.
        ([("P", 0, 0, 3_000), ("P", 1, 1, 1_000)], [("P", 0, 9), ("P", 1, None)]),
    ],
)  # fmt: skip
def test_a_move_that_does_not_help_is_not_offered(needs, ways):
    """A move must remove the whole excess of its run and cause no other."""
    found = over(two_people(), demand(*((p, s, "R", t, m) for p, s, t, m in needs)), options(*ways))
    assert found
    assert all(row["relief_kind"] is None for row in found)


def test_a_plan_is_not_told_to_start_earlier():
    """P is planned for period 1, where it is too much. Period 0 is free but earlier, so the proposal is period 2."""
    needs = demand(*(("P", s, "R", s, 3_000 - 1_000 * (s != 1)) for s in (0, 1, 2)))
    ways = options(("P", 0, 9), ("P", 1, 9), ("P", 2, 1))
    planned = loads(needs, ways, required(), ways.filter(pl.col("start_index") == 1).select(KEY)).filter(
        pl.col("view") == "planned"
    )
    (found,) = over_allocations(two_people(), planned, needs, ways).collect().to_dicts()
    assert (found["relief"], found["relief_cost_minor"]) == ("P starts 1 period later", 8)
    (alone,) = over_allocations(two_people(), planned, needs, ways.filter(pl.col("start_index") < 2)).collect().to_dicts()
    assert alone["relief_kind"] is None


def test_a_move_need_not_mend_another_run():
    """Q exceeds the capacity in period 3, whatever P does.

    Moving P from 0 to 1 relieves period 0 and gains value: its cost is negative.
    """
    needs = demand(("P", 0, "R", 0, 2_000), ("P", 1, "R", 1, 2_000), ("Q", 0, "R", 0, 1_000), ("Q", 0, "R", 3, 9_000))
    first, second = over(two_people(), needs, options(("P", 0, 5), ("P", 1, 12), ("Q", 0, 0)))
    assert (first["relief"], first["relief_cost_minor"]) == ("P starts 1 period later", -7)
    assert second["relief_kind"] is None
