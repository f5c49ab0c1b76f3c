"""A live model, the integer rows its answers are checked against, and the limits they share: the exactness loop of every search."""

import math
import time
from dataclasses import replace
from functools import partial

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.matrix import Matrix
from optimizer.linear.rows import Row, Selection, broken, value_of
from optimizer.model.building import build_model
from optimizer.model.consequences import complete
from optimizer.model.cuts import cut_off
from optimizer.model.families.money.budget import funding_row
from optimizer.model.funding.network import Shortfall, shortfalls
from optimizer.presolve.reductions import presolved
from optimizer.problem.hires import heads_of
from optimizer.problem.records import Problem
from optimizer.search.lazy_rows import Needed
from optimizer.search.limits import HeardOf, Limits, given_value
from optimizer.search.repair import repaired
from optimizer.solver.live_model import Answer, Heard, LiveModel


class Search:
    """A live model, the integer rows its answers are checked against, and the limits they share."""

    def __init__(self, problem: Problem, limits: Limits, *, restarts: bool = True, effort: float | None = None) -> None:
        self.problem, self.limits = problem, limits
        self.model = build_model(problem)
        self.rows: list[Row] = list(self.model.rows)
        self.rounds = 0
        self._matrix: Matrix | None = None
        lean = presolved(problem, self.model) if limits.presolve else self.model
        self.most = lean.most
        self._live = LiveModel(
            lean, threads=limits.threads, seed=limits.seed, presolve=limits.presolve, restarts=restarts,
            effort=effort,
        )  # fmt: skip
        self._deadline = time.monotonic() + limits.seconds
        self.needed = Needed(problem)
        self.rows.extend(self.needed.at_the_root(self._live, problem.objective, limits.seconds))

    def within(self) -> Limits:
        """The limits with the time that is left."""
        return replace(self.limits, seconds=self.seconds_left, threads=1)

    @property
    def matrix(self) -> Matrix:
        """The rows so far as arrays."""
        if self._matrix is None or self._matrix.entries.shape[0] != len(self.rows):
            self._matrix = Matrix.of(self.rows, self.most)
        return self._matrix

    def longer(self, chosen: Selection) -> Matrix | None:
        """The arrays with the rows that were missing where a selection breaks such; None where it breaks none."""
        return self.matrix if self._missing_rows(chosen) else None

    @property
    def seconds_left(self) -> float:
        """Of the guard."""
        return self._deadline - time.monotonic()

    def without_presolve(self) -> None:
        """Start over in a second configuration of the solver."""
        self._live = LiveModel(self.model, threads=self.limits.threads, seed=self.limits.seed + 1, presolve=False)
        self._live.add_rows(self.rows[len(self.model.rows) :])

    def add(self, *rows: Row) -> None:
        """Rows that hold from now on."""
        self.rows.extend(rows)
        self._live.add_rows(rows)

    def run(
        self,
        objective: IntArray,
        start: Selection | None = None,
        *,
        gap_ppm: int | None = None,
        heard: Heard | None = None,
        heard_of: HeardOf | None = None,
    ) -> Answer:
        """Greatest `objective`: an answer whose selection satisfies every row in integers and can be funded, or none. heard: is told the bound as it
        falls; heard_of: every better selection on the way that satisfies them too.
        """
        gap = (self.limits.gap_target_ppm if gap_ppm is None else gap_ppm) / 1e6
        constant = given_value(self.problem) if objective is self.problem.objective else 0
        point = None if start is None else complete(self.problem, start)
        self.rounds = 0
        last = Answer("limit", None, math.inf, 0)
        while True:
            if self.seconds_left <= 0:
                # The last answer broke a row, and there is no time for another: what it becomes without what stands in the way.
                kept = last.chosen and repaired(self.problem, last.chosen, self._broken_or_unpaid)
                return Answer("limit", kept or None, last.bound, last.nodes)
            answer = self._live.maximise(
                objective,
                gap=gap,
                max_nodes=self.limits.max_nodes,
                seconds=self.seconds_left,
                start=point,
                constant=constant,
                heard=heard,
                found=None if heard_of is None else partial(self._tell_if_kept, heard_of),
            )
            if answer.chosen is None:
                return answer
            cuts = self._cuts(answer.chosen)
            if not cuts:
                return answer
            self.rounds += 1
            point, last = None, answer
            self._live.add_rows(cuts)

    def _tell_if_kept(self, heard_of: HeardOf, chosen: Selection, bound: float) -> None:
        if not (self.broken(chosen) or self.shortfalls(chosen)):
            ceiling = float(np.maximum(self.problem.objective, 0) @ self.problem.layout.most)
            heard_of(chosen, self.worth(chosen), min(bound, ceiling))

    def worth(self, chosen: Selection, objective: IntArray | None = None) -> int:
        """What a selection reaches, with all that follows from it; the value where no other objective is given."""
        return value_of(self.problem.objective if objective is None else objective, complete(self.problem, chosen))

    def broken(self, chosen: Selection) -> list[Row]:
        """The rows a selection breaks, with all that follows from it; where it breaks none, those that are found when needed."""
        return broken(self.rows, complete(self.problem, chosen)) or self.needed.missing(chosen)

    def _broken_or_unpaid(self, chosen: Selection) -> list[Row]:
        return self.broken(chosen) or self._missing_rows(chosen)

    def shortfalls(self, chosen: Selection) -> list[Shortfall]:
        """The purses that cannot pay a selection."""
        return shortfalls(self.problem, chosen)

    def without_idle_hires(self, chosen: Selection) -> Selection:
        """A selection that is worth no less and hires nobody who can be done without: what a search that stopped early may leave."""
        for j in sorted(chosen & self.problem.hire_options):
            fewer = [k for k in self.problem.options_of[self.problem.options[j].project] if self._heads(k) < self._heads(j)]
            for without in [chosen - {j}, *(chosen - {j} | {k} for k in sorted(fewer, key=self._heads))]:
                if self.worth(without) >= self.worth(chosen) and not self._broken_or_unpaid(without):
                    chosen = without
                    break
        return chosen

    def _heads(self, j: int) -> int:
        return heads_of(self.problem.options[j].mode_id)

    def trial(self, rows: list[Row], objective: IntArray, start: Selection | None = None) -> Answer:
        """`run` with rows that are taken away again afterwards, and every cut found meanwhile with them."""
        height, kept = self._live.height, len(self.rows)
        self.add(*rows)
        answer = self.run(objective, start)
        self._live.keep_rows(height)
        del self.rows[kept:]
        return answer

    def _cuts(self, chosen: Selection) -> list[Row]:
        bad = broken(self.rows, complete(self.problem, chosen))
        new = [] if bad else self._missing_rows(chosen)
        return new + [cut_off(self.problem, each, chosen, self.rounds) for each in (*bad, *new)]

    def _missing_rows(self, chosen: Selection) -> list[Row]:
        """Rows of purses, and of robust budgets and tails, that were not there from the start."""
        new = [funding_row(self.problem, each.pairs, each.purses) for each in self.shortfalls(chosen)]
        new += self.needed.missing(chosen)
        self.rows.extend(new)
        return new
