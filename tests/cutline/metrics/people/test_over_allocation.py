"""Over-allocations: how long, how much, and which projects cause them."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cutline.metrics.people.over_allocation import NO_RELIEF, over_allocations
from cutline.metrics.people.supply_and_demand import loads
from cutline.metrics.people.utilisation import utilisation
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.people.rows import KEY, asked_by_all, demand, options, over, portfolio, required, supply, two_people


def test_runs_of_periods_with_peak_total_and_causes():
    """The excess is 1 and 2 in periods 0 and 1, zero in 2, and 1 in 3, which makes two runs.

    In the first, Q needs 6 FTE periods and P 1.
    """
    needs = demand(("P", 0, "R", 1, 1_000), ("Q", 0, "R", 0, 3_000), ("Q", 0, "R", 1, 3_000), ("Q", 0, "R", 2, 2_000), ("Q", 0, "R", 3, 3_000))  # fmt: skip
    first, second = over(two_people(), needs, options(("P", 0, 1), ("Q", 0, 1)))
    assert (first["first_index"], first["last_index"], first["periods"]) == (0, 1, 2)
    assert (first["peak_milli_fte"], first["excess_milli_fte_periods"]) == (2_000, 3_000)
    assert (first["project_ids"], first["projects"]) == (["Q", "P"], "Q 6.000, P 1.000 FTE periods")
    assert (second["first_index"], second["last_index"], second["peak_milli_fte"]) == (3, 3, 1_000)
    assert (first["relief_kind"], first["relief"], first["relief_cost_minor"]) == (None, NO_RELIEF, None)


def test_the_text_names_five_projects_and_counts_the_rest():
    """All seven projects are in the list, the largest need first, and equal needs in the order of ids."""
    needs = demand(*((p, 0, "R", 0, 1_000 + (p == "G")) for p in "ABCDEFG"))
    (found,) = over(two_people(), needs, options(*((p, 0, 1) for p in "ABCDEFG")))
    assert found["project_ids"] == ["G", "A", "B", "C", "D", "E", "F"]
    assert found["projects"] == "G 1.001, A 1.000, B 1.000, C 1.000, D 1.000 FTE periods and 2 more projects"


def test_every_view_has_its_own_runs():
    """The required project alone fits. All candidates together do not, and the plan exceeds the capacity by half an FTE."""
    needs = demand(("P", 0, "R", 0, 2_000), ("Q", 0, "R", 0, 2_500))
    ways = options(("P", 0, 1), ("Q", 0, 1))
    chosen = ways.filter(pl.col("project_id") == "Q").select(KEY)
    found = over_allocations(two_people(), loads(needs, ways, required("P"), chosen), needs, ways)
    assert found.select("view", "peak_milli_fte").collect().rows() == [("asked", 2_500), ("planned", 500)]


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_over_allocations_tell_of_every_excess_and_their_relief_relieves(seed):
    """The runs cover exactly the periods with an excess. A proposed move, when it is made, removes the excess of its run."""
    there, needs, ways = portfolio(seed)
    asked = asked_by_all(needs, ways)
    found = over_allocations(there, asked, needs, ways).collect()
    excess = {
        (role, t): used - room
        for role, t, used, room in utilisation(there, asked).select("role_id", "period_index", "asked_milli_fte", "capacity_milli_fte").collect().iter_rows()
        if used > max(room, 0)
    }  # fmt: skip
    assert {
        (r, t) for r, a, b in found.select("role_id", "first_index", "last_index").iter_rows() for t in range(a, b + 1)
    } == set(excess)
    for row in found.filter(pl.col("relief_kind") == "move").to_dicts():
        project, delay = row["relief"].split()[0], int(row["relief"].split()[2])
        moved = asked_by_all(needs, ways.filter((pl.col("project_id") != project) | (pl.col("start_index") == delay)))
        left = over_allocations(there, moved, needs, ways).filter(pl.col("role_id") == row["role_id"]).collect()
        periods = {t for a, b in left.select("first_index", "last_index").iter_rows() for t in range(a, b + 1)}
        assert periods <= {t for role, t in excess if role == row["role_id"]} - set(
            range(row["first_index"], row["last_index"] + 1)
        )


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    there = supply({"role_id": "R", "month": 1, "milli_fte_gross": 1, "unit": "U"})
    asked = asked_by_all(demand(), options())
    assert_documented(over_allocations, over_allocations(there, asked, demand(), options()))
