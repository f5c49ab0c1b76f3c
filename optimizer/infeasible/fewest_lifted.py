"""Finds the rules to lift if no money and no people make a problem feasible: the rules with the least sum of weights.

These rules are requirements, relations, programmes and limits; purses and people are not lifted but increased (`relief/`).
"""

import time
from collections.abc import Mapping

from optimizer.infeasible.ample_resources import with_ample_resources
from optimizer.infeasible.reduced_model import ReducedColumns
from optimizer.infeasible.relief.least_relief import whole_relief
from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row, Selection
from optimizer.model.consequences import point_of
from optimizer.model.cuts import cut_off
from optimizer.model.families.money.budget import funding_row
from optimizer.model.funding.network import shortfalls
from optimizer.model.rule import Rule, RulesBehind
from optimizer.model.rules_and_rows import RuledRows
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits
from optimizer.solver.relief_model import ReliefModel

RowOfRules = tuple[Row, RulesBehind]


def fewest_lifted(problem: Problem, known: RuledRows, limits: Limits, deadline: float) -> tuple[frozenset[Rule], bool] | None:
    """Returns the rules to lift, which are no amounts, and whether their sum of weights is proven to be the least.

    Returns None if a limit was reached before any rules were found.

    The rules that selections violate are gathered until the selection of least weight violates no other rule.
    """
    ample = with_ample_resources(problem, frozenset())
    gathered: dict[Rule, None] = {}
    chosen = frozenset[int]()
    is_proven = True
    while new := _broken_relations(ample, known, chosen) - set(gathered):
        gathered |= dict.fromkeys(sorted(new, key=lambda rule: (rule.family, rule.label)))
        found = _LeastWeight(ample, known, gathered, limits, deadline).run()
        if found is None:
            return None
        chosen, is_proven = found
    return frozenset(_broken_relations(ample, known, chosen)), is_proven


def _broken_relations(problem: Problem, known: RuledRows, chosen: Selection) -> set[Rule]:
    """The rules that a selection violates, except amounts. Of a clique of exclusions, these are the pairs that both run."""
    point = point_of(problem, chosen)
    found = (
        known.rules[next(iter(behind))]
        for each, behind in zip(known.rows, known.behind, strict=True)
        if len(behind) == 1 and each.excess(point)
    )
    unwritten = (rule for _, behind in known.lazy.missing(problem, chosen) for rule in behind)
    return {rule for rule in (*found, *unwritten) if not rule.is_amount}


class _LeastWeight:
    """Finds the selection whose violated rules among `gathered` have the least sum of weights.

    Rows that nobody can lift always hold. All other rules are ignored.
    """

    def __init__(self, ample: Problem, known: RuledRows, gathered: Mapping[Rule, None], limits: Limits, deadline: float) -> None:
        self.ample, self.known, self.gathered, self.limits, self.deadline = ample, known, gathered, limits, deadline
        self.rows: list[RowOfRules] = known.only(gathered)
        self.reduced = ReducedColumns(ample, (each for each, _ in self.rows))
        always = (self.reduced.reduced(each) for each, behind in self.rows if not behind)
        model = self.reduced.model(each for each in always if len(each.cols) or each.excess({}))
        self.live = ReliefModel(model, threads=limits.threads, seed=limits.seed)
        self.slacks = {rule: self.live.add_slack(rule.weight, is_whole=True) for rule in gathered}
        for each, behind in self.rows:
            if behind:
                self._add(each, behind)

    def run(self) -> tuple[Selection, bool] | None:
        """Returns the selection and whether its weight is proven to be the least; None if a limit was reached first."""
        number = 0
        while time.monotonic() < self.deadline:
            answer = self.live.minimise(seconds=self.deadline - time.monotonic(), max_nodes=self.limits.max_nodes)
            if answer.chosen is None:
                return None
            chosen = self.reduced.selection(answer.chosen)
            bad, new, always = self._broken(chosen)
            lifted = frozenset[Rule]().union(*(behind for _, behind in (*bad, *new)))
            if not always and sum(rule.weight for rule in lifted) <= whole_relief(answer.at_least):
                return chosen, True
            if not always and answer.status != "optimal":
                return chosen, False
            number += 1
            for each, behind in new:
                self._add(each, behind)
            self.rows += new
            for each, behind in bad + always:  # the solver saw rounded coefficients, so it took some of these rows for kept
                self._add(cut_off(self.ample, each, chosen, number), behind)
        return None

    def _broken(self, chosen: Selection) -> tuple[list[RowOfRules], list[RowOfRules], list[RowOfRules]]:
        """The rows that a selection violates, in three lists.

        The lists are: rows with one rule behind them, lazy rows that are not in the model yet, and rows that nobody can lift.
        """
        point = point_of(self.ample, chosen)
        bad = [(each, behind) for each, behind in self.rows if len(behind) == 1 and each.excess(point)]
        names = {each.name for each, _ in bad}
        new = [found for found in self.known.lazy.missing(self.ample, chosen, self.gathered) if found[0].name not in names]
        always = [(each, behind) for each, behind in self.rows if not behind and each.excess(point)]
        always += [(funding_row(self.ample, each.pairs, each.purses), frozenset()) for each in shortfalls(self.ample, chosen)]
        return bad, new, always

    def _add(self, each: Row, behind: RulesBehind) -> None:
        """Adds a row that holds unless one of the rules behind it is lifted."""
        inside = self.reduced.reduced(each)
        self.live.add_row(
            inside, dict.fromkeys((self.slacks[rule] for rule in behind), _greatest_excess(inside, self.reduced.upper_limits))
        )


def _greatest_excess(each: Row, most: IntArray) -> int:
    """The largest amount by which a row with one bound can be violated. most: the upper limits of the columns."""
    sizes = [(int(a), int(most[j])) for j, a in zip(each.cols.tolist(), each.coefs.tolist(), strict=True)]
    if each.upper is not None:
        return max(sum(a * up for a, up in sizes if a > 0) - each.upper, 0)
    return max((each.lower or 0) - sum(a * up for a, up in sizes if a < 0), 0)
