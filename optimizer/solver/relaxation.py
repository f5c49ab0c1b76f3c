"""Solves the linear relaxation of a large model, and solves a part of the model by branch and bound.

Both functions get a model as arrays and pass it to a new HiGHS object.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from optimizer.linear.arrays import FloatArray
from optimizer.linear.matrix import FREE, SubModel
from optimizer.solver.live_model import silent_highs


@dataclass(frozen=True)
class Relaxation:
    """The optimum of the linear relaxation.

    bound: the value of the optimum, in the unit of the integer objective. figures: the value of each column in the optimum.
    prices: the dual value of each row, which is the price of one unit of the row. value_unit: how many units of the integer
    objective one unit of a price counts.
    """

    bound: float
    figures: FloatArray
    prices: FloatArray
    value_unit: float = 1.0


def solve_relaxation(part: SubModel, *, seconds: float, seed: int) -> Relaxation | None:
    """Solves the linear relaxation of `part`. Returns None if the run ended without an optimum."""
    highs = silent_highs(threads=1, random_seed=seed, time_limit=max(seconds, 0.1))
    highs.passModel(_lp_of(part))
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = highs.getSolution()
    return Relaxation(
        -highs.getInfo().objective_function_value * part.value_unit,
        np.asarray(solution.col_value),
        -np.asarray(solution.row_dual),
        part.value_unit,
    )


@dataclass(frozen=True)
class PartSolution:
    """The result of solving a sub-model by branch and bound: a model over some columns, with all other columns fixed.

    figures: the value of each column in the best solution; None if no solution was found. is_complete: whether the solve ended
    with a proof and not at a limit. iterations: the number of simplex iterations of the solve.
    """

    figures: FloatArray | None
    is_complete: bool
    iterations: int


def search_part(
    part: SubModel, start: FloatArray | None, *, nodes: int, seconds: float, seed: int, has_sub_problems: bool = True
) -> PartSolution:
    """Finds the best solution of `part` within `nodes` branch-and-bound nodes.

    start: the figures of the columns from which HiGHS begins. has_sub_problems: whether HiGHS solves sub-problems of the part for
    better solutions, which takes about half the time of a small part.
    """
    highs = silent_highs(
        threads=1,
        random_seed=seed,
        time_limit=max(seconds, 0.05),
        mip_max_nodes=nodes,
        mip_rel_gap=0.0,
        mip_abs_gap=0.0,
        mip_allow_restart=False,  # restarting at the root takes as long as solving the next part, and finds less
        mip_heuristic_run_shifting=True,
        mip_heuristic_run_rins=has_sub_problems,  # HiGHS solves sub-problems even with an effort of zero
        mip_heuristic_run_rens=has_sub_problems,
    )
    lp = _lp_of(part)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(each)] for each in part.is_integer]
    highs.passModel(lp)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start
        highs.setSolution(solution)
    highs.run()
    info = highs.getInfo()
    found = info.primal_solution_status == highspy.kSolutionStatusFeasible
    figures = np.asarray(highs.getSolution().col_value) if found else None
    return PartSolution(
        figures, highs.getModelStatus() == highspy.HighsModelStatus.kOptimal, max(info.simplex_iteration_count, 0)
    )


def _lp_of(part: SubModel) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(part.value), len(part.lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = -part.value, np.zeros(len(part.value)), part.upper_limits
    lp.row_lower_ = np.where(part.lower <= -FREE, -highspy.kHighsInf, part.lower)
    lp.row_upper_ = np.where(part.upper >= FREE, highspy.kHighsInf, part.upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = part.entries.indptr, part.entries.indices
    lp.a_matrix_.value_ = part.entries.data
    return lp
