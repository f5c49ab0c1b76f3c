"""Periods that are planned together: portfolios small enough to solve by hand, and small enough to try every choice of."""

from collections import Counter
from dataclasses import replace

import polars as pl
import pytest

from cutline.errors import UsageError
from optimizer.infeasible.way_out import find_way_out
from optimizer.model.building import build_model
from optimizer.plan import Bought, Plan
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import coarse_frames, frames_of, hiring_frames, renamed
from tests.optimizer.test_brute_force import check_against_enumeration, keys_of

TOGETHER = [(1, 1), (2, 1)]  # period 0 by itself, periods 1 and 2 as a block


def two_projects(grain=TOGETHER, *, need: int = 1500, **rest) -> dict:
    """A and B each need `need` of Dev in period 1 and 500 in period 2; 2,000 are there in each period."""
    return frames_of(
        options=[("A", "full", 1, 3, 500), ("B", "full", 1, 3, 400)], years=[(2027,)], budgets=[("F", "opex", 2027, 1000)], elastic_payers=[("F",)],
        demand=[(p, "full", 1, "Dev", t, need if t == 1 else 500) for p in "AB" for t in (1, 2)],
        capacity=[("Dev", t, 2000) for t in range(3)], grain=grain, **rest,
    )  # fmt: skip


def plan_of(frames) -> Plan:
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert verify(frames, plan).violations == ()
    return plan


def test_work_may_move_within_a_block():
    """3,000 are needed in period 1 where 2,000 are; with period 2 they are 4,000 of 4,000, and both run. Period by period only A does."""
    assert [c.project_id for c in plan_of(two_projects()).chosen] == ["A", "B"]
    assert [c.project_id for c in plan_of(two_projects(grain=[])).chosen] == ["A"]


def test_a_block_has_no_more_than_its_periods_together():
    """One milli-FTE more each and the block is short by two; what other periods have does not help."""
    assert [c.project_id for c in plan_of(two_projects(need=1501)).chosen] == ["A"]


def test_rules_call_a_block_by_its_periods():
    """In the model, and where no plan exists: the rule broken, the conflict and the repair speak of the block."""
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


def offer(period: int, cost: int, loss: int, kind: str = "overtime", year: int = 2027) -> tuple:
    return ("Dev", period, kind, 100, 3, cost, loss, year)


def test_people_are_bought_where_in_the_block_they_are_cheapest():
    """Five steps are short in the block: three of period 2 at 30, two of period 1 at 40; what period 0 offers for 1 is of no use."""
    frames = two_projects(need=1750, elastic=[offer(0, 1, 1), offer(1, 40, 40), offer(2, 30, 30)])
    plan = plan_of(frames)
    assert plan.bought == (Bought("Dev", 1, "overtime", 200, 2027, 80), Bought("Dev", 2, "overtime", 300, 2027, 90))
    assert plan.value == 900 - 170


@pytest.mark.parametrize(
    "bought",
    [
        (("Dev", 2, "overtime", 300, 90), ("Dev", 1, "overtime", 300, 120)),  # a step more than the block needs
        (
            ("Dev", 2, "overtime", 200, 60),
            ("Dev", 1, "overtime", 300, 120),
        ),  # the dearer period although the cheaper has a step left
        (("Dev", 2, "overtime", 300, 90), ("Dev", 1, "overtime", 100, 40)),  # a step too few: over the block's capacity
        (("Dev", 2, "overtime", 300, 90), ("Dev", 0, "overtime", 200, 2)),  # of a period outside the block
        (),
    ],
)
def test_the_verifier_knows_the_block(bought):
    """Purchases that are right for no block, at their right price and booked."""
    frames = two_projects(need=1750, elastic=[offer(0, 1, 1), offer(1, 40, 40), offer(2, 30, 30)])
    plan = plan_of(frames)
    other = tuple(Bought(*each[:4], 2027, each[4]) for each in bought)
    paid = sum(b.amount_minor for b in other)
    allocations = tuple(replace(a, amount_minor=paid) for a in plan.allocations if paid)
    faulty = replace(plan, bought=other, allocations=allocations, value=900 - paid, bound=900 - paid)
    assert {text.split(":")[0] for text in verify(frames, faulty).violations} & {"bought", "capacity"}


