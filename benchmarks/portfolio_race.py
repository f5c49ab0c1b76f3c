"""Cutline against solvers given the same model: python -m benchmarks.portfolio_race [projects] [seconds] [seeds]

A seeded generator of realistic joint portfolios: options of several modes and starts, funds with capex and opex, roles, prerequisites,
exclusion groups, both-or-neither pairs, theme shares, synergies, mandates; budgets at about half of what is asked, capacity at two thirds. Each runner has the
same wall clock and two threads, in a process of its own, and the same rows: HiGHS, SCIP and CP-SAT the arrays, CBC the model through PuLP. Every
selection is checked in integers by our rows; one that breaks a row is worth nothing. Needs the extra `bench`; a solver that is not installed is left out.
"""

import contextlib
import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
import polars as pl

from optimizer.model import build_model
from optimizer.problem import CHOICE_FRAMES, Problem, build_problem
from optimizer.rows import IntegerModel, broken, value_of

THREADS = 2
GRACE = 60.0  # seconds a runner may take to build its model and to stop
FIRST_YEAR = 2027
OPTION = ["project_id", "mode_id", "start_index"]
C = pl.col


def joint_portfolio(seed: int, projects: int, *, periods: int = 24, roles: int = 20) -> dict[str, pl.DataFrame]:
    """Choice frames of `projects` projects over `periods` months: 1 to 4 options each, three funds, `roles` roles."""
    rng = np.random.default_rng(seed)
    index = np.arange(projects)
    ids = np.char.add("P", np.char.zfill(index.astype(str), 6))
    size = rng.lognormal(12.5, 0.9, projects)  # cents a month
    length, theme = rng.integers(3, 13, projects), rng.integers(0, 5, projects)
    worth = rng.lognormal(0.25, 0.25, projects)
    options = _options(rng, index, length, periods)
    lines = _lines(rng, options, size, length, worth)
    demand = _demand(rng, options, size, roles, periods)
    years = list(range(FIRST_YEAR, FIRST_YEAR + -(-periods // 12)))
    frames = {
        "options": lines["options"].with_columns(project_id=pl.Series(ids)[lines["options"]["number"]]),
        "spend": lines["spend"].with_columns(project_id=pl.Series(ids)[lines["spend"]["number"]]),
        "demand": demand.with_columns(project_id=pl.Series(ids)[demand["number"]]),
        "years": pl.DataFrame({"fiscal_year": years}),
        "names": pl.DataFrame({"project_id": ids, "name": ids}),
        "dependencies": _relations(rng, ids),
        "synergies": _synergies(rng, ids, size),
        "programmes": _programmes(rng, ids, size),
    }
    frames["requirements"] = _mandates(rng, ids, frames)
    frames |= _limits(rng, frames, ids, theme, years)
    return {name: _as_frame(name, frames.get(name)) for name in CHOICE_FRAMES}


def _as_frame(name: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    schema = CHOICE_FRAMES[name]
    return (
        pl.DataFrame(schema=schema) if frame is None else frame.select(C(column).cast(dtype) for column, dtype in schema.items())
    )


def _options(rng: np.random.Generator, index: np.ndarray, length: np.ndarray, periods: int) -> pl.DataFrame:
    """number, mode_id, start_index, finish_index, scale: one to four ways of each project, a later start being a way of its own."""
    count = rng.integers(1, 5, len(index))
    number = np.repeat(index, count)
    nth = np.concatenate([np.arange(n) for n in count])
    start = np.clip(
        np.repeat(rng.integers(0, periods - 3, len(index)), count) + (nth % 2) * rng.integers(1, 7, len(number)), 0, periods - 2
    )
    is_lean = nth >= 2
    finish = start + np.maximum(length[number] - 2 * is_lean, 2)
    frame = pl.DataFrame(
        {
            "number": number,
            "mode_id": np.where(is_lean, "lean", "full"),
            "start_index": start,
            "finish_index": finish,
            "scale": np.where(is_lean, 0.6, 1.0),
        }
    )
    return frame.unique(["number", "mode_id", "start_index"], keep="first", maintain_order=True)


def _lines(
    rng: np.random.Generator, options: pl.DataFrame, size: np.ndarray, length: np.ndarray, worth: np.ndarray
) -> dict[str, pl.DataFrame]:
    """Options with their value, less for later starts, and their spend by class and fiscal year."""
    number = options["number"].to_numpy()
    cost = size[number] * length[number] * options["scale"].to_numpy()
    late = 0.993 ** options["start_index"].to_numpy()
    value = cost * (worth[number] * rng.normal(1.0, 0.03, len(number)) * late - 0.85)
    capex = np.repeat(rng.uniform(0.2, 0.9, len(size)), 1)[number]
    month = options.with_columns(cost=pl.Series(cost), capex=pl.Series(capex)).with_columns(
        months=C("finish_index") - C("start_index")
    )
    phased = (
        month.with_columns(period=pl.int_ranges("start_index", "finish_index"))
        .explode("period")
        .with_columns(fiscal_year=FIRST_YEAR + C("period") // 12)
    )
    parts = [
        phased.group_by("number", "mode_id", "start_index", "fiscal_year")
        .agg((C("cost") / C("months") * share).sum().round().cast(pl.Int64).alias("amount_minor"))
        .with_columns(cost_class=pl.lit(kind))
        for kind, share in (("capex", C("capex")), ("opex", 1 - C("capex")))
    ]
    return {
        "options": options.with_columns(value=pl.Series(value.round().astype(np.int64))),
        "spend": pl.concat(parts).filter(C("amount_minor") > 0),
    }


def _demand(rng: np.random.Generator, options: pl.DataFrame, size: np.ndarray, roles: int, periods: int) -> pl.DataFrame:
    """Two to six roles of each project, level over its months."""
    per_project = [rng.choice(roles, rng.integers(2, 7), replace=False) for _ in range(len(size))]
    number = np.repeat(np.arange(len(size)), [len(chosen) for chosen in per_project])
    need = (250 * np.maximum(np.round(size[number] / 150_000 * rng.lognormal(-0.2, 0.7, len(number))), 1)).astype(np.int64)
    wanted = pl.DataFrame(
        {"number": number, "role_id": [f"R{role:02d}" for chosen in per_project for role in chosen], "milli_fte": need}
    )
    placed = (
        options.join(wanted, on="number")
        .with_columns(period_index=pl.int_ranges("start_index", "finish_index"))
        .explode("period_index")
    )
    return placed.filter(C("period_index") < periods).with_columns(milli_fte=(C("milli_fte") * C("scale")).cast(pl.Int64))


def _relations(rng: np.random.Generator, ids: np.ndarray) -> pl.DataFrame:
    """Prerequisites on 7 % of the projects, exclusion groups of three, pairs; always from a later to an earlier one, so there is no cycle."""
    rows: list[tuple[str, str, str, int, str | None]] = []
    for kind, share in (("requires", 0.05), ("finish_to_start", 0.02), ("together", 0.01)):
        for later in rng.choice(np.arange(1, len(ids)), max(int(len(ids) * share), 1), replace=False):
            rows.append((kind, str(ids[later]), str(ids[rng.integers(0, later)]), 0, None))
    for group in rng.choice(ids, (max(len(ids) // 60, 1), 3), replace=False):
        rows += [
            ("excludes", str(a), str(b), 0, None) for a, b in ((group[0], group[1]), (group[0], group[2]), (group[1], group[2]))
        ]
    return pl.DataFrame(
        rows,
        schema=["type", "from_project_id", "to_project_id", "lag_periods", "group_id"],
        orient="row",
        infer_schema_length=None,
    )


def _synergies(rng: np.random.Generator, ids: np.ndarray, size: np.ndarray) -> pl.DataFrame:
    pairs = rng.choice(len(ids), (max(len(ids) // 100, 1), 2), replace=False)
    gain = (size[pairs[:, 0]] * rng.uniform(0.5, 3.0, len(pairs))).astype(np.int64)
    rows = [(f"S{i}", str(ids[p]), int(amount)) for i, (pair, amount) in enumerate(zip(pairs, gain, strict=True)) for p in pair]
    return pl.DataFrame(rows, schema=["synergy_id", "project_id", "amount"], orient="row")


def _programmes(rng: np.random.Generator, ids: np.ndarray, size: np.ndarray) -> pl.DataFrame:
    """One programme of four projects for every hundred: half of them all or none, half with a benefit when complete."""
    members = rng.choice(len(ids), (max(len(ids) // 100, 1), 4), replace=False)
    rows = [
        (f"G{i}", "office", str(ids[p]), i % 2 == 0, None if i % 2 == 0 else int(size[own].sum() / 2))
        for i, own in enumerate(members)
        for p in own
    ]
    return pl.DataFrame(rows, schema=CHOICE_FRAMES["programmes"], orient="row")


def _mandates(rng: np.random.Generator, ids: np.ndarray, frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Two in a hundred projects are the law's; only such as hang on no other, so that the laws do not contradict the relations."""
    related = frames["dependencies"].select(pl.concat_list("from_project_id", "to_project_id").explode())
    bound = set(related.to_series()) | set(frames["programmes"].filter("is_all_or_none")["project_id"])
    free = np.array([p for p in ids.tolist() if p not in bound])
    return pl.DataFrame({"project_id": rng.choice(free, max(len(ids) // 50, 1), replace=False)}).with_columns(
        rule=pl.lit("mandate"), text=pl.lit("law")
    )


def _limits(
    rng: np.random.Generator, frames: dict[str, pl.DataFrame], ids: np.ndarray, theme: np.ndarray, years: list[int]
) -> dict[str, pl.DataFrame]:
    """Budgets of three funds at half of what the first options ask, capacity at two thirds, a theme's share of the spend at most 45 %."""
    first = frames["options"].unique("project_id", keep="first", maintain_order=True).select(OPTION)
    asked = frames["spend"].join(first, on=OPTION, how="semi")
    need = {
        (kind, year): amount
        for kind, year, amount in asked.group_by("cost_class", "fiscal_year").agg(C("amount_minor").sum()).iter_rows()
    }
    budgets = [
        (fund, kind, year, int(need.get((kind, year), 0) * share * 0.6))
        for fund, share in (("CORE", 0.6), ("A", 0.2), ("B", 0.2))
        for kind in ("capex", "opex")
        for year in years
    ]
    kind_of = rng.integers(0, 3, len(ids))
    payers = [
        (str(p), fund)
        for p, kind in zip(ids, kind_of, strict=True)
        for fund in ("CORE", *(["A"] if kind == 1 else ["B"] if kind == 2 else []))
    ]
    asked_of = frames["demand"].join(first, on=OPTION, how="semi").group_by("role_id", "period_index").agg(C("milli_fte").sum())
    capacity = [(role, t, int(total * rng.uniform(0.5, 0.8))) for role, t, total in asked_of.sort("role_id", "period_index").iter_rows()]
    spent = frames["spend"].filter(C("fiscal_year").is_in(years)).group_by(OPTION).agg(C("amount_minor").sum())
    own = spent.join(pl.DataFrame({"project_id": ids, "theme": theme}), on="project_id")
    terms = [
        own.select(pl.lit(f"theme{t}").alias("limit_id"), *OPTION, weight=C("amount_minor") * ((C("theme") == t) * 20 - 9))
        for t in range(5)
    ]
    limits = [(f"theme{t}", "balance", f"theme {t} at most 45 % of the spend", "office", None, 0) for t in range(5)]
    return {
        "budgets": pl.DataFrame(budgets, schema=list(CHOICE_FRAMES["budgets"]), orient="row"),
        "payers": pl.DataFrame(payers, schema=list(CHOICE_FRAMES["payers"]), orient="row"),
        "capacity": pl.DataFrame(capacity, schema=list(CHOICE_FRAMES["capacity"]), orient="row"),
        "limits": pl.DataFrame(limits, schema=CHOICE_FRAMES["limits"], orient="row"),
        "limit_terms": pl.concat(terms),
    }


def _arrays(model: IntegerModel) -> tuple[list[tuple[list[int], list[int]]], list[float | None], list[float | None]]:
    rows = [(each.cols.tolist(), each.coefs.tolist()) for each in model.rows]
    return rows, [each.lower for each in model.rows], [each.upper for each in model.rows]


Found = tuple[list[int] | None, float | None]  # columns at one, bound


def by_highs(model: IntegerModel, seconds: float) -> Found:
    """HiGHS by itself, defaults but for threads and time, rows as they are."""
    import highspy

    solver = highspy.Highs()
    solver.silent()
    for option, value in (("time_limit", seconds), ("threads", THREADS), ("parallel", "on"), ("mip_rel_gap", 0.0)):
        solver.setOptionValue(option, value)
    rows, lower, upper = _arrays(model)
    inf, count = highspy.kHighsInf, len(model.columns)
    solver.addVars(count, np.zeros(count), np.asarray(model.most, dtype=float))
    solver.changeColsCost(count, np.arange(count, dtype=np.int32), -np.asarray(model.objective, dtype=float))
    solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), np.full(count, highspy.HighsVarType.kInteger))
    starts = np.cumsum([0, *(len(cols) for cols, _ in rows)])[:-1].astype(np.int32)
    flat = (
        np.concatenate([np.asarray(cols, dtype=np.int32) for cols, _ in rows]),
        np.concatenate([np.asarray(coefs, dtype=float) for _, coefs in rows]),
    )
    solver.addRows(
        len(rows),
        np.array([-inf if b is None else b for b in lower]),
        np.array([inf if b is None else b for b in upper]),
        len(flat[0]),
        starts,
        *flat,
    )
    solver.run()
    info = solver.getInfo()
    chosen = None if info.primal_solution_status != 2 else [j for j, x in enumerate(solver.getSolution().col_value) if x > 0.5]
    return chosen, -info.mip_dual_bound


def by_scip(model: IntegerModel, seconds: float) -> Found:
    """SCIP through its own interface."""
    import pyscipopt

    solver = pyscipopt.Model()
    solver.hideOutput()
    solver.setParam("limits/time", seconds)
    rows, lower, upper = _arrays(model)
    columns = [
        solver.addVar(vtype="I", lb=0, ub=int(most), obj=-float(value))
        for most, value in zip(model.most, model.objective, strict=True)
    ]
    for (cols, coefs), low, high in zip(rows, lower, upper, strict=True):
        total = pyscipopt.quicksum(a * columns[j] for j, a in zip(cols, coefs, strict=True))
        if low is not None:
            solver.addCons(total >= low)
        if high is not None:
            solver.addCons(total <= high)
    solver.optimize()
    chosen = [j for j, column in enumerate(columns) if solver.getVal(column) > 0.5] if solver.getNSols() else None
    return chosen, -solver.getDualbound()


def by_cpsat(model: IntegerModel, seconds: float) -> Found:
    """CP-SAT, in whole numbers."""
    from ortools.sat.python import cp_model

    problem, solver = cp_model.CpModel(), cp_model.CpSolver()
    columns = [problem.new_int_var(0, int(most), "") for most in model.most]
    rows, lower, upper = _arrays(model)
    for (cols, coefs), low, high in zip(rows, lower, upper, strict=True):
        total = cp_model.LinearExpr.weighted_sum([columns[j] for j in cols], coefs)
        problem.add_linear_constraint(total, -(2**62) if low is None else low, 2**62 if high is None else high)
    problem.maximize(cp_model.LinearExpr.weighted_sum(columns, [int(v) for v in model.objective]))
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, THREADS
    status = solver.solve(problem)
    chosen = (
        [j for j, column in enumerate(columns) if solver.value(column)]
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        else None
    )
    return chosen, solver.best_objective_bound


def by_cbc(model: IntegerModel, seconds: float) -> Found:
    """The CBC that PuLP brings. It tells no bound."""
    import pulp

    from optimizer.exchange import plain_name, to_pulp

    problem = to_pulp(model)
    problem.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=THREADS))
    values = {variable.name: variable.value() or 0 for variable in problem.variables()}
    chosen = [j for j, name in enumerate(model.columns) if values.get(plain_name(name), 0) > 0.5]
    return chosen or None, None


RIVALS: dict[str, Callable[[IntegerModel, float], Found]] = {
    "HiGHS": by_highs,
    "SCIP": by_scip,
    "CP-SAT": by_cpsat,
    "CBC": by_cbc,
}


def _judged(model: IntegerModel, found: Found) -> dict[str, Any]:
    chosen, bound = found
    if chosen is None:
        return {"value": None, "bound": bound}
    point = dict.fromkeys(chosen, 1)
    return {"value": None if broken(model.rows, point) else value_of(model.objective, point), "bound": bound}


def _run(name: str, problem: Problem, seconds: float, send: Connection) -> None:
    begun = time.perf_counter()
    try:
        if name == "Cutline":
            # Here, and in a process of its own: CP-SAT brings another HiGHS, and the two cannot be loaded together.
            from optimizer.plan import Plan
            from optimizer.solve import Limits, solve

            plan = solve(problem, Limits(gap_target_ppm=0, max_nodes=10**9, seconds=seconds, threads=THREADS))
            result = {"value": plan.value, "bound": plan.bound} if isinstance(plan, Plan) else {"value": None, "bound": None}
        else:
            model = build_model(problem)
            result = _judged(model, RIVALS[name](model, seconds))
    except ImportError as error:
        result = {"absent": str(error)}
    send.send({**result, "seconds": time.perf_counter() - begun})


def race(problem: Problem, name: str, seconds: float) -> dict[str, Any] | None:
    """One runner in a child process that is killed when it does not stop. None when it had to be; `absent` says why it could not run."""
    receive, send = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=_run, args=(name, problem, seconds, send))
    child.start()
    result = receive.recv() if receive.poll(seconds + GRACE) else None
    child.kill()
    child.join()
    return result


def main() -> None:
    """Print value, bound and gap of every runner on every seed."""
    projects, seconds, seeds = (
        int(given) if given else default
        for given, default in zip([*sys.argv[1:], None, None, None][:3], (1000, 60, 3), strict=True)
    )
    print(f"{projects} projects, {seconds} s, {THREADS} threads")
    for seed in range(seeds):
        begun = time.perf_counter()
        problem = build_problem(joint_portfolio(seed, projects))
        model = build_model(problem)
        size = sum(len(row.cols) for row in model.rows)
        print(
            f"seed {seed}: {len(problem.options):,} options, {len(model.rows):,} rows, {size:,} non-zeros; made in {time.perf_counter() - begun:.1f} s"
        )
        results = {name: race(problem, name, seconds) for name in ("Cutline", *RIVALS)}
        bounds = [r["bound"] for r in results.values() if r and r.get("bound") is not None]
        for name, result in results.items():
            if result is None or "absent" in result:
                print(
                    f"  {name:<8} {'killed after the grace of ' + format(GRACE, '.0f') + ' s' if result is None else result['absent'][:90]}"
                )
                continue
            value, bound = result["value"], result["bound"]
            gap = "" if value is None or bound is None else f"own gap {(bound - value) / abs(value):8.3%}"
            best = "" if value is None else f"to the best bound {(min(bounds) - value) / abs(value):8.3%}"
            print(
                f"  {name:<8} {'no plan' if value is None else f'{value / 100:18,.2f}'}  {gap}  {best}  {result['seconds']:6.1f} s"
            )
        print("  " + json.dumps(results))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
