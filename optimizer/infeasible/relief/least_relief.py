"""Finds the least relief that makes a problem feasible: additional money in purses, or additional people of roles.

HiGHS finds a selection in rounded rows. The relief that the selection needs is then computed exactly (`selection_relief.py`). A
selection that needs at least as much relief as the best known selection is cut off. When no selection is left, the best selection
has the least relief. Rows of relations, and of floors under the worst scenarios, are added when selections violate them
(`relief_rows.py`).
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from optimizer.infeasible.ample_resources import with_ample_resources, with_more_people
from optimizer.infeasible.relief.relief_rows import ReliefRows
from optimizer.infeasible.relief.selection_relief import Allowance, Relief, SelectionRelief, people_short
from optimizer.linear.rows import Selection, row
from optimizer.linear.rule_families import CUT
from optimizer.model.consequences import point_of
from optimizer.model.cuts import cover_unless_hired, cut_off
from optimizer.model.rules_and_rows import RuledRows
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits
from optimizer.search.stopping_rules import WorkLimit

# A selection of at most this many options is reduced to its smallest part that needs as much relief, before it is cut off.
COVER_OPTIONS = 64
BOUND_TOLERANCE = 1e-6  # the relative tolerance of a bound in floating point


@dataclass(frozen=True)
class NoRelief:
    """The result of a search that found no relief.

    is_proven: True if it is proven that no relief of this kind makes the problem feasible; False if a limit was reached first.
    at_least: a lower bound of the total of every relief of this kind, in minor units or milli-FTE.
    """

    is_proven: bool
    at_least: int = 0


def least_people(
    problem: Problem, known: RuledRows, limits: Limits, deadline: float, work: WorkLimit | None = None
) -> Relief | NoRelief:
    """The least additional people that cannot be bought, if money were unlimited. work: as of `LeastReliefSearch`."""
    return LeastReliefSearch(problem, known, limits, deadline, Allowance(money="unlimited", people="minimised"), work).run()


def least_money(
    problem: Problem, known: RuledRows, limits: Limits, deadline: float, people_most: int = 0, work: WorkLimit | None = None
) -> Relief | NoRelief:
    """The least additional money, if at most `people_most` milli-FTE of people are added in total.

    People who can be bought are bought before people are added.
    """
    people = Allowance("minimised", "up_to", people_most) if people_most else Allowance("minimised", "none")
    return LeastReliefSearch(problem, known, limits, deadline, people, work).run()


def least_people_alone(
    problem: Problem, known: RuledRows, limits: Limits, deadline: float, work: WorkLimit | None = None
) -> Relief | NoRelief:
    """The least additional people, if the budgets stay as they are."""
    return LeastReliefSearch(problem, known, limits, deadline, Allowance(money="none", people="minimised"), work).run()


class LeastReliefSearch:
    """One search for the least money or the least people.

    known: the rows of the problem with the rules behind them, without lifted rules. deadline: a time of the monotonic clock, in
    seconds. work: what the solves may take, and is taken from it; None for no limit.
    """

    def __init__(
        self,
        problem: Problem,
        known: RuledRows,
        limits: Limits,
        deadline: float,
        allowance: Allowance,
        work: WorkLimit | None = None,
    ) -> None:
        self.work = work or WorkLimit()
        self.problem, self.known, self.limits, self.deadline = problem, known, limits, deadline
        self.allowance = allowance
        self.lacking = SelectionRelief(problem, known, allowance)
        self.rows = ReliefRows(problem, known, limits, allowance)
        self.best: Relief | None = None
        self.at_least = 0
        self._has_cut_at_floor = False  # whether a selection was cut off that might reach its floor with fewer people

    @property
    def is_exact(self) -> bool:
        """Whether the solver's bound is a lower bound of the relief.

        It is no such bound after a selection was given additional people to reach a floor, or was cut off because it missed a
        floor.
        """
        return not (self._has_cut_at_floor or self.lacking.has_extra_people)

    def run(self) -> Relief | NoRelief:
        """Tries one selection after another until no selection can need less relief, or until the deadline."""
        while time.monotonic() < self.deadline and not self.work.is_reached:
            live = self.rows.live
            nodes = self.work.nodes(self.limits.max_nodes, live.size)
            answer = live.minimise(seconds=self.deadline - time.monotonic(), max_nodes=nodes)
            self.work.spend(answer.work)
            if answer.status == "infeasible":
                return self._result(is_proven=self.is_exact)
            if answer.chosen is None:
                break
            self.at_least = max(self.at_least, whole_relief(answer.at_least) if self.is_exact else 0)
            chosen = self.rows.reduced.selection(answer.chosen)
            if self._breaks_relations(chosen):
                continue
            self.rows.add_missing_purses(chosen)
            if self._misses_floors(chosen):
                continue
            relief = self.lacking.relief_of(
                chosen, {int(self.rows.reduced.columns[j]): by for j, by in enumerate(answer.columns) if by}
            )
            if relief is not None and (self.best is None or relief.total < self.best.total):
                self.best = relief
                self.rows.limit_total(relief.total - 1)
                if relief.total <= self.at_least:
                    return self._result(is_proven=True)
            elif not self._cut_off(chosen):
                break
        return self._result(is_proven=False)

    def _result(self, *, is_proven: bool) -> Relief | NoRelief:
        if self.best is None:
            return NoRelief(is_proven, self.at_least)
        return replace(self.best, at_least=self.best.total if is_proven else min(self.at_least, self.best.total))

    def _breaks_relations(self, chosen: Selection) -> bool:
        """Whether a selection violates rules that are not amounts, if money and people are ample.

        If so, rows that exclude the selection are added to the model.
        """
        ample = with_ample_resources(self.problem, frozenset())
        point = point_of(ample, chosen)
        relations = self.known.only(rule for rule in self.known.rules if not rule.is_amount)
        bad = [(each, behind) for each, behind in relations if each.excess(point)]
        floors = self.known.lazy.missing(ample, chosen, self.lacking.floors)
        if not bad and not floors:
            return False
        has_new_floors = bool(self.rows.add_lazy(floors))
        if self.rows.add_relations(rule for _, behind in (*bad, *floors) for rule in behind) or has_new_floors:
            self.rows.build()
        else:
            for each, _ in bad or floors:
                self.rows.add_cut(cut_off(ample, each, chosen, self.rows.cuts))
        return True

    def _misses_floors(self, chosen: Selection) -> bool:
        """Whether a selection misses a floor even if people are given instead of bought, as far as people may be given.

        If so, rows that exclude the selection are added to the model.
        """
        people = self.lacking.people_beyond_purchase(chosen)
        missed = self.lacking.missed_floors(chosen, people)
        may_give_people = self.allowance.people != "none"
        if not missed or (may_give_people and not self.lacking.missed_floors(chosen, people_short(self.problem, chosen))):
            return False
        if self.rows.add_lazy(missed):
            self.rows.build()
        else:
            self._has_cut_at_floor = self._has_cut_at_floor or may_give_people
            self.rows.add_cut(cut_off(with_more_people(self.problem, people), missed[0][0], chosen, self.rows.cuts))
        return True

    def _cut_off(self, chosen: Selection) -> bool:
        """Cuts off a selection that needs at least as much relief as the best selection.

        Adding projects to a selection with the same hires never reduces the relief that it needs. So the cut removes every
        selection that contains the smallest part needing as much relief, unless the selection has further hires. Returns False if
        it cannot be decided whether the selection needs as much relief.
        """
        lacks_as_much = self._lacks_as_much()
        if len(chosen) > COVER_OPTIONS or not lacks_as_much(chosen):
            return False
        cover = set(chosen)
        for j in sorted(chosen - self.problem.hire_options):
            if lacks_as_much(frozenset(cover - {j})):
                cover.remove(j)
        self.rows.add_cut(row("cover", CUT, "needs no less", cover_unless_hired(self.problem, cover), None, len(cover) - 1))
        return True

    def _lacks_as_much(self) -> Callable[[Selection], bool]:
        """Returns a test whether a selection needs at least as much relief as the best selection, or more than may be given.

        If the test is true of a selection, it is true of every larger selection with the same hires.
        """
        most = None if self.best is None else self.best.total

        def is_beyond_allowance(chosen: Selection) -> bool:
            return self.lacking.relief_of(chosen, {}, with_floors=False) is None

        def lacks_as_much(chosen: Selection) -> bool:
            relief = self.lacking.relief_of(chosen, {}, with_floors=False)
            return relief is None or (most is not None and relief.at_least >= most)

        # If the budgets stay as they are and people can be bought, the relief depends on how many people the remaining money
        # buys. Only the solver decides that, so the test is limited to the allowance.
        return is_beyond_allowance if self.allowance.money == "none" and self.problem.elastic else lacks_as_much


def whole_relief(bound: float) -> int:
    """Rounds a lower bound in floating point up to the integer amount that every relief reaches, within BOUND_TOLERANCE."""
    return max(math.ceil(bound * (1 - BOUND_TOLERANCE) - BOUND_TOLERANCE), 0)
