"""Large neighbourhood search (Shaw 1998): finds a first plan from the relaxation, then solves a neighbourhood a round.

In a neighbourhood most projects are fixed, and the model over the options of the free projects is solved. Every neighbourhood
prefers projects near the cut line of the relaxation to others. This module ends the solve of a single neighbourhood
(`PART_NODES`, and the time that is left); `large_portfolios.py` decides when the rounds end. The free projects are drawn with
a seed, and limits count work, so the search of the same portfolio takes the same course on every machine as long as no time
limit is reached.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from optimizer.linear.arrays import FloatArray, IntArray
from optimizer.linear.matrix import Matrix, SubModel, sub_model, whole_model
from optimizer.linear.rows import IntegerModel, Selection, value_of
from optimizer.model.consequences import point_of
from optimizer.problem.records import Problem
from optimizer.search.large.neighbourhoods import KINDS, Neighbourhoods, cut_line_distances
from optimizer.search.stopping_rules import TimeLimit
from optimizer.solver.relaxation import PartSolution, Relaxation, search_part, solve_relaxation
from optimizer.solver.scaling import money_unit

FIRST_PART = 150  # free options of the first part; larger parts are tried until a plan is found
SECOND_PART = 1500  # free options of the second part, which looks for a better plan
PART_NODES = 1  # branch-and-bound nodes of a part: the root only, where most improvements are found
FIRST_SIZE = 450  # free options of the first neighbourhood
LEAST_SIZE = 50
GROW, SHRINK = (
    1.2,
    0.9,
)  # factors of the size after a round without improvement: GROW if the neighbourhood was solved to its end, else SHRINK
LEARNING_RATE = 0.2  # the share of the last neighbourhood's gain in the new weight of its kind
LEAST_WEIGHT = 0.2  # the least weight of a kind, so that every kind is still drawn
GAIN_SCALE, MOST_GAIN = 1e5, 10.0  # a gain is counted in hundred-thousandths of the value, and at most ten of them count
MissingRows = Callable[[Selection], Matrix | None]


def units_of(model: IntegerModel) -> FloatArray:
    """What one unit of each column in the solver counts: columns of money have a coarser unit there."""
    units = np.ones(len(model.upper_limits))
    units[list(model.money)] = money_unit(model)
    return units


@dataclass
class SearchState:
    """The state of a neighbourhood search.

    incumbent, value: the best selection so far and its value; they count only if `has_plan` is True. bound: the bound of the
    relaxation. rounds: the number of neighbourhoods solved. size: the number of free options of the next neighbourhood. weights:
    the weight of each kind of neighbourhood in the next draw.
    """

    incumbent: Selection = frozenset()
    has_plan: bool = False
    value: int = 0
    bound: float = float("inf")
    rounds: int = 0
    size: float = FIRST_SIZE
    weights: dict[str, float] = field(default_factory=lambda: dict.fromkeys(KINDS, 1.0))


class NeighbourhoodSearch:
    """A search for better selections of one model under one objective.

    matrix: the rows known so far. missing_rows: is called with every better selection. It returns the matrix with the lazy rows
    and the rows of purses that the selection violates, or None if the selection violates no such row. has_sub_problems: as of
    `search_part`; a caller may set it.
    """

    def __init__(
        self, problem: Problem, model: IntegerModel, matrix: Matrix, objective: IntArray, *, seed: int, missing_rows: MissingRows
    ) -> None:
        self.problem, self.matrix, self.objective, self.missing_rows = problem, matrix, objective, missing_rows
        self.seed, self.has_sub_problems = seed, True
        self.state = SearchState()
        self.relaxation: Relaxation | None = None
        self._options = len(problem.options)
        self.units = units_of(model)
        self._is_choice_row = np.array([each.traits.at_most_one_of == "options" for each in model.rows])
        self._neighbourhoods = Neighbourhoods(problem, seed)

    def relax(self, seconds: float) -> Relaxation | None:
        """Solves the relaxation, which bounds the value and shows which projects are near the cut line.

        Returns None if the solve did not end within `seconds`.
        """
        part = whole_model(self.matrix, self.objective, self.units)
        self.relaxation = solve_relaxation(part, seconds=seconds, seed=self.seed)
        if self.relaxation is not None:
            self._neighbourhoods.distances = cut_line_distances(self.problem, self._is_choice_row, part, self.relaxation)
            self.state.bound = self.relaxation.bound
        return self.relaxation

    def start_from(self, chosen: Selection) -> None:
        """Makes `chosen` the incumbent. The selection must keep every row."""
        self._set_incumbent(chosen, value_of(self.objective, point_of(self.problem, chosen)))

    def find_first_plan(self, time_limit: TimeLimit) -> bool:
        """Frees the projects near the cut line, and fixes the other projects at the options that the relaxation chooses.

        Returns whether a plan was found.
        """
        assert self.relaxation is not None
        point = np.zeros(len(self.objective), dtype=np.int64)
        point[: self._options] = self.relaxation.figures[: self._options] > 1 - 1e-6
        first = max(FIRST_PART, 1.5 * self._neighbourhoods.split_options())
        for size in (first, self._second_part(), float(self._options)):
            if not self.state.has_plan:
                self._search(point, self._neighbourhoods.nearest_to_cut_line(size, self.matrix), time_limit)
        return self.state.has_plan

    def widen(self, time_limit: TimeLimit) -> None:
        """Looks for a better selection in a larger part, with more of the projects near the cut line free."""
        size = self._second_part()
        if self.relaxation is not None and size < self._options:
            self._search(
                self._point(self.state.incumbent), self._neighbourhoods.nearest_to_cut_line(size, self.matrix), time_limit
            )

    def step(self, time_limit: TimeLimit) -> bool:
        """Solves one neighbourhood of the incumbent. Returns whether the solve improved the incumbent."""
        state = self.state
        kind = self._neighbourhoods.draw_kind(state.weights)
        point = self._point(state.incumbent)
        ranked = self._neighbourhoods.ranked(kind, point, self.matrix, self.relaxation)
        before = state.value
        done = self._search(point, self._neighbourhoods.free_columns(ranked, state.size, self.matrix), time_limit)
        state.rounds += 1
        gain = (state.value - before) / max(abs(before), 1) * GAIN_SCALE
        learned = (1 - LEARNING_RATE) * state.weights[kind] + LEARNING_RATE * min(gain, MOST_GAIN)
        state.weights[kind] = max(LEAST_WEIGHT, learned)
        if state.value == before:  # too few options were free, or too many to be solved to the end
            state.size = min(state.size * GROW, self._options) if done.is_complete else max(state.size * SHRINK, LEAST_SIZE)
        return state.value > before

    def _second_part(self) -> float:
        return max(SECOND_PART, 3.0 * self._neighbourhoods.split_options())

    def _set_incumbent(self, chosen: Selection, value: int) -> None:
        self.state.incumbent, self.state.value, self.state.has_plan = chosen, value, True

    def _point(self, chosen: Selection) -> IntArray:
        point = np.zeros(len(self.objective), dtype=np.int64)
        for column, figure in point_of(self.problem, chosen).items():
            point[column] = figure
        return point

    def _search(self, point: IntArray, columns: IntArray, time_limit: TimeLimit) -> PartSolution:
        """Solves the part of the model over `columns`. The other columns are fixed at their figures in `point`."""
        part = sub_model(self.matrix, self.objective, self.units, point, columns)
        start = point[columns] / part.unit if self.state.has_plan else None
        done = search_part(
            part, start, nodes=PART_NODES, seconds=time_limit.seconds_left, seed=self.seed, has_sub_problems=self.has_sub_problems
        )
        if done.figures is not None:
            self._accept_if_better(point, part, done.figures)
        return done

    def _accept_if_better(self, point: IntArray, part: SubModel, figures: FloatArray) -> None:
        """Makes the candidate the incumbent if it is better and keeps every row exactly."""
        inside = part.columns < self._options
        candidate = point[: self._options].copy()
        candidate[part.columns[inside]] = figures[inside] > 0.5
        chosen = frozenset(np.flatnonzero(candidate).tolist())
        value = value_of(self.objective, point_of(self.problem, chosen))
        if not self.state.has_plan or value > self.state.value:
            if self.matrix.is_broken_by(self._point(chosen)):
                return
            longer = self.missing_rows(chosen)
            if longer is None:
                self._set_incumbent(chosen, value)
            else:
                self.matrix = longer
