"""What the plan without a project is worth less is what enumeration says."""

import pytest

from optimizer.explain.thresholds.leaving import price_of_leaving
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import allowed_selections
from tests.optimizer.random_portfolios import hiring_frames, random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges


def best_without(frames, project: str) -> int | None:
    """The greatest value of a selection that does not run the project; None if every one does."""
    stops = set(frames["stop_modes"].iter_rows())
    return max(
        (value for keys, value, _ in allowed_selections(frames) if not any(p == project and (p, mode) not in stops for p, mode, _ in keys)),
        default=None,
    )  # fmt: skip


@pytest.mark.parametrize("frames_from", [random_frames, hiring_frames])
@pytest.mark.parametrize("seeds", seed_ranges(20, 300))
def test_the_price_of_leaving_equals_brute_force(frames_from, seeds):
    """Every family of rules, with robust budgets, floors and hires."""
    left, required = 0, 0
    for seed in seeds:
        frames = frames_from(seed)
        plan = solve(build_problem(frames), Limits())
        if not isinstance(plan, Plan):
            continue
        stops = set(frames["stop_modes"].iter_rows())
        for each in plan.chosen:
            if (each.project_id, each.mode_id) in stops:
                continue
            price, other = price_of_leaving(frames, plan, each.project_id, Limits()), best_without(frames, each.project_id)
            assert price.state == "proven"
            assert price.at_least == price.at_most == (None if other is None else plan.value - other)
            left, required = left + (other is not None), required + (other is None)
    assert left > len(seeds) // 4
    assert required > 0


def test_a_search_that_stops_early_tells_an_interval_that_holds_the_price():
    """Without a single node the bound is that of the relaxation, which is not below the truth."""
    frames = one_fund({f"P{i}": 31 + 7 * i % 23 for i in range(24)}, {f"P{i}": 40 + 5 * i % 19 for i in range(24)}, 300)
    plan = solve(build_problem(frames), Limits())
    project = plan.chosen[0].project_id
    true = price_of_leaving(frames, plan, project, Limits())
    early = price_of_leaving(frames, plan, project, Limits(max_nodes=1))
    assert early.at_least <= true.at_least
    assert early.at_most is None or early.at_most >= true.at_most


def test_a_project_that_is_left_out_is_refused():
    """It cannot leave a plan in which it is not."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    with pytest.raises(ValueError, match="does not run B"):
        price_of_leaving(frames, solve(build_problem(frames), Limits()), "B", Limits())
