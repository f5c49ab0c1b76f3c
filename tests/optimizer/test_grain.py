"""Periods that are planned together: random portfolios against enumeration, and ids without a say."""

from collections import Counter

import pytest

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import coarse_frames, hiring_frames, renamed
from tests.optimizer.test_brute_force import check_against_enumeration, keys_of
from tests.seeds import seed_ranges


@pytest.mark.parametrize("seeds", seed_ranges(40, 600))
def test_random_portfolios_planned_by_block_equal_brute_force(seeds):
    """With blocks of different length and people bought in them, the optimum is that of enumeration; some plans would break
    capacity period by period.
    """
    seen, moved, bought = set(), 0, 0
    for seed in seeds:
        frames = coarse_frames(seed)
        seen.add(check_against_enumeration(frames))
        plan = solve(build_problem(frames), Limits())
        if isinstance(plan, Plan):
            moved += not verify({**frames, "grain": frames["grain"].clear()}, plan).passed
            bought += bool(plan.bought)
    assert {"unique", "infeasible"} <= seen
    assert moved > len(seeds) // 15
    assert bought > len(seeds) // 15


@pytest.mark.parametrize("seeds", seed_ranges(30, 200))
def test_hires_by_block_equal_brute_force(seeds):
    """People who are hired are there in every period of a block after their arrival: blocks and hires together equal enumeration.

    Nobody is bought here, because prices of single periods have no order in a block.
    """
    seen = Counter()
    for seed in seeds:
        frames = hiring_frames(seed)
        frames |= {"grain": coarse_frames(seed)["grain"], "elastic": frames["elastic"].clear()}
        seen[check_against_enumeration(frames)] += 1
        plan = solve(build_problem(frames), Limits())
        seen["hired"] += isinstance(plan, Plan) and any(b.kind == "hire" for b in plan.bought)
    assert seen["unique"] > len(seeds) // 4
    assert seen["infeasible"] > len(seeds) // 20
    assert seen["hired"] > len(seeds) // 10


def test_names_and_row_order_have_no_say():
    """With every id renamed and every frame shuffled, the plan makes the same choice under the new names."""
    for seed in range(20):
        frames = coarse_frames(seed)
        shuffled, new = renamed(frames, seed)
        one, other = solve(build_problem(frames), Limits()), solve(build_problem(shuffled), Limits())
        assert type(one) is type(other)
        if isinstance(one, Plan) and isinstance(other, Plan):
            assert one.value == other.value
            assert {(new[p], new[m], s) for p, m, s in keys_of(one, frames)} == keys_of(other, shuffled)
