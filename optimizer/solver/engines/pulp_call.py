"""Calls one engine through PuLP and returns what it said, as plain values. Runs in the process of `worker.py`."""

import importlib.util
import re
import warnings
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pulp
from pulp.apis import _all_solvers

from optimizer.solver.engines.catalogue import INTERFACES, START, EngineChoice, arguments_of
from optimizer.solver.engines.declaring import declared
from optimizer.solver.engines.trouble import is_about_licence, shortened

Reply = dict[str, Any]
LOG = "engine.log"  # the log of an engine that writes one, in the folder in which the process works
# Only this much of an engine's log is searched for its version and its bound.
LOG_CHARACTERS = 200_000
CBC_NAMES = ("PULP_CBC_CMD", "COIN_CMD")
DISTRIBUTIONS = {
    "HiGHS": "highspy", "SCIP_PY": "pyscipopt", "GUROBI": "gurobipy", "CPLEX_PY": "cplex", "XPRESS_PY": "xpress", "COPT": "coptpy",
    "MOSEK": "Mosek", "CUOPT": "cuopt", "CyLP": "cylp", "PYGLPK": "glpk",
}  # fmt: skip


def solver_names() -> tuple[str, ...]:
    """The names of all solvers that this PuLP knows."""
    return tuple(dict.fromkeys(each.name for each in _all_solvers))


def call_engine(choice: EngineChoice, model: dict[str, Any], asked: dict[str, Any], start: list[float] | None) -> Reply:
    """Solves a model (`ScaledModel.as_message`) with one engine.

    The reply has either `error` and `kind` (as of `EngineTrouble`), or `status` and `sol_status` as PuLP tells them (by name),
    `figures` (None where the engine gave a column no figure) and `bound` (the engine's word, None if it told none); and
    `version` in both cases.
    """
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            solver = _solver(choice, asked | ({} if start is None else {START: True}))
            if not solver.available():
                return _unavailable(choice.name, [str(each.message) for each in told])
            problem, columns = declared(model, start)
            problem.solve(solver)
            log = _log()
            return {
                "status": pulp.LpStatus.get(problem.status, "Undefined"),
                "sol_status": pulp.LpSolution.get(problem.sol_status, "Undefined"),
                "figures": [each.varValue for each in columns],
                "bound": _bound(choice.name, problem, log),
                "version": engine_version(choice.name, log),
            }
        except TypeError as error:
            return _error(choice.name, "refused" if "argument" in str(error) else "failed", error)
        except Exception as error:
            return _error(choice.name, "failed", error)


def engine_version(name: str, log: str = "") -> str:
    """The version of an engine, as far as it tells one; an empty text otherwise."""
    if name in CBC_NAMES:
        found = re.search(r"Version:?\s+([\d.]+)", log)
        return found.group(1) if found else ""
    with suppress(Exception):
        if name == "HiGHS":
            return str(importlib.import_module("highspy").Highs().version())
        if name == "SCIP_PY":
            return f"{importlib.import_module('pyscipopt').Model().version()} (pyscipopt {version('pyscipopt')})"
    with suppress(PackageNotFoundError):
        return version(DISTRIBUTIONS[name]) if name in DISTRIBUTIONS else ""
    return ""


def _solver(choice: EngineChoice, asked: dict[str, Any]) -> pulp.LpSolver:
    arguments = arguments_of(choice, asked)
    if choice.name in CBC_NAMES:  # CBC tells its version and its bound in its log only
        arguments = {"logPath": LOG, **arguments}
    found = {each.name: each for each in _all_solvers}
    kind = found[choice.name]
    if not INTERFACES[choice.name].package or importlib.util.find_spec(INTERFACES[choice.name].package):
        return kind(**arguments)
    return kind()  # the class of a package that is missing takes no arguments; it says itself that it is unavailable


def _bound(name: str, problem: pulp.LpProblem, log: str) -> float | None:
    """The bound that the engine tells, in the unit of the scaled objective; None if it tells none."""
    if name in CBC_NAMES:
        found = re.findall(r"(?:Upper|Lower) bound:\s+(-?[\d.]+(?:e[+-]?\d+)?)", log)
        return float(found[-1]) if found else None
    solved: Any = getattr(problem, "solverModel", None)
    with suppress(Exception):
        if name == "HiGHS":
            return -float(solved.getInfo().mip_dual_bound)
        if name == "SCIP_PY":
            return float(solved.getDualbound())
        if name == "GUROBI":
            return float(solved.ObjBound)
        if name == "CPLEX_PY":
            return float(solved.solution.MIP.get_best_objective())
        if name == "XPRESS_PY":
            return float(solved.attributes.bestbound)
        if name == "COPT":
            return float(solved.BestBnd)
    return None


def _unavailable(name: str, told: list[str]) -> Reply:
    """The reply of an engine that PuLP calls unavailable. Some classes tell a missing licence as a warning only."""
    said = shortened("\n".join(each for each in told if "deprecated" not in each.lower()))
    kind = "licence" if is_about_licence(said) else "not_found"
    return {"kind": kind, "error": said or f"it needs {INTERFACES[name].needs}", "version": ""}


def _error(name: str, kind: str, error: Exception) -> Reply:
    said = f"{type(error).__name__}: {shortened(str(error))}"
    kind = "licence" if is_about_licence(said) else kind
    ending = shortened("\n".join(_log().splitlines()[-4:]))
    if kind == "failed" and ending:
        said += f" (its log ends: {ending})"
        kind = "licence" if is_about_licence(ending) else kind
    return {"kind": kind, "error": said, "version": engine_version(name)}


def _log() -> str:
    path = Path(LOG)
    return path.read_text("utf-8", errors="replace")[-LOG_CHARACTERS:] if path.exists() else ""
