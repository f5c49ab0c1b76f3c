"""Solves the whole model by branch and bound, and feeds it the better plans of neighbourhoods that are solved while it runs.

The neighbourhoods are solved in the pauses between two dives of the branch and bound, in the same thread. A better plan prunes
the tree, and a selection that the tree finds is the next incumbent of the neighbourhoods. The pauses are counted in nodes, so the
search takes the same course on every machine.
"""

from dataclasses import replace

from optimizer.linear.rows import Point, Selection
from optimizer.model.consequences import point_of
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.large.neighbourhood_search import NeighbourhoodSearch
from optimizer.search.limits import OnBetterPlan
from optimizer.search.stopping_rules import TimeLimit
from optimizer.solver.live_model import Answer

FIRST_NODES = 1000  # nodes before the first neighbourhood; a tree that ends earlier is quicker without
FIRST_PAUSE = 20  # nodes from one neighbourhood to the next
LONGER = 1.3  # factor of the pause after a neighbourhood that did not improve the plan


class FedSearch:
    """The whole model of a search, and the neighbourhoods that improve its plan."""

    def __init__(
        self, search: ExactSearch, neighbourhoods: NeighbourhoodSearch, time_limit: TimeLimit, on_better_plan: OnBetterPlan
    ) -> None:
        self._search, self._neighbourhoods = search, neighbourhoods
        self._time_limit, self._report = time_limit, on_better_plan
        self._pause, self._next = float(FIRST_PAUSE), float(FIRST_NODES)
        self._told = 0  # the value of the best plan that the tree knows
        self._bound = neighbourhoods.state.bound  # the lowest bound that the tree has reported

    def run(self) -> Answer:
        """Solves the whole model from the incumbent of the neighbourhoods. The answer is the best selection of both, with the
        lower of the bounds of the tree and of the relaxation.
        """
        problem, state = self._search.problem, self._neighbourhoods.state
        limits = replace(self._search.limits_of_second_search(), seconds=self._time_limit.seconds_left)
        self._told = state.value
        self._neighbourhoods.has_sub_problems = False
        tree = ExactSearch(problem, limits, is_for_proofs=True, may_restart=True)
        answer = tree.run(problem.objective, state.incumbent, on_better_plan=self._take_over, propose=self._propose)
        if answer.chosen is None or self._search.value(answer.chosen) < state.value:
            return Answer("limit", state.incumbent, min(answer.bound, state.bound), answer.nodes)
        return Answer(answer.status, answer.chosen, min(answer.bound, state.bound), answer.nodes)

    def _take_over(self, chosen: Selection, value: int, bound: float) -> None:
        """Makes a better selection of the tree the incumbent of the neighbourhoods."""
        state = self._neighbourhoods.state
        if value > state.value:
            self._neighbourhoods.start_from(chosen)
            self._told = value
        self._bound = min(bound, self._bound)
        self._report(state.incumbent, state.value, self._bound)

    def _propose(self, nodes: int) -> Point | None:
        """Solves a neighbourhood if it is time for one. Returns the incumbent if the tree does not know it yet."""
        state = self._neighbourhoods.state
        if nodes < self._next or self._time_limit.is_reached:
            return None
        is_better = self._neighbourhoods.step(self._time_limit)
        self._pause = FIRST_PAUSE if is_better else self._pause * LONGER
        self._next = nodes + self._pause
        if state.value <= self._told:
            return None
        self._told = state.value
        self._report(state.incumbent, state.value, self._bound)
        return point_of(self._search.problem, state.incumbent)
