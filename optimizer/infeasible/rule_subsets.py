"""Decides whether a selection keeps a given subset of the rules, which the search for a conflict needs to know.

One live model serves all subsets: its rows are switched off and on. A selection is accepted only if it keeps the rules in
integers.
"""

import math
import time
from collections import Counter
from collections.abc import Iterable

from optimizer.infeasible.ample_resources import with_ample_resources
from optimizer.infeasible.reduced_model import ReducedColumns
from optimizer.linear.rows import Point, Row, Selection
from optimizer.model.consequences import point_of
from optimizer.model.cuts import cut_off
from optimizer.model.families.money.budget import funding_row, purse_rule
from optimizer.model.families.people.capacity import people_rule
from optimizer.model.funding.network import Shortfall, shortfalls
from optimizer.model.rule import Rule
from optimizer.model.rules_and_rows import RuledRows
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits
from optimizer.search.stopping_rules import WorkLimit
from optimizer.solver.infeasibility_proof import proof_multipliers
from optimizer.solver.switched_model import SwitchedModel

ROUNDS_BEFORE_PROOF = 2  # the number of selections that are cut off before an infeasibility proof is tried
PROOF_AIMS = 3  # the most violated rows for which an infeasibility proof is tried
MULTIPLIER_MAX = 2**100  # has more digits than a float, so that rounding a multiplier to an integer loses nothing

RowOfRules = tuple[Row, frozenset[Rule]]  # a row, and the rules behind it


class UndecidedError(Exception):
    """A limit was reached, or the solver failed, before it was decided whether a selection exists."""


