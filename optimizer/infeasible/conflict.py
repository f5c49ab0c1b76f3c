"""Which rules cannot hold together: a set of them that no selection keeps, and of which none can be left out. How they are given room is wayout.py's.

First the rules that selections meet are gathered until none keeps them all, then those that the relaxation's multipliers do not need are put aside, then the rest are left out one
after another (deletion filter; Chinneck 2008, Feasibility and Infeasibility in Optimization, ch. 6). That the last set holds no selection is asked of a second configuration of
the solver; that it does without any one of its rules is shown by a selection checked in integers.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.infeasible.rule_subsets import Subsets, UndecidedError, broken_rules
from optimizer.model.rule import Rule
from optimizer.model.rules_and_rows import RuledRows, ruled_rows
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits

Progress = Callable[[str], None]
FIRST_SECONDS = 1.0  # for the first question about each rule


@dataclass(frozen=True)
class Conflict:
    """Rules that no selection keeps together, requirements last.

    is_minimal: each of them is needed: without any one there is a selection. False where a limit stopped the search; then some may be too many.
    """

    rules: tuple[Rule, ...]
    is_minimal: bool


def find_conflict(
    problem: Problem, limits: Limits, *, known: RuledRows | None = None, progress: Progress = lambda _: None
) -> Conflict | None:
    """A minimal conflict of `problem`; None where there is none, or none was found in `limits`."""
    deadline = time.monotonic() + limits.seconds
    known = ruled_rows(problem) if known is None else known
    for each, behind in zip(known.rows, known.behind, strict=True):
        if behind and not len(each.cols) and each.excess({}):
            return Conflict(tuple(known.rules[i] for i in sorted(behind)), len(behind) == 1)
    for presolve in (True, False):
        try:
            met = _met(problem, known, limits, deadline, presolve=presolve)
        except UndecidedError:
            return None
        if met is None:
            return None
        progress(f"{len(met)} rules cannot all be kept")
        left, is_minimal = _filtered(problem, known, met, limits, deadline, presolve=presolve)
        progress(f"{len(left)} of them contradict one another")
        try:
            if Subsets(problem, known, left, limits, deadline, presolve=False).kept_by(frozenset(left)) is None:
                return Conflict(tuple(sorted(left, key=_as_told)), is_minimal)
        except UndecidedError:
            return Conflict(tuple(sorted(left, key=_as_told)), is_minimal=False)
    return None


def _met(problem: Problem, known: RuledRows, limits: Limits, deadline: float, *, presolve: bool) -> list[Rule] | None:
    """Rules that no selection keeps: those that one selection after another breaks, until there is none. None where one keeps every rule."""
    met: dict[Rule, None] = {}
    chosen = frozenset[int]()
    while True:
        new = broken_rules(problem, known, chosen) - set(met)
        if not new:
            return None
        met |= dict.fromkeys(sorted(new, key=_as_told))
        found = Subsets(problem, known, met, limits, deadline, presolve=presolve).kept_by(frozenset(met))
        if found is None:
            return list(met)
        chosen = found


def _filtered(
    problem: Problem, known: RuledRows, met: list[Rule], limits: Limits, deadline: float, *, presolve: bool
) -> tuple[list[Rule], bool]:
    """Of `met` what is left when every rule that is not needed has been left out; and whether every one was tried.

    Limits are tried before requirements, what weighs little before what weighs much: so few limits stay, and the requirements that stay are the large ones.
    """
    weight: dict[Rule, float] = {}
    subsets = Subsets(problem, known, met, limits, deadline, presolve=presolve)
    needed = subsets.contradicting(frozenset(met))
    if needed and len(needed) < len(met):
        smaller = Subsets(problem, known, needed, limits, deadline, presolve=presolve)
        if _none_keeps(smaller, needed):
            subsets, met, weight = smaller, list(needed), needed
    order = sorted(met, key=lambda rule: (rule.kind == "requirement", weight.get(rule, 0.0), _as_told(rule)))
    left = dict.fromkeys(order)
    for seconds in (FIRST_SECONDS, None):
        # What could not be decided while much else stood in the way is asked again when less does.
        order = _left_out(subsets, left, order, deadline, seconds)
    return list(left), not order


def _left_out(subsets: Subsets, left: dict[Rule, None], order: list[Rule], deadline: float, seconds: float | None) -> list[Rule]:
    """Leaves those of `order` out of `left` that are not needed, many at once where that goes well. Returns those of which it is not known."""
    open_: list[Rule] = []
    at, size = 0, max(len(order) // 8, 1)
    while at < len(order):
        if time.monotonic() > deadline:
            return [*open_, *order[at:]]
        some = order[at : at + size]
        try:
            is_needed = subsets.kept_by(frozenset(left.keys() - set(some)), seconds) is not None
        except UndecidedError:
            is_needed = True
            open_ += some if len(some) == 1 else []
        if not is_needed:
            for rule in some:
                del left[rule]
        if not is_needed or len(some) == 1:
            at, size = at + len(some), 1 if is_needed else size * 2
        else:
            size = max(size // 4, 1)
    return open_


def _none_keeps(subsets: Subsets, rules: dict[Rule, float]) -> bool:
    try:
        return subsets.kept_by(frozenset(rules)) is None
    except UndecidedError:
        return False


def _as_told(rule: Rule) -> tuple[bool, str, str, tuple[str, ...]]:
    return rule.kind == "requirement", rule.family, rule.label, tuple(map(str, rule.place))
