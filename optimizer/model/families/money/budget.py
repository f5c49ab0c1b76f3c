"""The rows of the family `budget`: funds pay for the chosen projects and do not overspend.

optimizer/model/funding/purse_sets.py decides which sets of purses have a row from the start.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row
from optimizer.linear.rule_families import REGISTRY
from optimizer.model.funding.needs import Pair, most_payable
from optimizer.model.funding.purse_sets import purse_sets
from optimizer.model.rule import RowWithRules, Rule
from optimizer.problem.overtime import BOUGHT_PEOPLE_CLASS
from optimizer.problem.records import Problem, Purse

FAMILY = "budget"


def rows(problem: Problem) -> list[Row]:
    """The rows of the sets of purses that have a row from the start (purse_sets.py).

    For every cost class and year of the horizon there is a row for each distinct set of payers and, if there are few such sets,
    for every union of them. There is also a row for every stretch of years over which money may be carried. The rows of other
    sets of purses are added when a selection violates them; the funding flow finds these sets.
    """
    rows = [funding_row(problem, pairs, purses) for pairs, purses in purse_sets(problem)]
    return [each for each in rows if len(each.cols)]


def rules_behind(problem: Problem, rows: Iterable[Row]) -> Iterator[RowWithRules]:
    """Yields each row with the rules of all of its purses.

    A row without a purse says that no fund may pay. It has no rule behind it, because no amount of money changes that.
    """
    purses = _purses_by_row(problem)
    return ((each, [purse_rule(purse) for purse in sorted(purses[each.name])]) for each in rows)


def purse_rule(purse: Purse) -> Rule:
    """The purse, which is the money of a fund for a cost class in a fiscal year, as a rule that a person can change."""
    fund, kind, year = purse
    return Rule(FAMILY, "purse", f"{kind} FY{year}, {fund}", REGISTRY[FAMILY].owner, purse)


def purses_behind(rules: Iterable[Rule]) -> frozenset[Purse]:
    """The purses among some rules."""
    return frozenset((str(rule.place[0]), str(rule.place[1]), int(rule.place[2])) for rule in rules if rule.kind == "purse")


def funding_row(problem: Problem, pairs: Iterable[Pair], purses: frozenset[Purse]) -> Row:
    """The budget row of a set of purses, for the spend in some cost classes and years.

    The part of this spend that only `purses` may pay <= the budgets of `purses` + the money that may be moved into `purses`.
    """
    pairs = tuple(sorted(pairs))
    own = np.zeros(len(problem.options), dtype=np.int64)
    for pair in pairs:
        options, amounts = problem.spend.at(pair)
        own[options] += _forced(problem, options, amounts, pair, purses)
    paid = np.flatnonzero(own)
    bought = [
        problem.layout.cost_columns[year]
        for kind, year in pairs
        if kind == BOUGHT_PEOPLE_CLASS
        and year in problem.layout.cost_columns
        and {(f, kind, year) for f in problem.elastic_payers} <= purses
    ]
    held = sum(problem.budgets.get(purse, 0) for purse in purses)
    into = sum(each.most for each in problem.transfers if each.target in purses and each.source not in purses)
    name, label = _called(pairs, purses)
    cols = np.concatenate([paid, np.array(bought, dtype=np.int64)])
    coefs = np.concatenate([own[paid], np.ones(len(bought), dtype=np.int64)])
    return Row(f"{FAMILY}[{name}]", FAMILY, label, cols, coefs, None, held + into, "minor")


def _purses_by_row(problem: Problem) -> dict[str, frozenset[Purse]]:
    """The purses that each row is about, by the name of the row."""
    return {f"{FAMILY}[{_called(tuple(sorted(pairs)), purses)[0]}]": purses for pairs, purses in purse_sets(problem)}


def _forced(problem: Problem, options: IntArray, amounts: IntArray, pair: Pair, purses: frozenset[Purse]) -> IntArray:
    """For each option the part of its spend in a class and year that no fund outside `purses` may pay."""
    outside = [tuple(f for f in payers if (f, *pair) not in purses) for payers in problem.payer_sets]
    is_closed = np.array([not others for others in outside], dtype=bool)
    sets = problem.payer_set[problem.projects_of[options]]
    forced = np.where(is_closed[sets], amounts, 0)
    for i in np.flatnonzero(problem.has_payer_limit[problem.projects_of[options]]).tolist():
        project, amount = int(problem.projects_of[options[i]]), int(amounts[i])
        limits = [most_payable(problem, project, f, amount) for f in outside[sets[i]]]
        forced[i] = 0 if None in limits else max(amount - sum(each or 0 for each in limits), 0)
    return forced


def _called(pairs: tuple[Pair, ...], purses: frozenset[Purse]) -> tuple[str, str]:
    """The name and the label of a row, for example the label `capex FY2027 to FY2029, F + G` if every year has the same funds."""
    funds = {pair: tuple(sorted(f for f, *at in purses if tuple(at) == pair)) for pair in pairs}
    if len(set(funds.values())) > 1 or len({kind for kind, _ in pairs}) > 1:
        parts = [_called((pair,), purses) for pair in pairs]
        return "&".join(name for name, _ in parts), " and ".join(label for _, label in parts)
    (kind, first), (_, last) = pairs[0], pairs[-1]
    own = funds[pairs[0]]
    stretch = f"{first}-{last}" if len(pairs) > 1 else f"{first}"
    words = f"FY{first} to FY{last}" if len(pairs) > 1 else f"FY{first}"
    return f"{'+'.join(own)},{kind},{stretch}", f"{kind} {words}, {' + '.join(own) or 'no fund may pay'}"
