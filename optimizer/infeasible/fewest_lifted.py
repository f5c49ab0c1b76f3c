"""The rules to lift where no money and no people would help: requirements, relations and limits of the least weight.

The weight is that of all lifted rules together.
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
    """Returns the rules to lift, other than amounts, and whether it is proven that no others weigh less.

    Returns None where the limits were too tight.

    The rules that selections break are gathered until the best selection breaks no other.
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
    """Rules other than amounts that a selection breaks; of a clique of exclusions, the pairs that both run."""
    point = point_of(problem, chosen)
    found = (
        known.rules[next(iter(behind))]
        for each, behind in zip(known.rows, known.behind, strict=True)
        if len(behind) == 1 and each.excess(point)
    )
    unwritten = (rule for _, behind in known.lazy.missing(problem, chosen) for rule in behind)
    return {rule for rule in (*found, *unwritten) if not rule.is_amount}


class _LeastWeight:
    """The selection whose broken rules among `gathered` weigh least; whatever else stands always stays."""

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
        """Returns the selection and whether it is proven to be the best; None where a limit was reached."""
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
            for each, behind in bad + always:  # the solver took some of these for kept
                self._add(cut_off(self.ample, each, chosen, number), behind)
        return None

    def _broken(self, chosen: Selection) -> tuple[list[RowOfRules], list[RowOfRules], list[RowOfRules]]:
        """What a selection breaks: rows of one rule, lazy rows that are new, and rows that no rule lifts."""
        point = point_of(self.ample, chosen)
        bad = [(each, behind) for each, behind in self.rows if len(behind) == 1 and each.excess(point)]
        names = {each.name for each, _ in bad}
        new = [found for found in self.known.lazy.missing(self.ample, chosen, self.gathered) if found[0].name not in names]
        always = [(each, behind) for each, behind in self.rows if not behind and each.excess(point)]
        always += [(funding_row(self.ample, each.pairs, each.purses), frozenset()) for each in shortfalls(self.ample, chosen)]
        return bad, new, always

    def _add(self, each: Row, behind: RulesBehind) -> None:
        """Adds a row that holds unless one of its rules is lifted."""
        inside = self.reduced.reduced(each)
        self.live.add_row(
            inside, dict.fromkeys((self.slacks[rule] for rule in behind), _greatest_excess(inside, self.reduced.upper_limits))
        )


def _greatest_excess(each: Row, most: IntArray) -> int:
    """By how much a row with one bound can be broken at most."""
    sizes = [(int(a), int(most[j])) for j, a in zip(each.cols.tolist(), each.coefs.tolist(), strict=True)]
    if each.upper is not None:
        return max(sum(a * up for a, up in sizes if a > 0) - each.upper, 0)
    return max((each.lower or 0) - sum(a * up for a, up in sizes if a < 0), 0)
