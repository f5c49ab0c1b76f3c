"""Cutline against solvers that are given `model.lp`, on the portfolios of `cutline sample`, one thread and a gap of 0.01 %:
python -m benchmarks.race.sample_portfolios [sizes] [seeds] [seconds]

The sizes and the seeds are lists with commas. Each runner has a process of its own, and the runners of one portfolio follow one
another. Cutline's time is that of its whole plan stage, from the problem to the plan; a rival's time is that of its solve, without
the reading of the file. Every selection is checked in integers, those of the rivals too. The module prints the table as it grows
and writes the results as JSON, from which benchmarks.race.race_report makes the page. A solver that is not installed is left out.
"""

import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.race.portfolio_race import GRACE, OUT
from cutline.choices.options.building import build_choices
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.samples.sample_folder import write_sample
from cutline.settings.loading import load_settings
from cutline.sources.crosswalk import Crosswalk, crosswalk_of
from cutline.sources.deliveries.intake import take_in_deliveries
from cutline.sources.deliveries.store import Store
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.typed_rows.quarantine import SET_ASIDE
from data_quality.gate.screening import night_of_typed_tables, set_rows_aside
from optimizer.linear.rows import broken_rows, value_of
from optimizer.model.building import build_model
from optimizer.model.consequences import point_of
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.solver.model_files.row_sides import plain_name
from optimizer.solver.model_files.writing import write_model

GAP_PPM = 100
SIZES, SEEDS, SECONDS = "60,120,200,300,400,600,1000,2000", "1,2,3", 300.0
Found = tuple[frozenset[int] | None, float | None, float]  # the selection, the bound and the seconds


def sample_frames(projects: int, seed: int) -> dict[str, pl.DataFrame]:
    """The choice frames of a sample portfolio, by the functions that the steps of a night call."""
    with tempfile.TemporaryDirectory() as place:
        folder, now = Path(place) / "sample", datetime.now(UTC)
        write_sample(folder, projects, seed)
        settings, store = load_settings(folder / "portfolio.toml"), Store(folder / "store")
        deliveries = take_in_deliveries(settings, folder / "exports", store, now)
        ids, tables, rejected = Crosswalk(), dict[str, pl.DataFrame](), list[pl.DataFrame]()
        for table in ("crosswalk", *(name for name in EXPORTED if name != "crosswalk")):
            accepted, bad = parse(table, read_raw(table, settings, deliveries, store.path), settings, ids).collect()
            ids = crosswalk_of(accepted) if table == "crosswalk" else ids
            tables[table] = accepted
            rejected.append(bad)
        held = pl.concat(rejected).filter(pl.col("action") == SET_ASIDE)
        night = night_of_typed_tables(tables, held, settings, deliveries, now.date())
        screened, by_rules = set_rows_aside(night)
        return build_choices(screened, pl.concat([held, by_rules]), settings).frames()


def by_cutline(problem: Problem, _: Path, seconds: float) -> Found:
    """The plan stage, with the limits that the sample's portfolio.toml does not state left at their defaults."""
    from optimizer.plan import Plan
    from optimizer.search.limits import Limits
    from optimizer.search.solve import solve

    begun = time.perf_counter()
    plan = solve(problem, Limits(gap_target_ppm=GAP_PPM, seconds=seconds))
    spent = time.perf_counter() - begun
    if not isinstance(plan, Plan):
        return None, None, spent
    keys = {(each.project_id, each.mode_id, each.start_index) for each in plan.chosen}
    options = enumerate(problem.options)
    chosen = {j for j, o in options if (problem.projects[o.project], o.mode_id, o.start) in keys}
    return frozenset(chosen), plan.bound, spent


def by_highs(problem: Problem, path: Path, seconds: float) -> Found:
    """HiGHS on the published file, with its defaults."""
    import highspy

    solver = highspy.Highs()
    solver.silent()
    for option, value in (("threads", 1), ("mip_rel_gap", GAP_PPM / 1e6), ("time_limit", seconds)):
        solver.setOptionValue(option, value)
    solver.readModel(str(path))
    begun = time.perf_counter()
    solver.run()
    spent, info = time.perf_counter() - begun, solver.getInfo()
    if info.primal_solution_status != highspy.kSolutionStatusFeasible:
        return None, info.mip_dual_bound, spent
    names = [solver.getColName(j)[1] for j in range(solver.getNumCol())]
    values = dict(zip(names, solver.getSolution().col_value, strict=True))
    return _selection(problem, values), info.mip_dual_bound, spent


