"""Twenty nights of one portfolio whose values move a little: what each night's plan changes against the one before."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import frames_of

NOISE = 0.005  # standard deviation of the factor on a project's value


@dataclass(frozen=True)
class Night:
    """One night: projects that came or went, projects run in another way, value given up and the greatest value, in minor units."""

    flips: int
    moved: int
    given_up: int
    greatest: int
    is_complete: bool


def noisy(frames: dict[str, pl.DataFrame], seed: int) -> dict[str, pl.DataFrame]:
    """The same portfolio with every project's values a little higher or lower."""
    projects = frames["options"]["project_id"].unique(maintain_order=True)
    factor = pl.DataFrame(
        {"project_id": projects, "factor": 1 + NOISE * np.random.default_rng(seed).standard_normal(len(projects))}
    )
    value = (pl.col("value") * pl.col("factor")).round().cast(pl.Int64)
    options = frames["options"].join(factor, on="project_id", maintain_order="left").with_columns(value=value).drop("factor")
    return {**frames, "options": options}


def ways(plan: Plan) -> dict[str, tuple[str, int]]:
    """The mode and start of each project of a plan."""
    return {each.project_id: (each.mode_id, each.start_index) for each in plan.chosen}


def nights(
    frames: dict[str, pl.DataFrame], limits: Limits, *, count: int, tolerance_bp: int | None, is_walk: bool = False
) -> Iterator[Night]:
    """Night after night, each with the plan of the night before as the approved one; without that where there is no tolerance.

    is_walk: the noise of a night is on top of the night before's; else every night is the same portfolio with noise of its own.
    """
    first = solve(build_problem(frames), limits)
    assert isinstance(first, Plan)
    before = ways(first)
    for number in range(1, count + 1):
        tonight = noisy(frames, number)
        frames = tonight if is_walk else frames
        if tolerance_bp is not None:
            approved = [(p, *way) for p, way in before.items()]
            tonight = {**tonight, "approved": frames_of(approved=approved)["approved"]}
        plan = solve(build_problem(tonight), limits, value_tolerance_bp=tolerance_bp or 0)
        assert isinstance(plan, Plan)
        now = ways(plan)
        moved = sum(now[p] != before[p] for p in now.keys() & before.keys())
        done = all(stage.is_complete for stage in plan.stages)
        yield Night(len(now.keys() ^ before.keys()), moved, plan.given_up, plan.value + plan.given_up, done)
        before = now


def crowded(seed: int, projects: int) -> dict[str, pl.DataFrame]:
    """Projects of much the same return over three years, for half of what they ask: many plans are nearly as good as the best."""
    rng = np.random.default_rng(seed)
    options, spend = [], []
    for i in range(projects):
        p, start, size = f"P{i:03d}", int(rng.integers(0, 2)), rng.lognormal(14, 0.6)
        cost = [int(size * 0.6), int(size * 0.4)]
        options.append((p, "full", start, start + 2, int(sum(cost) * rng.normal(0.3, 0.1))))
        spend += [(p, "full", start, "capex", 2027 + start + year, cost[year]) for year in range(2)]
    asked = [sum(a for *_, year, a in spend if year == at) for at in (2027, 2028, 2029)]
    return frames_of(
        options=options,
        spend=spend,
        budgets=[("F", "capex", 2027 + i, amount // 2) for i, amount in enumerate(asked)],
        years=[(2027,), (2028,), (2029,)],
        payers=[(f"P{i:03d}", "F") for i in range(projects)],
    )
