"""The solvers Cutline is measured against, each given the same rows as arrays (CBC through PuLP), telling what it has found as it
goes.
"""

import re
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.linear.matrix import FREE, Matrix
from optimizer.linear.rows import IntegerModel

THREADS = 2
Columns = list[int]


@dataclass
class Course:
    """What a runner tells: every better value and bound with the seconds since it began, and the columns at one in the end."""

    begun: float = field(default_factory=time.perf_counter)
    points: list[tuple[float, float | None, float | None]] = field(default_factory=list)

    def tell(self, value: float | None = None, bound: float | None = None) -> None:
        """A better value, or a better bound."""
        last = next((p for p in reversed(self.points)), (0.0, None, None))
        new = (last[1] if value is None else value, last[2] if bound is None else bound)
        if new != last[1:]:
            self.points.append((time.perf_counter() - self.begun, *new))


def by_highs(model: IntegerModel, seconds: float, course: Course) -> Columns | None:
    """HiGHS by itself, defaults but for threads and time; rows divided so that their largest coefficient is at most 1e5."""
    import highspy

    matrix = Matrix.of(model.rows, model.upper_limits)
    scale, unit, inf = np.maximum(matrix.largest / 1e5, 1.0), _unit(model), highspy.kHighsInf
    solver = highspy.Highs()
    solver.silent()
    for option, value in (("time_limit", seconds), ("threads", THREADS), ("parallel", "on"), ("mip_rel_gap", 0.0)):
        solver.setOptionValue(option, value)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.columns), len(model.rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = -model.objective / unit, np.zeros(lp.num_col_), model.upper_limits.astype(float)
    lp.row_lower_ = np.where(matrix.lower <= -FREE, -inf, matrix.lower / scale)
    lp.row_upper_ = np.where(matrix.upper >= FREE, inf, matrix.upper / scale)
    rows = np.repeat(np.arange(lp.num_row_), np.diff(matrix.entries.indptr))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.entries.indptr, matrix.entries.indices
    lp.a_matrix_.value_ = matrix.entries.data / scale[rows]
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    solver.passModel(lp)
    solver.cbMipImprovingSolution += lambda event: course.tell(value=-event.data_out.objective_function_value * unit)
    solver.cbMipInterrupt += lambda event: course.tell(bound=-event.data_out.mip_dual_bound * unit)
    solver.run()
    info = solver.getInfo()
    course.tell(bound=-info.mip_dual_bound * unit)
    return None if info.primal_solution_status != 2 else [j for j, x in enumerate(solver.getSolution().col_value) if x > 0.5]


def by_scip(model: IntegerModel, seconds: float, course: Course) -> Columns | None:
    """SCIP through its own interface; one thread, it has no more."""
    import pyscipopt

    class Ear(pyscipopt.Eventhdlr):  # type: ignore[misc]
        def eventinit(self) -> None:
            for kind in (pyscipopt.SCIP_EVENTTYPE.BESTSOLFOUND, pyscipopt.SCIP_EVENTTYPE.NODESOLVED):
                self.model.catchEvent(kind, self)

        def eventexec(self, _event: Any) -> None:
            value = -self.model.getPrimalbound() * unit if self.model.getNSols() else None
            course.tell(value=value, bound=-self.model.getDualbound() * unit)

    unit, solver = _unit(model), pyscipopt.Model()
    solver.hideOutput()
    solver.setParam("limits/time", seconds)
    columns = [
        solver.addVar(vtype="I", lb=0, ub=int(most), obj=-float(value) / unit)
        for most, value in zip(model.upper_limits, model.objective, strict=True)
    ]
    for each in model.rows:
        scale = max(float(np.abs(each.coefs).max(initial=0)) / 1e5, 1.0)
        total = pyscipopt.quicksum(a / scale * columns[j] for j, a in zip(each.cols.tolist(), each.coefs.tolist(), strict=True))
        if each.lower is not None:
            solver.addCons(total >= each.lower / scale)
        if each.upper is not None:
            solver.addCons(total <= each.upper / scale)
    solver.includeEventhdlr(Ear(), "ear", "tells what is found")
    course.begun = time.perf_counter()  # its interface is slow to fill: that is not held against it
    solver.optimize()
    course.tell(bound=-solver.getDualbound() * unit)
    return [j for j, column in enumerate(columns) if solver.getVal(column) > 0.5] if solver.getNSols() else None


def by_cpsat(model: IntegerModel, seconds: float, course: Course) -> Columns | None:
    """CP-SAT, in whole numbers."""
    from ortools.sat.python import cp_model

    class Ear(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
        def on_solution_callback(self) -> None:
            course.tell(value=self.objective_value, bound=self.best_objective_bound)

    problem, solver = cp_model.CpModel(), cp_model.CpSolver()
    columns = [problem.new_int_var(0, int(most), "") for most in model.upper_limits]
    for each in model.rows:
        total = cp_model.LinearExpr.weighted_sum([columns[j] for j in each.cols.tolist()], each.coefs.tolist())
        low, high = -(2**62) if each.lower is None else each.lower, 2**62 if each.upper is None else each.upper
        problem.add_linear_constraint(total, low, high)
    problem.maximize(cp_model.LinearExpr.weighted_sum(columns, [int(v) for v in model.objective]))
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, THREADS
    solver.best_bound_callback = lambda bound: course.tell(bound=bound)
    course.begun = time.perf_counter()
    status = solver.solve(problem, Ear())
    course.tell(bound=solver.best_objective_bound)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [j for j, column in enumerate(columns) if solver.value(column)]


def by_cbc(model: IntegerModel, seconds: float, course: Course) -> Columns | None:
    """The CBC that PuLP brings; what it has found on its way is read from its log."""
    import pulp

    from optimizer.solver.model_files.pulp_model import to_pulp
    from optimizer.solver.model_files.row_sides import plain_name

    problem = to_pulp(model)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "cbc.log"
        course.begun = time.perf_counter()
        ear = threading.Thread(target=_read_cbc, args=(log, course), daemon=True)
        ear.start()
        problem.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=THREADS, logPath=str(log)))
        _hear_cbc(log.read_text(), course)
    values = {variable.name: variable.value() or 0 for variable in problem.variables()}
    return [j for j, name in enumerate(model.columns) if values.get(plain_name(name), 0) > 0.5] or None


CBC_BOUND = re.compile(r"best possible (-?[\d.e+]+)|Continuous objective value is (-?[\d.e+]+)")
CBC_VALUE = re.compile(r"(?:Integer solution of|Solution found of|found solution of) (-?[\d.e+]+)")


def _read_cbc(log: Path, course: Course) -> None:
    while True:
        time.sleep(0.5)
        if log.exists():
            _hear_cbc(log.read_text(errors="replace"), course)


def _hear_cbc(text: str, course: Course) -> None:
    values = [abs(float(found)) for found in CBC_VALUE.findall(text)]
    bounds = [abs(float(one or other)) for one, other in CBC_BOUND.findall(text) if abs(float(one or other)) < 1e40]
    if values and "Optimal solution found" in text:
        bounds = [max(values)]
    course.tell(value=max(values, default=None), bound=min(bounds, default=None))


def _unit(model: IntegerModel) -> float:
    return max(float(np.abs(model.objective).max(initial=1)) / 1e6, 1.0)


RIVALS: dict[str, Callable[[IntegerModel, float, Course], Columns | None]] = {
    "HiGHS": by_highs,
    "SCIP": by_scip,
    "CP-SAT": by_cpsat,
    "CBC": by_cbc,
}
