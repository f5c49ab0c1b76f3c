"""HiGHS in memory: a live model that takes changed costs, bounds and rows. One of the two files that call a solver library.

HiGHS works in floats with tolerances, so it gets scaled copies of the integer rows and nothing it says is believed before the integer check.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import highspy
import numpy as np
from numpy.typing import NDArray

from optimizer.matrix import FREE, BoolArray, FloatArray, Part
from optimizer.rows import IntArray, IntegerModel, Point, Row, Selection

VERSION = highspy.Highs().version()
COEF_MAX = 10**5  # largest coefficient of a row: one unit is then ten times what HiGHS takes for equal (1e-6 of the row)
LONG_ROW = 400  # terms above which a row keeps its fractions (docs/decisions/0004)
OBJECTIVE_MAX = 10**7  # largest coefficient of a scaled objective
WEIGHTED = ("group", "balance", "flow", "programme")  # counted rows that may have large weights
Heard = Callable[[float], None]  # of a bound
Found = Callable[[Selection, float], None]  # of a selection, not checked yet, and the bound
LEAST_VIOLATION = 1e-6  # of a row's largest coefficient: one unit of a whole-number row is ten times that
Status = Literal["optimal", "infeasible", "limit", "unbounded", "error"]
_STATUS: dict[highspy.HighsModelStatus, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kTimeLimit: "limit",
    highspy.HighsModelStatus.kIterationLimit: "limit",
    highspy.HighsModelStatus.kSolutionLimit: "limit",
    highspy.HighsModelStatus.kInterrupt: "limit",
    highspy.HighsModelStatus.kHighsInterrupt: "limit",  # type: ignore[attr-defined]  # missing from the stubs of 1.15.1
    highspy.HighsModelStatus.kMemoryLimit: "limit",
    highspy.HighsModelStatus.kObjectiveBound: "limit",
    highspy.HighsModelStatus.kObjectiveTarget: "limit",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    # Everything else says nothing: faults, and "unbounded or infeasible", which does not know itself.
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
        self,
        model: IntegerModel,
        *,
        threads: int,
        seed: int,
        presolve: bool = True,
        restarts: bool = True,
        is_soft: bool = False,
        effort: float | None = None,
    ) -> None:
        self.width, self.options = len(model.columns), model.options
        self.money, self.unit = model.money, money_unit(model)
        self._most = model.most.astype(np.float64)
        self._highs = highspy.Highs()
        for option, value in {
            "output_flag": False, "threads": threads, "random_seed": seed, "presolve": "on" if presolve else "off", "mip_allow_restart": restarts, "mip_abs_gap": 0.0,
            **({} if effort is None else {"mip_heuristic_effort": effort}),
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
        self._given = np.zeros(self.width, dtype=bool)
        if not is_soft:
            self._given[[int(each.cols[0]) for each in model.rows if _names_one_option(each)]] = True
        self.height = 0
        self._unsatisfiable = False  # a row without columns that does not hold: HiGHS does not look at a model without columns
        self.add_rows(model.rows)

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Append rows, scaled."""
        self._unsatisfiable = self._unsatisfiable or any(each.excess({}) for each in rows if not len(each.cols))
        scaled = [_scaled(_without(each, self._given), self.money, self.unit) for each in rows]
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

    def _limit_seconds(self, seconds: float, *, of_lp: bool = False) -> None:
        """Of the next run: HiGHS counts the limit of a MIP from the start of the run, that of an LP from the first run on."""
        before = self._highs.getRunTime() if of_lp else 0.0
        self._highs.setOptionValue("time_limit", before + max(seconds, 0.0))

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
        heard: Heard | None = None,
        found: Found | None = None,
    ) -> Answer:
        """Run. gap: gap at which to stop, relative to the objective less `constant`. start: a point to begin from. heard: is told the bound as it
        falls. found: every better selection, which may break rows as any answer may.
        """
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
        self._limit_seconds(seconds)
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = [start.get(j, 0) // (self.unit if j in self.money else 1) for j in range(self.width)]
            self._highs.setSolution(solution)
        with _listening(self._highs, heard, scale, constant), self._looking(found, scale, constant):
            self._highs.run()
        info = self._highs.getInfo()
        has_point = info.primal_solution_status == highspy.kSolutionStatusFeasible
        values = np.asarray(self._highs.getSolution().col_value) if has_point else np.zeros(0)
        chosen = frozenset(np.flatnonzero(values[: self.options] > 0.5).tolist()) if has_point else None
        ceiling = float(np.maximum(objective, 0) @ self._most)
        status, bound = read_status(
            self._highs.getModelStatus(), info.mip_dual_bound * scale + constant, ceiling, has_point=has_point
        )
        return Answer(status, chosen, bound, max(int(info.mip_node_count), 0))

    @contextmanager
    def _looking(self, found: Found | None, scale: int, constant: int) -> Iterator[None]:
        """Tells `found` every better selection while HiGHS runs."""
        if found is None:
            yield
            return

        def tell(event: Any) -> None:
            values = np.asarray(event.data_out.mip_solution)
            chosen = frozenset(np.flatnonzero(values[: self.options] > 0.5).tolist())
            found(chosen, event.data_out.mip_dual_bound * scale + constant)

        self._highs.cbMipImprovingSolution += tell
        try:
            yield
        finally:
            self._highs.cbMipImprovingSolution -= tell

    def relaxation(self, objective: IntArray, seconds: float) -> NDArray[np.float64] | None:
        """The columns at the optimum of the relaxation, money in minor units; None where it was not reached."""
        if not self.width:
            return None
        scale = _power_of_ten(int(np.abs(objective).max(initial=0)), OBJECTIVE_MAX)
        self._highs.changeColsCost(self.width, np.arange(self.width, dtype=np.int32), objective / scale)
        self._limit_seconds(seconds, of_lp=True)
        self._highs.setOptionValue("solve_relaxation", True)
        self._highs.run()
        self._highs.setOptionValue("solve_relaxation", False)
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = np.array(self._highs.getSolution().col_value)
        values[list(self.money)] *= self.unit
        return values


def read_status(said: highspy.HighsModelStatus, bound: float, ceiling: float, *, has_point: bool) -> tuple[Status, float]:
    """What a run's status is to us, and the bound it may claim. ceiling: what no point of the columns can pass, rows aside.

    "Optimal" without a point and "infeasible" with one are faults. A fault claims no bound; nor does a run that stopped before it had one.
    """
    status = _STATUS.get(said, "error")
    if (status == "optimal" and not has_point) or (status == "infeasible" and has_point):
        status = "error"
    claims = status in ("optimal", "limit") and np.isfinite(bound)
    return status, min(bound, ceiling) if claims and status == "limit" else bound if claims else ceiling


@contextmanager
def _listening(highs: highspy.Highs, heard: Heard | None, scale: int, constant: int) -> Iterator[None]:
    """Tells `heard` every new bound, in the objective's own unit, while HiGHS runs."""
    if heard is None:
        yield
        return
    last = [float("inf")]

    def tell(event: Any) -> None:
        bound = event.data_out.mip_dual_bound * scale + constant
        if bound < last[0]:
            last[0] = bound
            heard(bound)

    highs.cbMipInterrupt += tell
    try:
        yield
    finally:
        highs.cbMipInterrupt -= tell


def _names_one_option(each: Row) -> bool:
    return each.family == "choice" and each.lower == 1 and len(each.cols) == 1


def _without(each: Row, given: BoolArray) -> Row:
    """The row with the options that must be chosen moved to the other side; their own choice rows stay."""
    inside = given[each.cols]
    if not inside.any() or _names_one_option(each):
        return each
    spent = sum(each.coefs[inside].tolist())
    return replace(
        each, cols=each.cols[~inside], coefs=each.coefs[~inside],
        lower=None if each.lower is None else each.lower - spent, upper=None if each.upper is None else each.upper - spent,
    )  # fmt: skip


def _power_of_ten(largest: int, limit: int) -> int:
    scale = 1
    while largest > limit * scale:
        scale *= 10
    return scale


def money_unit(model: IntegerModel) -> int:
    """What one unit of the money columns is to HiGHS in minor units: coarse enough for every row they stand in."""
    if not model.money:
        return 1
    is_money = np.zeros(len(model.columns), dtype=bool)
    is_money[list(model.money)] = True
    inside = [each for each in model.rows if is_money[each.cols].any()]
    return max((_natural(each, is_money[each.cols]) for each in inside), default=1)


def _natural(each: Row, is_money: BoolArray) -> int:
    """The power of ten by which a row must be divided for its coefficients to be at most COEF_MAX."""
    sizes = np.abs(each.coefs[~is_money])
    # Many small amounts under one large bound are as hard to tell apart as one large amount: the bound counts for a tenth, as far as it binds.
    reach = min(abs(each.upper or 0), int(sizes.astype(np.float64).sum()))
    return _power_of_ten(max(int(sizes.max(initial=0)), reach // 10), COEF_MAX)


@dataclass(frozen=True)
class _Scaled:
    """A row as HiGHS gets it."""

    cols: IntArray
    coefs: NDArray[Any]
    low: float
    high: float


def _scaled(each: Row, money: frozenset[int] = frozenset(), unit: int = 1) -> _Scaled:
    """Bounds and coefficients as HiGHS gets them: whole numbers of at most COEF_MAX, so that what separates two sums is never near a tolerance.

    Dividing sum(a w) <= b by a power of ten s and rounding down on both sides, sum(floor(a / s) w) <= floor(b / s), keeps every integer
    point of the row (Chvatal and Gomory) and may let in a few more, which the integer check then cuts off. Handing over a / s with its
    fractions instead made HiGHS 1.15.1's presolve discard the optimum when a budget was a cent short (docs/decisions/0004).

    Columns of `money` count whole `unit`s, rounded down: rows they stand in are divided by that, and the row that says what they pay for
    leaves out what rounding took. In a row of very many terms rounding each down would let in a thousandth of the budget: it keeps its fractions, and its
    bound is moved out by one whole unit, which is as far as whole numbers keep two sums apart. A stage row (value at least what was reached) is handed over with its fractions, its bound moved out by
    half a unit: rounded down, it would let in every plan that is nearly as good.
    """
    low = -highspy.kHighsInf if each.lower is None else float(each.lower)
    high = highspy.kHighsInf if each.upper is None else float(each.upper)
    if each.unit == "count" and each.family != "stage" and not money:  # counts are small
        scale = _natural(each, np.zeros(len(each.cols), dtype=bool)) if each.family in WEIGHTED else 1
        if scale == 1:
            return _Scaled(each.cols, each.coefs, low, high)
    if each.family == "stage":
        scale = _power_of_ten(int(np.abs(each.coefs).max(initial=0)), COEF_MAX)
        slack = 0.5 if scale > 1 else 0.0
        return _Scaled(each.cols, each.coefs / scale, (low - slack) / scale, (high + slack) / scale)
    paid = np.isin(each.cols, list(money)) if money else np.zeros(len(each.cols), dtype=bool)
    upper, coefs = each.upper, each.coefs
    if each.family == "elastic":
        scale = min(_natural(each, paid), unit)
        coefs, upper = np.where(paid, -unit, coefs), unit - 1
    elif paid.any():
        scale = unit
        coefs = np.where(paid, unit, coefs)
    else:
        scale = _natural(each, paid)
        if each.family == "capacity" and (coefs < 0).any():  # a step of people bought must not count for more than it is
            scale = min(scale, _power_of_ten_below(int(np.abs(coefs[coefs < 0]).min())))
    if scale > 1 and each.lower is not None:
        raise ValueError(f"row {each.name} has large coefficients and a lower bound: state it as an upper bound")
    if scale > 1 and len(each.cols) > LONG_ROW:
        return _Scaled(each.cols, coefs / scale, low, high if upper is None else upper / scale + 1.0)
    return _Scaled(each.cols, coefs // scale, low, high if upper is None else float(upper // scale))


def _power_of_ten_below(size: int) -> int:
    return int(10 ** (len(str(size)) - 1))


def least_violation(model: IntegerModel, *, threads: int, seed: int, seconds: float) -> tuple[Selection | None, bool]:
    """The selection that breaks the rows least, every row being soft except that a project is run in one way at most; whether it is proven
    that every selection breaks some.

    A broken limit costs its excess in terms of the row's largest coefficient; a broken requirement or relation costs ten times as much.
    No selection when the run found nothing in `seconds`.
    """
    impossible = any(each.excess({}) for each in model.rows if not len(each.cols))
    if not model.columns:
        return frozenset(), impossible
    soft = [each for each in model.rows if len(each.cols)]  # a row without columns holds or not, whatever is chosen
    live = LiveModel(replace(model, rows=tuple(soft)), threads=threads, seed=seed, is_soft=True)
    highs, width = live._highs, live.width
    cost = np.zeros(width)
    for i, each in enumerate(soft):
        coefs = _scaled(each, live.money, live.unit).coefs
        weight = 1.0 if each.unit != "count" else 10.0
        for bound, sign in ((each.upper, -1.0), (each.lower, 1.0)):
            if bound is not None and each.family not in ("elastic", "synergy") and not (each.family == "choice" and sign < 0):
                highs.addCol(0.0, 0.0, highspy.kHighsInf, 1, np.array([i], np.int32), np.array([sign]))
                cost = np.append(cost, weight / float(np.abs(coefs).max()))
    highs.changeObjectiveSense(highspy.ObjSense.kMinimize)
    highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
    highs.setOptionValue("time_limit", seconds)
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.kSolutionStatusFeasible:
        return None, impossible
    # Unfinished, the least so far may be more than the least.
    breaks_some = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal and info.mip_dual_bound > LEAST_VIOLATION
    chosen = frozenset(np.flatnonzero(np.asarray(highs.getSolution().col_value[: live.options]) > 0.5).tolist())
    return chosen, breaks_some or impossible


@dataclass(frozen=True)
class Relaxed:
    """The optimum of the linear relaxation: its bound, the columns' figures, the price of a unit of each row."""

    bound: float
    figures: FloatArray
    prices: FloatArray


def relax(part: Part, *, seconds: float, seed: int) -> Relaxed | None:
    """The linear relaxation of a part, or None where the run ended without its optimum."""
    highs = _silent(threads=1, random_seed=seed, time_limit=max(seconds, 0.1))
    highs.passModel(_lp_of(part))
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = highs.getSolution()
    return Relaxed(
        -highs.getInfo().objective_function_value * part.value_unit,
        np.asarray(solution.col_value),
        -np.asarray(solution.row_dual),
    )


@dataclass(frozen=True)
class Improved:
    """What a search of a part found (None where nothing), whether it was ended by its proof, and its work in simplex iterations."""

    figures: FloatArray | None
    is_whole: bool
    work: int


def search_part(part: Part, start: FloatArray | None, *, nodes: int, seconds: float, seed: int) -> Improved:
    """The best of a part within `nodes` search nodes. start: figures to begin from."""
    highs = _silent(
        threads=1,
        random_seed=seed,
        time_limit=max(seconds, 0.05),
        mip_max_nodes=nodes,
        mip_rel_gap=0.0,
        mip_abs_gap=0.0,
        mip_allow_restart=False,  # a root that begins again costs as much as the next part, and finds less
        mip_heuristic_run_shifting=True,
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
    return Improved(figures, highs.getModelStatus() == highspy.HighsModelStatus.kOptimal, max(info.simplex_iteration_count, 0))


def _lp_of(part: Part) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(part.value), len(part.lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = -part.value, np.zeros(len(part.value)), part.most
    lp.row_lower_ = np.where(part.lower <= -FREE, -highspy.kHighsInf, part.lower)
    lp.row_upper_ = np.where(part.upper >= FREE, highspy.kHighsInf, part.upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = part.entries.indptr, part.entries.indices
    lp.a_matrix_.value_ = part.entries.data
    return lp


def _silent(**options: float) -> highspy.Highs:
    highs = highspy.Highs()
    highs.silent()
    for option, value in options.items():
        highs.setOptionValue(option, value)
    return highs


class SwitchedModel(LiveModel):
    """A live model whose rows are switched off and on again, to ask whether any point is left; nothing is moved out of its rows."""

    def __init__(self, model: IntegerModel, *, threads: int, seed: int, presolve: bool = True) -> None:
        self._bounds: list[tuple[float, float]] = []
        super().__init__(model, threads=threads, seed=seed, presolve=presolve, is_soft=True)
        self._presolve = presolve

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Append rows, switched on."""
        super().add_rows(rows)
        self._bounds += [(each.low, each.high) for each in (_scaled(row, self.money, self.unit) for row in rows)]

    def switch(self, is_on: Sequence[bool]) -> None:
        """One truth value for each row."""
        free = (-highspy.kHighsInf, highspy.kHighsInf)
        low, high = np.array([bounds if on else free for bounds, on in zip(self._bounds, is_on, strict=True)]).reshape(-1, 2).T
        self._highs.changeRowsBounds(
            self.height, np.arange(self.height, dtype=np.int32), np.ascontiguousarray(low), np.ascontiguousarray(high)
        )

    def any_point(self, *, max_nodes: int, seconds: float) -> Answer:
        """Some selection that keeps the rows switched on, as far as HiGHS can tell."""
        return self.maximise(np.zeros(self.width, dtype=np.int64), gap=0.0, max_nodes=max_nodes, seconds=seconds)

    def contradicting(self, seconds: float) -> dict[int, float]:
        """Rows that by themselves leave the relaxation without a point, with their multipliers (Farkas); empty where it has one, or nothing is proven."""
        if not self.width or not self.height:
            return {}
        every = np.arange(self.width, dtype=np.int32)
        self._highs.changeColsCost(self.width, every, np.zeros(self.width))
        self._limit_seconds(seconds)
        for option, value in (("solve_relaxation", True), ("presolve", "off")):
            self._highs.setOptionValue(option, value)
        self._highs.run()
        found = {}
        if self._highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            _, is_there, ray = self._highs.getDualRay()
            found = {i: abs(by) for i, by in enumerate(np.asarray(ray)[: self.height].tolist()) if by} if is_there else {}
        for option, value in (("solve_relaxation", False), ("presolve", "on" if self._presolve else "off")):
            self._highs.setOptionValue(option, value)
        return found


def multipliers(rows: Sequence[Row], most: IntArray, aim: int, *, seconds: float) -> list[float]:
    """Multipliers of rows of one bound each with which their sum may contradict itself, for whole and broken columns from 0 to `most` alike; none where HiGHS has none.

    Row `aim` is brought as near to its bound as the others allow. The rows are handed over unrounded and the answer is a proposal: whoever uses it multiplies out in integers.
    """
    highs = highspy.Highs()
    for option, value in {
        "output_flag": False, "threads": 1, "presolve": "off", "solver": "simplex", "time_limit": max(seconds, 0.0),
    }.items():  # fmt: skip
        highs.setOptionValue(option, value)
    highs.addVars(len(most), np.zeros(len(most)), most.astype(np.float64))
    scale = [max(float(np.abs(each.coefs).max(initial=1)), 1.0) for each in rows]
    bounded = [replace(each, lower=None, upper=None) if i == aim else each for i, each in enumerate(rows)]
    highs.addRows(
        len(rows),
        np.array(
            [-highspy.kHighsInf if each.lower is None else each.lower / by for each, by in zip(bounded, scale, strict=True)]
        ),
        np.array([highspy.kHighsInf if each.upper is None else each.upper / by for each, by in zip(bounded, scale, strict=True)]),
        sum(len(each.cols) for each in rows),
        np.cumsum([0, *(len(each.cols) for each in rows)])[:-1].astype(np.int32),
        np.concatenate([np.zeros(0, np.int64), *(each.cols for each in rows)]).astype(np.int32),
        np.concatenate([np.zeros(0), *(each.coefs / by for each, by in zip(rows, scale, strict=True))]),
    )
    cols = rows[aim].cols.astype(np.int32)
    highs.changeColsCost(len(cols), cols, rows[aim].coefs / scale[aim] * (-1.0 if rows[aim].upper is None else 1.0))
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        _, is_there, found = highs.getDualRay()
        found = list(found) if is_there else []
    elif status == highspy.HighsModelStatus.kOptimal:
        found = [1.0 if i == aim else by for i, by in enumerate(highs.getSolution().row_dual)]
    else:
        found = []
    return [abs(float(by)) / size for by, size in zip(found, scale, strict=False)]


@dataclass(frozen=True)
class Roomy:
    """What one run of a RoomyModel said: the rounded selection (None without one), every column rounded, and the priced room that any needs at least."""

    status: Status
    chosen: Selection | None
    columns: tuple[int, ...]
    at_least: float


class RoomyModel(LiveModel):
    """A live model whose rows may be given room; the least priced room is asked for. A room is a column of its own: an amount, or all that a rule asks for at once."""

    def __init__(self, model: IntegerModel, *, threads: int, seed: int) -> None:
        super().__init__(model, threads=threads, seed=seed, is_soft=True)
        self._prices: list[int] = []
        self._units: list[int] = []
        # What is used in all, so that it can be limited.
        self._highs.addRow(-highspy.kHighsInf, highspy.kHighsInf, 0, np.zeros(0, np.int32), np.zeros(0))
        self._total, self.height = self.height, self.height + 1
        self._highs.changeObjectiveSense(highspy.ObjSense.kMinimize)

    def add_room(self, price: int, *, unit: int = 1, is_whole: bool = False) -> int:
        """A room, by its number. One that is whole is given or not; the others are amounts, which HiGHS counts in `unit`s so that no coefficient is small.

        Rooms with a price have the same unit.
        """
        self._highs.addCol(
            float(price),
            0.0,
            1.0 if is_whole else highspy.kHighsInf,
            1,
            np.array([self._total], np.int32),
            np.array([float(price)]),
        )
        if is_whole:
            self._highs.changeColIntegrality(self.width + len(self._prices), highspy.HighsVarType.kInteger)
        self._prices.append(price)
        self._units.append(unit)
        return len(self._prices) - 1

    def add_row(self, each: Row, rooms: dict[int, int]) -> None:
        """A row with one bound, and how much of each room gives it in the row's own unit (an amount: 1)."""
        scaled = _scaled(each, self.money, self.unit)
        high, coefs = scaled.high, scaled.coefs
        scale = self._scale_of(each, coefs)
        sign = 1.0 if each.upper is None else -1.0
        if rooms and each.upper is not None:
            high = each.upper / scale  # room counts in fractions, so must what it adds to
        cols = [*each.cols.tolist(), *(self.width + room for room in rooms)]
        sizes = [*coefs.tolist(), *(sign * by * self._units[room] / scale for room, by in rooms.items())]
        self._highs.addRow(scaled.low, high, len(cols), np.array(cols, np.int32), np.array(sizes))
        self.height += 1

    def limit_rooms(self, rooms: Sequence[int], most: int) -> None:
        """Of some rooms together, in the unit of their rows."""
        sizes = np.array([float(self._units[room]) for room in rooms])
        self._highs.addRow(
            -highspy.kHighsInf, float(most), len(rooms), np.array([self.width + room for room in rooms], np.int32), sizes
        )
        self.height += 1

    def limit(self, most: int) -> None:
        """Of all priced rooms together, in the unit of their rows."""
        self._highs.changeRowBounds(self._total, -highspy.kHighsInf, most / self._unit)

    def least(self, *, seconds: float, max_nodes: int) -> Roomy:
        """The selection that needs least room."""
        if not self.width and not self._prices:  # HiGHS has no point of a model without columns
            return Roomy("infeasible", None, (), 0.0) if self._unsatisfiable else Roomy("optimal", frozenset(), (), 0.0)
        self._limit_seconds(seconds)
        self._highs.setOptionValue("mip_max_nodes", max_nodes)
        self._highs.setOptionValue("mip_rel_gap", 0.0)
        self._highs.run()
        info, status = self._highs.getInfo(), _STATUS.get(self._highs.getModelStatus(), "error")
        at_least = max(info.mip_dual_bound * self._unit, 0.0) if status in ("optimal", "limit") else 0.0
        if info.primal_solution_status != highspy.kSolutionStatusFeasible:
            return Roomy(status, None, (), at_least)
        values = np.asarray(self._highs.getSolution().col_value)
        chosen = frozenset(np.flatnonzero(values[: self.options] > 0.5).tolist())
        return Roomy(status, chosen, tuple(np.rint(values[: self.width]).astype(np.int64).tolist()), at_least)

    @property
    def _unit(self) -> int:
        return next((unit for unit, price in zip(self._units, self._prices, strict=True) if price), 1)

    def _scale_of(self, each: Row, coefs: np.ndarray) -> int:
        """The power of ten a row was divided by, from its largest coefficient beside money."""
        if not len(each.cols) or self.money & set(each.cols.tolist()):
            return self.unit if len(each.cols) else 1
        largest = int(np.abs(each.coefs).argmax())
        return int(10 ** round(np.log10(abs(float(each.coefs[largest])) / max(abs(float(coefs[largest])), 1.0))))


def row_unit(rows: Sequence[Row]) -> int:
    """What the coarsest of some rows is divided by for HiGHS, as a power of ten."""
    return max((_natural(each, np.zeros(len(each.cols), dtype=bool)) for each in rows), default=1)
