"""What presolve with groups brings: python -m benchmarks.presolve [projects] [seeds] [root seconds]

For portfolios of the race: rows, entries and columns before and after, the bound of the relaxation and of HiGHS's root, processor seconds of each. Before is what was
there without groups: dominated options, and those that alone break a row.
"""

import sys
import time
from dataclasses import replace

import numpy as np

from benchmarks.joint_portfolio import joint_portfolio
from optimizer.activity import Known
from optimizer.highs import LiveModel, money_unit, relax
from optimizer.matrix import Matrix, whole_part
from optimizer.model import build_model
from optimizer.presolve import dominated, presolved, settled
from optimizer.problem import Problem, build_problem
from optimizer.rows import IntegerModel


def without_groups(problem: Problem, model: IntegerModel) -> IntegerModel:
    """The model less the options that are dominated, or that alone break a row."""
    matrix, most = Matrix.of(model.rows, model.most), model.most.copy()
    most[list(dominated(problem, matrix))] = 0
    alone = Known(most, np.arange(len(most)), np.zeros(len(most), dtype=bool), 0)
    return replace(model, most=settled(matrix, alone).most)


def relaxed_bound(model: IntegerModel) -> float:
    """Of the rows with their fractions."""
    money = np.ones(len(model.objective))
    money[list(model.money)] = money_unit(model)
    found = relax(whole_part(Matrix.of(model.rows, model.most), model.objective, money), seconds=600.0, seed=0)
    return float("nan") if found is None else found.bound


def root_bound(model: IntegerModel, seconds: float) -> float:
    """Of the whole-number rows, with HiGHS's own presolve and cuts."""
    live = LiveModel(model, threads=1, seed=0)
    return live.maximise(model.objective, gap=0.0, max_nodes=1, seconds=seconds).bound


def main() -> None:
    """Print one line for each portfolio and each of the two models."""
    projects, seeds, seconds = (
        int(given) if given else default
        for given, default in zip([*sys.argv[1:], None, None, None][:3], (1000, 3, 120), strict=True)
    )
    for seed in range(seeds):
        problem = build_problem(joint_portfolio(seed, projects))
        model = build_model(problem)
        for name, make in (("before", without_groups), ("after", presolved)):
            begun = time.process_time()
            lean = make(problem, model)
            spent = [time.process_time() - begun]
            bounds = []
            for bound_of in (relaxed_bound, lambda each: root_bound(each, seconds)) if seconds else (relaxed_bound,):
                begun = time.process_time()
                bounds.append(bound_of(lean) / 1e8)
                spent.append(time.process_time() - begun)
            print(
                f"{projects} projects, seed {seed}, {name}: {len(lean.rows)} rows, {sum(len(each.cols) for each in lean.rows)} entries, "
                f"{int((lean.most == 0).sum())} columns fixed; relaxation, root {', '.join(f'{each:.4f}' for each in bounds)} million; "
                f"presolve, relaxation, root {', '.join(f'{each:.2f}' for each in spent)} s"
            )


if __name__ == "__main__":
    main()
