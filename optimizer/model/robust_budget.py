"""The robust budget: a plan that is still funded when any Gamma of its projects come in at their high cost at once (Bertsimas and Sim 2004, The Price of Robustness).

Who pays and what is carried may be settled anew for each case, so a plan is safe exactly when no set of purses is overdrawn by what only it may pay, with
the Gamma greatest deviations among the chosen projects. That is a row for each set of purses and each set of Gamma projects: those that bind are
found when the relaxation or a choice breaks one.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row, Selection, row
from optimizer.model.consequences import complete
from optimizer.model.families.budget import funding_row, purse_sets
from optimizer.model.funding_flow import Pair, Shortfall, fund, linked, most_of
from optimizer.problem.building import CLASS_ORDER
from optimizer.problem.option_arrays import LINE_SCHEMA, Lines
from optimizer.problem.overtime import ELASTIC_CLASS
from optimizer.problem.records import Option, Problem, Purse, Robust

MOST_PURSES = (
    12  # between which money moves: up to 4,096 sets of them are all looked at; beyond, flows of the worst cases name the sets
)
MOST_FLOWS = 8
NAMED = 3
FLOAT_SLACK = 1e-6  # of the room, for figures of a relaxation
Figures = NDArray[np.int64] | NDArray[np.float64]


def dear(problem: Problem, projects: Collection[int] | None = None) -> Problem:
    """The problem in which these projects, or all of them, come in at their high cost."""

    def raised(j: int, option: Option) -> Option:
        if j not in problem.deviations or (projects is not None and option.project not in projects):
            return option
        spend = Counter({(kind, year): amount for kind, year, amount in option.spend})
        for kind, year, amount in problem.deviations[j]:
            spend[kind, year] += amount
        return replace(option, spend=tuple((kind, year, amount) for (kind, year), amount in sorted(spend.items())))

    options = tuple(raised(j, option) for j, option in enumerate(problem.options))
    lines = [(j, kind, year, amount) for j, option in enumerate(options) for kind, year, amount in option.spend]
    return replace(problem, options=options, spend=Lines.of(pl.DataFrame(lines, LINE_SCHEMA, orient="row"), CLASS_ORDER))


@dataclass(frozen=True)
class Guarded:
    """A set of purses: its budget row, what each column spends there, and what each option may spend there beyond that."""

    purses: frozenset[Purse]
    plain: Row
    spent: IntArray
    extra: IntArray


class Protection:
    """One robust rule, and the sets of purses known so far for which it can bind."""

    def __init__(self, problem: Problem, rule: Robust) -> None:
        self.problem, self.rule = problem, rule
        self._dear = dear(problem)
        known = (self._guarded(*each) for each in purse_sets(self._dear))
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

    def broken_at(self, figures: Figures) -> list[Row]:
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
        other.problem, other._dear = problem, replace(self._dear, budgets=problem.budgets)
        other._dear.__dict__["layout"] = problem.layout
        other._known = [replace(each, plain=replace(each.plain, upper=self._held(each, problem))) for each in self._known]
        return other

    def _held(self, each: Guarded, problem: Problem) -> int:
        """What a set of purses holds, and what may be moved into it, under other budgets."""
        more = (problem.budgets.get(purse, 0) - self.problem.budgets.get(purse, 0) for purse in each.purses)
        return (each.plain.upper or 0) + sum(more)

    def purses_of(self, each: Row) -> frozenset[Purse]:
        """The purses that a row of this rule is about."""
        return next(known.purses for known in self._known if _name(known.plain) == each.name)

    def _greatest(self, by_project: Figures) -> list[int]:
        order = np.argsort(-by_project, kind="stable")[: self.rule.gamma]
        return [int(p) for p in order if by_project[p] > 0]

    def _row(self, each: Guarded, projects: list[int]) -> Row:
        columns = each.spent.copy()
        columns[: len(each.extra)] += np.where(np.isin(self.problem.projects_of, projects), each.extra, 0)
        terms = ((int(j), int(columns[j])) for j in np.flatnonzero(columns))
        names = sorted(self.problem.labels[p] for p in projects)
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
        label = f"{self.rule.label}: {each.plain.label}, with {', '.join(names[:NAMED] + more)} at high cost"
        return row(_name(each.plain), "robust", label, terms, None, each.plain.upper, "minor", self.rule.owner)

    def _guarded(self, pairs: tuple[Pair, ...], purses: frozenset[Purse]) -> Guarded:
        width, options = len(self.problem.layout.names), len(self.problem.options)
        plain, high = (funding_row(each, pairs, purses) for each in (self.problem, self._dear))
        spent, raised = np.zeros(width, dtype=np.int64), np.zeros(width, dtype=np.int64)
        spent[plain.cols], raised[high.cols] = plain.coefs, high.coefs
        return Guarded(purses, plain, spent, np.maximum(raised - spent, 0)[:options])

    def _overdrawn(self, chosen: Selection) -> Iterator[tuple[tuple[Pair, ...], frozenset[Purse]]]:
        spends = {(kind, year) for j in chosen for kind, year, _ in self._dear.options[j].spend if year in self.problem.years}
        spends |= {(ELASTIC_CLASS, year) for year in self.problem.layout.bought}
        for pairs in linked(self.problem, sorted(spends)):
            if len(pairs) * len(self.problem.funds) <= MOST_PURSES:
                yield from self._worst_set(chosen, pairs)
            else:
                yield from {(each.pairs, each.purses): None for each in self._by_flows(chosen)}

    def _worst_set(self, chosen: Selection, pairs: tuple[Pair, ...]) -> Iterator[tuple[tuple[Pair, ...], frozenset[Purse]]]:
        """Of all sets of purses of these classes and years the one that is overdrawn most."""
        purses = [(f, *pair) for pair in pairs for f in self.problem.funds]
        inside = {purse: (np.arange(2 ** len(purses)) >> i) & 1 == 1 for i, purse in enumerate(purses)}
        room = np.zeros(2 ** len(purses), dtype=np.int64)
        for purse in purses:
            room += self.problem.budgets.get(purse, 0) * inside[purse]
        for each in self.problem.transfers:
            if each.target in inside:
                room += each.most * (inside[each.target] & ~inside[each.source])
        point = complete(self.problem, chosen)
        for year, column in self.problem.layout.bought.items():
            if (ELASTIC_CLASS, year) in pairs and column in point:
                alone = np.logical_and.reduce([inside[f, ELASTIC_CLASS, year] for f in self.problem.elastic_payers])
                room -= point[column] * alone
        extra = []
        for j in sorted(chosen):
            plain, high = (_forced(each, j, pairs, inside, len(room)) for each in (self.problem, self._dear))
            room -= plain
            extra.append(np.maximum(high - plain, 0))
        greatest = -np.sort(-np.array(extra), axis=0)[: self.rule.gamma]
        short = greatest.sum(axis=0) - room
        worst = int(np.argmax(short))
        if short[worst] > 0:
            yield pairs, frozenset(purse for purse in purses if inside[purse][worst])

    def _by_flows(self, chosen: Selection) -> Iterator[Shortfall]:
        """The sets of purses that cannot pay the worst cases of the known sets, the tightest first."""
        tightest = sorted(((self._spare(each, chosen), i) for i, each in enumerate(self._known)))[:MOST_FLOWS]
        for worst in sorted({tuple(self._worst_of(self._known[i], chosen)) for _, i in tightest}):
            found = fund(dear(self.problem, worst), chosen)
            if isinstance(found, list):
                yield from found

    def _worst_of(self, each: Guarded, chosen: Iterable[int]) -> list[int]:
        found = sorted((-int(each.extra[j]), int(self.problem.projects_of[j])) for j in chosen if each.extra[j])
        return [p for _, p in found[: self.rule.gamma]]

    def _spare(self, each: Guarded, chosen: Selection) -> int:
        worst = set(self._worst_of(each, chosen))
        spent = sum(int(each.spent[j] + (each.extra[j] if int(self.problem.projects_of[j]) in worst else 0)) for j in chosen)
        return (each.plain.upper or 0) - spent


def _name(plain: Row) -> str:
    return plain.name.replace("budget[", "robust[", 1)


def _forced(problem: Problem, j: int, pairs: tuple[Pair, ...], inside: dict[Purse, NDArray[np.bool_]], sets: int) -> IntArray:
    """What of an option's spend nobody outside each set of purses may pay."""
    option, total = problem.options[j], np.zeros(sets, dtype=np.int64)
    for kind, year, amount in option.spend:
        if (kind, year) in pairs:
            left = np.full(sets, amount, dtype=np.int64)
            for f in problem.payers[option.project]:
                most = most_of(problem, option.project, f, amount)
                left -= (amount if most is None else most) * ~inside[f, kind, year]
            total += np.maximum(left, 0)
    return total
