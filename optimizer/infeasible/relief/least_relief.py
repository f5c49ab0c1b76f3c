"""The least relief that makes a problem feasible: additional money in purses, additional people of roles.

HiGHS looks for the selection in rounded rows; what the selection lacks is then computed exactly (`selection_relief.py`). A
selection that lacks no less than the best one known is cut off. When no selection is left, the best one has the least relief.
Rows of relations, and of floors under the worst scenarios, are added as selections break them (`relief_rows.py`).
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

COVER_OPTIONS = 64  # options of a selection up to which its smallest part that lacks as much is looked for
BOUND_TOLERANCE = 1e-6  # relative, of a bound in floating point


@dataclass(frozen=True)
class NoRelief:
    """No relief of the kind that was asked for helps (is_proven), or none was found in the limits. at_least: a total that would
    be needed in any case.
    """

    is_proven: bool
    at_least: int = 0


def least_people(problem: Problem, known: RuledRows, limits: Limits, deadline: float) -> Relief | NoRelief:
    """The least additional people beyond those that money brings, if as much money as needed were there."""
    return LeastReliefSearch(problem, known, limits, deadline, Allowance(money="unlimited", people="minimised")).run()


def least_money(problem: Problem, known: RuledRows, limits: Limits, deadline: float, people_most: int = 0) -> Relief | NoRelief:
    """The least additional money when at most `people_most` milli-FTE of people are added in all.

    People who can be had for money are bought first.
    """
    people = Allowance("minimised", "up_to", people_most) if people_most else Allowance("minimised", "none")
    return LeastReliefSearch(problem, known, limits, deadline, people).run()


def least_people_alone(problem: Problem, known: RuledRows, limits: Limits, deadline: float) -> Relief | NoRelief:
    """The least additional people with the budgets as they are."""
    return LeastReliefSearch(problem, known, limits, deadline, Allowance(money="none", people="minimised")).run()


class LeastReliefSearch:
    """One search for the least money or the least people.

    known: the rules of the problem with their rows; rules that are lifted are not among them. deadline: on the monotonic clock.
    """

    def __init__(self, problem: Problem, known: RuledRows, limits: Limits, deadline: float, allowance: Allowance) -> None:
        self.problem, self.known, self.limits, self.deadline = problem, known, limits, deadline
        self.allowance = allowance
        self.lacking = SelectionRelief(problem, known, allowance)
        self.rows = ReliefRows(problem, known, limits, allowance)
        self.best: Relief | None = None
        self.at_least = 0
        self._has_cut_at_floor = False  # a selection was cut off that fewer people might have kept above its floor

    @property
    def is_exact(self) -> bool:
        """Whether the solver's bound is a bound on the relief.

        It is none once people were given, or a selection cut off, for a floor.
        """
        return not (self._has_cut_at_floor or self.lacking.has_extra_people)

    def run(self) -> Relief | NoRelief:
        """Tries selection after selection until none can lack less."""
        while time.monotonic() < self.deadline:
            answer = self.rows.live.minimise(seconds=self.deadline - time.monotonic(), max_nodes=self.limits.max_nodes)
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
        """Whether a selection breaks rules other than amounts, with ample money and people.

        If so, the model excludes it from now on.
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
        """Whether a selection misses a floor even where people are given in place of those bought.

        If so, the model excludes it from now on.
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
        """Cuts off a selection that lacks no less than the best one, and all that contain its smallest part that does and hire no
        others.

        Adding projects to a selection with the same hires never reduces what it lacks. Returns False where the selection's relief
        cannot be told to be no less.
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
        """Tells whether a selection lacks as much as the best one, or more than may be given.

        True of a selection, it is true of all larger ones.
        """
        most = None if self.best is None else self.best.total

        def is_beyond_allowance(chosen: Selection) -> bool:
            return self.lacking.relief_of(chosen, {}, with_floors=False) is None

        def lacks_as_much(chosen: Selection) -> bool:
            relief = self.lacking.relief_of(chosen, {}, with_floors=False)
            return relief is None or (most is not None and relief.at_least >= most)

        # With budgets as they are, the solver has to weigh how many people the money that is left over buys.
        return is_beyond_allowance if self.allowance.money == "none" and self.problem.elastic else lacks_as_much


def whole_relief(bound: float) -> int:
    """The whole amount that every relief must reach, from a bound in floating point."""
    return max(math.ceil(bound * (1 - BOUND_TOLERANCE) - BOUND_TOLERANCE), 0)
