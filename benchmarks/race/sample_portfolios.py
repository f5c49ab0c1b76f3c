"""Cutline against solvers that are given `model.lp`, on the portfolios of `cutline sample`, one thread and a gap of 0.01 %:
python -m benchmarks.race.sample_portfolios [sizes] [seeds] [seconds] [runners]

python -m benchmarks.race.sample_portfolios page

The second command writes only the section of these portfolios in docs/race.md. The sizes, the seeds and the runners are lists with commas. Each runner has a process of its own, and the runners of one portfolio
follow one another. All times are processor seconds of the runner's process, because other programs share the machine; the wall clock
is recorded as well. Cutline has two times: until its proven gap is at most 0.01 % of the value, where a rival's solve ends, and of its
whole plan stage, from the problem to the plan, which goes on to a stricter gap and to the question whether another plan is as good.
A rival's time is that of its solve, without the reading of the file (CBC is a process of its own, whose time counts). Every selection is checked in integers, those of the rivals too. The module prints the table as it grows
and writes the results as JSON, from which benchmarks.race.race_report makes the page. A solver that is not installed is left out.
"""

import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Found:
    """What a runner found: the selection, its bound, and the seconds of the whole run and until the gap was small enough.

    seconds, to_gap: of the processor; `to_gap` is None if the gap was never small enough. wall: of the clock. value_at_gap: the value
    of the plan of that moment, in minor units; None if it is the value of the selection.
    """

    chosen: frozenset[int] | None
    bound: float | None
    seconds: float
    wall: float
    to_gap: float | None = None
    value_at_gap: int | None = None


class Watch:
    """Processor seconds and wall seconds since this object was made, child processes included."""

    def __init__(self) -> None:
        self._cpu, self._wall = _processor_seconds(), time.perf_counter()

    @property
    def seconds(self) -> float:
        """Processor seconds so far."""
        return _processor_seconds() - self._cpu

    def found(self, chosen: frozenset[int] | None, bound: float | None) -> Found:
        """What a rival found, whose solve ends when its gap is small enough. `bound`: None if it is not told."""
        return Found(chosen, bound, self.seconds, time.perf_counter() - self._wall)


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


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

    watch, moments = Watch(), list[tuple[float, int]]()

    def note(_: frozenset[int], value: int, bound: float) -> None:
        if not moments and (bound - value) * 1_000_000 <= GAP_PPM * abs(value):
            moments.append((watch.seconds, value))

    plan = solve(problem, Limits(gap_target_ppm=GAP_PPM, seconds=seconds), on_better_plan=note)
    found = watch.found(None, None)
    if not isinstance(plan, Plan):
        return found
    keys = {(each.project_id, each.mode_id, each.start_index) for each in plan.chosen}
    options = enumerate(problem.options)
    chosen = {j for j, o in options if (problem.projects[o.project], o.mode_id, o.start) in keys}
    to_gap, value_at_gap = moments[0] if moments else (None, None)
    return replace(found, chosen=frozenset(chosen), bound=plan.bound, to_gap=to_gap, value_at_gap=value_at_gap)


def by_highs(problem: Problem, path: Path, seconds: float) -> Found:
    """HiGHS on the published file, with its defaults."""
    import highspy

    solver = highspy.Highs()
    solver.silent()
    for option, value in (("threads", 1), ("mip_rel_gap", GAP_PPM / 1e6), ("time_limit", seconds)):
        solver.setOptionValue(option, value)
    solver.readModel(str(path))
    watch = Watch()
    solver.run()
    info = solver.getInfo()
    found = watch.found(None, info.mip_dual_bound)
    if info.primal_solution_status != highspy.kSolutionStatusFeasible:
        return found
    names = [solver.getColName(j)[1] for j in range(solver.getNumCol())]
    values = dict(zip(names, solver.getSolution().col_value, strict=True))
    return replace(found, chosen=_selection(problem, values))


def by_cbc(problem: Problem, path: Path, seconds: float) -> Found:
    """The CBC that PuLP brings, on the model as PuLP declares it. PuLP does not tell its bound."""
    import pulp

    from optimizer.solver.model_files.pulp_model import to_pulp

    declared = to_pulp(build_model(problem), path.stem)
    watch = Watch()
    declared.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=1, gapRel=GAP_PPM / 1e6))
    found = watch.found(None, None)
    values = {variable.name: variable.value() or 0.0 for variable in declared.variables()}
    return replace(found, chosen=_selection(problem, values)) if declared.sol_status > 0 else found


