"""Is there a selection that keeps some of the rules? One live model whose rows are switched on and off; a selection is believed when it keeps the rules in integers.

Only columns that can help are in the model: one that adds to no sum that must reach something, and takes from none that must not pass something, can as well be zero.
"""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import IntegerModel, Point, Row, Selection
from optimizer.model.consequences import complete
from optimizer.model.cuts import cut_off
from optimizer.model.families.money.budget import funding_row, purse_rule
from optimizer.model.families.people.capacity import people_rule
from optimizer.model.funding.network import Shortfall, shortfalls
from optimizer.model.rule import Rule
from optimizer.model.rules_and_rows import RuledRows
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits
from optimizer.solver.infeasibility import SwitchedModel, multipliers

ROUNDS_BEFORE_PROOF = 2  # selections cut off before a proof without them is tried
AIMS = 3  # broken rows of which a proof is tried
MULTIPLIER_MAX = 2**100  # more than a float holds, so that rounding to whole multipliers loses nothing
AMPLE = 2**52  # more money, or people, than any plan asks for


class UndecidedError(Exception):
    """A limit was reached, or the solver failed, before it was known whether a selection exists."""


class Subsets:
    """The rules `among` of a problem; further purses are found as selections meet them."""

    def __init__(
        self, problem: Problem, known: RuledRows, among: Iterable[Rule], limits: Limits, deadline: float, *, presolve: bool = True
    ) -> None:
        self.problem, self.limits, self._deadline = problem, limits, deadline
        self._lazy = known.lazy
        picked = known.only(among)
        self._columns = that_help(problem, [each for each, _ in picked])
        self._place = np.full(len(problem.layout.names), -1)
        self._place[self._columns] = np.arange(len(self._columns))
        self._rows: list[Row] = []
        self._behind: list[frozenset[Rule]] = []
        self._relaxed: tuple[frozenset[Rule], Problem] | None = None
        self._cuts = 0
        for each, rules in picked:
            if (self._place[each.cols] >= 0).any() or each.excess({}):
                self._take(each, rules)
        layout, options = problem.layout, int((self._columns < len(problem.options)).sum())
        model = IntegerModel(
            tuple(layout.names[j] for j in self._columns), np.zeros(len(self._columns), np.int64), tuple(map(self._placed, self._rows)), options,
            layout.most[self._columns], frozenset(int(self._place[b]) for b in layout.cost_columns.values() if self._place[b] >= 0),
        )  # fmt: skip
        self._live = SwitchedModel(model, threads=limits.threads, seed=limits.seed + (not presolve), presolve=presolve)

    def kept_by(self, rules: frozenset[Rule], seconds: float | None = None) -> Selection | None:
        """A selection that keeps `rules`, whatever else it breaks; None where there is none.

        Raises UndecidedError when a limit was reached before either was known; seconds: of this question alone.
        """
        problem = self._without_the_others(rules)
        until = self._deadline if seconds is None else min(self._deadline, time.monotonic() + seconds)
        rounds, aims = 0, list[int]()
        while True:
            is_on = [behind <= rules for behind in self._behind]
            if rounds == ROUNDS_BEFORE_PROOF and any(self._is_proven_empty(is_on, aim, until) for aim in aims):
                return None
            chosen = self._any(is_on, until)
            if chosen is None:
                return None
            point = complete(problem, chosen)
            bad = [
                (each, behind)
                for each, behind, on in zip(self._rows, self._behind, is_on, strict=True)
                if on and each.excess(point)
            ]
            aims = [i for i, (each, on) in enumerate(zip(self._rows, is_on, strict=True)) if on and each.excess(point)][:AIMS]
            new = [] if bad else [self._missing(each) for each in shortfalls(problem, chosen)]
            if not bad and not new:
                new = [self._found(*each) for each in self._lazy.missing(problem, chosen, rules)]
            if not bad and not new:
                return chosen
            for each, behind in [*bad, *new]:
                self._cut(problem, each, behind, rules, chosen)
            rounds += 1

    def contradicting(self, rules: frozenset[Rule]) -> dict[Rule, float]:
        """Of `rules` those that no division of projects keeps either, with their multipliers; empty where one does."""
        is_on = [behind <= rules for behind in self._behind]
        self._live.switch(is_on)
        found: dict[Rule, float] = {}
        for i, by in self._live.contradicting(self._deadline - time.monotonic()).items():
            for rule in self._behind[i]:
                found[rule] = max(found.get(rule, 0.0), by)
        return found

    def _any(self, is_on: list[bool], until: float) -> Selection | None:
        if not len(self._columns):
            return None if any(on and each.excess({}) for each, on in zip(self._rows, is_on, strict=True)) else frozenset()
        self._live.switch(is_on)
        left = until - time.monotonic()
        if left <= 0:
            raise UndecidedError
        answer = self._live.any_point(max_nodes=self.limits.max_nodes, seconds=left)
        if answer.chosen is not None:
            return frozenset(int(self._columns[j]) for j in answer.chosen)
        if answer.status == "infeasible":
            return None
        raise UndecidedError

    def _is_proven_empty(self, is_on: list[bool], aim: int, until: float) -> bool:
        """Whether row `aim`, added to others in some proportion, contradicts itself; multiplied out in integers.

        Where a limit is a thousandth short, rounded rows still hold, for one selection after another: cutting them off would take for ever.
        """
        rows = [self._placed(each) for each, on in zip(self._rows, is_on, strict=True) if on]
        most = self.problem.layout.most[self._columns]
        found = multipliers(rows, most, sum(is_on[:aim]), seconds=until - time.monotonic())
        largest = max(found, default=0.0)
        sums, bound = Counter[int](), 0
        for each, by in zip(rows, found, strict=False):
            whole = round(by / largest * MULTIPLIER_MAX)
            sign = -1 if each.upper is None else 1
            bound += whole * sign * ((each.lower if each.upper is None else each.upper) or 0)
            if whole:
                for j, a in zip(each.cols.tolist(), each.coefs.tolist(), strict=True):
                    sums[j] += whole * sign * a
        return sum(by * int(most[j]) for j, by in sums.items() if by < 0) > bound

    def _cut(self, problem: Problem, each: Row, behind: frozenset[Rule], rules: frozenset[Rule], chosen: Selection) -> None:
        """What keeps the solver from giving this selection again, for as long as the rules stand that forbid it."""
        self._cuts += 1
        cut = cut_off(problem, each, chosen, self._cuts)
        follows = len(each.cols) > 0 and each.cols[-1] >= len(problem.options)
        if follows and each.traits.limits != "people":
            # What must be bought depends on the people there are.
            behind |= {rule for rule in rules if rule.kind == "people" or each.traits.limits != "money"}
        self._take(cut, behind)
        self._live.add_rows([self._placed(self._rows[-1])])

    def _missing(self, short: Shortfall) -> tuple[Row, frozenset[Rule]]:
        return self._found(funding_row(self.problem, short.pairs, short.purses), {purse_rule(purse) for purse in short.purses})

    def _found(self, each: Row, behind: Iterable[Rule]) -> tuple[Row, frozenset[Rule]]:
        self._take(each, behind)
        self._live.add_rows([self._placed(self._rows[-1])])
        return self._rows[-1], self._behind[-1]

    def _take(self, each: Row, behind: Iterable[Rule]) -> None:
        inside = self._place[each.cols] >= 0
        self._rows.append(replace(each, cols=each.cols[inside], coefs=each.coefs[inside]))
        self._behind.append(frozenset(behind))

    def _placed(self, each: Row) -> Row:
        return replace(each, cols=self._place[each.cols])

    def _without_the_others(self, rules: frozenset[Rule]) -> Problem:
        """The problem with ample money and people where no rule of `rules` limits them."""
        amounts = frozenset(rule for rule in rules if rule.is_amount)
        if self._relaxed is None or self._relaxed[0] != amounts:
            self._relaxed = amounts, with_ample(self.problem, amounts)
        return self._relaxed[1]