class RuleSubsets:
    """Decides, for any subset of the rules in `among`, whether a selection keeps the subset.

    Rows of further sets of purses are added when selections violate them.

    among: rules of `known`. deadline: a time of the monotonic clock, in seconds. work: what the runs of the solver may take; None
    for no limit. presolve: False gives the second configuration of the solver, which also has another seed.
    """

    def __init__(
        self, problem: Problem, known: RuledRows, among: Iterable[Rule], limits: Limits, deadline: float,
        *, work: WorkLimit | None = None, presolve: bool = True,
    ) -> None:  # fmt: skip
        self.problem, self.limits, self._deadline, self._work = problem, limits, deadline, work or WorkLimit()
        self._lazy = known.lazy
        self._rows: list[Row] = []
        self._rules: list[frozenset[Rule]] = []
        self._relaxed: tuple[frozenset[Rule], Problem] | None = None
        self._cuts = 0
        picked = known.only(among)
        self._reduced = ReducedColumns(problem, (each for each, _ in picked))
        for each, rules in picked:
            if len(self._reduced.without_useless(each).cols) or each.excess({}):
                self._remember(each, rules)
        model = self._reduced.model(map(self._reduced.reduced, self._rows))
        self._live = SwitchedModel(model, threads=limits.threads, seed=limits.seed + (not presolve), presolve=presolve)

    def selection_keeping(self, rules: frozenset[Rule], nodes: float = math.inf) -> Selection | None:
        """Returns a selection that keeps `rules`, whatever other rules it violates; None if no selection keeps `rules`.

        nodes: the most branch-and-bound nodes of this call; each run counts at least one. Raises UndecidedError if a limit was
        reached before the result was known.
        """
        problem = self._without_other_limits(rules)
        budget = WorkLimit(nodes)
        rounds, aims = 0, list[int]()
        while True:
            is_on = [needed <= rules for needed in self._rules]
            if rounds == ROUNDS_BEFORE_PROOF and any(self._is_proven_empty(is_on, aim) for aim in aims):
                return None
            chosen = self._any_selection(is_on, budget)
            if chosen is None:
                return None
            point = point_of(problem, chosen)
            broken = [i for i, (each, on) in enumerate(zip(self._rows, is_on, strict=True)) if on and each.excess(point)]
            aims = broken[:PROOF_AIMS]
            bad = [(self._rows[i], self._rules[i]) for i in broken] or self._missing_rows(problem, chosen, rules)
            if not bad:
                return chosen
            for each, needed in bad:
                self._cut_off(problem, each, needed, rules, chosen)
            rounds += 1

    def contradicting(self, rules: frozenset[Rule]) -> dict[Rule, float]:
        """The rules among `rules` that make the linear relaxation infeasible, with their multipliers in the proof.

        Returns an empty dictionary if the relaxation is feasible.
        """
        self._live.switch([needed <= rules for needed in self._rules])
        found: dict[Rule, float] = {}
        for i, multiplier in self._live.contradicting_rows(self._deadline - time.monotonic()).items():
            for rule in self._rules[i]:
                found[rule] = max(found.get(rule, 0.0), multiplier)
        return found

    def _any_selection(self, is_on: list[bool], nodes: WorkLimit) -> Selection | None:
        """A selection that keeps the rows that are on, by the word of the solver; None if the solver finds them infeasible."""
        if not len(self._reduced):
            return None if any(on and each.excess({}) for each, on in zip(self._rows, is_on, strict=True)) else frozenset()
        self._live.switch(is_on)
        left = self._deadline - time.monotonic()
        if left <= 0 or nodes.is_reached or self._work.is_reached:
            raise UndecidedError
        most = self._work.nodes(int(min(self.limits.max_nodes, nodes.left)), self._live.size)
        answer = self._live.any_point(max_nodes=most, seconds=left)
        self._work.spend(answer.work)
        nodes.spend(max(answer.nodes or 0, 1))
        if answer.chosen is not None:
            return self._reduced.selection(answer.chosen)
        if answer.status == "infeasible":
            return None
        raise UndecidedError

    def _is_proven_empty(self, is_on: list[bool], aim: int) -> bool:
        """Whether a weighted sum of row `aim` and other rows proves that the rows are infeasible.

        The proof is computed in integers. If a limit is short by a thousandth, the rounded rows of the solver still admit one
        selection after another, and cutting off all these selections would take too long.
        """
        rows = [self._reduced.reduced(each) for each, on in zip(self._rows, is_on, strict=True) if on]
        most = self._reduced.upper_limits
        found = proof_multipliers(rows, most, sum(is_on[:aim]), seconds=self._deadline - time.monotonic())
        largest = max(found, default=0.0)
        sums, bound = Counter[int](), 0
        for each, multiplier in zip(rows, found, strict=False):
            whole = round(multiplier / largest * MULTIPLIER_MAX)
            sign = -1 if each.upper is None else 1
            bound += whole * sign * ((each.lower if each.upper is None else each.upper) or 0)
            if whole:
                for j, a in zip(each.cols.tolist(), each.coefs.tolist(), strict=True):
                    sums[j] += whole * sign * a
        return sum(by * int(most[j]) for j, by in sums.items() if by < 0) > bound

    def _cut_off(self, problem: Problem, each: Row, needed: frozenset[Rule], rules: frozenset[Rule], chosen: Selection) -> None:
        """Adds a cut that removes `chosen`. The cut is in force only together with the rules that forbid the selection."""
        self._cuts += 1
        cut = cut_off(problem, each, chosen, self._cuts)
        has_dependent_columns = len(each.cols) > 0 and each.cols[-1] >= len(problem.options)
        if has_dependent_columns and each.traits.limits != "people":
            # The number of people that must be bought depends on the capacity, so the rules of people are behind the cut too.
            needed |= {rule for rule in rules if rule.kind == "people" or each.traits.limits != "money"}
        self._add_row(cut, needed)

    def _missing_rows(self, problem: Problem, chosen: Selection, rules: frozenset[Rule]) -> list[RowOfRules]:
        """Adds and returns the rows of purses that cannot pay a selection; if there are none, the lazy rows that it violates."""
        found = [self._row_of_purses(each) for each in shortfalls(problem, chosen)]
        found = found or self._lazy.missing(problem, chosen, rules)
        return [self._add_row(each, needed) for each, needed in found]

    def _row_of_purses(self, short: Shortfall) -> RowOfRules:
        return funding_row(self.problem, short.pairs, short.purses), frozenset(purse_rule(purse) for purse in short.purses)

    def _add_row(self, each: Row, needed: frozenset[Rule]) -> RowOfRules:
        """Adds a row and the rules behind it. Returns both; the returned row has only the useful columns."""
        self._remember(each, needed)
        self._live.add_rows([self._reduced.reduced(self._rows[-1])])
        return self._rows[-1], self._rules[-1]

    def _remember(self, each: Row, needed: frozenset[Rule]) -> None:
        self._rows.append(self._reduced.without_useless(each))
        self._rules.append(frozenset(needed))

    def _without_other_limits(self, rules: frozenset[Rule]) -> Problem:
        """The problem with ample money in purses and ample people of roles, except those that `rules` limit."""
        amounts = frozenset(rule for rule in rules if rule.is_amount)
        if self._relaxed is None or self._relaxed[0] != amounts:
            self._relaxed = amounts, with_ample_resources(self.problem, amounts)
        return self._relaxed[1]


def broken_rules(problem: Problem, known: RuledRows, chosen: Selection) -> set[Rule]:
    """The rules that a selection violates.

    If no row of `known` is violated, the rules of the purses that cannot pay the selection are returned; if it can be paid, the
    lazy rules that it violates. If money is short, or if a floor is missed, the rules of roles for which people are bought are
    named too, because buying people takes money and value.
    """
    point: Point = point_of(problem, chosen)
    found = {known.rules[i] for each, behind in zip(known.rows, known.behind, strict=True) if each.excess(point) for i in behind}
    found = found or {purse_rule(purse) for short in shortfalls(problem, chosen) for purse in short.purses}
    found = found or {rule for _, behind in known.lazy.missing(problem, chosen) for rule in behind}
    if not found or any(rule.kind == "purse" or rule.traits.limits == "value" for rule in found):
        offers = zip(problem.layout.step_columns, problem.elastic, strict=True)
        found |= {people_rule(problem, offer.role, offer.block) for column, offer in offers if column in point}
    return found
