"""HiGHS in memory: a live model that takes changed costs, bounds and rows. One of the two files that call a solver library.

HiGHS works in floats with tolerances, so it gets scaled copies of the integer rows and nothing it says is believed before the integer check.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import highspy
import numpy as np

from optimizer.rows import IntArray, IntegerModel, Point, Row, Selection

VERSION = highspy.Highs().version()
COEF_MAX = 10**5  # largest coefficient of a row: one unit is then ten times what HiGHS takes for equal (1e-6 of the row)
OBJECTIVE_MAX = 10**7  # largest coefficient of a scaled objective
Status = Literal["optimal", "infeasible", "limit", "unbounded", "error"]
_STATUS: dict[highspy.HighsModelStatus, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kTimeLimit: "limit",
    highspy.HighsModelStatus.kIterationLimit: "limit",
    highspy.HighsModelStatus.kSolutionLimit: "limit",
    highspy.HighsModelStatus.kInterrupt: "limit",
    highspy.HighsModelStatus.kMemoryLimit: "limit",
    highspy.HighsModelStatus.kObjectiveBound: "limit",
    highspy.HighsModelStatus.kObjectiveTarget: "limit",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    # A binary program is bounded by its columns: "unbounded or infeasible" can only be the latter.
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
}


@dataclass(frozen=True)
class Answer:
    """What one run said: the rounded selection (None without one), the bound on the objective in its own unit, the nodes it took."""

    status: Status
    chosen: Selection | None
    bound: float
    nodes: int


class LiveModel:
    """A model held by HiGHS. Objectives are maximised; rows may be added and taken away again."""

    def __init__(
        self, model: IntegerModel, *, threads: int, seed: int, presolve: bool = True, restarts: bool = True, is_soft: bool = False
    ) -> None:
        self.width, self.options = len(model.columns), model.options
        self.money, self.unit = model.money, _money_unit(model)
        self._highs = highspy.Highs()
        for option, value in {
            "output_flag": False, "threads": threads, "random_seed": seed, "presolve": "on" if presolve else "off", "mip_allow_restart": restarts, "mip_abs_gap": 0.0,
        }.items():  # fmt: skip
            self._highs.setOptionValue(option, value)
        most = model.most.astype(np.float64)
        for column in model.money:
            most[column] = most[column] // self.unit + 1
        self._highs.addVars(self.width, np.zeros(self.width), most)
        every = np.arange(self.width, dtype=np.int32)
        self._highs.changeColsIntegrality(self.width, every, np.array([highspy.HighsVarType.kInteger] * self.width))
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        # Options that must be chosen are numbers, not choices: taken out of the rows they do not spoil the scale of the rest.
        self._given = frozenset() if is_soft else frozenset(int(each.cols[0]) for each in model.rows if _names_one_option(each))
        self.height = 0
        self._unsatisfiable = False  # a row without columns that does not hold: HiGHS does not look at a model without columns
        self.add_rows(model.rows)

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Append rows, scaled."""
        self._unsatisfiable = self._unsatisfiable or any(each.excess({}) for each in rows if not len(each.cols))
        rows = [_without(each, self._given) for each in rows]
        scaled = [_scaled(each, self.money, self.unit) for each in rows]
        starts = np.cumsum([0, *(len(each.cols) for each in rows)])[:-1]
        self._highs.addRows(
            len(rows),
            np.array([low for low, _, _ in scaled], dtype=np.float64),
            np.array([high for _, high, _ in scaled], dtype=np.float64),
            int(sum(len(each.cols) for each in rows)),
            starts.astype(np.int32),
            np.concatenate([np.zeros(0, np.int64), *(each.cols for each in rows)]).astype(np.int32),
            np.concatenate([np.zeros(0), *(coefs for _, _, coefs in scaled)]),
        )
        self.height += len(rows)

    def keep_rows(self, count: int) -> None:
        """Take away every row after the first `count`."""
        if self.height > count:
            self._highs.deleteRows(self.height - count, np.arange(count, self.height, dtype=np.int32))
            self.height = count

    def maximise(
        self,
        objective: IntArray,
        *,
        gap: float,
        max_nodes: int,
        seconds: float,
        start: Point | None = None,
        constant: int = 0,
    ) -> Answer:
        """Run. gap: gap at which to stop, relative to the objective less `constant`. start: a point to begin from."""
        if not self.width:
            return Answer(
                "infeasible" if self._unsatisfiable else "optimal", None if self._unsatisfiable else frozenset(), 0.0, 0
            )
        scale = _power_of_ten(int(np.abs(objective).max(initial=0)), OBJECTIVE_MAX)
        every = np.arange(self.width, dtype=np.int32)
        self._highs.changeColsCost(self.width, every, objective / scale)
        self._highs.changeObjectiveOffset(-constant / scale)
        self._highs.setOptionValue("mip_rel_gap", gap)
        self._highs.setOptionValue("mip_max_nodes", max_nodes)
        self._highs.setOptionValue("time_limit", max(seconds, 0.0))  # of this run: for a MIP, the clock starts anew with each
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = [start.get(j, 0) // (self.unit if j in self.money else 1) for j in range(self.width)]
            self._highs.setSolution(solution)
        self._highs.run()
        info = self._highs.getInfo()
        status = _STATUS.get(self._highs.getModelStatus(), "error")
        has_point = info.primal_solution_status == highspy.kSolutionStatusFeasible
        values = np.asarray(self._highs.getSolution().col_value) if has_point else np.zeros(0)
        chosen = frozenset(np.flatnonzero(values[: self.options] > 0.5).tolist()) if has_point else None
        bound = info.mip_dual_bound if self.width else 0.0
        return Answer(status, chosen, bound * scale + constant, max(int(info.mip_node_count), 0))


def _names_one_option(each: Row) -> bool:
    return each.family == "choice" and each.lower == 1 and len(each.cols) == 1


def _without(each: Row, given: frozenset[int]) -> Row:
    """The row with the options that must be chosen moved to the other side; their own choice rows stay."""
    inside = [i for i, j in enumerate(each.cols.tolist()) if j in given]
    if not inside or _names_one_option(each):
        return each
    spent = sum(int(each.coefs[i]) for i in inside)
    return replace(
        each, cols=np.delete(each.cols, inside), coefs=np.delete(each.coefs, inside),
        lower=None if each.lower is None else each.lower - spent, upper=None if each.upper is None else each.upper - spent,
    )  # fmt: skip


def _power_of_ten(largest: int, limit: int) -> int:
    scale = 1
    while largest > limit * scale:
        scale *= 10
    return scale


def _money_unit(model: IntegerModel) -> int:
    """What one unit of the money columns is to HiGHS in minor units: coarse enough for every row they stand in."""
    inside = [each for each in model.rows if model.money & set(each.cols.tolist())]
    return max((_natural(each, model.money) for each in inside), default=1)


def _natural(each: Row, money: frozenset[int]) -> int:
    """The power of ten by which a row must be divided for its coefficients to be at most COEF_MAX."""
    sizes = [abs(a) for j, a in zip(each.cols.tolist(), each.coefs.tolist(), strict=True) if j not in money]
    # Many small amounts under one large bound are as hard to tell apart as one large amount: the bound counts for a tenth, as far as it binds.
    reach = min(abs(each.upper or 0), sum(sizes))
    return _power_of_ten(max(max(sizes, default=0), reach // 10), COEF_MAX)


def _scaled(each: Row, money: frozenset[int] = frozenset(), unit: int = 1) -> tuple[float, float, np.ndarray]:
    """Bounds and coefficients as HiGHS gets them: whole numbers of at most COEF_MAX, so that what separates two sums is never near a tolerance.

    Dividing sum(a w) <= b by a power of ten s and rounding down on both sides, sum(floor(a / s) w) <= floor(b / s), keeps every integer
    point of the row (Chvatal and Gomory) and may let in a few more, which the integer check then cuts off. Handing over a / s with its
    fractions instead made HiGHS 1.15.1's presolve discard the optimum when a budget was a cent short (docs/decisions/0004).

    Columns of `money` count whole `unit`s, rounded down: rows they stand in are divided by that, and the row that says what they pay for
    leaves out what rounding took. A stage row (value at least what was reached) is handed over with its fractions, its bound moved out by
    half a unit: rounded down, it would let in every plan that is nearly as good.
    """
    if each.family == "stage":
        scale = _power_of_ten(int(np.abs(each.coefs).max(initial=0)), COEF_MAX)
        slack = 0.5 if scale > 1 else 0.0
        low = -highspy.kHighsInf if each.lower is None else (each.lower - slack) / scale
        high = highspy.kHighsInf if each.upper is None else (each.upper + slack) / scale
        return low, high, each.coefs / scale
    paid = np.isin(each.cols, list(money))
    upper, coefs = each.upper, each.coefs
    if each.family == "elastic":
        scale = min(_natural(each, money), unit)
        coefs, upper = np.where(paid, -unit, coefs), unit - 1
    elif paid.any():
        scale = unit
        coefs = np.where(paid, unit, coefs)
    else:
        scale = _natural(each, money)
        if each.family == "capacity" and (coefs < 0).any():  # a step of people bought must not count for more than it is
            scale = min(scale, _power_of_ten_below(int(np.abs(coefs[coefs < 0]).min())))
    if scale > 1 and each.lower is not None:
        raise ValueError(f"row {each.name} has large coefficients and a lower bound: state it as an upper bound")
    high = highspy.kHighsInf if upper is None else float(upper // scale)
    low = -highspy.kHighsInf if each.lower is None else float(each.lower)
    return low, high, (coefs // scale).astype(np.float64)


def _power_of_ten_below(size: int) -> int:
    return int(10 ** (len(str(size)) - 1))


def least_violation(model: IntegerModel, *, threads: int, seed: int, seconds: float) -> Selection | None:
    """The selection that breaks the rows least, every row being soft except that a project is run in one way at most.

    A broken limit costs its excess in terms of the row's largest coefficient; a broken requirement or relation costs ten times as much.
    None when the run found nothing in `seconds`.
    """
    if not model.columns:
        return frozenset()
    soft = [each for each in model.rows if len(each.cols)]  # a row without columns holds or not, whatever is chosen
    live = LiveModel(replace(model, rows=tuple(soft)), threads=threads, seed=seed, is_soft=True)
    highs, width = live._highs, live.width
    cost = np.zeros(width)
    for i, each in enumerate(soft):
        _, _, coefs = _scaled(each, live.money, live.unit)
        weight = 1.0 if each.unit != "count" else 10.0
        for bound, sign in ((each.upper, -1.0), (each.lower, 1.0)):
            if bound is not None and each.family not in ("elastic", "synergy") and not (each.family == "choice" and sign < 0):
                highs.addCol(0.0, 0.0, highspy.kHighsInf, 1, np.array([i], np.int32), np.array([sign]))
                cost = np.append(cost, weight / float(np.abs(coefs).max()))
    highs.changeObjectiveSense(highspy.ObjSense.kMinimize)
    highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
    highs.setOptionValue("time_limit", seconds)
    highs.run()
    if highs.getInfo().primal_solution_status != highspy.kSolutionStatusFeasible:
        return None
    return frozenset(np.flatnonzero(np.asarray(highs.getSolution().col_value[: live.options]) > 0.5).tolist())
