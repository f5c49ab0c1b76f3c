"""Finds the least amount at which the greatest value reaches a floor: exactly, because the greatest value never falls as it grows.

A selection that reaches the floor at some amount needs an amount of its own, which is found by halving, in integers. A search at a
smaller amount either finds a selection that needs less, or proves that no smaller amount does. The least amount is proven as soon as
nothing reaches the floor at one unit less. Before each such search, quick searches look for selections with small needs.
"""

from dataclasses import dataclass, replace

from optimizer.explain.funding.greatest_value import PurseSets, RememberingSearch, greatest_value, is_kept, worth
from optimizer.explain.funding.larger_amounts import ProblemAt
from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Selection
from optimizer.search.limits import Limits
from optimizer.search.stages import at_least
from optimizer.search.stopping_rules import TimeLimit, WorkLimit

DESCENT_NODES = 20  # of each quick search; a proof has the nodes of the limits
DESCENT_GAP_PPM = 50_000
DESCENT_WORK = 1e6  # of each quick search, as of `WorkLimit`: a few times what one takes that needs no cuts
DESCENTS = 40  # the most quick searches between two proofs


@dataclass(frozen=True)
class LeastAmount:
    """The least amount at which a selection is worth at least the floor.

    amount: the least that is known; None if none is known. at_least: no smaller amount does; None if it is proven that no amount
    does. chosen: the selection that does with `amount`.
    """

    amount: int | None
    at_least: int | None
    chosen: Selection | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the least amount is proven, or it is proven that there is none."""
        return self.amount == self.at_least


class LeastAmountSearch:
    """Searches for the least amount from `low` to `most` at which a selection keeps every rule and is worth at least a floor.

    at: the problem at an amount. most: the amount beyond which nothing changes, or is of interest: "no amount" then means none up to it.
    toward: an objective to maximise that leads to selections with small needs; None for none. limits: their seconds are those of
    the whole search. purse_sets: as of `greatest_value`.
    """

    def __init__(
        self,
        at: ProblemAt,
        most: int,
        limits: Limits,
        *,
        low: int = 0,
        toward: IntArray | None = None,
        purse_sets: PurseSets | None = None,
    ) -> None:
        self.at, self.most, self.limits, self.low, self.toward = at, most, limits, low, toward
        self.purse_sets: PurseSets = {} if purse_sets is None else purse_sets

    def run(self, floor: int) -> LeastAmount:
        """The least amount for one floor, in the unit of the objective."""
        clock, low, best = TimeLimit(self.limits.seconds), self.low, LeastAmount(None, self.low)
        is_next_below = False  # whether to try one unit less, which ends the search if nothing is found, or half of the amount
        while not clock.is_reached:
            if best.amount is None:
                amount = self.most
            elif low > best.amount - 1:
                return replace(best, at_least=best.amount)
            else:
                amount = best.amount - 1 if is_next_below else (low + best.amount - 1) // 2
            left = replace(self.limits, seconds=clock.seconds_left)
            found = greatest_value(self.at(amount), left, above=floor - 1, purse_sets=self.purse_sets)
            if found.bound is None:
                if best.amount is None:
                    return LeastAmount(None, None)
                low, is_next_below = amount + 1, True
                best = replace(best, at_least=low)
                continue
            if found.chosen is None:
                break
            best = self._needed(found.chosen, floor, low, amount)
            best, is_next_below = self._descend(floor, low, best, clock), False
        return best

    def _descend(self, floor: int, low: int, best: LeastAmount, clock: TimeLimit) -> LeastAmount:
        """Looks for selections with smaller needs, one after the other, until a quick search finds none."""
        for _ in range(DESCENTS if self.toward is not None else 0):
            if self.toward is None or best.amount is None or best.amount <= low or clock.is_reached:
                break
            problem = self.at(best.amount - 1)
            quick = replace(self.limits, max_nodes=DESCENT_NODES, seconds=clock.seconds_left)
            search = RememberingSearch(problem, quick, self.purse_sets)
            search.work_limit = WorkLimit(DESCENT_WORK)
            row = at_least(problem.objective, floor, "value")
            answer = search.run_with_rows([row], self.toward, gap_ppm=DESCENT_GAP_PPM)
            if answer.chosen is None or search.value(answer.chosen) < floor:
                break
            best = self._needed(answer.chosen, floor, low, best.amount - 1)
        return best

    def _needed(self, chosen: Selection, floor: int, low: int, high: int) -> LeastAmount:
        """The least amount with which one selection keeps every rule and is worth the floor; it does with `high`."""
        bottom = low
        while bottom < high:
            middle = (bottom + high) // 2
            problem = self.at(middle)
            if worth(problem, chosen) >= floor and is_kept(problem, chosen):
                high = middle
            else:
                bottom = middle + 1
        return LeastAmount(high, low, chosen)
