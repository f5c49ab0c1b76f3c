"""Runs of one portfolio in a process of its own, under other names and row orders: python -m tests.optimizer.rerun THREADS FIRST COUNT NAME...

One thread count for each process, because HiGHS cannot change it; the hash seed is the process's too. Prints what is chosen, in the old names.
"""

import json
import sys
from collections.abc import Callable
from random import Random

import polars as pl

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import medium_frames, renamed, tie_rich_frames, with_hires

PORTFOLIOS: dict[str, Callable[[], dict[str, pl.DataFrame]]] = {
    **{f"tied {seed}": lambda seed=seed: tie_rich_frames(seed) for seed in (0, 1, 2, 3, 4)},
    **{f"medium {seed}": lambda seed=seed: medium_frames(seed) for seed in (5, 12, 34)},
    **{f"hiring {seed}": lambda seed=seed: with_hires(medium_frames(seed), Random(seed)) for seed in (5, 12)},
    **{f"joint {seed}": lambda seed=seed: joint_portfolio(seed, 60) for seed in (2, 3, 8)},
}


def chosen_of(name: str, seed: int, limits: Limits) -> list:
    """The selection of a portfolio, and who is hired, renamed and shuffled by `seed`: in the old names, or, where projects may be alike, by what the options are."""
    frames, new = renamed(PORTFOLIOS[name](), seed)
    plan = solve(build_problem(frames), limits)
    assert isinstance(plan, Plan)
    keys = {(each.project_id, each.mode_id, each.start_index) for each in plan.chosen}
    if not name.startswith("tied"):
        old = {code: was for was, code in new.items()}
        hires = [[old[b.role_id], b.period_index, b.milli_fte] for b in plan.bought if b.kind == "hire"]
        return [*sorted([old[p], old[mode], start] for p, mode, start in keys), *sorted(hires)]
    costs = {p: amount for p, *_, amount in frames["spend"].iter_rows()}
    return sorted([value, costs[p]] for p, mode, start, _, value in frames["options"].iter_rows() if (p, mode, start) in keys)


if __name__ == "__main__":
    threads, first, count = map(int, sys.argv[1:4])
    seeds = range(first, first + count)
    print(json.dumps({name: [chosen_of(name, seed, Limits(threads=threads)) for seed in seeds] for name in sys.argv[4:]}))
