"""Finds the price of each project that is left out: by how much the value falls if the project is forced into the plan.

The price of project p is z* - z_in(p): z* is the value of the recommended plan, and z_in(p) is the greatest value of a plan that
runs p. Every price is an interval. A selection that runs p proves its upper end, and a bound of the search proves its lower end.

The search has two passes. The first pass takes few nodes for every project and fills the pool. The second pass takes the best
selection of the pool and proves that every other selection with the project is worth less, the narrowest interval first. One solve
so proves the price and says whether another plan has the same value.

Nothing here looks at a clock. Nodes and work are limited, so two nights of the same inputs publish the same reasons.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from optimizer.explain.plan_pool import PlanPool
from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row, Selection, row
from optimizer.linear.rule_families import CHOICE, STAGE
from optimizer.plan import Plan
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.exact.repair import without_blocking_projects
from optimizer.search.limits import Limits, whole_bound
from optimizer.search.stopping_rules import WorkLimit
from optimizer.solver.live_model import Answer

ROOM_OPTIONS = 5  # the most options of a project for which room is made in the plan, the most valuable first
ORDERED = ("requires", "finish_to_start", "start_to_start")  # types of dependency without whose project the dependent cannot run
PriceState = Literal["proven", "bounded", "found"]
# Selections that are worth less than the known one by more than this share of it are of no interest to a proof. The share keeps the
# cutoff away from what floating point cannot tell apart.
CUTOFF_SHARE = 1e-9


MOST_WORK = 5e9  # reached only by a portfolio of which one solve takes minutes


@dataclass(frozen=True)
class ProofLimits:
    """How much work the proofs of one night may take.

    nodes: the most branch-and-bound nodes of all proofs together. nodes_of_one: the most nodes of one solve. work: the most work of
    the first pass and the proofs together, as of `WorkLimit`.
    """

    nodes: int = 40_000
    nodes_of_one: int = 5_000
    work: float = MOST_WORK


@dataclass(frozen=True)
class Price:
    """The price of forcing one project into the plan, as an interval, in the unit of the objective.

    state: "proven" if the price is exact, or if it is proven that no plan can run the project; "bounded" if the price is only
    known to lie in the interval; "found" if a plan that runs the project is known, and no bound was proven for this project
    itself: at_least then follows only from the bound of the recommended plan, which no plan can exceed. at_least: None if no plan can run the project. at_most: None if no plan that
    runs the project is known. A negative price says that a plan with the project is worth more than the recommended plan.
    """

    state: PriceState
    at_least: int | None
    at_most: int | None

    @property
    def is_exact(self) -> bool:
        """Whether the price is one proven figure."""
        return self.at_least is not None and self.at_least == self.at_most


@dataclass(frozen=True)
class Best:
    """A selection that is proven to have the greatest value with a project.

    rival: a selection of the same value that runs other projects, or runs them otherwise; None if it is proven that there is none.
    """

    chosen: Selection
    value: int
    rival: Selection | None


@dataclass(frozen=True)
class Known:
    """What is known of one project: the most valuable selection that runs it, the bound of its value, and whether no plan runs it."""

    chosen: Selection | None
    bound: int | None
    is_impossible: bool


class PriceSearch:
    """Searches for the best plan with each of some projects forced in, and keeps what was proven.

    search: the model of the problem. pool: the selections that are known. nodes_left: how many nodes the proofs may still take.
    """

    def __init__(self, problem: Problem, plan: Plan, limits: Limits, proof: ProofLimits) -> None:
        self.problem, self.plan, self.proof = problem, plan, proof
        self.search = ExactSearch(problem, replace(limits, seconds=math.inf), is_for_proofs=True)
        self.search.work_limit = WorkLimit(proof.work)
        self.pool = PlanPool(problem)
        self.nodes_left = proof.nodes
        self._bounds: dict[int, int] = {}
        self._impossible: set[int] = set()

    def known(self, p: int) -> Known:
        """What is known of a project, for a search in another process."""
        return Known(self.pool.selection_with(p), self._bounds.get(p), p in self._impossible)

    def take(self, p: int, known: Known) -> None:
        """Adds what a search in another process knows of a project."""
        if known.chosen is not None:
            self.pool.add(known.chosen, self.search.value(known.chosen))
        if known.bound is not None:
            self._bounds[p] = min(self._bounds.get(p, known.bound), known.bound)
        if known.is_impossible:
            self._impossible.add(p)

    def may_be_proven(self, p: int) -> bool:
        """Whether a proof can add something: not if it is proven that no plan runs the project."""
        return p not in self._impossible or self.pool.value_with(p) is not None

    def narrowest_first(self, projects: Iterable[int]) -> list[int]:
        """The projects, those with the narrowest interval of the price first, because their proofs need the least work."""
        return sorted(projects, key=self._width)

    def force_in(self, p: int, plan: Selection) -> None:
        """The first pass for one project: within the limits of the search. No solve is needed if the pool has the best plan."""
        if self._width(p) and not self.search.work_limit.is_reached:
            self._make_room(p, plan)
            self._read(p, self._solve([self.must_run(p)], self.pool.selection_with(p)))

    def prove(self, p: int) -> Best | None:
        """The second pass for one project: its best selection, and a rival of the same value.

        Returns None if no nodes or no work are left before both are proven. The price is proven nevertheless if it could be.
        """
        self._prove_value(p)
        while (chosen := self.pool.selection_with(p)) is not None:
            value = self.search.value(chosen)
            answer = self.prove_worse([self.must_run(p), other_projects(self.problem, chosen)], value)
            if answer is None or not math.isfinite(answer.bound):
                return None
            if is_worse(answer, value):
                self._bounds[p] = value
                return Best(chosen, value, None)
            bound = whole_bound(answer.bound, value)
            self._bounds[p] = min(self._bounds[p], max(bound, value))
            if answer.status != "optimal" or answer.chosen is None:
                return None
            if self.search.value(answer.chosen) <= value:
                return Best(chosen, value, answer.chosen) if self.search.value(answer.chosen) == value == bound else None
        return None

    def _prove_value(self, p: int) -> None:
        """Proves the value itself where the solve without the known selection does not: no plan is known, or people are hired.

        The known selection of projects may be worth more with other hires.
        """
        is_known = self.pool.value_with(p) is not None
        if self._width(p) and (not is_known or self.problem.hire_options):
            answer = self.prove_with([self.must_run(p)], start=self.pool.selection_with(p))
            if answer is not None:
                self._read(p, answer)

    def price(self, p: int) -> Price:
        """What is known about the price of a project that `run` was called for."""
        value, worth = self.pool.value_with(p), self.plan.value
        if p in self._impossible and value is None:
            return Price("proven", None, None)
        if value is None:
            return Price("bounded", worth - self._bounds[p], None)
        at_least = worth - max(self._bounds[p], value)
        if worth - value == at_least:
            return Price("proven", at_least, at_least)
        return Price("found" if self._bounds[p] >= self.plan.bound else "bounded", at_least, worth - value)

    def must_run(self, p: int) -> Row:
        """The row that forces a project into the plan."""
        options = ((j, 1) for j in self.problem.running_options_of[p])
        return row(f"in[{self.problem.projects[p]}]", CHOICE, "in the plan", options, 1, None)

    def prove_with(
        self,
        rows: Iterable[Row],
        objective: IntArray | None = None,
        start: Selection | None = None,
        cutoff: float | None = None,
    ) -> Answer | None:
        """Solves to a gap of zero with additional rows, and adds what it finds to the pool.

        objective: None for the value of the portfolio. cutoff: as of `ExactSearch.run`. Returns None if no nodes or no work are
        left.
        """
        nodes = min(self.proof.nodes_of_one, self.nodes_left)
        if nodes <= 0 or self.search.work_limit.is_reached:
            return None
        before = self.search.limits
        self.search.limits = replace(before, max_nodes=nodes)
        try:
            answer = self._solve(rows, start, objective, gap_ppm=0, cutoff=cutoff)
        finally:
            self.search.limits = before
        self.nodes_left -= max(nodes if answer.nodes is None else answer.nodes, 1)
        return answer

    def prove_worse(self, rows: Iterable[Row], value: int) -> Answer | None:
        """Solves with additional rows for a selection that is worth at least `value`; `is_worse` says whether there is none."""
        return self.prove_with(rows, cutoff=value - 1 - abs(value) * CUTOFF_SHARE)

    def _make_room(self, p: int, plan: Selection) -> None:
        """Puts the project into the plan and drops the least valuable projects in the way: a start for the first solve."""
        problem, search = self.problem, self.search
        options = sorted(problem.running_options_of[p], key=lambda j: -int(problem.values[j]))
        for j in options[:ROOM_OPTIONS]:
            wanted = plan - set(problem.options_of[p]) | {j}
            found = without_blocking_projects(problem, wanted, search.broken_or_unfunded, also_kept=[p])
            if found is not None:
                self.pool.add(found, search.value(found))

    def _read(self, p: int, answer: Answer) -> None:
        """Keeps what an answer proves. A known selection that runs the project outweighs an answer that says there is none."""
        if answer.status == "infeasible":
            if self.pool.value_with(p) is None:
                self._impossible.add(p)
        elif math.isfinite(answer.bound):
            known = self.pool.value_with(p)
            self._bounds[p] = min(self._bounds[p], math.ceil(answer.bound) if known is None else whole_bound(answer.bound, known))

    def _width(self, p: int) -> int:
        """How wide the interval of a price is: 0 if nothing is left to prove. Wider than any other if no plan is known."""
        if p in self._impossible:
            return 0
        value = self.pool.value_with(p)
        return abs(self.plan.bound) + abs(self._bounds[p]) + 1 if value is None else max(self._bounds[p] - value, 0)

    def pass_bounds_on(self) -> None:
        """Lowers bounds: a project that cannot run without another project has no better plan than the other project."""
        needs = [(d.dependent, d.on) for d in self.problem.dependencies if d.type in ORDERED and d.on in self._bounds]
        for _ in range(len(needs)):
            before = dict(self._bounds)
            for dependent, on in needs:
                if dependent in self._bounds and on is not None and on not in self._impossible:
                    self._bounds[dependent] = min(self._bounds[dependent], self._bounds[on])
            if before == self._bounds:
                return

    def _solve(
        self,
        rows: Iterable[Row],
        start: Selection | None = None,
        objective: IntArray | None = None,
        *,
        gap_ppm: int | None = None,
        cutoff: float | None = None,
    ) -> Answer:
        target = self.problem.objective if objective is None else objective
        answer = self.search.run_with_rows(list(rows), target, start, gap_ppm=gap_ppm, on_better_plan=self._keep, cutoff=cutoff)
        if answer.chosen is not None:
            self.pool.add(answer.chosen, self.search.value(answer.chosen))
        return answer

    def _keep(self, chosen: Selection, value: int, _bound: float) -> None:
        self.pool.add(chosen, value)


def is_worse(answer: Answer, value: int) -> bool:
    """Whether an answer proves that every selection of its solve is worth less than `value`."""
    return answer.status == "infeasible" or (math.isfinite(answer.bound) and whole_bound(answer.bound, value - 1) < value)


def other_projects(problem: Problem, chosen: Selection) -> Row:
    """The row that every selection keeps whose projects run in other ways than in `chosen`, whoever is hired."""
    own = [j for j in range(len(problem.options)) if j not in problem.hire_options]
    terms = ((j, -1 if j in chosen else 1) for j in own)
    return row("another", STAGE, "another selection of projects", terms, 1 - len(chosen - problem.hire_options), None)
