"""Finds the set of purses that is overdrawn most if projects come in at their high cost, by computing every set."""

from collections.abc import Iterator

import numpy as np

from optimizer.linear.arrays import BoolArray, IntArray
from optimizer.linear.rows import Selection
from optimizer.model.consequences import point_of
from optimizer.model.funding.needs import Pair, most_payable
from optimizer.problem.overtime import BOUGHT_PEOPLE_CLASS
from optimizer.problem.records import Problem, Purse


def overdrawn_most(
    problem: Problem, at_high_cost: Problem, chosen: Selection, pairs: tuple[Pair, ...], at_once: int
) -> Iterator[tuple[tuple[Pair, ...], frozenset[Purse]]]:
    """Yields the set of purses that a selection overdraws most, with its classes and years; nothing if no set is overdrawn.

    pairs: the classes and years whose purses are combined to sets. at_high_cost: the problem with every project at its high cost.
    at_once: how many projects may come in at their high cost at once.
    """
    purses = [(f, *pair) for pair in pairs for f in problem.funds]
    inside = {purse: (np.arange(2 ** len(purses)) >> i) & 1 == 1 for i, purse in enumerate(purses)}
    room = np.zeros(2 ** len(purses), dtype=np.int64)
    for purse in purses:
        room += problem.budgets.get(purse, 0) * inside[purse]
    for each in problem.transfers:
        if each.target in inside:
            room += each.most * (inside[each.target] & ~inside[each.source])
    point = point_of(problem, chosen)
    for year, column in problem.layout.cost_columns.items():
        if (BOUGHT_PEOPLE_CLASS, year) in pairs and column in point:
            alone = np.logical_and.reduce([inside[f, BOUGHT_PEOPLE_CLASS, year] for f in problem.elastic_payers])
            room -= point[column] * alone
    extra = []
    for j in sorted(chosen):
        usual, raised = (_forced(each, j, pairs, inside, len(room)) for each in (problem, at_high_cost))
        room -= usual
        extra.append(np.maximum(raised - usual, 0))
    greatest = -np.sort(-np.array(extra), axis=0)[:at_once]
    short = greatest.sum(axis=0) - room
    worst = int(np.argmax(short))
    if short[worst] > 0:
        yield pairs, frozenset(purse for purse in purses if inside[purse][worst])


def _forced(problem: Problem, j: int, pairs: tuple[Pair, ...], inside: dict[Purse, BoolArray], sets: int) -> IntArray:
    """For each set of purses the part of an option's spend that no purse outside the set may pay.

    inside: for each purse an array that says of each set whether the purse is in the set.
    """
    option, total = problem.options[j], np.zeros(sets, dtype=np.int64)
    for kind, year, amount in option.spend:
        if (kind, year) in pairs:
            left = np.full(sets, amount, dtype=np.int64)
            for f in problem.payers[option.project]:
                most = most_payable(problem, option.project, f, amount)
                left -= (amount if most is None else most) * ~inside[f, kind, year]
            total += np.maximum(left, 0)
    return total
