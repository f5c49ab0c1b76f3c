"""Robust budgets and floors in conflicts and repairs: by hand where that is possible, and against trying everything."""

from itertools import product

import polars as pl
import pytest

from optimizer.infeasible.lifting import without
from optimizer.infeasible.repairs import WayOut
from optimizer.infeasible.way_out import find_way_out, repaired_frames
from optimizer.infeasible.wording import way_out_findings
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.enumeration import enumerate_best, staffs_of
from tests.optimizer.infeasible.checks import rules_and_owners, without_stops_of_mandates
from tests.optimizer.infeasible.enumerated_repairs import LackingInAnyCase, selections
from tests.optimizer.infeasible.test_conflict import risky_frames
from tests.optimizer.model.families.declared.test_tail import portfolio as with_floor
from tests.optimizer.model.families.money.test_robust import portfolio as at_high_cost
from tests.optimizer.random_portfolios import frames_of
from tests.seeds import seed_ranges

LAW = [(p, "mandate", "law") for p in "AB"]


def way_out(frames) -> WayOut:
    """The way out; its plan passes the verifier under the repaired frames."""
    way = find_way_out(frames, Limits())
    assert way.plan is not None
    assert verify(repaired_frames(frames, way), way.plan).passed
    return way


def test_a_reserve_that_mandates_leave_no_room_for_is_named_and_paid():
    """A and B cost 200 of 259 and A may cost 60 more: a cent is missing for the one that comes in dear, and a cent is the repair."""
    frames = at_high_cost(1, 259, requirements=LAW)
    assert rules_and_owners(frames) == [
        ("capex FY2027, F", "finance"),
        ("the reserve: high-cost protection of 1 project", "cfo"),
        ("A must be in the plan (mandate: law)", "portfolio office"),
        ("B must be in the plan (mandate: law)", "portfolio office"),
    ]
    way = way_out(frames)
    assert way.lifted == ()
    assert way.money is not None
    assert [(each.fund_id, each.fiscal_year, each.amount_minor) for each in way.money.money] == [("F", 2027, 1)]
    assert way.money.is_least


def test_what_money_for_the_plan_itself_is_short_is_not_blamed_on_the_reserve():
    """A and B cost 200 of 199: the conflict is there whatever comes in dear, but the repair pays for that as well."""
    frames = at_high_cost(1, 199, requirements=LAW)
    labels = [label for label, _ in rules_and_owners(frames)]
    assert labels[0] == "capex FY2027, F"
    assert all("protection" not in label for label in labels)
    way = way_out(frames)
    assert way.money is not None
    assert (way.money.total_money, way.money.is_least) == (61, True)


def test_each_fund_needs_what_its_own_case_asks_for():
    """F pays for A, which may come 5 dearer, G for B, 7 dearer; one of them at a time: 12 more all the same, because neither fund can pay for the other."""
    key = ("full", 0, "capex", 2027)
    frames = frames_of(
        options=[("A", "full", 0, 1, 50), ("B", "full", 0, 1, 40)], years=[(2027,)], payers=[("A", "F"), ("B", "G")], requirements=LAW,
        spend=[("A", *key, 10), ("B", *key, 10)], budgets=[("F", "capex", 2027, 10), ("G", "capex", 2027, 10)],
        robust=[("the reserve", "cfo", 1)], deviations=[("A", *key, 5), ("B", *key, 7)],
    )  # fmt: skip
    apart = way_out(frames)
    assert apart.money is not None
    assert [(each.fund_id, each.amount_minor, apart.money.is_least) for each in apart.money.money] == [
        ("F", 5, True),
        ("G", 7, True),
    ]
    both = way_out(frames | {"payers": frames_of(payers=[(p, f) for p in "AB" for f in "FG"])["payers"]})
    assert both.money is not None
    assert (both.money.total_money, both.money.is_least) == (7, True)


def test_a_floor_that_no_selection_reaches_is_lowered_by_the_least():
    """The best worst case is 20, of B and C: no money helps, the floor of 61 falls by 41."""
    frames = with_floor(1, 61)
    assert rules_and_owners(frames) == [("the worst: the floor under its worst scenario", "cro")]
    way = way_out(frames)
    assert [rule.label for rule in way.lifted] == ["the worst: the floor under its worst scenario"]
    assert [(each.reachable, each.lowered_by, each.is_least) for each in way.floors] == [(20, 41, True)]
    assert way.plan is not None
    assert {each.project_id for each in way.plan.chosen} == {"B", "C"}
    assert [*way.as_dict()["lower_floors"]] == [
        {
            "label": "the worst",
            "owner": "cro",
            "worst": 1,
            "floor": 61,
            "reachable": 20,
            "reachable_at_most": 20,
            "is_least": True,
        }
    ]
    told = {each.where: each for each in way_out_findings(way, str, str, str)}
    assert told["the floor of the worst"].found == "20 can be reached, 41 less than the floor of 61"
    assert "cro" in told["the floor of the worst"].action


