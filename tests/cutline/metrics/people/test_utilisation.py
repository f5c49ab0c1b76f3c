"""How busy people are, by role and by unit."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cutline.contracts.tables.all_tables import conform
from cutline.metrics.people.over_allocation import over_allocations
from cutline.metrics.people.supply_and_demand import VIEWS, loads, role_supply, skill_supply, with_unit
from cutline.metrics.people.utilisation import utilisation, utilisation_by
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.people.rows import KEY, MONTHS, asked_by_all, demand, options, portfolio, required, supply
from tests.cutline.metrics.row_order import shuffled


def test_utilisation_before_asked_and_after_by_hand():
    """Of ten people, two are on leave and four run the business.

    The required P needs one, P and Q need three, and the plan of Q alone two.
    """
    there = supply({"role_id": "R", "month": 1, "milli_fte_gross": 10_000, "run_milli_fte": 4_000, "leave_milli_fte": 2_000})
    needs = demand(("P", 0, "R", 0, 1_000), ("P", 1, "R", 0, 9_000), ("Q", 0, "R", 0, 2_000))
    ways = options(("P", 0, 1), ("P", 1, 1), ("Q", 0, 1))
    chosen = ways.filter(pl.col("project_id") == "Q").select(KEY)
    found = utilisation(there, loads(needs, ways, required("P", "P"), chosen)).collect().row(0, named=True)
    assert [found[f"{view}_milli_fte"] for view in VIEWS] == [1_000, 3_000, 2_000]
    assert [found[name] for name in ("committed_bp", "asked_bp", "utilisation_bp")] == [2_500, 7_500, 5_000]
    assert (found["load_before_bp"], found["load_after_bp"]) == (6_250, 7_500)  # (4 + 1) / 8 and (4 + 2) / 8
    assert (found["gross_milli_fte"], found["capacity_milli_fte"]) == (10_000, 4_000)


def test_utilisation_of_nobody_is_not_a_number():
    """A share is null if there is no capacity, if none is left, or if none is stated.

    A role that no project needs has a need of zero.
    """
    there = supply(
        {"role_id": "R", "month": 1, "milli_fte_gross": 0},
        {"role_id": "S", "month": 1, "milli_fte_gross": 1_000},
        {"role_id": "V", "month": 1, "milli_fte_gross": 1_000, "run_milli_fte": 3_000},
    )
    ways = options(("P", 0, 1))
    needs = demand(("P", 0, "R", 0, 500), ("P", 0, "T", 0, 5))
    found = utilisation(there, asked_by_all(needs, ways)).select("role_id", "capacity_milli_fte", "asked_milli_fte", "asked_bp")
    assert found.collect().rows() == [("R", 0, 500, None), ("S", 1_000, 0, 0), ("T", None, 5, None), ("V", -2_000, 0, None)]


def test_an_unknown_need_makes_the_load_unknown():
    """The load is not the sum of the known needs. The next period remains known."""
    there = supply({"role_id": "R", "month": 1, "milli_fte_gross": 4}, {"role_id": "R", "month": 2, "milli_fte_gross": 4})
    needs = demand(("P", 0, "R", 0, None), ("Q", 0, "R", 0, 1), ("Q", 0, "R", 1, 1))
    found = utilisation(there, asked_by_all(needs, options(("P", 0, 1), ("Q", 0, 1)))).select("asked_milli_fte", "asked_bp")
    assert found.collect().rows() == [(None, None), (1, 2_500)]


def test_empty_frames_give_an_empty_answer_of_the_same_shape():
    """There is no capacity, no demand, and there are no people."""
    nothing = role_supply(conform("capacity", pl.DataFrame()).lazy(), MONTHS)
    asked = asked_by_all(demand(), options())
    full = utilisation(supply({"role_id": "R", "month": 1, "milli_fte_gross": 1}), asked).collect()
    assert utilisation(nothing, asked).collect().schema == full.schema
    assert utilisation(nothing, asked).collect().is_empty()
    assert over_allocations(nothing, asked, demand(), options()).collect().is_empty()
    assert skill_supply(conform("people", pl.DataFrame()).lazy(), MONTHS).collect().is_empty()


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_roles_add_up_to_their_unit_and_order_does_not_matter(seed):
    """In every column that counts people, the unit is the sum of its roles. Shuffled rows give the same frames."""
    there, needs, ways = portfolio(seed)
    asked = loads(needs, ways, required("P0"), ways.select(KEY).filter(pl.col("start_index") == 0))
    by_role = utilisation(there, asked)
    by_unit = utilisation_by(with_unit(there, there), with_unit(asked, there), "unit").collect()
    people_columns = [name for name in by_unit.columns if name.endswith("_milli_fte")]
    added = (
        with_unit(by_role, there).group_by("unit", "period_index").agg(pl.col(people_columns).sum()).sort("unit", "period_index")
    )
    assert added.collect().rows() == by_unit.select("unit", "period_index", *people_columns).rows()
    mixed = [shuffled(frame, seed) for frame in (there, asked, needs, ways)]
    assert utilisation(mixed[0], mixed[1]).collect().equals(by_role.collect())
    assert over_allocations(*mixed).collect().equals(over_allocations(there, asked, needs, ways).collect())


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    there = supply({"role_id": "R", "month": 1, "milli_fte_gross": 1, "unit": "U"})
    asked = asked_by_all(demand(), options())
    assert_documented(utilisation, utilisation(there, asked))
    assert_documented(utilisation_by, utilisation_by(with_unit(there, there), with_unit(asked, there), "unit"))
