"""Solves a portfolio by its core: the options that a better plan can contain, according to the bound of the relaxation.

First, models over a few options that lose little against the relaxation (kernels) give a plan. Then the exact bound of
`reduced_costs.py` rules out all options that no sufficiently better plan contains, and branch and bound proves that the rest, the
core, has none. While it runs, neighbourhoods and larger kernels are solved in its pauses. If they improve the plan so that the core
is much smaller, branch and bound begins again. Pauses are counted in nodes, so the course does not depend on the clock.
"""

from dataclasses import replace

from optimizer.linear.matrix import Matrix, whole_model
from optimizer.linear.rows import IntegerModel, Point, Row, Selection
from optimizer.model.consequences import point_of
from optimizer.presolve.reductions import presolved_with_facts
from optimizer.presolve.row_activity import KnownFacts
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.large.neighbourhood_search import NeighbourhoodSearch, units_of
from optimizer.search.large.reduced_costs import ReducedCosts
from optimizer.search.limits import OnBetterPlan, closing_bound, required_value
from optimizer.search.stopping_rules import TimeLimit
from optimizer.solver.live_model import END_RUN, Answer, EndRun
from optimizer.solver.relaxation import solve_relaxation

FIRST_KERNELS, LATER_KERNELS = (60, 100, 150, 220, 300), (150, 220, 300, 400)  # options that are open in a kernel
KERNEL_NODES, KERNEL_GAP_PPM = 500, 20
CORE_OF_KERNEL = 3  # the first kernels end when the core has at most this many times the options of the last kernel
FIRST_SHARE = 0.4  # the share of the options that is free in the first neighbourhood, at most
LARGE = 450  # with more options the part nearest to the cut line gives a plan before the first kernel
STALLED = 10  # neighbourhoods in a row without a better plan after which the next kernel is solved
FIRST_NODES, FIRST_PAUSE, LONGER = 50, 20, 1.03  # nodes before and between neighbourhoods, and the factor after a vain one
KERNEL_AFTER = (100, 400, 1500, 5000)  # nodes of a tree after which a larger kernel is solved
SMALL_CORE, PROMISING_SHARE = 400, 0.6  # a core of at most so many options, or of this share of all options, is promising
SHRUNK = 0.85  # branch and bound begins again if the core has at most this share of its options
POLISH_NODES = 300  # nodes that are spent to prove a plan the very best after its gap is small enough
NARROWED_OPTIONS = 100  # with fewer options the later stages get the whole model
MARGIN_PPM = 1  # how far below the bound to be proven the solver still searches, so that its tolerances do not matter


