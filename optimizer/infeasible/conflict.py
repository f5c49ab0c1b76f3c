"""Finds a minimal conflict: a set of rules that no selection keeps together, although every smaller set has a selection.

The search has three steps. First, rules that selections violate are gathered until no selection keeps all gathered rules. Second,
if the gathered rules make even the linear relaxation infeasible, the rules that are not needed for that are dropped. Third, the
remaining rules are left out one after another, and a rule stays out if the other rules still have no selection (the deletion
filter; Chinneck 2008, Feasibility and Infeasibility in Optimization, ch. 6). A second configuration of the solver confirms that
the last set has no selection. For each rule of the set, a selection that is checked in integers shows that the other rules can be
kept. `way_out.py` finds the repairs.
"""

import math
import time
from dataclasses import dataclass

from optimizer.infeasible.rule_subsets import RuleSubsets, UndecidedError, broken_rules
from optimizer.model.rule import Rule
from optimizer.model.rules_and_rows import RuledRows, ruled_rows
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits, Progress
from optimizer.search.stopping_rules import WorkLimit

FIRST_NODES = 200  # the most nodes of the first solves that decide whether a rule is needed


@dataclass(frozen=True)
class Conflict:
    """Rules that no selection keeps together, requirements last.

    is_minimal: whether every rule is proven to be needed, because some selection keeps all the other rules. It is False if a
    limit stopped the search; some of the rules may then be needless.
    """

    rules: tuple[Rule, ...]
    is_minimal: bool


def find_conflict(
    problem: Problem,
    limits: Limits,
    *,
    known: RuledRows | None = None,
    work: WorkLimit | None = None,
    progress: Progress = lambda _: None,
) -> Conflict | None:
    """Returns a minimal conflict of `problem`; None if there is no conflict, or if none was found within `limits` and `work`.

    work: what the runs of the solver may take; None for no limit. What they take is spent from it.
    """
    work = work or WorkLimit()
    deadline = time.monotonic() + limits.seconds
    known = ruled_rows(problem) if known is None else known
    for each, behind in zip(known.rows, known.behind, strict=True):
        if behind and not len(each.cols) and each.excess({}):
            return Conflict(tuple(known.rules[i] for i in sorted(behind)), len(behind) == 1)
    for presolve in (True, False):
        search = _ConflictSearch(problem, known, limits, deadline, work, presolve=presolve)
        try:
            gathered = search.gather()
        except UndecidedError:
            return None
        if gathered is None:
            return None
        progress(f"{len(gathered)} rules cannot all be kept")
        left, is_minimal = search.filter(gathered)
        progress(f"{len(left)} of them contradict one another")
        rules = tuple(sorted(left, key=_sort_key))
        try:
            other = RuleSubsets(problem, known, left, limits, deadline, work=work, presolve=False)
            if other.selection_keeping(frozenset(left)) is None:
                return Conflict(rules, is_minimal)
        except UndecidedError:
            return Conflict(rules, is_minimal=False)
    return None


class _ConflictSearch:
    """One search for a conflict in one configuration of the solver."""

    def __init__(
        self, problem: Problem, known: RuledRows, limits: Limits, deadline: float, work: WorkLimit, *, presolve: bool
    ) -> None:
        self.problem, self.known, self.limits, self.presolve = problem, known, limits, presolve
        self.deadline, self.work = deadline, work

    def gather(self) -> list[Rule] | None:
        """Gathers the rules that one selection after another violates, until no selection keeps all gathered rules.

        Returns None if a selection keeps every rule.
        """
        gathered: dict[Rule, None] = {}
        chosen = frozenset[int]()
        while True:
            new = broken_rules(self.problem, self.known, chosen) - set(gathered)
            if not new:
                return None
            gathered |= dict.fromkeys(sorted(new, key=_sort_key))
            found = self._subsets(gathered).selection_keeping(frozenset(gathered))
            if found is None:
                return list(gathered)
            chosen = found

    def filter(self, gathered: list[Rule]) -> tuple[list[Rule], bool]:
        """Leaves out every rule that is not needed for the contradiction.

        Returns the rules that are left, and whether it was decided of every rule whether it is needed.

        Limits are tried before requirements, and rules with small multipliers before rules with large multipliers. As a result
        few limits stay in the conflict, and of the requirements those with large multipliers.
        """
        multipliers: dict[Rule, float] = {}
        subsets = self._subsets(gathered)
        contradicting = subsets.contradicting(frozenset(gathered))
        if contradicting and len(contradicting) < len(gathered):
            smaller = self._subsets(contradicting)
            if _has_no_selection(smaller, contradicting):
                subsets, gathered, multipliers = smaller, list(contradicting), contradicting
        order = sorted(gathered, key=lambda rule: (rule.kind == "requirement", multipliers.get(rule, 0.0), _sort_key(rule)))
        left = dict.fromkeys(order)
        for nodes in (FIRST_NODES, math.inf):
            # A rule that could not be decided together with many other rules is tried a second time, with fewer rules left.
            order = _leave_out_needless(subsets, left, order, self.deadline, nodes)
        return list(left), not order

    def _subsets(self, among: list[Rule] | dict[Rule, None] | dict[Rule, float]) -> RuleSubsets:
        return RuleSubsets(self.problem, self.known, among, self.limits, self.deadline, work=self.work, presolve=self.presolve)


def _leave_out_needless(
    subsets: RuleSubsets, left: dict[Rule, None], order: list[Rule], deadline: float, nodes: float
) -> list[Rule]:
    """Removes the rules of `order` that are not needed from `left`. As long as this succeeds, several rules are removed at once.

    Returns the rules of which it stays undecided whether they are needed.
    """
    undecided: list[Rule] = []
    at, size = 0, max(len(order) // 8, 1)
    while at < len(order):
        if time.monotonic() > deadline:
            return [*undecided, *order[at:]]
        some = order[at : at + size]
        try:
            is_needed = subsets.selection_keeping(frozenset(left.keys() - set(some)), nodes) is not None
        except UndecidedError:
            is_needed = True
            undecided += some if len(some) == 1 else []
        if not is_needed:
            for rule in some:
                del left[rule]
        if not is_needed or len(some) == 1:
            at, size = at + len(some), 1 if is_needed else size * 2
        else:
            size = max(size // 4, 1)
    return undecided


def _has_no_selection(subsets: RuleSubsets, rules: dict[Rule, float]) -> bool:
    """Whether the solver finds that no selection keeps the rules; False if it reaches a limit first."""
    try:
        return subsets.selection_keeping(frozenset(rules)) is None
    except UndecidedError:
        return False


def _sort_key(rule: Rule) -> tuple[bool, str, str, tuple[str, ...]]:
    """The order of the rules of a conflict: requirements last."""
    return rule.kind == "requirement", rule.family, rule.label, tuple(map(str, rule.place))
