"""The exactness loop: solve, check the selection against the integer rows, cut it off if it violates a row, solve again.

Every search of the optimiser goes through `ExactSearch`. `optimizer.model` makes the rows; `limits.py` and `stopping_rules.py`
decide when to stop.
"""

import math
from dataclasses import replace
from functools import partial

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.matrix import Matrix
from optimizer.linear.rows import IntegerModel, Point, Row, Selection, broken_rows, value_of
from optimizer.model.building import build_model
from optimizer.model.consequences import point_of
from optimizer.model.cuts import cut_off
from optimizer.model.families.money.budget import funding_row
from optimizer.model.funding.network import Shortfall, shortfalls
from optimizer.presolve.reductions import presolved
from optimizer.problem.hires import heads_of
from optimizer.problem.records import Problem
from optimizer.search.exact.lazy_rows import LazyRowSeparator
from optimizer.search.exact.repair import without_blocking_projects
from optimizer.search.limits import Limits, OnBetterPlan, required_value
from optimizer.search.stopping_rules import TimeLimit, WorkLimit
from optimizer.solver.live_model import Answer, EndRun, LiveModel, OnBound, Propose

MOST_STOPS = 8  # runs that end at a false selection; after them a run goes on to its end


class ExactSearch:
    """A model that the solver keeps in memory, the integer rows against which its selections are checked, and the limits.

    model: the integer model of the problem; None builds it. reduced: the rows that the solver gets; None lets presolve make them.
    is_for_proofs, may_restart, is_plain_tree, has_sub_problems: as of `LiveModel`. effort: the share of its work that the solver spends on heuristics; None leaves the solver's
    default. work_limit: how much work the runs may take together; a caller may set it. rows: all integer rows known so far. cut_rounds: how many
    selections the last run cut off. upper_limits: the upper limit of each column after presolve.
    """

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        *,
        is_for_proofs: bool = False,
        may_restart: bool = False,
        is_plain_tree: bool = False,
        effort: float | None = None,
        has_sub_problems: bool = True,
        model: IntegerModel | None = None,
        reduced: IntegerModel | None = None,
    ) -> None:
        self.problem, self.limits = problem, limits
        self.model = model or build_model(problem)
        self.rows: list[Row] = list(self.model.rows)
        self.cut_rounds = 0
        self._matrix: Matrix | None = None
        if reduced is None:
            reduced = presolved(problem, self.model) if limits.presolve else self.model
        self.reduced, self.upper_limits = reduced, reduced.upper_limits
        self._live = LiveModel(
            reduced, threads=limits.threads, seed=limits.seed, presolve=limits.presolve, is_for_proofs=is_for_proofs,
            may_restart=may_restart, is_plain_tree=is_plain_tree, effort=effort, has_sub_problems=has_sub_problems,
        )  # fmt: skip
        self.time_limit, self.work_limit = TimeLimit(limits.seconds), WorkLimit()
        self.lazy_rows = LazyRowSeparator(problem)
        self.rows.extend(self.lazy_rows.separate_at_root(self._live, problem.objective, limits.seconds))

    def limits_of_second_search(self) -> Limits:
        """The limits of a second search that runs at the same time: one thread, and the time that is left."""
        return replace(self.limits, seconds=self.time_limit.seconds_left, threads=1)

    @property
    def matrix(self) -> Matrix:
        """All rows known so far as compressed arrays."""
        if self._matrix is None or self._matrix.entries.shape[0] != len(self.rows):
            self._matrix = Matrix.of(self.rows, self.upper_limits)
        return self._matrix

    def matrix_with_missing_rows(self, chosen: Selection) -> Matrix | None:
        """Adds the rows that a selection violates and that are not in `rows` yet.

        Returns the matrix with these rows; None if there are no such rows.
        """
        return self.matrix if self._add_missing_rows(chosen) else None

    def restart_without_presolve(self) -> None:
        """Replaces the live model by a second configuration of the solver: another seed, and the model without presolve."""
        self._live = LiveModel(self.model, threads=self.limits.threads, seed=self.limits.seed + 1, presolve=False)
        self._live.add_rows(self.rows[len(self.model.rows) :])

    def narrow(self, reduced: IntegerModel) -> None:
        """Gives the solver other rows, which admit every selection that later runs may return. Rows that were added are kept."""
        self._live = LiveModel(reduced, threads=self.limits.threads, seed=self.limits.seed, is_plain_tree=True)
        self._live.add_rows(self.rows[len(self.model.rows) :])

    def add_rows(self, *rows: Row) -> None:
        """Adds rows that every later selection must keep."""
        self.rows.extend(rows)
        self._live.add_rows(rows)

    def run(
        self,
        objective: IntArray,
        start: Selection | None = None,
        *,
        gap_ppm: int | None = None,
        on_bound: OnBound | None = None,
        on_better_plan: OnBetterPlan | None = None,
        cutoff: float | None = None,
        propose: Propose | None = None,
    ) -> Answer:
        """Maximises `objective`.

        The selection of the answer satisfies every row in integers and can be funded. If no such selection was found, the answer
        has no selection.

        start: a selection from which the solver begins. gap_ppm: the gap at which to stop, in millionths; None for the gap target
        of the limits. on_bound: is called each time the bound falls. on_better_plan: is called with every better selection that
        keeps all rows, while the solver runs. cutoff, propose: as of `LiveModel.maximise`.

        With `on_better_plan`, a run after a cut starts from the best selection so far that keeps all rows, and a run that proposes
        ends as soon as the solver takes a false selection for its best one, because such a selection would prune true ones.
        """
        gap = (self.limits.gap_target_ppm if gap_ppm is None else gap_ppm) / 1e6
        constant = required_value(self.problem) if objective is self.problem.objective else 0
        point = None if start is None else point_of(self.problem, start)
        self.cut_rounds = 0
        last, valid = Answer("limit", None, math.inf, 0), _BestValid(self, on_better_plan)
        while True:
            if self.time_limit.is_reached or self.work_limit.is_reached:
                return self._repaired(last)
            answer = self._live.maximise(
                objective,
                gap=gap,
                max_nodes=self.work_limit.nodes(self.limits.max_nodes, self._live.size),
                seconds=self.time_limit.seconds_left,
                start=point,
                constant=constant,
                on_bound=on_bound,
                on_solution=None
                if on_better_plan is None
                else partial(valid.check, may_stop=bool(propose) and self.cut_rounds < MOST_STOPS),
                cutoff=cutoff,
                propose=None if propose is None else partial(valid.note, propose),
            )
            self.work_limit.spend(answer.work)
            found = answer.chosen if valid.false is None else valid.false
            if found is None or valid.is_ended:
                return answer
            cuts = self._cuts(found)
            if not cuts:
                return answer
            self.cut_rounds += 1
            point, last, valid.false = valid.point, replace(answer, chosen=found), None
            self._live.add_rows(cuts)

    def run_with_rows(
        self,
        rows: list[Row],
        objective: IntArray,
        start: Selection | None = None,
        *,
        gap_ppm: int | None = None,
        on_better_plan: OnBetterPlan | None = None,
        cutoff: float | None = None,
    ) -> Answer:
        """Maximises `objective` with additional rows, as `run`.

        These rows and the cuts found during the run are removed afterwards.
        """
        height, kept = self._live.height, len(self.rows)
        self.add_rows(*rows)
        answer = self.run(objective, start, gap_ppm=gap_ppm, on_better_plan=on_better_plan, cutoff=cutoff)
        self._live.keep_rows(height)
        del self.rows[kept:]
        return answer

    def value(self, chosen: Selection, objective: IntArray | None = None) -> int:
        """The objective of a selection and its dependent columns. objective: None for the value of the portfolio."""
        return value_of(self.problem.objective if objective is None else objective, point_of(self.problem, chosen))

    def broken_rows(self, chosen: Selection) -> list[Row]:
        """The known rows that a selection violates; if it violates no known row, the lazy rows that it violates."""
        return broken_rows(self.rows, point_of(self.problem, chosen)) or self.lazy_rows.broken_by(chosen)

    def broken_or_unfunded(self, chosen: Selection) -> list[Row]:
        """As `broken_rows`; if there are none, adds and returns the rows of the purses that cannot pay the selection."""
        return self.broken_rows(chosen) or self._add_missing_rows(chosen)

    def shortfalls(self, chosen: Selection) -> list[Shortfall]:
        """The sets of purses that cannot pay a selection."""
        return shortfalls(self.problem, chosen)

    def without_idle_hires(self, chosen: Selection) -> Selection:
        """Removes or reduces hires that the selection does not need, if the value does not fall.

        A search that was stopped early may return a selection with needless hires.
        """
        for j in sorted(chosen & self.problem.hire_options):
            fewer = [k for k in self.problem.options_of[self.problem.options[j].project] if self._heads(k) < self._heads(j)]
            for candidate in [chosen - {j}, *(chosen - {j} | {k} for k in sorted(fewer, key=self._heads))]:
                if self.value(candidate) >= self.value(chosen) and not self.broken_or_unfunded(candidate):
                    chosen = candidate
                    break
        return chosen

    def _heads(self, j: int) -> int:
        return heads_of(self.problem.options[j].mode_id)

    def _repaired(self, last: Answer) -> Answer:
        """The answer when time runs out after the last selection violated a row.

        Its selection is the last selection without the projects that cause the violations; None if no such selection is found.
        """
        kept = last.chosen and without_blocking_projects(self.problem, last.chosen, self.broken_or_unfunded)
        return Answer("limit", kept or None, last.bound, last.nodes)

    def _cuts(self, chosen: Selection) -> list[Row]:
        """The rows to add because of a selection: the missing rows that it violates, and a cut for each row that it violates.

        Returns an empty list if the selection violates no row.
        """
        bad = broken_rows(self.rows, point_of(self.problem, chosen))
        new = [] if bad else self._add_missing_rows(chosen)
        return new + [cut_off(self.problem, each, chosen, self.cut_rounds) for each in (*bad, *new)]

    def _add_missing_rows(self, chosen: Selection) -> list[Row]:
        """Adds the rows of purses, robust budgets and floors that a selection violates and that are not in `rows` yet."""
        new = [funding_row(self.problem, each.pairs, each.purses) for each in self.shortfalls(chosen)]
        new += self.lazy_rows.broken_by(chosen)
        self.rows.extend(new)
        return new


