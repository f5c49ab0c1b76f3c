"""No role is needed beyond its people, in a period or in a block of periods that are planned together."""

import polars as pl

from optimizer.infeasible.way_out import find_way_out
from optimizer.model.building import build_model
from optimizer.plan import Bought
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import coarse_frames
from tests.optimizer.small_portfolios import offer, plan_of, two_projects


def test_work_may_move_within_a_block():
    """Period 1 needs 3,000 where 2,000 are there.

    Periods 1 and 2 together need 4,000 of 4,000, so both projects run. Period by period only A does.
    """
    assert [c.project_id for c in plan_of(two_projects()).chosen] == ["A", "B"]
    assert [c.project_id for c in plan_of(two_projects(grain=[])).chosen] == ["A"]


def test_a_block_has_no_more_than_its_periods_together():
    """Each project needs one milli-FTE more, so the block is short by two; the people of period 0 do not help."""
    assert [c.project_id for c in plan_of(two_projects(need=1501)).chosen] == ["A"]


def test_rules_call_a_block_by_its_periods():
    """The row of the model, the broken rule, the conflict and the repair speak of the block by its periods."""
    frames = two_projects(need=1501, requirements=[("A", "mandate", "law"), ("B", "mandate", "law")])
    problem = build_problem(frames)
    assert [row.label for row in build_model(problem).rows if row.family == "capacity"] == ["Dev in periods 1 to 2"]
    found = solve(problem, Limits())
    assert isinstance(found, Failed)
    assert [(b.label, b.excess) for b in found.broken] == [("Dev in periods 1 to 2", 2)]
    way = find_way_out(frames, Limits())
    assert "Dev in periods 1 to 2" in [rule.label for rule in way.conflict.rules]
    assert [(p.role_id, p.period_index, p.milli_fte) for p in way.people.people] == [("Dev", 1, 2)]
    assert [c.project_id for c in way.plan.chosen] == ["A", "B"]


def test_people_are_bought_where_in_the_block_they_are_cheapest():
    """The block is five steps short: three are bought in period 2 at 30 and two in period 1 at 40.

    The offer of period 0 at 1 is of no use.
    """
    frames = two_projects(need=1750, elastic=[offer(0, 1, 1), offer(1, 40, 40), offer(2, 30, 30)])
    plan = plan_of(frames)
    assert plan.bought == (Bought("Dev", 1, "overtime", 200, 2027, 80), Bought("Dev", 2, "overtime", 300, 2027, 90))
    assert plan.value == 900 - 170


def test_blocks_of_one_period_are_periods():
    """If every period is a block of its own, rows and columns are those of a problem without blocks."""
    for seed in range(20):
        frames = coarse_frames(seed)
        alone = frames | {"grain": pl.DataFrame([(t, t) for t in range(7)], schema=frames["grain"].schema, orient="row")}
        none = {name: frame for name, frame in frames.items() if name != "grain"}
        one, other = build_problem(alone), build_problem(none)
        assert one.layout.names == other.layout.names
        rows = [[(r.name, r.label, r.cols.tolist(), r.coefs.tolist(), r.lower, r.upper) for r in build_model(p).rows] for p in (one, other)]  # fmt: skip
        assert rows[0] == rows[1]
