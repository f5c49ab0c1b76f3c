"""Building a model and handing it to the solver: python -m benchmarks.race.hand_over [projects]

Measures processor seconds for one portfolio of the race, each the median of some runs in one process, in four ways: finished
arrays are handed to highspy; Cutline goes from its Problem to a live model, with its whole-number rows; the model is declared in
PuLP in bulk; the model is written by hand with lpSum, and PuLP builds it and hands it over. "By arrays" is the way of Cutline from
the built model to a live model, with which the declaration in PuLP is compared. It also measures what it costs to add a row to a
live model, and to write the model as a file.
"""

import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import highspy
import numpy as np
import pulp

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.linear.matrix import FREE, Matrix
from optimizer.linear.rows import IntegerModel
from optimizer.model.building import build_model
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.stages import another_selection
from optimizer.solver.live_model import LiveModel
from optimizer.solver.model_files.pulp_model import to_pulp
from optimizer.solver.model_files.writing import WRITERS

BULK = ("Cutline, built and handed over", "Cutline by arrays, from the built model", "declared in PuLP in bulk")


def arrays_to_highspy(matrix: Matrix, objective: np.ndarray) -> None:
    """The floor: one call with arrays that are there."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.entries.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = -objective / 1e6, np.zeros(lp.num_col_), matrix.upper_limits.astype(float)
    lp.row_lower_ = np.where(matrix.lower <= -FREE, -highspy.kHighsInf, matrix.lower)
    lp.row_upper_ = np.where(matrix.upper >= FREE, highspy.kHighsInf, matrix.upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.entries.indptr, matrix.entries.indices
    lp.a_matrix_.value_ = matrix.entries.data.astype(float)
    solver = highspy.Highs()
    solver.silent()
    solver.passModel(lp)
    every = np.arange(lp.num_col_, dtype=np.int32)
    solver.changeColsIntegrality(lp.num_col_, every, np.array([highspy.HighsVarType.kInteger] * lp.num_col_))


def by_cutline(problem: Problem) -> None:
    """From the Problem to a model that HiGHS holds."""
    LiveModel(build_model(problem), threads=1, seed=0)


def by_hand(model: IntegerModel) -> None:
    """As one writes it: sums of PuLP expressions, row by row, and PuLP's own hand-over to HiGHS."""
    declared = pulp.LpProblem("rival", pulp.LpMaximize)
    columns = [pulp.LpVariable(f"w{j}", 0, int(most), cat="Integer") for j, most in enumerate(model.upper_limits)]
    declared += pulp.lpSum(int(v) * columns[j] for j, v in enumerate(model.objective))
    for each in model.rows:
        total = pulp.lpSum(int(a) * columns[int(j)] for j, a in zip(each.cols, each.coefs, strict=True))
        if each.upper is not None:
            declared += total <= each.upper
        if each.lower is not None and each.lower != each.upper:
            declared += total >= each.lower
    solver = pulp.HiGHS(msg=False)
    solver.createAndConfigureSolver(declared)
    solver.buildSolverModel(declared)


def cpu(work: Callable[[], object], repeats: int) -> float:
    """Median processor seconds. To free what the work has made is not part of it."""
    spent = []
    for _ in range(repeats):
        begun = time.process_time()
        made = work()
        spent.append(time.process_time() - begun)
        del made
    return statistics.median(spent)


def main(projects: int = 10_000) -> None:
    """Print every way's time, and as a multiple of the floor."""
    warnings.simplefilter("ignore", DeprecationWarning)
    frames = joint_portfolio(0, projects)
    begun = time.process_time()
    problem = build_problem(frames)
    read = time.process_time() - begun
    model = build_model(problem)
    matrix = Matrix.of(model.rows, model.upper_limits)
    print(
        f"{projects:,} projects, {len(model.columns):,} columns, {len(model.rows):,} rows, {matrix.entries.nnz:,} non-zeros; frames read in {read:.2f} s"
    )
    floor = cpu(lambda: arrays_to_highspy(matrix, model.objective), 7)
    ways: dict[str, float] = {
        "finished arrays to highspy": floor,
        # A fresh copy each time: what the Problem keeps of an earlier build is not used again.
        "Cutline, built and handed over": cpu(lambda: by_cutline(replace(problem)), 7),
        "Cutline by arrays, from the built model": cpu(lambda: LiveModel(model, threads=1, seed=0), 7),
        "declared in PuLP in bulk": cpu(lambda: to_pulp(model), 7),
        "PuLP by hand, built and handed over": cpu(lambda: by_hand(model), 3),
    }
    for name, seconds in ways.items():
        print(f"  {name:<40} {seconds:7.3f} s  {seconds / floor:6.1f} times the floor")
    built, arrays, bulk = (ways[name] for name in BULK)
    print(
        f"  PuLP in bulk costs {bulk / arrays:.2f} times the arrays from the built model, {bulk / built:.2f} times Cutline's way as a whole"
    )
    for ending, write in WRITERS.items():
        print(f"  {'written as ' + ending:<40} {cpu(partial(write, model), 1):7.3f} s")
    live = LiveModel(model, threads=1, seed=0)
    row = another_selection(problem, frozenset(range(0, len(problem.options), 7)))

    def change() -> None:
        live.add_rows([row])
        live.keep_rows(len(model.rows))

    print(f"  {'a row added to the live model, taken away':<42} {cpu(change, 7):.4f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