def with_ample(problem: Problem, amounts: frozenset[Rule]) -> Problem:
    """The problem with ample money in every purse and ample people of every role that `amounts` do not limit."""
    purses = {(fund, *pair) for fund in problem.funds for pair in pairs_of(problem)} | set(problem.budgets)
    places = {(role, period) for option in problem.options for role, period, _ in option.demand} | set(
        problem.layout.steps_by_place
    )
    limited = {rule.place for rule in amounts}
    other = replace(
        problem,
        budgets={purse: problem.budgets.get(purse, 0) if purse in limited else AMPLE for purse in purses},
        capacity={place: problem.capacity.get(place, 0) if place in limited else AMPLE for place in places},
    )
    other.__dict__["layout"] = problem.layout  # the columns are the same; making their names again takes longer than the question
    return other


def broken_rules(problem: Problem, known: RuledRows, chosen: Selection) -> set[Rule]:
    """The rules a selection breaks, also those that no row names; with money that is short, or that nobody may pay, and with a floor that is
    not reached, the people whose shortage it is for.
    """
    point: Point = complete(problem, chosen)
    found = {known.rules[i] for each, behind in zip(known.rows, known.behind, strict=True) if each.excess(point) for i in behind}
    found = found or {purse_rule(purse) for short in shortfalls(problem, chosen) for purse in short.purses}
    found = found or {rule for _, behind in known.lazy.missing(problem, chosen) for rule in behind}
    if not found or any(rule.kind == "purse" or rule.traits.limits == "value" for rule in found):
        offers = zip(problem.layout.step_columns, problem.elastic, strict=True)
        found |= {people_rule(problem, offer.role, offer.block) for column, offer in offers if column in point}
    return found


def pairs_of(problem: Problem) -> set[tuple[str, int]]:
    """The classes and years in which something may be spent or moved."""
    spent = {(kind, year) for option in problem.options for kind, year, _ in option.spend}
    spent |= {(kind, year) for lines in problem.deviations.values() for kind, year, _ in lines}
    return (
        spent
        | {("opex", year) for year in problem.layout.cost_columns}
        | {end[1:] for t in problem.transfers for end in (t.source, t.target)}
    )


def that_help(problem: Problem, rows: list[Row]) -> IntArray:
    """Columns that some row gains by: what it must reach they add to, or what it must not pass they take from; and all that is bought or hired."""
    helps = np.zeros(len(problem.layout.names), dtype=bool)
    for each in rows:
        helps[each.cols[each.coefs < 0 if each.lower is None else each.coefs > 0]] = True
    if any(
        each.traits.limits == "value" for each in rows
    ):  # one of its rows stands for all of them: in another scenario another option is good
        helps[: len(problem.options)] |= (problem.scenarios > 0).any(axis=0)
    helps[len(problem.options) : problem.layout.synergy_columns.start] = True
    helps[list(problem.hire_options)] = True
    return np.flatnonzero(helps)
