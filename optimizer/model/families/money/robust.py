"""The rows of the family `robust`: the funds still pay when any Gamma of the projects come in at their high cost at once (Bertsimas and Sim 2004, The Price of Robustness).

Who pays and what is carried may be settled anew for each case, so a plan is safe exactly when no set of purses is overdrawn by what only it may pay, with
the Gamma greatest deviations among the chosen projects. That is a row for each set of purses and each set of Gamma projects: those that bind are
found when the relaxation or a choice breaks one.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from optimizer.linear.arrays import FloatArray, IntArray
from optimizer.linear.rows import Row, Selection, row
from optimizer.model.families.money.budget import funding_row, purse_rule
from optimizer.model.funding.high_cost import at_high_cost
from optimizer.model.funding.needs import Pair, linked_by_transfers
from optimizer.model.funding.network import Shortfall
from optimizer.model.funding.overdrawn import overdrawn_most
from optimizer.model.funding.purse_sets import purse_sets
from optimizer.model.funding.who_pays import fund_selection
from optimizer.model.rule import Rule
from optimizer.problem.overtime import BOUGHT_PEOPLE_CLASS
from optimizer.problem.records import Problem, Purse, Robust

FAMILY = "robust"
MOST_PURSES = (
    12  # between which money moves: up to 4,096 sets of them are all looked at; beyond, flows of the worst cases name the sets
)
MOST_FLOWS = 8
NAMED = 3
FLOAT_SLACK = 1e-6  # of the room, for figures of a relaxation


def rows(problem: Problem) -> list[Row]:
    """For every set of purses that has a budget row, the row of the Gamma projects that may come in dearest for it: sum of c(o,S) w[o], with
    the deviation of theirs, <= what the set holds. With no more than Gamma projects that may, it is the whole rule.
    """
    return [each for _, protection in lazy_rules(problem) for each in protection.first_rows()]


def lazy_rules(problem: Problem) -> Iterator[tuple[Rule, "Protection"]]:
    """Every robust budget that is declared, as a person changes it, with what finds its rows."""
    for declared in problem.robust:
        projects = f"{declared.gamma} project{'s' if declared.gamma > 1 else ''}"
        label, place = f"{declared.label}: high-cost protection of {projects}", (declared.label, declared.owner, declared.gamma)
        yield Rule(FAMILY, "limit", label, declared.owner, place), Protection(problem, declared)


@dataclass(frozen=True)
class ProtectedPurses:
    """A set of purses: its budget row, what each column spends there, and what each option may spend there beyond that."""

    purses: frozenset[Purse]
    plain: Row
    spent: IntArray
    extra: IntArray


class Protection:
    """One robust rule, and the sets of purses known so far for which it can bind."""

    def __init__(self, problem: Problem, rule: Robust) -> None:
        self.problem, self.rule = problem, rule
        self._high = at_high_cost(problem)
        known = (self._guarded(*each) for each in purse_sets(self._high))
        self._known = [each for each in known if each.extra.any()]
        self._can_bind = bool(self._known)

    def first_rows(self) -> list[Row]:
        """The rows there are from the start."""
        rows = []
        for each in self._known:
            most = np.zeros(len(self.problem.projects), dtype=np.int64)
            np.maximum.at(most, self.problem.projects_of, each.extra)
            rows.append(self._row(each, self._greatest(most)))
        return rows

    def broken_at(self, figures: IntArray | FloatArray) -> list[Row]:
        """The worst row of each known set of purses that these figures of the columns break: exact for whole numbers, within a slack for others."""
        rows = []
        for each in self._known:
            amounts = each.extra * figures[: len(each.extra)]
            by_project = np.zeros(len(self.problem.projects), dtype=amounts.dtype)
            np.add.at(by_project, self.problem.projects_of, amounts)
            worst = self._greatest(by_project)
            room = each.plain.upper or 0
            slack = 0 if amounts.dtype == np.int64 else FLOAT_SLACK * room + 1
            if each.spent @ figures + by_project[worst].sum() > room + slack:
                rows.append(self._row(each, worst))
        return rows

    def missing(self, chosen: Selection, figures: IntArray) -> list[Row]:
        """Rows that a choice breaks, of sets of purses that may have none yet."""
        if not self._can_bind:
            return []
        found = self.broken_at(figures)
        if found:
            return found
        new = [self._guarded(*each) for each in self._overdrawn(chosen)]
        self._known.extend(new)
        return [each for each in self.broken_at(figures) if new]

    def where(self, problem: Problem) -> "Protection":
        """The same rule where some purses hold something else: `problem` differs in budgets and people alone."""
        other = copy(self)
        other.problem, other._high = problem, replace(self._high, budgets=problem.budgets)
        other._high.__dict__["layout"] = problem.layout
        other._known = [replace(each, plain=replace(each.plain, upper=self._held(each, problem))) for each in self._known]
        return other

    def _held(self, each: ProtectedPurses, problem: Problem) -> int:
        """What a set of purses holds, and what may be moved into it, under other budgets."""
        more = (problem.budgets.get(purse, 0) - self.problem.budgets.get(purse, 0) for purse in each.purses)
        return (each.plain.upper or 0) + sum(more)

    def amounts_behind(self, each: Row) -> list[Rule]:
        """The purses that a row of this rule is about."""
        purses = next(known.purses for known in self._known if _name(known.plain) == each.name)
        return [purse_rule(purse) for purse in sorted(purses)]

    def _greatest(self, by_project: IntArray | FloatArray) -> list[int]:
        order = np.argsort(-by_project, kind="stable")[: self.rule.gamma]
        return [int(p) for p in order if by_project[p] > 0]

    def _row(self, each: ProtectedPurses, projects: list[int]) -> Row:
        columns = each.spent.copy()
        columns[: len(each.extra)] += np.where(np.isin(self.problem.projects_of, projects), each.extra, 0)
        terms = ((int(j), int(columns[j])) for j in np.flatnonzero(columns))
        names = sorted(self.problem.labels[p] for p in projects)
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
        label = f"{self.rule.label}: {each.plain.label}, with {', '.join(names[:NAMED] + more)} at high cost"
        return row(_name(each.plain), FAMILY, label, terms, None, each.plain.upper, "minor", self.rule.owner)

    def _guarded(self, pairs: tuple[Pair, ...], purses: frozenset[Purse]) -> ProtectedPurses:
        width, options = len(self.problem.layout.names), len(self.problem.options)
        plain, high = (funding_row(each, pairs, purses) for each in (self.problem, self._high))
        spent, raised = np.zeros(width, dtype=np.int64), np.zeros(width, dtype=np.int64)
        spent[plain.cols], raised[high.cols] = plain.coefs, high.coefs
        return ProtectedPurses(purses, plain, spent, np.maximum(raised - spent, 0)[:options])

    def _overdrawn(self, chosen: Selection) -> Iterator[tuple[tuple[Pair, ...], frozenset[Purse]]]:
        spends = {(kind, year) for j in chosen for kind, year, _ in self._high.options[j].spend if year in self.problem.years}
        spends |= {(BOUGHT_PEOPLE_CLASS, year) for year in self.problem.layout.cost_columns}
        for pairs in linked_by_transfers(self.problem, sorted(spends)):
            if len(pairs) * len(self.problem.funds) <= MOST_PURSES:
                yield from overdrawn_most(self.problem, self._high, chosen, pairs, self.rule.gamma)
            else:
                yield from {(each.pairs, each.purses): None for each in self._by_flows(chosen)}

    def _by_flows(self, chosen: Selection) -> Iterator[Shortfall]:
        """The sets of purses that cannot pay the worst cases of the known sets, the tightest first."""
        tightest = sorted(((self._spare(each, chosen), i) for i, each in enumerate(self._known)))[:MOST_FLOWS]
        for worst in sorted({tuple(self._worst_of(self._known[i], chosen)) for _, i in tightest}):
            found = fund_selection(at_high_cost(self.problem, worst), chosen)
            if isinstance(found, list):
                yield from found

    def _worst_of(self, each: ProtectedPurses, chosen: Iterable[int]) -> list[int]:
        found = sorted((-int(each.extra[j]), int(self.problem.projects_of[j])) for j in chosen if each.extra[j])
        return [p for _, p in found[: self.rule.gamma]]

    def _spare(self, each: ProtectedPurses, chosen: Selection) -> int:
        worst = set(self._worst_of(each, chosen))
        spent = sum(int(each.spent[j] + (each.extra[j] if int(self.problem.projects_of[j]) in worst else 0)) for j in chosen)
        return (each.plain.upper or 0) - spent


def _name(plain: Row) -> str:
    return plain.name.replace("budget[", "robust[", 1)
