"""What a night costs, and what Cutline's way of handing a model over saves: python -m benchmarks.night [projects]

Prints (1) the wall clock of `cutline run` on the sample by stage with the process's peak memory, and (2) the processor time of building the
model and handing it to HiGHS as arrays, as a ratio against two rivals in the same run: the same model written in idiomatic PuLP (lpSum), and
PuLP's own hand-over of that.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pulp

from cutline.options import CHOICE_NAMES
from cutline.sample import write_sample
from optimizer.highs import LiveModel
from optimizer.model import build_model
from optimizer.problem import Problem, build_problem
from optimizer.rows import Row

REPEATS = 5


def night(projects: int) -> dict[str, pl.DataFrame]:
    """Run the sample's night in a process of its own; returns the problem's frames."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "sample"
        write_sample(folder, projects, 7)
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "pipelines", "run", str(folder), "--json"], capture_output=True, text=True, check=True
        )
        wall = time.perf_counter() - begun
        answer = json.loads(done.stdout)
        rows = answer["certificate"]["rows"]["read"]
        print(f"night of {projects} projects, {rows:,} rows: {wall:.1f} s of wall clock, start of Python included")
        print("  " + ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in answer["seconds"].items()))
        print(f"  peak memory {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
        return {name: pl.read_parquet(folder / "published" / "problem" / f"{name}.parquet") for name in CHOICE_NAMES}


def by_arrays(problem: Problem, _: Sequence[Row]) -> None:
    """Cutline's path: integer rows, handed to HiGHS in memory."""
    LiveModel(build_model(problem), threads=1, seed=0)


def by_expressions(problem: Problem, rows: Sequence[Row]) -> pulp.LpProblem:
    """The rival: the same rows as sums of PuLP expressions."""
    model = pulp.LpProblem("rival", pulp.LpMaximize)
    w = [pulp.LpVariable(f"w{j}", cat="Binary") for j in range(len(problem.options))]
    model += pulp.lpSum(int(v) * w[j] for j, v in enumerate(problem.values))
    for each in rows:
        total = pulp.lpSum(int(a) * w[int(j)] for j, a in zip(each.cols, each.coefs, strict=True))
        if each.upper is not None:
            model += total <= each.upper
        if each.lower is not None and each.lower != each.upper:
            model += total >= each.lower
    return model


def by_pulp(problem: Problem, rows: Sequence[Row]) -> None:
    """The rival handed over: PuLP builds the solver's model itself."""
    model = by_expressions(problem, rows)
    solver = pulp.HiGHS(msg=False)
    solver.createAndConfigureSolver(model)
    solver.buildSolverModel(model)


def cpu(work: Callable[[Problem, Sequence[Row]], object], problem: Problem, rows: Sequence[Row]) -> float:
    """Median processor seconds of REPEATS runs."""
    spent = []
    for _ in range(REPEATS):
        begun = time.process_time()
        work(problem, rows)
        spent.append(time.process_time() - begun)
    return sorted(spent)[REPEATS // 2]


def main(projects: int = 120) -> None:
    """Both parts."""
    warnings.simplefilter("ignore", DeprecationWarning)
    problem = build_problem(night(projects))
    rows = build_model(problem).rows  # given to the rivals ready made; ours builds its own
    ours = cpu(by_arrays, problem, rows)
    nonzeros = sum(len(each.cols) for each in rows)
    print(
        f"model of {len(problem.options)} options, {nonzeros:,} non-zeros: built and handed over in {ours * 1000:.1f} ms of processor time"
    )
    for name, rival in (("idiomatic PuLP, built", by_expressions), ("idiomatic PuLP, built and handed over", by_pulp)):
        theirs = cpu(rival, problem, rows)
        print(f"  {name}: {theirs * 1000:.1f} ms, {theirs / ours:.1f} times ours")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