def test_money_that_brings_a_floor_into_reach_is_the_repair():
    """Ten of B and C are not there: the two reach 15 in their worst scenario, one alone does not. The floor stays."""
    frames = with_floor(1, 15)
    frames["budgets"] = frames["budgets"].with_columns(amount_minor=pl.lit(190, pl.Int64))
    assert rules_and_owners(frames) == [("capex FY2027, F", "finance"), ("the worst: the floor under its worst scenario", "cro")]
    way = way_out(frames)
    assert (way.lifted, way.floors) == ((), ())
    assert way.money is not None
    assert (way.money.total_money, way.money.is_least) == (10, True)


def test_people_bought_for_money_may_cost_the_floor():
    """A must run and lacks one FTE, which can be bought for 10 and takes 30 of its 100: money alone mends the people, not the floor of 80. People given do."""
    frames = frames_of(
        options=[("A", "full", 0, 1, 100)], years=[(2027,)], requirements=[("A", "mandate", "law")], payers=[("A", "F")],
        demand=[("A", "full", 0, "R", 0, 2000)], capacity=[("R", 0, 1000)], elastic=[("R", 0, "overtime", 1000, 1, 10, 30, 2027)],
        elastic_payers=[("F",)], budgets=[("F", "opex", 2027, 0)],
        scenarios=[(s, "A", "full", 0, 100) for s in range(2)], tail=[("the worst", "cro", 1, 80)],
    )  # fmt: skip
    way = way_out(frames)
    assert way.lifted == ()
    assert way.money is None
    assert way.people is not None
    assert [(each.role_id, each.period_index, each.milli_fte) for each in way.people.people] == [("R", 0, 1000)]
    low = way_out(frames | {"tail": frames["tail"].with_columns(floor=pl.lit(70, pl.Int64))})
    assert low.money is not None
    assert low.money.total_money == 10


def test_a_way_that_is_worth_less_may_reach_the_higher_floor():
    """Lean is worth more, costs less and is worth 5 in the worst scenario; full is worth 20 there: the floor falls to 20, not to 5."""
    frames = frames_of(
        options=[("A", "full", 0, 1, 9), ("A", "lean", 0, 1, 10)], requirements=[("A", "mandate", "law")], years=[(2027,)],
        scenarios=[(s, "A", mode, 0, value) for mode, drawn in (("full", (20, 20)), ("lean", (5, 50))) for s, value in enumerate(drawn)],
        tail=[("the worst", "cro", 1, 40)],
    )  # fmt: skip
    assert [(each.reachable, each.is_least) for each in way_out(frames).floors] == [(20, True)]


def check_way_out(frames) -> WayOut:
    """There is a plan under it, the best there is; the money is the least for every case; no floor could have stayed higher."""
    way = way_out(frames)
    repaired = repaired_frames(frames, way)
    best = enumerate_best(repaired)
    assert best is not None
    assert way.plan is not None
    assert best.value == way.plan.value
    for each in way.floors:
        assert each.is_least
        higher = pl.when(pl.col("label") == each.label).then(each.reachable + 1).otherwise("floor")
        assert enumerate_best(repaired | {"tail": repaired["tail"].with_columns(floor=higher)}) is None
    if way.money is not None and not frames["tail"].height:
        left = without(frames, way.lifted)
        lacking = LackingInAnyCase(left)
        staffed = product(selections(left), list(staffs_of(lacking.rows)))
        wants = [lacking.money_of(keys, {}, staff) for keys, staff in staffed if not lacking.people_of(keys, staff)]
        least = min(want for want in wants if want is not None)
        assert way.money.money_at_least <= least <= way.money.total_money
        assert not way.money.is_least or least == way.money.total_money
    return way


@pytest.mark.parametrize("seeds", seed_ranges(range(80, 120), 200))
def test_ways_out_of_risky_portfolios_lead_out(seeds):
    """Of two hundred, once as they are and once with half of the projects mandated."""
    ways = []
    for seed in seeds:
        frames = risky_frames(seed)
        if frames is None:
            continue
        ids = frames["options"]["project_id"].unique(maintain_order=True).gather_every(2)
        law = pl.DataFrame({"project_id": ids, "rule": "mandate", "text": "law"}, schema=frames["requirements"].schema)
        for case in (frames, without_stops_of_mandates(frames | {"requirements": law})):
            if not isinstance(solve(build_problem(case), Limits()), Plan):
                ways.append(check_way_out(case))
    assert len(ways) >= len(seeds) // 5
    assert sum(len(way.floors) for way in ways) >= 1
    assert sum(way.money is not None and way.money.is_least for way in ways) >= len(seeds) // 12
