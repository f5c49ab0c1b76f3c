"""The rows of the family `robust`: the funds can still pay when any Gamma projects come in at their high cost at once.

A case is a choice of at most Gamma projects that come in at their high cost. Each case may have its own division of spend
over funds and its own carry-over. So a plan is safe exactly if, for every set of purses, the spend that only these purses may
pay, with the Gamma greatest deviations among the chosen projects, does not exceed what the set holds (Bertsimas and Sim 2004,
The Price of Robustness). The rule therefore has one row for each set of purses and each set of Gamma projects. Rows are added
to the model when the relaxation or a selection violates them.
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
from optimizer.problem.records import Problem, Purse, RobustBudget

FAMILY = "robust"
# If transfers link at most 12 purses, all of their 4,096 sets are checked. If they link more, the funding flows of the worst
# cases name the sets that are checked.
MOST_PURSES = 12
MOST_FLOWS = 8  # worst cases for which a flow is computed
NAMED = 3  # projects that a label names
FLOAT_SLACK = 1e-6  # the tolerance for figures of a relaxation, as a fraction of what the purses hold


def rows(problem: Problem) -> list[Row]:
    """For every set S of purses that has a budget row, the row of the Gamma projects with the greatest possible deviations for S.

    The row says: sum of c(o,S) w[o], plus the deviations of these Gamma projects, <= what S holds. If at most Gamma projects can
    deviate, this row is the whole rule for S.
    """
    return [each for _, worst_cases in lazy_rules(problem) for each in worst_cases.first_rows()]


def lazy_rules(problem: Problem) -> Iterator[tuple[Rule, "WorstCases"]]:
    """Each declared robust budget as a rule that a person can change, with the object that finds the rows of the budget."""
    for declared in problem.robust:
        projects = f"{declared.gamma} project{'s' if declared.gamma > 1 else ''}"
        label, place = f"{declared.label}: high-cost protection of {projects}", (declared.label, declared.owner, declared.gamma)
        yield Rule(FAMILY, "limit", label, declared.owner, place), WorstCases(problem, declared)


@dataclass(frozen=True)
class ProtectedPurses:
    """A set of purses with its budget row.

    spent: for each column of the model, the spend that only these purses may pay, in minor units. above_spend: for each option,
    by how much this spend rises if the option comes in at its high cost, in minor units.
    """

    purses: frozenset[Purse]
    budget_row: Row
    spent: IntArray
    above_spend: IntArray


class WorstCases:
    """The rows of one robust budget, for the sets of purses that are known so far."""

    def __init__(self, problem: Problem, rule: RobustBudget) -> None:
        self.problem, self.rule = problem, rule
        self._high = at_high_cost(problem)
        known = (self._protected(*each) for each in purse_sets(self._high))
        self._known = [each for each in known if each.above_spend.any()]
        self._can_bind = bool(self._known)

    def first_rows(self) -> list[Row]:
        """The rows that the model has from the start."""
        rows = []
        for each in self._known:
            most = np.zeros(len(self.problem.projects), dtype=np.int64)
            np.maximum.at(most, self.problem.projects_of, each.above_spend)
            rows.append(self._row(each, self._greatest(most)))
        return rows

    def broken_at(self, figures: IntArray | FloatArray) -> list[Row]:
        """For each known set of purses the row of the worst case, if the figures of the columns violate the row.

        The test is exact for integers and has a tolerance for fractions.
        """
        rows = []
        for each in self._known:
            amounts = each.above_spend * figures[: len(each.above_spend)]
            by_project = np.zeros(len(self.problem.projects), dtype=amounts.dtype)
            np.add.at(by_project, self.problem.projects_of, amounts)
            worst = self._greatest(by_project)
            room = each.budget_row.upper or 0
            slack = 0 if amounts.dtype == np.int64 else FLOAT_SLACK * room + 1
            if each.spent @ figures + by_project[worst].sum() > room + slack:
                rows.append(self._row(each, worst))
        return rows

    def missing(self, chosen: Selection, figures: IntArray) -> list[Row]:
        """Rows that a selection violates, including rows of sets of purses that have no row yet.

        figures: the figures of all columns for the selection.
        """
        if not self._can_bind:
            return []
        found = self.broken_at(figures)
        if found:
            return found
        new = [self._protected(*each) for each in self._overdrawn(chosen)]
        self._known.extend(new)
        return [each for each in self.broken_at(figures) if new]

    def under(self, problem: Problem) -> "WorstCases":
        """Returns the rows of the rule for `problem`, which differs from `self.problem` only in budgets and people."""
        other = copy(self)
        other.problem, other._high = problem, replace(self._high, budgets=problem.budgets)
        other._high.__dict__["layout"] = problem.layout
        other._known = [
            replace(each, budget_row=replace(each.budget_row, upper=self._held(each, problem))) for each in self._known
        ]
        return other

    def _held(self, each: ProtectedPurses, problem: Problem) -> int:
        """The money that a set of purses holds in `problem`, plus the money that may be moved into the set."""
        more = (problem.budgets.get(purse, 0) - self.problem.budgets.get(purse, 0) for purse in each.purses)
        return (each.budget_row.upper or 0) + sum(more)

    def amounts_behind(self, each: Row) -> list[Rule]:
        """The rules of the purses that a row is about."""
        purses = next(known.purses for known in self._known if _name(known.budget_row) == each.name)
        return [purse_rule(purse) for purse in sorted(purses)]

    def _greatest(self, by_project: IntArray | FloatArray) -> list[int]:
        """The Gamma projects with the greatest amounts above zero."""
        order = np.argsort(-by_project, kind="stable")[: self.rule.gamma]
        return [int(p) for p in order if by_project[p] > 0]

    def _row(self, each: ProtectedPurses, projects: list[int]) -> Row:
        columns = each.spent.copy()
        columns[: len(each.above_spend)] += np.where(np.isin(self.problem.projects_of, projects), each.above_spend, 0)
        terms = ((int(j), int(columns[j])) for j in np.flatnonzero(columns))
        names = sorted(self.problem.labels[p] for p in projects)
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
        label = f"{self.rule.label}: {each.budget_row.label}, with {', '.join(names[:NAMED] + more)} at high cost"
        return row(_name(each.budget_row), FAMILY, label, terms, None, each.budget_row.upper, "minor", self.rule.owner)

    def _protected(self, pairs: tuple[Pair, ...], purses: frozenset[Purse]) -> ProtectedPurses:
        width, options = len(self.problem.layout.names), len(self.problem.options)
        budget_row, high = (funding_row(each, pairs, purses) for each in (self.problem, self._high))
        spent, raised = np.zeros(width, dtype=np.int64), np.zeros(width, dtype=np.int64)
        spent[budget_row.cols], raised[high.cols] = budget_row.coefs, high.coefs
        return ProtectedPurses(purses, budget_row, spent, np.maximum(raised - spent, 0)[:options])

    def _overdrawn(self, chosen: Selection) -> Iterator[tuple[tuple[Pair, ...], frozenset[Purse]]]:
        """Sets of purses that a selection overdraws in some worst case, each with its classes and years."""
        spends = {(kind, year) for j in chosen for kind, year, _ in self._high.options[j].spend if year in self.problem.years}
        spends |= {(BOUGHT_PEOPLE_CLASS, year) for year in self.problem.layout.cost_columns}
        for pairs in linked_by_transfers(self.problem, sorted(spends)):
            if len(pairs) * len(self.problem.funds) <= MOST_PURSES:
                yield from overdrawn_most(self.problem, self._high, chosen, pairs, self.rule.gamma)
            else:
                yield from {(each.pairs, each.purses): None for each in self._by_flows(chosen)}

    def _by_flows(self, chosen: Selection) -> Iterator[Shortfall]:
        """Sets of purses that cannot pay the worst case of a known set. The known sets with the least money left are tried."""
        tightest = sorted(((self._spare(each, chosen), i) for i, each in enumerate(self._known)))[:MOST_FLOWS]
        for worst in sorted({tuple(self._worst_of(self._known[i], chosen)) for _, i in tightest}):
            found = fund_selection(at_high_cost(self.problem, worst), chosen)
            if isinstance(found, list):
                yield from found

    def _worst_of(self, each: ProtectedPurses, chosen: Iterable[int]) -> list[int]:
        found = sorted((-int(each.above_spend[j]), int(self.problem.projects_of[j])) for j in chosen if each.above_spend[j])
        return [p for _, p in found[: self.rule.gamma]]

    def _spare(self, each: ProtectedPurses, chosen: Selection) -> int:
        worst = set(self._worst_of(each, chosen))
        spent = sum(
            int(each.spent[j] + (each.above_spend[j] if int(self.problem.projects_of[j]) in worst else 0)) for j in chosen
        )
        return (each.budget_row.upper or 0) - spent


def _name(budget_row: Row) -> str:
    return budget_row.name.replace("budget[", "robust[", 1)
