"""What presolve with groups brings: python -m benchmarks.presolve [projects] [seeds] [root seconds]

For portfolios of the race, prints rows, entries and columns before and after presolve, the bound of the relaxation and of HiGHS's
root node, and the processor seconds of each; for up to a hundred projects also those of the whole search. "Before" is presolve
without groups: it drops dominated options, and options that break a row by themselves.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.linear.matrix import Matrix, whole_model
from optimizer.linear.rows import IntegerModel
from optimizer.model.building import build_model
from optimizer.presolve.reductions import dominated, presolved, propagated
from optimizer.presolve.row_activity import KnownFacts
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.exact import exact_search as search
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.solver.live_model import LiveModel
from optimizer.solver.relaxation import solve_relaxation
from optimizer.solver.scaling import money_unit

WHOLE = 100  # projects up to which the whole search is timed


def without_groups(problem: Problem, model: IntegerModel) -> IntegerModel:
    """The model less the options that are dominated, or that alone break a row."""
    matrix, most = Matrix.of(model.rows, model.upper_limits), model.upper_limits.copy()
    most[list(dominated(problem, matrix))] = 0
    alone = KnownFacts(most, np.arange(len(most)), np.zeros(len(most), dtype=bool), 0)
    return replace(model, upper_limits=propagated(matrix, alone).upper_limits)


def relaxed_bound(model: IntegerModel) -> float:
    """Of the rows with their fractions."""
    money = np.ones(len(model.objective))
    money[list(model.money)] = money_unit(model)
    found = solve_relaxation(
        whole_model(Matrix.of(model.rows, model.upper_limits), model.objective, money), seconds=600.0, seed=0
    )
    return float("nan") if found is None else found.bound


def root_bound(model: IntegerModel, *, seconds: float) -> float:
    """Of the whole-number rows, with HiGHS's own presolve and cuts."""
    live = LiveModel(model, threads=1, seed=0)
    return live.maximise(model.objective, gap=0.0, max_nodes=1, seconds=seconds).bound


def solve_seconds(problem: Problem, make: Callable[[Problem, IntegerModel], IntegerModel]) -> float:
    """Processor seconds of the whole search with one presolve or the other."""
    search.presolved = make
    begun = time.process_time()
    solve(problem, Limits())
    return time.process_time() - begun


def measured(problem: Problem, make: Callable[[Problem, IntegerModel], IntegerModel], seconds: int) -> str:
    """What one presolve brings, in words."""
    begun = time.process_time()
    lean = make(problem, build_model(problem))
    bounds, spent = [], [time.process_time() - begun]
    for bound_of in (relaxed_bound, partial(root_bound, seconds=seconds)) if seconds else (relaxed_bound,):
        begun = time.process_time()
        bounds.append(bound_of(lean) / 1e8)
        spent.append(time.process_time() - begun)
    if len(problem.projects) <= WHOLE:
        spent.append(solve_seconds(problem, make))
    return (
        f"{len(lean.rows)} rows, {sum(len(each.cols) for each in lean.rows)} entries, {int((lean.upper_limits == 0).sum())} columns fixed; "
        f"relaxation, root {', '.join(f'{each:.4f}' for each in bounds)} million; "
        f"model and presolve, relaxation, root, search {', '.join(f'{each:.2f}' for each in spent)} s"
    )


def main() -> None:
    """Print one line for each portfolio and each of the two presolves."""
    projects, seeds, seconds = (
        int(given) if given else default
        for given, default in zip([*sys.argv[1:], None, None, None][:3], (1000, 3, 120), strict=True)
    )
    for seed in range(seeds):
        problem = build_problem(joint_portfolio(seed, projects))
        for name, make in (("before", without_groups), ("after", presolved)):
            print(f"{projects} projects, seed {seed}, {name}: {measured(problem, make, seconds)}")


if __name__ == "__main__":
    main()
