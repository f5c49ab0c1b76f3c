"""Neighbourhoods of a selection: chooses the options that are free, and those that are fixed, while a part is solved.

There are five kinds of neighbourhood. Each kind ranks the projects and frees the options of the projects with the best ranks. The
draws come from a seeded generator. `neighbourhood_search.py` solves a neighbourhood and weights the kinds for the next draw.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from optimizer.linear.arrays import BoolArray, FloatArray, IntArray
from optimizer.linear.matrix import FREE, Matrix, SubModel
from optimizer.problem.records import Problem
from optimizer.solver.relaxation import Relaxation

KINDS = ("cut line", "tight rows", "period", "difference", "random")
TIGHT_SHARE = 0.98  # a row counts as tight if its sum reaches this share of its upper bound
TIGHT_ROWS = 3  # the number of tight rows whose projects one neighbourhood frees together
LONG_ROW = 8  # only a tight row with more columns than this is about a group of projects


class Neighbourhoods:
    """Draws neighbourhoods of one problem.

    distances: the distance of each project from the cut line of the relaxation (`cut_line_distances`); zero as long as there is
    no relaxation.
    """

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.options = len(problem.options)
        self.distances: FloatArray = np.zeros(len(problem.projects))
        self._project = problem.projects_of
        self._start = np.array([option.start for option in problem.options])
        self._hires_of: dict[str, list[int]] = {}  # the options that hire, by role
        for p, role in problem.hires.items():
            self._hires_of.setdefault(role, []).extend(problem.options_of[p])
        self._draw = np.random.default_rng(seed)

    def draw_kind(self, weights: Mapping[str, float]) -> str:
        """Draws one of KINDS. The chance of a kind is proportional to its weight."""
        shares = np.array([weights[kind] for kind in KINDS])
        return KINDS[int(self._draw.choice(len(KINDS), p=shares / shares.sum()))]

    def ranked(self, kind: str, point: IntArray, matrix: Matrix, relaxation: Relaxation | None) -> NDArray[np.intp]:
        """The projects in the order in which a neighbourhood of `kind` frees them. point: the columns of the incumbent."""
        return np.argsort(self._scores(kind, point, matrix, relaxation), kind="stable")

    def split_options(self) -> int:
        """The number of options of the projects that the relaxation splits."""
        return int(np.count_nonzero((self.distances == 0.0)[self._project]))

    def nearest_to_cut_line(self, size: float, matrix: Matrix) -> IntArray:
        """The columns of the projects nearest to the cut line, with about `size` options."""
        return self.free_columns(np.argsort(self.distances, kind="stable"), size, matrix)

    def free_columns(self, ranked: NDArray[np.intp], size: float, matrix: Matrix) -> IntArray:
        """The columns that are free if the first projects of a ranking are freed.

        These are about `size` options of the first projects, the hires of the roles that these options need, and the dependent
        columns in the rows of these options.
        """
        counts = np.bincount(self._project, minlength=len(ranked))[ranked]
        taken = ranked[: max(int(np.searchsorted(np.cumsum(counts), size)), 1)]
        is_free = np.zeros(len(ranked), dtype=bool)
        is_free[taken] = True
        options = np.flatnonzero(is_free[self._project])
        if self._hires_of:
            roles = {role for j in options.tolist() for role, _, _ in self.problem.options[j].demand}
            hires = [j for role in sorted(roles) for j in self._hires_of.get(role, ())]
            options = np.union1d(options, np.array(hires, dtype=np.int64))
        if self.options == len(matrix.upper_limits):
            return options
        dependent = matrix.by_column[:, self.options :].tocsr()
        touched = np.flatnonzero(np.diff(matrix.by_column[:, options].tocsr().indptr))
        beside = np.unique(dependent[touched].indices) + self.options
        return np.concatenate([options, beside])

    def _scores(self, kind: str, point: IntArray, matrix: Matrix, relaxation: Relaxation | None) -> FloatArray:
        """A score for each project. A project with a lower score is freed earlier."""
        count = len(self.problem.projects)
        if kind == "cut line":
            return self.distances + self._draw.exponential(1.0, count)
        if kind == "random":
            return self._draw.random(count)
        if kind == "period":
            away = np.full(count, np.inf)
            np.minimum.at(away, self._project, np.abs(self._start - self._draw.choice(self._start)))
            return away + 3.0 * self._draw.random(count) + 0.3 * np.minimum(self.distances, 3.0)
        if kind == "difference" and relaxation is not None:
            differs = np.zeros(count)
            np.maximum.at(differs, self._project, np.abs(relaxation.figures[: self.options] - point[: self.options]))
            return np.minimum(self.distances, 3.0) * 0.3 + self._draw.random(count) - differs * (self._draw.random(count) < 0.7)
        return self._scores_in_tight_rows(point, matrix)

    def _scores_in_tight_rows(self, point: IntArray, matrix: Matrix) -> FloatArray:
        """Prefers the projects that share a few tight rows: a role in a period, a fund in a year, a declared share."""
        count = len(self.problem.projects)
        used = matrix.entries @ point
        has_bound = (matrix.upper < FREE) & (np.diff(matrix.entries.indptr) > LONG_ROW)
        tight = np.flatnonzero(has_bound & (used >= TIGHT_SHARE * matrix.upper))
        score = np.minimum(self.distances, 3.0) * 0.3 + self._draw.random(count)
        if len(tight):
            for row in self._draw.choice(tight, min(TIGHT_ROWS, len(tight)), replace=False):
                columns = matrix.entries[[int(row)]].indices
                inside = np.unique(self._project[columns[columns < self.options]])
                score[inside] -= 1.0
        return score


def cut_line_distances(problem: Problem, is_choice_row: BoolArray, part: SubModel, relaxation: Relaxation) -> FloatArray:
    """The distance of each project from the cut line: how clearly its best option beats the second best in the relaxation.

    The distance is the reduced value of the project's best option less the reduced value of its second best option, in units of
    the median distance. Not running the project counts as an option of reduced value 0, unless the project is required. The
    distance is zero for a project that the relaxation splits. part: the whole model from which the relaxation was solved.
    """
    prices = relaxation.prices.copy()
    prices[: len(is_choice_row)][is_choice_row] = 0.0
    worth = (part.value - part.entries.T @ prices)[: len(problem.options)]
    is_required = np.isin(np.arange(len(problem.projects)), list(problem.required))
    best = np.where(is_required, -np.inf, 0.0)  # not running a project is worth nothing, and is not allowed for a required one
    second = np.full(len(best), -np.inf)
    for option in np.argsort(-worth, kind="stable"):
        p, figure = problem.projects_of[option], worth[option]
        if figure > best[p]:
            best[p], second[p] = figure, best[p]
        elif figure > second[p]:
            second[p] = figure
    figures = relaxation.figures[: len(problem.options)]
    distances = best - second
    distances[problem.projects_of[(figures > 1e-6) & (figures < 1 - 1e-6)]] = 0.0
    scaled: FloatArray = distances / max(float(np.median(distances)), 1e-9)
    return scaled
