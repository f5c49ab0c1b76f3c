"""Finds the price of each project that is left out: by how much the value falls if the project is forced into the plan.

The price of project p is z* - z_in(p): z* is the value of the recommended plan, and z_in(p) is the greatest value of a plan that
runs p. Every price is an interval. A selection that runs p proves its upper end, and a bound of the search proves its lower end.

The search has two passes. The first pass takes few nodes for every project and fills the pool. The second pass starts from the
best selections of the pool and proves the prices that are still open, the narrowest interval first.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from optimizer.explain.plan_pool import PlanPool
from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row, Selection, row
from optimizer.linear.rule_families import CHOICE
from optimizer.plan import Plan
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits, Progress, whole_bound
from optimizer.solver.live_model import Answer

PROGRESS_EVERY = 5
ORDERED = ("requires", "finish_to_start", "start_to_start")  # types of dependency without whose project the dependent cannot run
PriceState = Literal["proven", "bounded", "found"]


@dataclass(frozen=True)
class ProofLimits:
    """How much work the proofs of one night may take.

    nodes: the most branch-and-bound nodes of all proofs together. nodes_of_one: the most nodes of one solve.
    """

    nodes: int = 40_000
    nodes_of_one: int = 5_000


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


class PriceSearch:
    """Searches for the best plan with each of some projects forced in, and keeps what was proven.

    search: the model of the problem. pool: the selections that are known. nodes_left: how many nodes the proofs may still take.
    """

    def __init__(self, problem: Problem, plan: Plan, limits: Limits, proof: ProofLimits) -> None:
        self.problem, self.plan, self.proof = problem, plan, proof
        # Each solve is short, and a restart of the branch-and-bound tree takes more time than it saves.
        self.search = ExactSearch(problem, limits, restarts=False)
        self.pool = PlanPool(problem)
        self.nodes_left = proof.nodes
        self._bounds: dict[int, int] = {}
        self._impossible: set[int] = set()

    def run(self, projects: list[int], progress: Progress = lambda _: None) -> None:
        """Runs the first pass for the projects, which are given by number."""
        for count, p in enumerate(projects, 1):
            if count % PROGRESS_EVERY == 0 or count == len(projects):
                progress(f"prices of {count} of {len(projects)} projects left out")
            self._force_in(p)
        self.pass_bounds_on()

    def narrowest_first(self, projects: Iterable[int]) -> list[int]:
        """The projects, those with the narrowest interval of the price first, because their proofs need the least work."""
        return sorted(projects, key=self._width)

    def prove(self, p: int) -> None:
        """The second pass for one project: proves its price, if that is still open and nodes are left."""
        if self._width(p):
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
        stop_below: float | None = None,
    ) -> Answer | None:
        """Solves to a gap of zero with additional rows, and adds what it finds to the pool.

        objective: None for the value of the portfolio. stop_below: as of `ExactSearch.run`. Returns None if no nodes or no time
        are left.
        """
        nodes = min(self.proof.nodes_of_one, self.nodes_left)
        if nodes <= 0 or self.search.time_limit.is_reached:
            return None
        before = self.search.limits
        self.search.limits = replace(before, max_nodes=nodes)
        try:
            answer = self._solve(rows, start, objective, gap_ppm=0, stop_below=stop_below)
        finally:
            self.search.limits = before
        self.nodes_left -= max(nodes if answer.nodes is None else answer.nodes, 1)
        return answer

    def _force_in(self, p: int) -> None:
        """The first pass for one project: within the limits of the search. No solve is needed if the pool has the best plan."""
        self._bounds[p] = self.plan.bound
        if self._width(p) and not self.search.time_limit.is_reached:
            self._read(p, self._solve([self.must_run(p)], self.pool.selection_with(p)))

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
        stop_below: float | None = None,
    ) -> Answer:
        target = self.problem.objective if objective is None else objective
        answer = self.search.run_with_rows(
            list(rows), target, start, gap_ppm=gap_ppm, on_better_plan=self._keep, stop_below=stop_below
        )
        if answer.chosen is not None:
            self.pool.add(answer.chosen, self.search.value(answer.chosen))
        return answer

    def _keep(self, chosen: Selection, value: int, _bound: float) -> None:
        self.pool.add(chosen, value)