def by_cbc(problem: Problem, path: Path, seconds: float) -> Found:
    """The CBC that PuLP brings, on the model as PuLP declares it. PuLP does not tell its bound."""
    import pulp

    from optimizer.solver.model_files.pulp_model import to_pulp

    declared = to_pulp(build_model(problem), path.stem)
    begun = time.perf_counter()
    declared.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=1, gapRel=GAP_PPM / 1e6))
    spent = time.perf_counter() - begun
    values = {variable.name: variable.value() or 0.0 for variable in declared.variables()}
    return (_selection(problem, values) if declared.sol_status > 0 else None), None, spent


def by_scip(problem: Problem, path: Path, seconds: float) -> Found:
    """SCIP on the published file, with its defaults."""
    import pyscipopt

    solver = pyscipopt.Model()
    solver.hideOutput()
    solver.setParam("limits/time", seconds)
    solver.setParam("limits/gap", GAP_PPM / 1e6)
    solver.readProblem(str(path))
    begun = time.perf_counter()
    solver.optimize()
    spent = time.perf_counter() - begun
    if not solver.getNSols():
        return None, None, spent
    values = {variable.name: solver.getVal(variable) for variable in solver.getVars()}
    return _selection(problem, values), solver.getDualbound(), spent


RUNNERS: dict[str, Callable[[Problem, Path, float], Found]] = {
    "Cutline": by_cutline,
    "HiGHS": by_highs,
    "CBC": by_cbc,
    "SCIP": by_scip,
}


def _selection(problem: Problem, values: dict[str, float]) -> frozenset[int]:
    names = problem.layout.names[: len(problem.options)]
    return frozenset(j for j, name in enumerate(names) if values.get(plain_name(name), 0.0) > 0.5)


def _run(name: str, frames: dict[str, pl.DataFrame], path: Path, seconds: float, send: Connection) -> None:
    problem = build_problem(frames)
    try:
        chosen, bound, spent = RUNNERS[name](problem, path, seconds)
    except ImportError as error:
        send.send({"absent": str(error)})
        return
    model, value = build_model(problem), None
    if chosen is not None:
        point = point_of(problem, chosen)
        value = None if broken_rows(model.rows, point) else value_of(model.objective, point)
    send.send({"value": value, "bound": bound, "seconds": spent})


def run_one(name: str, frames: dict[str, pl.DataFrame], path: Path, seconds: float) -> dict[str, Any] | None:
    """One runner in a process of its own. None if the process had to be killed; `absent` says that the solver is not installed."""
    receive, send = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=_run, args=(name, frames, path, seconds, send))
    child.start()
    result = receive.recv() if receive.poll(seconds + GRACE) else None
    child.kill()
    child.join()
    return result


def section() -> list[str]:
    """The section of docs/race.md about these portfolios; an empty list if there are no results."""
    places = [(*map(int, path.stem.split("-")[1:]), path) for path in OUT.glob("samples-*-*.json")]
    lines = [
        "## Sample portfolios", "",
        "The portfolios that `cutline sample` makes, one thread, gap 0.01 %, every solver on the same `model.lp`, one after",
        "another in one run (`python -m benchmarks.race.sample_portfolios`). *Seconds* are of Cutline's whole plan stage, and",
        "of a rival's solve without the reading of the file. PuLP does not tell the bound of CBC.",
        "",
        "| projects | seed | runner | value | own gap | seconds |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for projects, seed, path in sorted(places):
        for name, each in json.loads(path.read_text()).items():
            if each is None or "absent" in each:
                continue
            value, bound = each["value"], each["bound"]
            worth = "no plan" if value is None else f"{value / 100:,.2f}"
            gap = "" if value is None or bound is None else f"{max(bound - value, 0) / abs(value):.4%}"
            lines.append(f"| {projects:,} | {seed} | {name} | {worth} | {gap} | {each['seconds']:.1f} |")
    return [*lines, ""] if places else []


def main() -> None:
    """Runs every runner on every portfolio, prints the results and writes them."""
    sizes, seeds, limit = [*sys.argv[1:], *(SIZES, SEEDS, str(SECONDS))[len(sys.argv) - 1 :]]
    OUT.mkdir(exist_ok=True)
    for projects in map(int, sizes.split(",")):
        for seed in map(int, seeds.split(",")):
            frames = sample_frames(projects, seed)
            with tempfile.TemporaryDirectory() as place:
                path = Path(place) / "model.lp"
                write_model(build_model(build_problem(frames)), path)
                results = {name: run_one(name, frames, path, float(limit)) for name in RUNNERS}
            (OUT / f"samples-{projects}-{seed}.json").write_text(json.dumps(results))
            for name, each in results.items():
                if each and "absent" not in each:
                    print(
                        f"{projects:>5} seed {seed} {name:<8} {each['value']} {each['bound']} {each['seconds']:.1f} s", flush=True
                    )


if __name__ == "__main__":
    main()
