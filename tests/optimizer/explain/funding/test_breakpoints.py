"""Each breakpoint is an amount at which enumeration finds a greater value than a millionth below it, and there are none between."""

import polars as pl
import pytest

from optimizer.explain.funding.breakpoints import breakpoints
from optimizer.explain.funding.greatest_value import base_of
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges

LOW, HIGH, MOST = 700_000, 1_600_000, 3


def value_at(frames, ppm, role):
    """The greatest value at so many millionths of the budgets, or of the people of a role."""
    name, column = ("budgets", "amount_minor") if role is None else ("capacity", "milli_fte")
    scaled = pl.col(column) * ppm // 1_000_000
    changed = scaled if role is None else pl.when(pl.col("role_id") == role).then(scaled).otherwise(pl.col(column))
    best = enumerate_best({**frames, name: frames[name].with_columns(changed.alias(column))})
    return None if best is None else best.value


@pytest.mark.parametrize("of", ["money", "people"])
@pytest.mark.parametrize("seeds", seed_ranges(8, 300))
def test_every_breakpoint_equals_brute_force(seeds, of):
    """A millionth below a breakpoint the value is that of the breakpoint before."""
    told = ended = 0
    for seed in seeds:
        frames = random_frames(seed)
        plan = solve(build_problem(frames), Limits())
        roles = frames["capacity"]["role_id"].unique().sort().to_list()
        if not isinstance(plan, Plan) or (of == "people" and not roles):
            continue
        role = roles[0] if of == "people" else None
        found = breakpoints(base_of(frames, plan, Limits()), frames["capacity"], LOW, HIGH, MOST, Limits(), role_id=role)
        before = value_at(frames, LOW, role)
        assert found.first_value == before
        for each in found.found:
            assert each.is_exact
            assert value_at(frames, each.ppm, role) == each.value
            assert value_at(frames, each.ppm - 1, role) == before
            told, before = told + 1, each.value
        if found.is_all:
            assert value_at(frames, HIGH, role) == before
            ended += 1
        else:
            assert len(found.found) == MOST
    assert ended > 0
    assert told > 0 or of == "people"


def test_the_breakpoints_of_two_projects_by_hand():
    """A costs 60 and B 50: the value rises at 50, at 60 and at 110, told in millionths of 100."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
    found = breakpoints(base, frames["capacity"], 0, 2_000_000, 9, Limits())
    assert (found.first_value, found.is_all) == (0, True)
    assert [(each.ppm, each.amount, each.value) for each in found.found] == [
        (500_000, 50, 9), (600_000, 60, 10), (1_100_000, 110, 19),
    ]  # fmt: skip
    assert [(each.entered, each.left) for each in found.found] == [(("B",), ()), (("A",), ("B",)), (("B",), ())]


def test_a_mandate_makes_the_first_breakpoint_the_least_money_of_any_plan():
    """A must run and costs 60: below it there is no plan."""
    frames = one_fund({"A": 60}, {"A": -10}, 100, requirements=[("A", "mandate", "law")])
    base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
    found = breakpoints(base, frames["capacity"], 100_000, 1_000_000, 9, Limits())
    assert (found.first_value, [(each.ppm, each.value) for each in found.found], found.is_all) == (None, [(600_000, -10)], True)


def test_a_search_that_stops_tells_no_breakpoint_as_proven():
    """Without time not even the first value is known."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
    found = breakpoints(base, frames["capacity"], 0, 2_000_000, 9, Limits(seconds=0))
    assert (found.found, found.is_all) == ([], False)
