"""A judge of reasons that shares nothing with them: the published model in a fresh HiGHS, solved in full with a project forced in.

Every selection of HiGHS is checked in whole numbers against every row of the file.
"""

from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np
import polars as pl

from optimizer.plan import Plan
from optimizer.solver.model_files.row_sides import plain_name
from tests.optimizer.mps import read_by_highs

MOST_NODES = 50_000
Option = tuple[str, str, int]  # project, mode, start


@dataclass(frozen=True)
class Forced:
    """The best selection with a project: its value, its options, and a bound of every selection's value.

    value, options: None if HiGHS found no selection. bound: None if no selection exists.
    """

    value: int | None
    options: frozenset[Option] | None
    bound: int | None


class Judge:
    """The published model of a night, whose options are found by their names in it."""

    def __init__(self, path: Path, frames: dict[str, pl.DataFrame]) -> None:
        self.options = [(p, mode, start) for p, mode, start, *_ in frames["options"].iter_rows()]
        self.stops = set(frames["stop_modes"].iter_rows())
        self._path = path
        lp = read_by_highs(path).getLp()
        number = {name: j for j, name in enumerate(lp.col_names_)}
        self.column = {each: number[plain_name("w[{},{},{}]".format(*each))] for each in self.options}
        self._worth = np.array([round(cost) for cost in lp.col_cost_], dtype=object)
        self._rows, self._low, self._high = _whole_rows(lp), lp.row_lower_, lp.row_upper_

    def best_with(self, project: str) -> Forced:
        """The best selection that runs the project, by a full solve to a gap of zero."""
        return self._solve([self._row({each: 1.0 for each in self.options if self._runs(each, project)}, 1.0)])

    def fewest_changes(self, project: str, plan: frozenset[Option], value: int) -> int:
        """The fewest changes from a plan of all selections that run the project and are worth at least `value`."""
        forced = self._row({each: 1.0 for each in self.options if self._runs(each, project)}, 1.0)
        worth = ([(j, float(cost)) for j, cost in enumerate(self._worth) if cost], value - 0.5)
        ran = {p: (p, mode, start) for p, mode, start in plan if (p, mode) not in self.stops}
        cost = {}
        for each in self.options:
            if each[:2] not in self.stops:
                cost[each] = 2 if each[0] not in ran else -2 if ran[each[0]] == each else -1
        found = self._solve([forced, worth], {self.column[each]: -by for each, by in cost.items()})
        assert found.options is not None
        return sum(cost.get(each, 0) for each in found.options) + 2 * len(ran)

    def is_allowed(self, options: frozenset[Option]) -> int | None:
        """The value of a selection of options without people bought, by every row of the file; None if it breaks one."""
        x = np.zeros(len(self._worth), dtype=object)
        for each in options:
            x[self.column[each]] = 1
        return int(self._worth @ x) if self._keeps_rows(x) else None

    def _runs(self, each: Option, project: str) -> bool:
        return each[0] == project and each[:2] not in self.stops

    def _row(self, terms: dict[Option, float], low: float) -> tuple[list[tuple[int, float]], float]:
        return [(self.column[each], by) for each, by in terms.items()], low

    def _solve(self, rows, objective: dict[int, int] | None = None) -> Forced:
        highs = read_by_highs(self._path)
        highs.setOptionValue("mip_max_nodes", MOST_NODES)
        if objective is not None:
            every = np.arange(len(self._worth), dtype=np.int32)
            highs.changeColsCost(len(every), every, np.array([float(objective.get(j, 0)) for j in every.tolist()]))
        for terms, low in rows:
            highs.addRow(
                low,
                highspy.kHighsInf,
                len(terms),
                np.array([j for j, _ in terms], dtype=np.int32),
                np.array([by for _, by in terms]),
            )
        while True:
            highs.run()
            if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
                return Forced(None, None, None)
            info = highs.getInfo()
            bound = int(np.floor(info.mip_dual_bound + 0.5))
            if info.primal_solution_status != highspy.kSolutionStatusFeasible:
                return Forced(None, None, bound)
            x = np.array([round(figure) for figure in highs.getSolution().col_value], dtype=object)
            if self._keeps_rows(x):
                return Forced(int(self._worth @ x), frozenset(each for each in self.options if x[self.column[each]]), bound)
            on = [j for j in self.column.values() if x[j]]  # no selection of these options and no others
            terms = [(j, -1.0 if x[j] else 1.0) for j in self.column.values()]
            highs.addRow(
                1.0 - len(on),
                highspy.kHighsInf,
                len(terms),
                np.array([j for j, _ in terms], dtype=np.int32),
                np.array([by for _, by in terms]),
            )

    def _keeps_rows(self, x) -> bool:
        sums = [sum(a * int(x[j]) for j, a in each) for each in self._rows]
        return all(low <= total <= high for total, low, high in zip(sums, self._low, self._high, strict=True))


def options_of(plan: Plan) -> frozenset[Option]:
    """The options of a plan."""
    return frozenset((each.project_id, each.mode_id, each.start_index) for each in plan.chosen)


def with_differences(plan: frozenset[Option], reason) -> frozenset[Option]:
    """The selection that a reason tells: the plan's options with the differences of the displacement."""
    found = set(plan)
    for each in reason.displacement.differences:
        if each.change in ("enters", "leaves", "otherwise"):
            found.discard((each.subject, each.mode_before, each.start_before))
            found |= {(each.subject, each.mode_after, each.start_after)} if each.mode_after is not None else set()
    return frozenset(found)


def _whole_rows(lp: highspy.HighsLp) -> list[list[tuple[int, int]]]:
    """The rows of a file whose figures are whole."""
    rows: list[list[tuple[int, int]]] = [[] for _ in range(lp.num_row_)]
    matrix = lp.a_matrix_
    by_row = matrix.format_ != highspy.MatrixFormat.kColwise
    for place in range(len(matrix.start_) - 1):
        for k in range(matrix.start_[place], matrix.start_[place + 1]):
            i, j = (place, matrix.index_[k]) if by_row else (matrix.index_[k], place)
            assert matrix.value_[k] == round(matrix.value_[k])
            rows[i].append((j, round(matrix.value_[k])))
    return rows