def test_a_plan_by_block_is_no_plan_by_period():
    """The same plan is refused where the frames plan every period by itself."""
    plan = plan_of(two_projects())
    assert [text.split(":")[0] for text in verify(two_projects(grain=[]), plan).violations] == ["capacity"]


@pytest.mark.parametrize(
    "offers",
    [
        [offer(1, 30, 30), offer(2, 31, 29)],  # cheaper in money, dearer in value
        [offer(1, 30, 30), ("Dev", 2, "overtime", 50, 3, 30, 30, 2027)],  # another step
        [offer(1, 30, 30), offer(2, 30, 30, year=2028)],  # another fiscal year
    ],
)
def test_prices_that_give_a_block_no_order_are_refused_with_what_to_do(offers):
    """Both periods are named; by themselves they are in order."""
    with pytest.raises(UsageError) as refused:
        build_problem(two_projects(elastic=offers))
    assert "overtime in period 1 and overtime in period 2 of Dev" in str(refused.value)
    assert "state one price for its periods, or raise planning.fine_periods" in str(refused.value)
    build_problem(two_projects(grain=[], elastic=offers))


def test_blocks_of_one_period_are_periods():
    """And no block at all is the problem there was before: the same rows and columns, the same plan."""
    for seed in range(20):
        frames = coarse_frames(seed)
        alone = frames | {"grain": pl.DataFrame([(t, t) for t in range(7)], schema=frames["grain"].schema, orient="row")}
        none = {name: frame for name, frame in frames.items() if name != "grain"}
        one, other = build_problem(alone), build_problem(none)
        assert one.layout.names == other.layout.names
        rows = [[(r.name, r.label, r.cols.tolist(), r.coefs.tolist(), r.lower, r.upper) for r in build_model(p).rows] for p in (one, other)]  # fmt: skip
        assert rows[0] == rows[1]


@pytest.mark.parametrize("chunk", range(2))
def test_random_portfolios_planned_by_block_equal_brute_force(chunk):
    """Blocks of different length, people bought in them: the optimum of enumeration, and not that of single periods."""
    seen, moved, bought = set(), 0, 0
    for seed in range(chunk * 300, (chunk + 1) * 300):
        frames = coarse_frames(seed)
        seen.add(check_against_enumeration(frames))
        plan = solve(build_problem(frames), Limits())
        if isinstance(plan, Plan):
            moved += not verify({**frames, "grain": frames["grain"].clear()}, plan).passed
            bought += bool(plan.bought)
    assert {"unique", "infeasible"} <= seen
    assert moved > 20
    assert bought > 20


def test_hires_by_block_equal_brute_force():
    """Who is hired is there in every period of a block that follows the arrival: blocks and hires together, without people bought, whose prices have no order."""
    seen = Counter()
    for seed in range(200):
        frames = hiring_frames(seed)
        frames |= {"grain": coarse_frames(seed)["grain"], "elastic": frames["elastic"].clear()}
        seen[check_against_enumeration(frames)] += 1
        plan = solve(build_problem(frames), Limits())
        seen["hired"] += isinstance(plan, Plan) and any(b.kind == "hire" for b in plan.bought)
    assert seen["unique"] > 50
    assert seen["infeasible"] > 10
    assert seen["hired"] > 20


def test_names_and_row_order_have_no_say():
    """Every id renamed, every frame shuffled: the same choice under its new names."""
    for seed in range(40):
        frames = coarse_frames(seed)
        shuffled, new = renamed(frames, seed)
        one, other = solve(build_problem(frames), Limits()), solve(build_problem(shuffled), Limits())
        assert type(one) is type(other)
        if isinstance(one, Plan) and isinstance(other, Plan):
            assert one.value == other.value
            assert {(new[p], new[m], s) for p, m, s in keys_of(one, frames)} == keys_of(other, shuffled)