class CoreSearch:
    """The search of one problem by its core. `search`: the exact search of the whole problem."""

    def __init__(self, search: ExactSearch, time_limit: TimeLimit, on_better_plan: OnBetterPlan) -> None:
        self._search, self._time_limit, self._report = search, time_limit, on_better_plan
        self._problem: Problem = search.problem
        self._base = required_value(self._problem)
        self._extra: list[Row] = []  # rows that a selection violated and that the presolved model does not have
        self._costs: ReducedCosts | None = None
        self._closed: int | None = None  # a bound that the trees have proven
        self._gap_ppm = search.limits.gap_target_ppm  # the gap of the bound that is being proven
        self._core_size = 0
        self._next, self._pause, self._kernels = 0.0, 0.0, list[tuple[int, int]]()
        self._nodes = 0

    def open(self) -> bool:
        """Solves the relaxation and the first kernels. Returns whether a plan was found."""
        search = self._search
        reduced, known = presolved_with_facts(self._problem, search.model)
        if known is None:
            return False
        self._reduced = reduced
        self.neighbourhoods = NeighbourhoodSearch(
            self._problem, replace(search.model, rows=reduced.rows), self._matrix(), self._problem.objective,
            seed=search.limits.seed, missing_rows=self._missing_rows,
        )  # fmt: skip
        self.neighbourhoods.has_sub_problems = False
        relaxation = self.neighbourhoods.relax(self._time_limit.seconds_left)
        if relaxation is None:
            return False
        self._costs = ReducedCosts.of(self._problem, self.neighbourhoods.matrix, known, relaxation)
        if self._costs is None:
            return False
        state = self.neighbourhoods.state
        state.bound = min(state.bound, self._costs.bound)
        state.size = min(state.size, FIRST_SHARE * len(self._problem.options))
        if len(self._problem.options) > LARGE:
            self.neighbourhoods.find_first_plan(self._time_limit)
        for size, following in zip(FIRST_KERNELS, (*FIRST_KERNELS[1:], 0), strict=True):
            self._solve_kernel(size)
            if self._time_limit.is_reached or (state.has_plan and self._is_small_for(size)):
                break
            if not self._is_small_for(following):
                self._improve(STALLED)
                if state.has_plan and self._is_small_for(size):
                    break
        return state.has_plan

    @property
    def is_promising(self) -> bool:
        """Whether the core is so small that branch and bound of it can be expected to end."""
        assert self._costs is not None
        undecided = self._costs.undecided_above(self._goal(self._search.limits.gap_target_ppm) + 1)
        return undecided <= max(SMALL_CORE, PROMISING_SHARE * len(self._problem.options))

    def run(self) -> Answer:
        """Proves the plan of `open`, or finds and proves a better one. The plan is proven within the gap target, and if few nodes
        suffice for that, it is proven to be the very best.
        """
        state, limits = self.neighbourhoods.state, self._search.limits
        self._prove(limits.gap_target_ppm, limits.max_nodes)
        if self.is_closed(limits.gap_target_ppm) and state.bound > state.value:
            self._prove(0, POLISH_NODES)
        return Answer("optimal" if self.is_closed(limits.gap_target_ppm) else "limit", state.incumbent, state.bound, self._nodes)

    def is_closed(self, gap_ppm: int) -> bool:
        """Whether the bound so far is within the gap of the plan."""
        state = self.neighbourhoods.state
        return state.bound <= self._goal(gap_ppm)

    def _goal(self, gap_ppm: int) -> int:
        return closing_bound(self.neighbourhoods.state.value, gap_ppm, self._base)

    def _prove(self, gap_ppm: int, nodes: int) -> None:
        """Runs branch and bound of the core until the gap is closed or the nodes are used up."""
        state, left, self._gap_ppm = self.neighbourhoods.state, nodes, gap_ppm
        while not self.is_closed(gap_ppm) and left > 0 and not self._time_limit.is_reached:
            goal = self._goal(gap_ppm)
            reduced = self._core(goal)
            if reduced is None:
                self._lower(goal)
                return
            assert self._costs is not None
            self._core_size = self._costs.undecided_above(goal + 1)
            tree = self._exact(reduced, left)
            self._next, self._pause = float(FIRST_NODES), float(FIRST_PAUSE)
            self._kernels = [each for each in zip(KERNEL_AFTER, LATER_KERNELS, strict=True) if each[1] < self._core_size]
            answer = tree.run(
                self._problem.objective, gap_ppm=gap_ppm, cutoff=goal - abs(goal) * MARGIN_PPM / 1e6,
                on_better_plan=self._take_over, propose=self._propose,
            )  # fmt: skip
            used = answer.nodes or 0
            self._nodes, left = self._nodes + used, left - max(used, 1)
            self._take(answer.chosen)
            if answer.status in ("optimal", "infeasible"):
                self._lower(goal if answer.chosen is None or state.value <= goal else max(goal, answer.bound))
            elif not self._has_shrunk():
                self._lower(max(goal, answer.bound) if answer.status == "limit" else state.bound)
                return

    def _core(self, goal: int) -> IntegerModel | None:
        """The presolved model of the selections that are worth more than `goal`. None if the bound rules them all out."""
        assert self._costs is not None
        if self._costs.bound <= goal:
            return None
        model = self._search.model
        reduced, known = presolved_with_facts(self._problem, model, self._costs.facts(goal + 1))
        costs = None if known is None else self._costs_of(reduced, known)
        if costs is None:
            return reduced
        if costs.bound <= goal:
            return None
        return presolved_with_facts(self._problem, model, costs.facts(goal + 1))[0]

    def _costs_of(self, reduced: IntegerModel, known: KnownFacts) -> ReducedCosts | None:
        matrix = Matrix.of(reduced.rows, reduced.upper_limits)
        part = whole_model(matrix, self._problem.objective, self.neighbourhoods.units)
        relaxation = solve_relaxation(part, seconds=self._time_limit.seconds_left, seed=self._search.limits.seed)
        return None if relaxation is None else ReducedCosts.of(self._problem, matrix, known, relaxation)

    def _exact(self, reduced: IntegerModel, nodes: int) -> ExactSearch:
        limits = replace(self._search.limits_of_second_search(), seconds=self._time_limit.seconds_left, max_nodes=nodes)
        return ExactSearch(self._problem, limits, model=self._search.model, reduced=reduced, is_plain_tree=True)

    def _solve_kernel(self, size: int) -> bool:
        """Solves the model over the options that lose least. Returns whether it has a better plan."""
        assert self._costs is not None
        state = self.neighbourhoods.state
        facts = self._costs.kernel(self._costs.room_of(size), state.incumbent)
        reduced, _ = presolved_with_facts(self._problem, self._search.model, facts)
        kernel = self._exact(reduced, KERNEL_NODES)
        answer = kernel.run(self._problem.objective, state.incumbent if state.has_plan else None, gap_ppm=KERNEL_GAP_PPM)
        return self._take(answer.chosen)

    def _improve(self, stalled: int) -> None:
        """Solves neighbourhoods until `stalled` of them in a row bring no better plan."""
        state, last = self.neighbourhoods.state, 0
        gap_ppm = self._search.limits.gap_target_ppm
        while state.has_plan and last < stalled and not self._time_limit.is_reached and not self.is_closed(gap_ppm):
            last = 0 if self.neighbourhoods.step(self._time_limit) else last + 1
        if state.has_plan:
            self._report(state.incumbent, state.value, state.bound)

    def _is_small_for(self, size: int) -> bool:
        assert self._costs is not None
        if not self.neighbourhoods.state.has_plan:
            return False
        goal = self._goal(self._search.limits.gap_target_ppm)
        return self._costs.undecided_above(goal + 1) <= CORE_OF_KERNEL * size

    def _has_shrunk(self) -> bool:
        assert self._costs is not None
        goal = self._goal(self._gap_ppm)
        return self._costs.undecided_above(goal + 1) <= SHRUNK * self._core_size

    def _take(self, chosen: Selection | None) -> bool:
        """Makes a selection that keeps every row the incumbent if it is better. Returns whether it was."""
        state = self.neighbourhoods.state
        if chosen is None or (state.has_plan and self._search.value(chosen) <= state.value):
            return False
        if self._search.broken_or_unfunded(chosen):
            return False
        self.neighbourhoods.start_from(chosen)
        self._report(state.incumbent, state.value, state.bound)
        return True

    def _take_over(self, chosen: Selection, *_: object) -> None:
        self._take(chosen)

    def _lower(self, bound: float) -> None:
        state = self.neighbourhoods.state
        state.bound = min(state.bound, bound)
        self._report(state.incumbent, state.value, state.bound)

    def _propose(self, nodes: int) -> Point | EndRun | None:
        """Solves a neighbourhood or a kernel if it is time for one. Ends the run if the core is much smaller by now."""
        state, before = self.neighbourhoods.state, self.neighbourhoods.state.value
        if self._has_shrunk():
            return END_RUN
        if self._time_limit.is_reached:
            return None
        if self._kernels and nodes >= self._kernels[0][0]:
            self._solve_kernel(self._kernels.pop(0)[1])
        if nodes >= self._next:
            is_better = self.neighbourhoods.step(self._time_limit)
            self._pause = FIRST_PAUSE if is_better else self._pause * LONGER
            self._next = nodes + self._pause
        if state.value <= before:
            return None
        self._report(state.incumbent, state.value, state.bound)
        return END_RUN if self._has_shrunk() else point_of(self._problem, state.incumbent)

    def _missing_rows(self, chosen: Selection) -> Matrix | None:
        broken = self._search.broken_or_unfunded(chosen)
        self._extra += broken
        return self._matrix() if broken else None

    def _matrix(self) -> Matrix:
        return Matrix.of([*self._reduced.rows, *self._extra], self._reduced.upper_limits)


def narrow_to(search: ExactSearch, least_value: int) -> None:
    """Gives the solver of `search` only what selections of at least `least_value` can contain.

    Nothing changes for a small portfolio, or if no bound is known.
    """
    problem, model = search.problem, search.model
    if len(problem.options) < NARROWED_OPTIONS:
        return
    reduced, known = presolved_with_facts(problem, model)
    if known is None:
        return
    units = units_of(model)
    matrix = Matrix.of(reduced.rows, reduced.upper_limits)
    relaxation = solve_relaxation(
        whole_model(matrix, problem.objective, units), seconds=search.time_limit.seconds_left, seed=search.limits.seed
    )
    costs = None if relaxation is None else ReducedCosts.of(problem, matrix, known, relaxation)
    if costs is not None and costs.bound >= least_value:
        search.narrow(presolved_with_facts(problem, model, costs.facts(least_value))[0])
