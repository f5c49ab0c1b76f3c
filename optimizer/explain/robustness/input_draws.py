"""Draws of the inputs: what each draw changes of a problem, in integers.

A draw changes the gains and the costs of each project, the budgets of each fund, and, where scores count, the gains by other weights
of the criteria. Everything else stays as it is: people, rules, synergies, the amounts of declared rules, and the prices of people.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.problem.option_arrays import OptionAmounts
from optimizer.problem.records import Option, Problem

MILLION = 1_000_000


@dataclass(frozen=True)
class InputDraws:
    """The draws, one row for each. Projects, funds and options are in the order of the problem.

    gain_ppm, cost_ppm: draws x projects, by how many millionths the gains and the costs of a project differ from what is planned.
    budget_ppm: draws x funds, the same for all budgets of a fund. shift: draws x projects, what is added to the gains of every option
    that runs the project before they are multiplied, in the unit of the objective. costs: for each option, what its costs take from
    its value; its gains are its value and its costs together.
    """

    gain_ppm: IntArray
    cost_ppm: IntArray
    budget_ppm: IntArray
    shift: IntArray
    costs: Sequence[int]

    def __len__(self) -> int:
        return len(self.gain_ppm)

    def problem(self, nominal: Problem, draw: int) -> Problem:
        """The problem with the inputs of a draw. Each amount is rounded half up to a whole unit."""
        gain, cost, shift = (each[draw].tolist() for each in (self.gain_ppm, self.cost_ppm, self.shift))
        budget = dict(zip(nominal.funds, self.budget_ppm[draw].tolist(), strict=True))
        owner = nominal.projects_of
        options = tuple(
            each if each.project in nominal.hires else self._drawn(each, self.costs[j], gain, cost, shift)
            for j, each in enumerate(nominal.options)
        )
        by = [0 if p in nominal.hires else cost[p] for p in range(len(nominal.projects))]
        lines = zip(nominal.spend.amount.tolist(), owner[nominal.spend.option].tolist(), strict=True)
        amounts = np.array([times(amount, by[p]) for amount, p in lines], dtype=np.int64)
        spend = OptionAmounts(nominal.spend.places, nominal.spend.place, nominal.spend.option, amounts)
        budgets = {purse: times(amount, budget.get(purse[0], 0)) for purse, amount in nominal.budgets.items()}
        return replace(nominal, options=options, spend=spend, budgets=budgets)

    @staticmethod
    def _drawn(option: Option, own_cost: int, gain: list[int], cost: list[int], shift: list[int]) -> Option:
        p = option.project
        gross = option.value + own_cost + (0 if option.is_stop else shift[p])
        spend = tuple((kind, year, times(amount, cost[p])) for kind, year, amount in option.spend)
        return replace(option, value=times(gross, gain[p]) - times(own_cost, cost[p]), spend=spend)


def times(amount: int, ppm: int) -> int:
    """An amount that is `ppm` millionths larger, rounded half up."""
    return (2 * amount * (MILLION + ppm) + MILLION) // (2 * MILLION)