def by_scip(problem: Problem, path: Path, seconds: float) -> Found:
    """SCIP on the published file, with its defaults."""
    import pyscipopt

    solver = pyscipopt.Model()
    solver.hideOutput()
    solver.setParam("limits/time", seconds)
    solver.setParam("limits/gap", GAP_PPM / 1e6)
    solver.readProblem(str(path))
    watch = Watch()
    solver.optimize()
    found = watch.found(None, solver.getDualbound())
    if not solver.getNSols():
        return replace(found, bound=None)
    values = {variable.name: solver.getVal(variable) for variable in solver.getVars()}
    return replace(found, chosen=_selection(problem, values))


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
        found = RUNNERS[name](problem, path, seconds)
    except ImportError as error:
        send.send({"absent": str(error)})
        return
    model, value = build_model(problem), None
    if found.chosen is not None:
        point = point_of(problem, found.chosen)
        value = None if broken_rows(model.rows, point) else value_of(model.objective, point)
    is_within = value is not None and found.bound is not None and (found.bound - value) * 1e6 <= GAP_PPM * 1.01 * abs(value)
    to_gap = found.to_gap if name == "Cutline" else found.seconds if is_within else None
    told = {name: getattr(found, name) for name in ("bound", "seconds", "wall", "value_at_gap")}
    send.send({**told, "value": value, "to_gap": to_gap})


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
        "another (`python -m benchmarks.race.sample_portfolios`), while other programs may have used the same processors. *To the",
        "gap* is the processor time until the runner has proven a gap of 0.01 %, where the solve of a rival ends. *Whole* is the",
        "processor time of Cutline's whole plan stage, which then goes on to a stricter gap and asks whether another plan is as",
        "good. PuLP does not tell the bound of CBC.",
        "",
        *_summary(),
        "| projects | seed | runner | value | own gap | to the gap, s | whole, s |", "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for projects, seed, path in sorted(places):
        for name, each in json.loads(path.read_text()).items():
            if each is None or "absent" in each:
                continue
            value, bound = each["value"], each["bound"]
            worth = "no plan" if value is None else f"{value / 100:,.2f}"
            gap = "" if value is None or bound is None else f"{max(bound - value, 0) / abs(value):.4%}"
            to_gap = "" if each["to_gap"] is None else f"{each['to_gap']:.2f}"
            lines.append(f"| {projects:,} | {seed} | {name} | {worth} | {gap} | {to_gap} | {each['seconds']:.2f} |")
    return [*lines, ""] if places else []


def _summary() -> list[str]:
    """How Cutline and HiGHS compare on all portfolios for which there are results of both."""
    runs = [json.loads(path.read_text()) for path in sorted(OUT.glob("samples-*-*.json"))]
    pairs = [(each["Cutline"], each["HiGHS"]) for each in runs if each.get("Cutline") and each.get("HiGHS")]
    pairs = [(own, other) for own, other in pairs if own["value"] is not None and other["value"] is not None]
    if not pairs:
        return []
    behind = sum(own["value"] < other["value"] for own, other in pairs)
    above = sum(own["value"] > other["value"] for own, other in pairs)
    ratios = sorted(own["to_gap"] / other["to_gap"] for own, other in pairs if own["to_gap"] and other["to_gap"])
    lines = [f"Cutline against HiGHS on {len(pairs)} portfolios: its value is above on {above} and below on {behind}."]
    if ratios:
        slower = sum(ratio > 1 for ratio in ratios)
        lines += [
            f"Both proved the gap on {len(ratios)}: there Cutline's time to the gap is {statistics.median(ratios):.2f} times that of",
            f"HiGHS in the median, from {ratios[0]:.2f} to {ratios[-1]:.2f} times, and longer on {slower}.",
        ]
    for name, missing in (("Cutline", 0), ("HiGHS", 1)):
        count = sum(pair[missing]["to_gap"] is None for pair in pairs)
        lines += [f"{name} did not prove it within the time limit on {count}."] if count else []
    return [*lines, ""]


def write_section(page: Path) -> None:
    """Replaces the section of a page, which is its last one, and leaves the results of the other races as they are."""
    before = page.read_text().split("\n## Sample portfolios\n")[0].rstrip()
    page.write_text("\n".join([before, "", *section()]).rstrip() + "\n")


def main() -> None:
    """Runs every runner on every portfolio, prints the results and writes them."""
    if sys.argv[1:] == ["page"]:
        write_section(Path("docs/race.md"))
        return
    given = [*sys.argv[1:], *(SIZES, SEEDS, str(SECONDS), ",".join(RUNNERS))[len(sys.argv) - 1 :]]
    sizes, seeds, limit, runners = given
    OUT.mkdir(exist_ok=True)
    for projects in map(int, sizes.split(",")):
        for seed in map(int, seeds.split(",")):
            frames = sample_frames(projects, seed)
            with tempfile.TemporaryDirectory() as place:
                path = Path(place) / "model.lp"
                write_model(build_model(build_problem(frames)), path)
                results = {name: run_one(name, frames, path, float(limit)) for name in runners.split(",")}
            (OUT / f"samples-{projects}-{seed}.json").write_text(json.dumps(results))
            for name, each in results.items():
                if each and "absent" not in each:
                    print(
                        f"{projects:>5} seed {seed} {name:<8} {each['value']} {each['bound']} "
                        f"to the gap {each['to_gap']} whole {each['seconds']:.2f} s of the processor",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
