"""Better plans for portfolios too large to be searched as a whole: an opening near the cut line of the relaxation, then one neighbourhood after another.

Large-neighbourhood search (Shaw 1998): all but some projects stand still, and the model of those that do not is searched to its end or to its limit. Which
are set free is drawn with a seed, and limits are work: the same portfolio has the same course on every machine, as long as no clock strikes.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.linear.arrays import FloatArray, IntArray
from optimizer.linear.matrix import FREE, Matrix, SubModel, sub_model, whole_model
from optimizer.linear.rows import IntegerModel, Selection, value_of
from optimizer.model.consequences import complete
from optimizer.problem.records import Problem
from optimizer.solver.relaxation import Improved, Relaxed, relax, search_part
from optimizer.solver.scaling import money_unit

OPENING = 150  # options free in the first part; it grows until the part has a plan
OPENING_LARGE = 1500  # and in the second, which seeks a better one
OPENING_NODES = NODES = 1  # of a part's search: the root alone, where most of what can be found is found
FIRST_SIZE = 450  # options free in a neighbourhood, at first
LEAST_SIZE = 50
GROW, SHRINK = 1.2, 0.9  # after one without a better plan: larger if it was searched to its end, else smaller
KINDS = ("cut line", "tight rows", "period", "difference", "random")
LEARNING = 0.2  # how much the last neighbourhood counts in the weight of its kind
LEAST_WEIGHT = 0.2  # no kind is given up
IS_TIGHT = 0.98  # of its bound: a row without room
Missing = Callable[[Selection], Matrix | None]  # the rows with those that were missing, where a selection breaks one of these


@dataclass
class Course:
    """How far a search has come: the best selection, its value, the bound, neighbourhoods tried."""

    chosen: Selection = frozenset()
    has_plan: bool = False
    value: int = 0
    bound: float = float("inf")
    rounds: int = 0
    size: float = FIRST_SIZE
    weights: dict[str, float] = field(default_factory=lambda: dict.fromkeys(KINDS, 1.0))


class Improver:
    """A search for better selections of one model under one objective.

    missing: finds out whether rows are broken that the matrix does not have yet (of purses, found by a flow).
    """

    def __init__(
        self, problem: Problem, model: IntegerModel, matrix: Matrix, objective: IntArray, *, seed: int, missing: Missing
    ) -> None:
        self.problem, self.matrix, self.objective, self.missing = problem, matrix, objective, missing
        self.money = np.ones(len(objective))
        self.money[list(model.money)] = money_unit(model)
        self.options = len(problem.options)
        self.project = problem.projects_of
        self.start = np.array([option.start for option in problem.options])
        self.hires_of: dict[str, list[int]] = {}  # by role the options that hire
        for p, role in problem.hires.items():
            self.hires_of.setdefault(role, []).extend(problem.options_of[p])
        self.is_choice = np.array([each.traits.at_most_one_of == "options" for each in model.rows])
        self.is_required = np.isin(np.arange(len(problem.projects)), list(problem.required))
        self.seed = seed
        self.draw = np.random.default_rng(seed)
        self.course = Course()
        self.relaxed: Relaxed | None = None
        self.near: FloatArray = np.zeros(len(problem.projects))

    def relax(self, seconds: float) -> Relaxed | None:
        """Solve the relaxation: it bounds the value and says which projects are near the cut line."""
        part = whole_model(self.matrix, self.objective, self.money)
        self.relaxed = relax(part, seconds=seconds, seed=self.seed)
        if self.relaxed is not None:
            self.near = self._distances(part, self.relaxed)
            self.course.bound = self.relaxed.bound
        return self.relaxed

    def _distances(self, part: SubModel, relaxed: Relaxed) -> FloatArray:
        """How far each project is from being run in another way, or not at all, at the prices of the relaxation; 1 is the median."""
        prices = relaxed.prices.copy()
        prices[: len(self.is_choice)][self.is_choice] = 0.0
        worth = (part.value - part.entries.T @ prices)[: self.options]
        first = np.where(self.is_required, -np.inf, 0.0)  # what it is worth not to run a project
        second = np.full(len(first), -np.inf)
        for option in np.argsort(-worth, kind="stable"):
            p, figure = self.project[option], worth[option]
            if figure > first[p]:
                first[p], second[p] = figure, first[p]
            elif figure > second[p]:
                second[p] = figure
        figures = relaxed.figures[: self.options]
        apart = first - second
        apart[self.project[(figures > 1e-6) & (figures < 1 - 1e-6)]] = 0.0
        scaled: FloatArray = apart / max(float(np.median(apart)), 1e-9)
        return scaled

    def begin(self, chosen: Selection) -> None:
        """Take a selection that keeps every row as the best so far."""
        self._best_is(chosen, value_of(self.objective, complete(self.problem, chosen)))

    def open(self, deadline: float) -> bool:
        """A first selection: projects near the cut line are free, the others as the relaxation has them. False where there is none."""
        assert self.relaxed is not None
        point = np.zeros(len(self.objective), dtype=np.int64)
        point[: self.options] = self.relaxed.figures[: self.options] > 1 - 1e-6
        for size in (max(OPENING, 1.5 * self._split()), self._wide(), float(self.options)):
            if not self.course.has_plan:
                self._search(point, self._nearest(size), OPENING_NODES, deadline)
        return self.course.has_plan

    def widen(self, deadline: float) -> None:
        """A better selection with many more projects near the cut line free."""
        if self.relaxed is not None and self._wide() < self.options:
            self._search(self._point(self.course.chosen), self._nearest(self._wide()), OPENING_NODES, deadline)

    def _split(self) -> int:
        """How many options belong to projects that the relaxation splits."""
        return int(np.count_nonzero((self.near == 0.0)[self.project]))

    def _wide(self) -> float:
        return max(OPENING_LARGE, 3.0 * self._split())

    def _nearest(self, size: float) -> IntArray:
        return self._first(np.argsort(self.near, kind="stable"), size)

    def step(self, deadline: float) -> bool:
        """Try one neighbourhood of the best selection; whether a better one was found."""
        course = self.course
        kind = self._drawn_kind()
        point = self._point(course.chosen)
        order = np.argsort(self._scores(kind, point), kind="stable")
        before = course.value
        done = self._search(point, self._first(order, course.size), NODES, deadline)
        course.rounds += 1
        gain = (course.value - before) / max(abs(before), 1) * 1e5
        course.weights[kind] = max(LEAST_WEIGHT, (1 - LEARNING) * course.weights[kind] + LEARNING * min(gain, 10.0))
        if course.value == before:  # too little was free, or too much to be searched
            course.size = min(course.size * GROW, self.options) if done.is_whole else max(course.size * SHRINK, LEAST_SIZE)
        return course.value > before

    def _best_is(self, chosen: Selection, value: int) -> None:
        self.course.chosen, self.course.value, self.course.has_plan = chosen, value, True

    def _drawn_kind(self) -> str:
        weights = np.array([self.course.weights[kind] for kind in KINDS])
        return KINDS[int(self.draw.choice(len(KINDS), p=weights / weights.sum()))]

    def _point(self, chosen: Selection) -> IntArray:
        point = np.zeros(len(self.objective), dtype=np.int64)
        for column, figure in complete(self.problem, chosen).items():
            point[column] = figure
        return point

    def _scores(self, kind: str, point: IntArray) -> FloatArray:
        """The lower a project's score, the sooner it is set free."""
        count = len(self.problem.projects)
        if kind == "cut line":
            return self.near + self.draw.exponential(1.0, count)
        if kind == "random":
            return self.draw.random(count)
        if kind == "period":
            away = np.full(count, np.inf)
            np.minimum.at(away, self.project, np.abs(self.start - self.draw.choice(self.start)))
            return away + 3.0 * self.draw.random(count) + 0.3 * np.minimum(self.near, 3.0)
        if kind == "difference" and self.relaxed is not None:
            differs = np.zeros(count)
            np.maximum.at(differs, self.project, np.abs(self.relaxed.figures[: self.options] - point[: self.options]))
            return np.minimum(self.near, 3.0) * 0.3 + self.draw.random(count) - differs * (self.draw.random(count) < 0.7)
        return self._in_tight_rows(point)

    def _in_tight_rows(self, point: IntArray) -> FloatArray:
        """Projects that share a few rows without room: a role in a period, a fund in a year, a declared share."""
        count = len(self.problem.projects)
        used = self.matrix.entries @ point
        has_bound = (self.matrix.upper < FREE) & (np.diff(self.matrix.entries.indptr) > 8)
        tight = np.flatnonzero(has_bound & (used >= IS_TIGHT * self.matrix.upper))
        score = np.minimum(self.near, 3.0) * 0.3 + self.draw.random(count)
        if len(tight):
            for row in self.draw.choice(tight, min(3, len(tight)), replace=False):
                columns = self.matrix.entries[[int(row)]].indices
                inside = np.unique(self.project[columns[columns < self.options]])
                score[inside] -= 1.0
        return score

    def _first(self, order: NDArray[np.intp], size: float) -> IntArray:
        """The options of the first projects of an order, about `size` of them, those that hire the people they need, and the columns that follow."""
        counts = np.bincount(self.project, minlength=len(order))[order]
        taken = order[: max(int(np.searchsorted(np.cumsum(counts), size)), 1)]
        is_free = np.zeros(len(order), dtype=bool)
        is_free[taken] = True
        options = np.flatnonzero(is_free[self.project])
        if self.hires_of:
            roles = {role for j in options.tolist() for role, _, _ in self.problem.options[j].demand}
            hires = [j for role in sorted(roles) for j in self.hires_of.get(role, ())]
            options = np.union1d(options, np.array(hires, dtype=np.int64))
        if self.options == len(self.objective):
            return options
        follows = self.matrix.by_column[:, self.options :].tocsr()
        touched = np.flatnonzero(np.diff(self.matrix.by_column[:, options].tocsr().indptr))
        beside = np.unique(follows[touched].indices) + self.options
        return np.concatenate([options, beside])

    def _search(self, point: IntArray, columns: IntArray, nodes: int, deadline: float) -> Improved:
        part = sub_model(self.matrix, self.objective, self.money, point, columns)
        start = point[columns] / part.unit if self.course.has_plan else None
        done = search_part(part, start, nodes=nodes, seconds=deadline - time.monotonic(), seed=self.seed)
        if done.figures is not None:
            self._take(point, part, done.figures)
        return done

    def _take(self, point: IntArray, part: SubModel, figures: FloatArray) -> None:
        """Make it the best selection if it is better and keeps every row, exactly."""
        inside = part.columns < self.options
        other = point[: self.options].copy()
        other[part.columns[inside]] = figures[inside] > 0.5
        chosen = frozenset(np.flatnonzero(other).tolist())
        value = value_of(self.objective, complete(self.problem, chosen))
        if not self.course.has_plan or value > self.course.value:
            if self.matrix.is_broken_by(self._point(chosen)):
                return
            longer = self.missing(chosen)
            if longer is None:
                self._best_is(chosen, value)
            else:
                self.matrix = longer
