"""The frontier of risk: at each cap or floor the best plan is what enumeration finds among the plans that keep it."""

from itertools import combinations
from random import Random

import polars as pl
import pytest

from optimizer.explain.funding.frontier import points_at
from optimizer.explain.funding.risk_levels import failure_levels, tail_levels
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import allowed_selections
from tests.optimizer.random_portfolios import _scenarios, frames_of, random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges

CHANGES = (-4000, -1000, 500, 3000)


def _chances(frames, seed):
    """A drawn chance of failure and the spend in the horizon of every option that runs a project."""
    rng = Random(f"chances {seed}")
    inside = frames["spend"].join(frames["years"], on="fiscal_year", how="semi")
    spent = {
        tuple(key): amount
        for *key, amount in inside.group_by("project_id", "mode_id", "start_index").agg(pl.col("amount_minor").sum()).iter_rows()
    }
    stops = set(frames["stop_modes"].iter_rows())
    rows = [
        (p, mode, start, rng.randint(0, 10_000), spent.get((p, mode, start), 0))
        for p, mode, start, *_ in frames["options"].iter_rows() if (p, mode) not in stops
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=["project_id", "mode_id", "start_index", "failure_bp", "spend_minor"], orient="row")


@pytest.mark.parametrize("seeds", seed_ranges(8, 300))
def test_caps_on_the_chance_of_failure_equal_brute_force(seeds):
    """The average is weighted by spend; the recommended plan keeps the cap without a change."""
    told = moved = 0
    for seed in seeds:
        frames = random_frames(seed)
        plan, chances = solve(build_problem(frames), Limits()), _chances(frames, seed)
        by_key = {tuple(key): rest for *key, chance, spend in chances.iter_rows() for rest in [(chance, spend)]}
        if not isinstance(plan, Plan) or not sum(
            by_key.get((c.project_id, c.mode_id, c.start_index), (0, 0))[1] for c in plan.chosen
        ):
            continue
        levels = failure_levels(frames, plan, chances, CHANGES)
        every = list(allowed_selections(frames))
        for level, point in zip(levels, points_at(levels, frames, plan, Limits()), strict=True):
            values = [
                value for keys, value, _ in every
                if sum(f * s for f, s in (by_key.get(key, (0, 0)) for key in keys)) <= level.amount * sum(by_key.get(key, (0, 0))[1] for key in keys)
            ]  # fmt: skip
            best = max(values, default=None)
            assert (point.value, point.bound) == (best, best), (seed, level.change_bp)
            told, moved = told + 1, moved + (point.value != plan.value)
            assert level.change_bp != 0 or point.value == plan.value
    assert told > len(seeds)
    assert moved > 0


@pytest.mark.parametrize("seeds", seed_ranges(8, 300))
def test_floors_under_the_worst_scenarios_equal_brute_force(seeds):
    """A floor is an average over the worst scenarios; the recommended plan reaches the one without a change."""
    told = moved = 0
    for seed in seeds:
        frames = random_frames(seed)
        plan, rng = solve(build_problem(frames), Limits()), Random(f"tail {seed}")
        drawn = _scenarios(rng, frames["options"].rows(), 1000)
        scenarios = frames["scenarios"] if frames["scenarios"].height else frames_of(**drawn)["scenarios"]
        if not isinstance(plan, Plan) or scenarios.is_empty():
            continue
        worst = rng.randint(1, scenarios["scenario"].n_unique())
        levels = tail_levels(frames, plan, scenarios, worst, CHANGES)
        assert [each.amount for each in levels] == sorted((each.amount for each in levels), reverse=True)
        every = list(allowed_selections(frames))
        for level, point in zip(levels, points_at(levels, frames, plan, Limits()), strict=True):
            best = max(
                (v for keys, v, _ in every if _tail(frames, scenarios, worst, keys, v) >= level.amount * worst), default=None
            )
            assert (point.value, point.bound) == (best, best), (seed, level.change_bp)
            told, moved = told + 1, moved + (point.value != plan.value)
            assert level.change_bp != 0 or point.value == plan.value
    assert told > len(seeds)
    assert moved > 0


def _tail(frames, scenarios, worst, keys, value):
    """The least sum of the values of so many scenarios."""
    own = {(p, m, s): v for p, m, s, _, v in frames["options"].iter_rows()}
    drawn = {tuple(key): v for *key, v in scenarios.iter_rows()}
    follows = value - sum(own[key] for key in keys if key in own)
    totals = [
        follows + sum(drawn.get((s, *key), own[key]) for key in keys if key in own) for s in sorted({s for s, *_ in scenarios.iter_rows()})
    ]  # fmt: skip
    return min(sum(some) for some in combinations(totals, worst))


def test_a_plan_without_spend_has_no_average():
    """There is nothing to weight by."""
    frames = one_fund({"A": 60}, {"A": -1}, 100)
    chances = pl.DataFrame(
        {"project_id": ["A"], "mode_id": ["full"], "start_index": [0], "failure_bp": [100], "spend_minor": [60]}
    )
    with pytest.raises(ValueError, match="spends nothing"):
        failure_levels(frames, solve(build_problem(frames), Limits()), chances, [100])


def test_a_lower_cap_takes_the_safer_project():
    """A is worth more and fails more often: at 40 % less chance of failure B takes its place."""
    frames = one_fund({"A": 60, "B": 60}, {"A": 10, "B": 9}, 100)
    chances = pl.DataFrame({
        "project_id": ["A", "B"], "mode_id": ["full"] * 2, "start_index": [0] * 2, "failure_bp": [5000, 2000], "spend_minor": [60, 60],
    })  # fmt: skip
    plan = solve(build_problem(frames), Limits())
    levels = failure_levels(frames, plan, chances, [-4000, -9000])
    points = points_at(levels, frames, plan, Limits())
    assert [(each.amount, each.value, each.entered) for each in points] == [(500, 0, ()), (3000, 9, ("B",)), (5000, 10, ())]
