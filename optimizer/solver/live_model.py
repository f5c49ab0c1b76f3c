"""A model that HiGHS keeps in memory: its objective can be changed and rows added without building the model again.

HiGHS works in floating point with tolerances, so it gets scaled copies of the integer rows, and no solution of HiGHS is accepted
before the integer check. The models for infeasible problems (`least_violation.py`, `switched_model.py`, `relief_model.py`) are
sub-classes of the `LiveModel` of this module.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import IntegerModel, Point, Row, Selection
from optimizer.solver.scaled_model import ScaledModel, without_sure_value
from optimizer.solver.scaling import OBJECTIVE_MAX, money_unit, names_one_option, power_of_ten, scaled_row, without_given
from optimizer.solver.status import Status, read_status

VERSION = highspy.Highs().version()
OnBound = Callable[[float], None]  # takes a bound in the objective's own unit
# Takes a selection that nobody has checked yet, and the bound; True ends the run.
OnSolution = Callable[[Selection, float], bool | None]


class EndRun:
    """What a caller returns instead of a point to end the run."""


END_RUN = EndRun()
# Takes the number of nodes so far. Returns a point for HiGHS to take up, or END_RUN to end the run.
Propose = Callable[[int], Point | EndRun | None]

# The options of runs that prove: no restarts, no heuristics, no search for symmetry, no cuts below the root, and few trial solves
# before a branching is trusted.
PROOF_OPTIONS = {
    "mip_allow_restart": False,
    "mip_heuristic_effort": 0.0,
    "mip_detect_symmetry": False,
    "mip_allow_cut_separation_at_nodes": False,
    "mip_pscost_minreliable": 2,
}
SUB_PROBLEMS = ("mip_heuristic_run_rins", "mip_heuristic_run_rens", "mip_heuristic_run_root_reduced_cost")
# The options of runs that need no heuristics for better solutions, because the caller finds them.
PLAIN_TREE_OPTIONS = {"mip_heuristic_effort": 0.0, "mip_detect_symmetry": False, **dict.fromkeys(SUB_PROBLEMS, False)}
LEAST_ITERATIONS = 100  # a run counts at least so many simplex iterations, because its presolve takes work as well


@dataclass(frozen=True)
class Answer:
    """The result of one run of HiGHS.

    chosen: the rounded selection; None if the run found no solution. bound: an upper bound of the objective, in the unit of the
    objective. nodes: the number of branch-and-bound nodes of the run; None if it is not known. work: the simplex
    iterations of the run times the columns and rows of the model.
    """

    status: Status
    chosen: Selection | None
    bound: float
    nodes: int | None
    work: int = 0


class LiveModel:
    """A model held by HiGHS. Objectives are maximised. Rows can be added, and added rows can be removed.

    is_for_proofs: whether the runs are many and short, and start from good selections. HiGHS then leaves out what costs such runs
    more than it saves (`PROOF_OPTIONS`). may_restart: whether HiGHS may begin a tree of proofs again, with the columns fixed that the
    best solution rules out; this pays in a long run. has_soft_rows: whether a sub-class lets rows be violated or switched off. If not, an option that a row demands counts as chosen, and its amounts move from its column to the
    bounds of the rows. If so, it keeps its column in every row, because the row that demands it may be violated. effort: the share of its work that HiGHS
    spends on heuristics; None leaves the default of HiGHS. has_sub_problems: whether HiGHS solves sub-problems for better solutions,
    which it does even with an effort of zero; a run that begins from a good selection needs none. is_plain_tree: whether HiGHS searches the tree
    without heuristics, because the caller finds better solutions in another way. width, height: the numbers of columns and rows. unit: how many minor
    units one unit of a money column counts in HiGHS.
    """

    def __init__(
        self,
        model: IntegerModel,
        *,
        threads: int,
        seed: int,
        presolve: bool = True,
        is_for_proofs: bool = False,
        has_soft_rows: bool = False,
        effort: float | None = None,
        has_sub_problems: bool = True,
        may_restart: bool = False,
        is_plain_tree: bool = False,
    ) -> None:
        self.width, self.options = len(model.columns), model.options
        self.money, self.unit = model.money, money_unit(model)
        self._most = model.upper_limits.astype(np.float64)
        self._highs = silent_highs(
            threads=threads,
            random_seed=seed,
            presolve="on" if presolve else "off",
            mip_abs_gap=0.0,
            **{
                **(PROOF_OPTIONS if is_for_proofs else {}),
                **({"mip_allow_restart": True} if may_restart else {}),
                **({} if effort is None else {"mip_heuristic_effort": effort}),
                **({} if has_sub_problems else dict.fromkeys(SUB_PROBLEMS, False)),
                **(PLAIN_TREE_OPTIONS if is_plain_tree else {}),
            },
        )
        self._add_columns(model)
        # Options that must be chosen are constants. Their amounts are moved from the columns to the bounds of the rows, so that
        # these amounts do not coarsen the scale of the other columns.
        self._given = np.zeros(self.width, dtype=bool)
        if not has_soft_rows:
            self._given[[int(each.cols[0]) for each in model.rows if names_one_option(each)]] = True
        self.height, self._rows = 0, list[Row]()
        # True if a row without columns does not hold. HiGHS does not check the rows of a model without columns.
        self._is_contradictory = False
        self.add_rows(model.rows)

    @property
    def size(self) -> int:
        """The number of columns and rows."""
        return self.width + self.height

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Scales rows and appends them to the model."""
        self._is_contradictory = self._is_contradictory or any(each.excess({}) for each in rows if not len(each.cols))
        scaled = [scaled_row(without_given(each, self._given), self.money, self.unit) for each in rows]
        nothing = [np.zeros(0)]
        starts = np.cumsum([0, *(len(each.cols) for each in scaled)])
        self._highs.addRows(
            len(rows),
            np.array([each.low for each in scaled], dtype=np.float64),
            np.array([each.high for each in scaled], dtype=np.float64),
            int(starts[-1]),
            starts[:-1].astype(np.int32),
            np.concatenate([each.cols for each in scaled] or nothing).astype(np.int32),
            np.concatenate([each.coefs for each in scaled] or nothing).astype(np.float64),
        )
        self.height += len(rows)
        self._rows.extend(rows)

    def keep_rows(self, count: int) -> None:
        """Removes every row after the first `count`."""
        if self.height > count:
            self._highs.deleteRows(self.height - count, np.arange(count, self.height, dtype=np.int32))
            self.height = count
            del self._rows[count:]

    def maximise(
        self,
        objective: IntArray,
        *,
        gap: float,
        max_nodes: int,
        seconds: float,
        start: Point | None = None,
        constant: int = 0,
        on_bound: OnBound | None = None,
        on_solution: OnSolution | None = None,
        cutoff: float | None = None,
        propose: Propose | None = None,
    ) -> Answer:
        """Runs HiGHS.

        gap: the gap at which to stop: (bound - value) / (value - constant), where value is the objective of the best solution.
        constant: the part of the objective that the gap is not measured against. start: a point from which HiGHS begins.
        on_bound: is called each time the bound falls. on_solution: is called with every better selection; the selection has not
        passed the integer check, so it may violate rows. propose: is called between the dives of the search; HiGHS takes up the point
        that it returns if the point is better than the best solution. cutoff: HiGHS does not search for selections of at most this objective. The
        bound of the answer is then at least the cutoff, its selection may be worth less than the cutoff, and the status "infeasible"
        says that no selection is worth more.
        """
        if not self.width:
            is_feasible = not self._is_contradictory
            return Answer("optimal" if is_feasible else "infeasible", frozenset() if is_feasible else None, 0.0, 0)
        # HiGHS 1.15.1 takes up proposed points only if it minimises.
        self._highs.changeObjectiveSense(highspy.ObjSense.kMinimize if propose else highspy.ObjSense.kMaximize)
        scale = self._set_objective(-objective if propose else objective)
        unit = -scale if propose else scale  # what one unit of the solver's objective is worth
        self._highs.changeObjectiveOffset(-constant / unit)
        self._highs.setOptionValue("mip_rel_gap", gap)
        self._highs.setOptionValue("mip_max_nodes", max_nodes)
        self._highs.setOptionValue("objective_bound", math.inf if cutoff is None else (constant - cutoff) / scale)
        self._limit_seconds(seconds)
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = self._figures(start)
            self._highs.setSolution(solution)
        with (
            self._reporting_bounds(on_bound, unit, constant),
            self._reporting_solutions(on_solution, unit, constant),
            self._proposing(propose),
        ):
            self._highs.run()
        info = self._highs.getInfo()
        has_point = info.primal_solution_status == highspy.kSolutionStatusFeasible
        chosen = self._selection(self._highs.getSolution().col_value) if has_point else None
        ceiling = float(np.maximum(objective, 0) @ self._most)
        status, bound = read_status(
            self._highs.getModelStatus(), info.mip_dual_bound * unit + constant, ceiling, has_point=has_point
        )
        if cutoff is not None:
            bound = cutoff if status == "infeasible" else max(bound, cutoff)
        work = max(int(info.simplex_iteration_count), LEAST_ITERATIONS) * self.size
        return Answer(status, chosen, bound, max(int(info.mip_node_count), 0), work)

    def relaxation(self, objective: IntArray, seconds: float) -> NDArray[np.float64] | None:
        """The figures of the columns at the optimum of the linear relaxation, money in minor units.

        Returns None if the run did not reach the optimum.
        """
        if not self.width:
            return None
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._set_objective(objective)
        self._limit_seconds(seconds, of_lp=True)
        self._highs.setOptionValue("solve_relaxation", True)
        self._highs.run()
        self._highs.setOptionValue("solve_relaxation", False)
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = np.array(self._highs.getSolution().col_value)
        values[list(self.money)] *= self.unit
        return values

    def scaled_model(self, objective: IntArray, constant: int = 0) -> ScaledModel:
        """The model as HiGHS holds it now, with another objective, for an engine other than HiGHS.

        constant: the part of the objective that the gap is not measured against.
        """
        scale = self._set_objective(objective)
        lp = self._highs.getLp()
        parts = (np.asarray(lp.a_matrix_.value_), np.asarray(lp.a_matrix_.index_), np.asarray(lp.a_matrix_.start_))
        shape = (self.height, self.width)
        is_by_row = lp.a_matrix_.format_ == highspy.MatrixFormat.kRowwise
        entries = sparse.csr_matrix(parts, shape=shape) if is_by_row else sparse.csc_matrix(parts, shape=shape).tocsr()
        sure = [
            each.cols for each in self._rows if each.traits.at_most_one_of == "options" and each.lower == 1 and len(each.cols)
        ]
        units = np.ones(self.width, dtype=np.int64)
        units[list(self.money)] = self.unit
        return ScaledModel(
            values=without_sure_value(np.asarray(lp.col_cost_), sure, constant / scale), most=np.asarray(lp.col_upper_),
            starts=entries.indptr, cols=entries.indices, coefs=entries.data,
            low=np.asarray(lp.row_lower_), high=np.asarray(lp.row_upper_),
            value_unit=scale, offset=constant if sure else 0, column_units=units, labels=tuple(each.label for each in self._rows),
        )  # fmt: skip

    def _add_columns(self, model: IntegerModel) -> None:
        most = model.upper_limits.astype(np.float64)
        for column in model.money:
            most[column] = most[column] // self.unit + 1
        self._highs.addVars(self.width, np.zeros(self.width), most)
        every = np.arange(self.width, dtype=np.int32)
        self._highs.changeColsIntegrality(self.width, every, np.array([highspy.HighsVarType.kInteger] * self.width))
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def _set_objective(self, objective: IntArray) -> int:
        """Returns the power of ten by which the objective was divided."""
        scale = power_of_ten(int(np.abs(objective).max(initial=0)), OBJECTIVE_MAX)
        self._highs.changeColsCost(self.width, np.arange(self.width, dtype=np.int32), objective / scale)
        return scale

    def _limit_seconds(self, seconds: float, *, of_lp: bool = False) -> None:
        """Sets the time limit of the next run.

        HiGHS counts the time limit of a MIP from the start of the run, and the time limit of an LP from the start of the first
        run of this object.
        """
        before = self._highs.getRunTime() if of_lp else 0.0
        self._highs.setOptionValue("time_limit", before + max(seconds, 0.0))

    def _figures(self, point: Point) -> NDArray[np.float64]:
        """The figure of each column in HiGHS at a point."""
        figures = (point.get(j, 0) // (self.unit if j in self.money else 1) for j in range(self.width))
        return np.fromiter(figures, np.float64, self.width)

    def _selection(self, values: Any) -> Selection:
        return frozenset(np.flatnonzero(np.asarray(values)[: self.options] > 0.5).tolist())

    @contextmanager
    def _reporting_solutions(self, on_solution: OnSolution | None, unit: int, constant: int) -> Iterator[None]:
        """Calls `on_solution` with every better selection while HiGHS runs, and ends the run if it returns True."""
        if on_solution is None:
            yield
            return
        is_stopped = [False]

        def report(event: Any) -> None:
            if on_solution(self._selection(event.data_out.mip_solution), event.data_out.mip_dual_bound * unit + constant):
                is_stopped[0] = True

        def stop(event: Any) -> None:
            event.interrupt(is_stopped[0])  # always set: HiGHS keeps the flag of an earlier run

        self._highs.cbMipImprovingSolution += report
        self._highs.cbMipInterrupt += stop
        try:
            yield
        finally:
            self._highs.cbMipImprovingSolution -= report
            self._highs.cbMipInterrupt -= stop

    @contextmanager
    def _proposing(self, propose: Propose | None) -> Iterator[None]:
        """Hands HiGHS the points of `propose` while it runs."""
        if propose is None:
            yield
            return

        is_ended = [False]

        def ask(event: Any) -> None:
            point = None if is_ended[0] else propose(max(int(event.data_out.mip_node_count), 0))
            if isinstance(point, EndRun):
                is_ended[0] = True
            elif point is not None:
                event.data_in.setSolution(self._figures(point))

        def stop(event: Any) -> None:
            if is_ended[0]:
                event.interrupt(True)

        self._highs.cbMipUserSolution += ask
        self._highs.cbMipInterrupt += stop
        try:
            yield
        finally:
            self._highs.cbMipUserSolution -= ask
            self._highs.cbMipInterrupt -= stop

    @contextmanager
    def _reporting_bounds(self, on_bound: OnBound | None, unit: int, constant: int) -> Iterator[None]:
        """Calls `on_bound` each time the bound falls while HiGHS runs, with the new bound in the unit of the objective."""
        if on_bound is None:
            yield
            return
        last = [math.inf]

        def report(event: Any) -> None:
            bound = event.data_out.mip_dual_bound * unit + constant
            if bound < last[0]:
                last[0] = bound
                on_bound(bound)

        self._highs.cbMipInterrupt += report
        try:
            yield
        finally:
            self._highs.cbMipInterrupt -= report


def silent_highs(**options: Any) -> highspy.Highs:
    """Returns a new HiGHS object that prints nothing and has the given options set."""
    highs = highspy.Highs()
    highs.silent()
    for option, value in options.items():
        highs.setOptionValue(option, value)
    return highs
