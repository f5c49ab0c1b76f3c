"""Excess over the capacity left for projects."""

from tests.cutline.metrics.people.rows import RELIEF, demand, options, over, supply


def test_nobody_there_is_no_capacity_and_run_load_is_not_a_project():
    """Without a capacity row the whole need is excess.

    A run load above the people employed leaves a capacity of zero, not less.
    """
    there = supply({"role_id": "R", "month": 1, "milli_fte_gross": 1_000, "run_milli_fte": 3_000, **RELIEF})
    needs = demand(("P", 0, "R", 0, 10), ("P", 0, "S", 0, 20))
    found = over(there, needs, options(("P", 0, 1)))
    assert [(row["role_id"], row["peak_milli_fte"]) for row in found] == [("R", 10), ("S", 20)]
