"""How much more value a project must have is what enumeration says."""

import pytest

from optimizer.explain.thresholds.more_value import value_it_lacks
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import allowed_selections
from tests.optimizer.random_portfolios import hiring_frames, random_frames
from tests.seeds import seed_ranges


@pytest.mark.parametrize("frames_from", [random_frames, hiring_frames])
@pytest.mark.parametrize("seeds", seed_ranges(12, 300))
def test_the_value_that_a_project_lacks_equals_brute_force(frames_from, seeds):
    """Every family of rules; None if no selection runs the project."""
    priced = impossible = 0
    for seed in seeds:
        frames = frames_from(seed)
        problem = build_problem(frames)
        plan = solve(problem, Limits())
        if not isinstance(plan, Plan):
            continue
        stops = set(frames["stop_modes"].iter_rows())
        every = [(value, {p for p, mode, _ in keys if (p, mode) not in stops}) for keys, value, _ in allowed_selections(frames)]
        for p, project in enumerate(problem.projects):
            if p in problem.hires or not problem.running_options_of[p]:
                continue
            best = max((value for value, runs in every if project in runs), default=None)
            price, chosen = value_it_lacks(problem, plan, p, Limits())
            assert price.state == "proven"
            assert price.at_least == price.at_most == (None if best is None else plan.value - best)
            assert (chosen is None) == (best is None)
            priced, impossible = priced + (best is not None), impossible + (best is None)
    assert priced > len(seeds) // 4
    assert impossible > 0