class _BestValid:
    """The best selection of one `run` that keeps all rows, of those that the solver found while it ran."""

    def __init__(self, search: ExactSearch, on_better_plan: OnBetterPlan | None) -> None:
        self.point: Point | None = None
        self.false: Selection | None = None  # the selection that ended the run
        self.is_ended = False  # whether the caller has ended the run
        self._search, self._report, self._value = search, on_better_plan, 0

    def note(self, propose: Propose, nodes: int) -> Point | EndRun | None:
        """A proposed point, which is worth more than all selections before it. HiGHS does not report it as a solution."""
        point = propose(nodes)
        self.is_ended = self.is_ended or isinstance(point, EndRun)
        if isinstance(point, dict):
            self.point, self._value = point, value_of(self._search.problem.objective, point)
        return point

    def check(self, chosen: Selection, bound: float, *, may_stop: bool) -> bool:
        """Reports a selection that keeps all rows. Returns whether the run should stop, because the selection is a false one."""
        search, problem = self._search, self._search.problem
        if search.broken_rows(chosen) or search.shortfalls(chosen):
            self.false = chosen if may_stop and self.false is None else self.false
            return may_stop
        point, value = point_of(problem, chosen), search.value(chosen)
        if self.point is None or value > self._value:
            self.point, self._value = point, value
        if self._report:
            ceiling = float(np.maximum(problem.objective, 0) @ problem.layout.upper_limits)
            self._report(chosen, value, min(bound, ceiling))
        return False
