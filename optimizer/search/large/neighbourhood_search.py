"""A large neighbourhood search (Shaw 1998): a first plan near the cut line, then one neighbourhood in each round.

The cut line is that of the relaxation. When the rounds end is not decided here but in `large_portfolios.py`; here stands
only what ends the search of a single neighbourhood (`PART_NODES`, and the time that is left). All projects but some stand
still, and the model of those that do not is searched to its end or to its limit. What is set free is drawn with a seed, and
limits count work: the same portfolio has the same course on every machine, as long as no time limit is reached.
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

FIRST_PART = 150  # options free in the first part; the part grows until it has a plan
SECOND_PART = 1500  # options free in the second part, which looks for a better plan
PART_NODES = 1  # branch-and-bound nodes of a part: the root alone, where most of what can be found is found
FIRST_SIZE = 450  # options free in the first neighbourhood
LEAST_SIZE = 50
GROW, SHRINK = (
    1.2,
    0.9,
)  # of the size after a round without improvement: up if the neighbourhood was searched to its end, else down
LEARNING_RATE = 0.2  # how much the last neighbourhood counts in the weight of its kind
LEAST_WEIGHT = 0.2  # no kind is given up
GAIN_SCALE, MOST_GAIN = 1e5, 10.0  # a gain counts in hundred-thousandths of the value, up to ten of them
MissingRows = Callable[[Selection], Matrix | None]


@dataclass
class SearchState:
    """Where a neighbourhood search stands.

    incumbent: the best selection so far, worth `value`; there is none as long as `has_plan` is False. bound: of the relaxation.
    rounds: neighbourhoods searched. size: options to be free in the next neighbourhood. weights: of each kind in the next draw.
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

    matrix: the rows known so far. missing_rows: is asked about every better selection; it returns the matrix with the lazy rows
    and the rows of purses that the selection breaks, or None where it breaks none.
    """

    def __init__(
        self, problem: Problem, model: IntegerModel, matrix: Matrix, objective: IntArray, *, seed: int, missing_rows: MissingRows
    ) -> None:
        self.problem, self.matrix, self.objective, self.missing_rows = problem, matrix, objective, missing_rows
        self.seed = seed
        self.state = SearchState()
        self.relaxation: Relaxation | None = None
        self._options = len(problem.options)
        self._units = np.ones(len(objective))  # what one unit of a column is to the solver: money columns count a coarser unit
        self._units[list(model.money)] = money_unit(model)
        self._is_choice_row = np.array([each.traits.at_most_one_of == "options" for each in model.rows])
        self._neighbourhoods = Neighbourhoods(problem, seed)

    def relax(self, seconds: float) -> Relaxation | None:
        """Solves the relaxation, which bounds the value and says which projects are near the cut line.

        None where there was no time for it.
        """
        part = whole_model(self.matrix, self.objective, self._units)
        self.relaxation = solve_relaxation(part, seconds=seconds, seed=self.seed)
        if self.relaxation is not None:
            self._neighbourhoods.distances = cut_line_distances(self.problem, self._is_choice_row, part, self.relaxation)
            self.state.bound = self.relaxation.bound
        return self.relaxation

    def start_from(self, chosen: Selection) -> None:
        """Takes a selection that keeps every row as the incumbent."""
        self._set_incumbent(chosen, value_of(self.objective, point_of(self.problem, chosen)))

    def find_first_plan(self, time_limit: TimeLimit) -> bool:
        """Frees the projects near the cut line and leaves the others as the relaxation has them.

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
        """Looks for a better selection with many more projects near the cut line free."""
        size = self._second_part()
        if self.relaxation is not None and size < self._options:
            self._search(
                self._point(self.state.incumbent), self._neighbourhoods.nearest_to_cut_line(size, self.matrix), time_limit
            )

    def step(self, time_limit: TimeLimit) -> bool:
        """Searches one neighbourhood of the incumbent. Returns whether it improved the incumbent."""
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
        if state.value == before:  # too little was free, or too much to be searched
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
        """Searches the part of the model over `columns`, the others standing as in `point`."""
        part = sub_model(self.matrix, self.objective, self._units, point, columns)
        start = point[columns] / part.unit if self.state.has_plan else None
        done = search_part(part, start, nodes=PART_NODES, seconds=time_limit.seconds_left, seed=self.seed)
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
