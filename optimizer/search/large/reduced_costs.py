"""What a selection loses against the relaxation, option by option: an exact bound, and the options that a good plan can contain.

The prices of the relaxation give a Lagrangian bound. It is computed in integers from rounded prices, so it is exact although the
relaxation was solved in floating point: any prices of the right sign give a bound.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from optimizer.linear.arrays import BoolArray, FloatArray, IntArray
from optimizer.linear.matrix import COEF_MAX, FREE, Matrix
from optimizer.linear.rows import Selection
from optimizer.presolve.row_activity import KnownFacts, sums_by
from optimizer.problem.records import Problem
from optimizer.solver.relaxation import Relaxation

PRICE_BITS = 20  # binary digits after the point of a price, if the sums then fit into 64 bits
LARGEST_SUM = 2.0**61


@dataclass(frozen=True)
class ReducedCosts:
    """The Lagrangian bound of a model at integer prices, and by how much it falls if an option is chosen or a project is not run.

    known: the facts that the bound relies on. unit: how many units of these figures one unit of the objective counts. top: the
    bound. option_losses: for each option, by how much the bound falls if it is chosen; meaningless for an option that cannot be
    chosen. idle_losses: for each project, by how much the bound falls if no option of it is chosen. rest: the reduced cost of
    each column after those of the options.
    """

    problem: Problem
    known: KnownFacts
    unit: int
    top: int
    option_losses: IntArray
    idle_losses: IntArray
    rest: IntArray

    @classmethod
    def of(cls, problem: Problem, matrix: Matrix, known: KnownFacts, relaxation: Relaxation) -> "ReducedCosts | None":
        """The reduced costs of the rows in `matrix` at the prices of their relaxation. None if a sum does not fit into 64 bits."""
        objective, options = problem.objective, len(problem.options)
        prices = _prices(matrix, known, relaxation)
        most = known.upper_limits.astype(np.float64)
        used = abs(matrix.entries).astype(np.float64).T @ np.abs(prices) + np.abs(objective)
        held = np.abs(prices) @ np.where(prices > 0, matrix.upper, -matrix.lower).astype(np.float64).clip(-FREE, FREE)
        largest = float(used @ np.maximum(most, 1.0)) + abs(float(held)) + 1.0
        bits = min(PRICE_BITS, int(math.log2(LARGEST_SUM / largest)) if largest < LARGEST_SUM else -1)
        if bits < 0 or not matrix.is_exact:
            return None
        unit = 2**bits
        whole = np.rint(prices * unit).astype(np.int64)
        reduced = objective * unit - np.asarray(matrix.entries.T @ whole)
        held_whole = int(whole @ np.where(whole > 0, matrix.upper, np.where(whole < 0, matrix.lower, 0)))
        can_be = known.upper_limits[:options] > 0
        own = np.where(can_be, reduced[:options], -FREE)
        best = np.where(known.is_required[: len(problem.projects)], -FREE, 0)
        np.maximum.at(best, problem.projects_of, own)
        if (best <= -FREE).any():
            return None  # a required project has no option left; the solver finds that out
        rest = reduced[options:]
        beside = int(np.maximum(rest, 0) @ known.upper_limits[options:])
        losses = best[problem.projects_of] - np.where(can_be, reduced[:options], 0)
        idle = np.where(known.is_required[: len(problem.projects)], FREE, best)
        return cls(problem, known, unit, held_whole + int(best.sum()) + beside, losses, idle, rest)

    @property
    def bound(self) -> int:
        """No selection is worth more."""
        return self.top // self.unit

    def facts(self, least_value: int) -> KnownFacts:
        """What holds in every selection that is worth at least `least_value`, which the bound must reach."""
        room = self.top - self.unit * least_value
        options, most = len(self.problem.options), self.known.upper_limits.copy()
        most[:options][self.option_losses > room] = 0
        fewer = np.where(self.rest < 0, room // np.maximum(-self.rest, 1), most[options:])
        most[options:] = np.minimum(most[options:], fewer)
        required = self.known.is_required.copy()
        required[: len(self.idle_losses)] |= self.idle_losses > room
        return replace(self.known, upper_limits=most, is_required=required)

    def undecided(self, room: int) -> int:
        """How many options are open if no selection may lose more than `room`, without those of projects with one possibility."""
        is_open = (self.option_losses <= room) & (self.known.upper_limits[: len(self.option_losses)] > 0)
        ways = sums_by(self.problem.projects_of, is_open.astype(np.int64), len(self.idle_losses)) + (self.idle_losses <= room)
        return int(np.count_nonzero(is_open & (ways[self.problem.projects_of] > 1)))

    def undecided_above(self, least_value: int) -> int:
        """As `undecided`, for selections that are worth at least `least_value`."""
        return self.undecided(self.top - self.unit * least_value)

    def room_of(self, size: int) -> int:
        """The smallest loss that leaves at least `size` options open, or the largest loss of an option."""
        can_be = self.known.upper_limits[: len(self.option_losses)] > 0
        losses = np.unique(self.option_losses[can_be])
        low, high = 0, len(losses) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.undecided(int(losses[middle])) >= size else (middle + 1, high)
        return int(losses[low]) if len(losses) else 0

    def kernel(self, room: int, incumbent: Selection) -> KnownFacts:
        """The options that lose at most `room`, and those of the incumbent. All other options are left out, without a proof."""
        most, required, chosen = self.known.upper_limits.copy(), self.known.is_required.copy(), sorted(incumbent)
        most[: len(self.option_losses)][self.option_losses > room] = 0
        most[chosen] = 1
        runs = np.zeros(len(self.idle_losses), dtype=bool)
        runs[self.problem.projects_of[chosen]] = True
        required[: len(runs)] |= (self.idle_losses > room) & (runs | (not incumbent))
        return replace(self.known, upper_limits=most, is_required=required)


def _prices(matrix: Matrix, known: KnownFacts, relaxation: Relaxation) -> FloatArray:
    """The price of one unit of each integer row, of the sign that its bounds allow. A row that only says that a project runs in one
    way has no price, because the bound uses this fact itself.
    """
    scale = np.maximum(matrix.largest / COEF_MAX, 1.0)
    prices = relaxation.prices[: len(scale)] * relaxation.value_unit / scale
    prices = np.where(matrix.upper >= FREE, np.minimum(prices, 0.0), prices)
    prices = np.where(matrix.lower <= -FREE, np.maximum(prices, 0.0), prices)
    found: FloatArray = np.where(_says_one_way(matrix, known), 0.0, prices)
    return found


def _says_one_way(matrix: Matrix, known: KnownFacts) -> BoolArray:
    """For each row whether it says that one column of a group is chosen at most, or exactly one of a required group."""
    entries, count = matrix.entries, matrix.entries.shape[0]
    if not entries.nnz:
        return np.zeros(count, dtype=bool)
    row = np.repeat(np.arange(count), np.diff(entries.indptr))
    group = known.group[entries.indices]
    lowest, highest = np.full(count, FREE), np.full(count, -1)
    np.minimum.at(lowest, row, group)
    np.maximum.at(highest, row, group)
    is_ones = np.ones(count, dtype=bool)
    np.logical_and.at(is_ones, row, entries.data == 1)
    says: BoolArray = is_ones & (lowest == highest) & (lowest < known.choices) & (matrix.upper == 1)
    return says
