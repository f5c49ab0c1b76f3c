"""Is there a selection that keeps a given subset of the rules? The question behind every conflict.

One live model answers for all subsets: its rows are switched off and on. A selection is believed when it keeps the rules in
integers.
"""

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
from optimizer.solver.infeasibility_proof import proof_multipliers
from optimizer.solver.switched_model import SwitchedModel

ROUNDS_BEFORE_PROOF = 2  # selections that are cut off before a proof without them is tried
PROOF_AIMS = 3  # broken rows about which a proof is tried
MULTIPLIER_MAX = 2**100  # more than a float holds, so that rounding to whole multipliers loses nothing

RowOfRules = tuple[Row, frozenset[Rule]]  # a row, and the rules without which it is not there


class UndecidedError(Exception):
    """A limit was reached, or the solver failed, before it was known whether a selection exists."""


class RuleSubsets:
    """Answers for any subset of the rules `among` of a problem. Rows of further purses are added as selections break them.

    among: rules of `known`. deadline: on the monotonic clock. presolve: False is the second configuration of the solver, with
    another seed.
    """

    def __init__(
        self, problem: Problem, known: RuledRows, among: Iterable[Rule], limits: Limits, deadline: float, *, presolve: bool = True
    ) -> None:
        self.problem, self.limits, self._deadline = problem, limits, deadline
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

    def selection_keeping(self, rules: frozenset[Rule], seconds: float | None = None) -> Selection | None:
        """Returns a selection that keeps `rules`, whatever else it breaks; None where there is none.

        seconds: for this question alone. Raises UndecidedError when a limit was reached before the answer was known.
        """
        problem = self._without_other_limits(rules)
        until = self._deadline if seconds is None else min(self._deadline, time.monotonic() + seconds)
        rounds, aims = 0, list[int]()
        while True:
            is_on = [needed <= rules for needed in self._rules]
            if rounds == ROUNDS_BEFORE_PROOF and any(self._is_proven_empty(is_on, aim, until) for aim in aims):
                return None
            chosen = self._any_selection(is_on, until)
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
        """Those of `rules` that leave even the relaxation infeasible, with their multipliers; empty where the relaxation is
        feasible.
        """
        self._live.switch([needed <= rules for needed in self._rules])
        found: dict[Rule, float] = {}
        for i, multiplier in self._live.contradicting_rows(self._deadline - time.monotonic()).items():
            for rule in self._rules[i]:
                found[rule] = max(found.get(rule, 0.0), multiplier)
        return found

    def _any_selection(self, is_on: list[bool], until: float) -> Selection | None:
        """A selection that the solver says keeps the rows that are on; None where it says that there is none."""
        if not len(self._reduced):
            return None if any(on and each.excess({}) for each, on in zip(self._rows, is_on, strict=True)) else frozenset()
        self._live.switch(is_on)
        left = until - time.monotonic()
        if left <= 0:
            raise UndecidedError
        answer = self._live.any_point(max_nodes=self.limits.max_nodes, seconds=left)
        if answer.chosen is not None:
            return self._reduced.selection(answer.chosen)
        if answer.status == "infeasible":
            return None
        raise UndecidedError

    def _is_proven_empty(self, is_on: list[bool], aim: int, until: float) -> bool:
        """Whether row `aim`, added to other rows in some proportion, contradicts itself. The proof is multiplied out in integers.

        Where a limit is short by a thousandth, the rounded rows still allow one selection after another, and to cut them all off
        would take for ever.
        """
        rows = [self._reduced.reduced(each) for each, on in zip(self._rows, is_on, strict=True) if on]
        most = self._reduced.upper_limits
        found = proof_multipliers(rows, most, sum(is_on[:aim]), seconds=until - time.monotonic())
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
        """Keeps the solver from giving this selection again, for as long as the rules stand that forbid it."""
        self._cuts += 1
        cut = cut_off(problem, each, chosen, self._cuts)
        has_dependent_columns = len(each.cols) > 0 and each.cols[-1] >= len(problem.options)
        if has_dependent_columns and each.traits.limits != "people":
            # What must be bought depends on the people there are.
            needed |= {rule for rule in rules if rule.kind == "people" or each.traits.limits != "money"}
        self._add_row(cut, needed)

    def _missing_rows(self, problem: Problem, chosen: Selection, rules: frozenset[Rule]) -> list[RowOfRules]:
        """Adds the rows that a selection breaks and that were not written down: of purses that cannot pay it, else of lazy rules."""
        found = [self._row_of_purses(each) for each in shortfalls(problem, chosen)]
        found = found or self._lazy.missing(problem, chosen, rules)
        return [self._add_row(each, needed) for each, needed in found]

    def _row_of_purses(self, short: Shortfall) -> RowOfRules:
        return funding_row(self.problem, short.pairs, short.purses), frozenset(purse_rule(purse) for purse in short.purses)

    def _add_row(self, each: Row, needed: frozenset[Rule]) -> RowOfRules:
        """Adds a row. Returns it as it is remembered, without the useless columns."""
        self._remember(each, needed)
        self._live.add_rows([self._reduced.reduced(self._rows[-1])])
        return self._rows[-1], self._rules[-1]

    def _remember(self, each: Row, needed: frozenset[Rule]) -> None:
        self._rows.append(self._reduced.without_useless(each))
        self._rules.append(frozenset(needed))

    def _without_other_limits(self, rules: frozenset[Rule]) -> Problem:
        """The problem with ample money and people where no rule of `rules` limits them."""
        amounts = frozenset(rule for rule in rules if rule.is_amount)
        if self._relaxed is None or self._relaxed[0] != amounts:
            self._relaxed = amounts, with_ample_resources(self.problem, amounts)
        return self._relaxed[1]


def broken_rules(problem: Problem, known: RuledRows, chosen: Selection) -> set[Rule]:
    """The rules that a selection breaks.

    Rules of purses that cannot pay count, and so do lazy rules, where no written row is broken. With money that is short, or that
    no fund may pay, and with a floor that is missed, the people whose shortage is made good with money are named too.
    """
    point: Point = point_of(problem, chosen)
    found = {known.rules[i] for each, behind in zip(known.rows, known.behind, strict=True) if each.excess(point) for i in behind}
    found = found or {purse_rule(purse) for short in shortfalls(problem, chosen) for purse in short.purses}
    found = found or {rule for _, behind in known.lazy.missing(problem, chosen) for rule in behind}
    if not found or any(rule.kind == "purse" or rule.traits.limits == "value" for rule in found):
        offers = zip(problem.layout.step_columns, problem.elastic, strict=True)
        found |= {people_rule(problem, offer.role, offer.block) for column, offer in offers if column in point}
    return found
