"""Computes exactly which relief one selection needs: money by purse, and people by role and period.

Money is in whole minor units, people are in whole milli-FTE. `least_relief.py` searches for the selection that needs the least
relief.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from optimizer.infeasible.ample_resources import Money, People, Place, with_more_people
from optimizer.infeasible.relief.robust_reserve import least_reserve
from optimizer.linear.rows import Row, Selection
from optimizer.model.funding.least_extra import least_extra_money
from optimizer.model.funding.network import shortfalls
from optimizer.model.rule import Rule, RulesBehind
from optimizer.model.rules_and_rows import RuledRows
from optimizer.problem.records import Problem

Granted = Literal["none", "minimised", "unlimited", "up_to"]


@dataclass(frozen=True)
class Allowance:
    """Which relief may be given: of money and of people, none, an amount that is minimised, or an unlimited amount.

    people: can also be "up_to". Up to `people_most` milli-FTE may then be given in total.
    """

    money: Granted
    people: Granted
    people_most: int = 0


@dataclass(frozen=True)
class Relief:
    """Additional money (minor units) and people (milli-FTE) with which `chosen` keeps every rule.

    total: the total of the resource that is minimised, in minor units or milli-FTE. at_least: a lower bound of the total. In the
    result of SelectionRelief it bounds the relief of `chosen`; in the result of LeastReliefSearch, the relief of every selection.
    """

    chosen: Selection
    money: Money
    people: People
    total: int
    at_least: int


class SelectionRelief:
    """Computes the relief of selections under an allowance.

    has_extra_people: whether some selection was given people whom it could have bought, so that it reaches its floor. Fewer
    people might have been enough.
    """

    def __init__(self, problem: Problem, known: RuledRows, allowance: Allowance) -> None:
        self.problem, self.lazy, self.allowance = problem, known.lazy, allowance
        self.robust_budgets = known.lazy.limiting("money")
        self.floors = known.lazy.limiting("value")
        self.has_extra_people = False

    def relief_of(self, chosen: Selection, columns: Mapping[int, int], *, with_floors: bool = True) -> Relief | None:
        """The relief that a selection needs; None if the allowance (see Allowance) permits less than that.

        columns: the solver's figures of the columns; if no money may be given, they say how many people the budgets buy.
        with_floors: whether the relief must also make the selection reach its floors.
        """
        if self.allowance.money == "none":
            rules = self.robust_budgets | self.floors if with_floors else self.robust_budgets
            return self._without_money(chosen, columns, rules)
        people = self.people_beyond_purchase(chosen)
        if with_floors and self.allowance.people != "none" and self.missed_floors(chosen, people):
            people, self.has_extra_people = people_short(self.problem, chosen), True
        total = sum(people.values())
        if self.allowance.people == "minimised":
            return Relief(chosen, {}, people, total, total)
        if total > self.allowance.people_most:
            return None
        return self._with_money(chosen, people)

    def people_beyond_purchase(self, chosen: Selection) -> dict[Place, int]:
        """The people whom a selection lacks and who cannot be bought, in milli-FTE by role and period."""
        lacks = {place: short - self._can_be_bought(place) for place, short in people_short(self.problem, chosen).items()}
        return {place: by for place, by in sorted(lacks.items()) if by > 0}

    def missed_floors(self, chosen: Selection, people: People) -> list[tuple[Row, RulesBehind]]:
        """The rows of floors that a selection misses if `people` are given. People who must still be bought lower the value."""
        return self.lazy.missing(with_more_people(self.problem, people), chosen, self.floors) if self.floors else []

    def _with_money(self, chosen: Selection, people: People) -> Relief | None:
        problem = with_more_people(self.problem, people)
        if self.robust_budgets:
            reserve = least_reserve(self.lazy, problem, chosen)
            return None if reserve is None else Relief(chosen, reserve[0], people, sum(reserve[0].values()), reserve[1])
        money = least_extra_money(problem, chosen)
        total = 0 if money is None else sum(money.values())
        return None if money is None else Relief(chosen, money, people, total, total)

    def _without_money(self, chosen: Selection, columns: Mapping[int, int], rules: set[Rule]) -> Relief | None:
        """The people that a selection lacks if the budgets stay as they are.

        The purchases of the solver (`columns`) are tried first, and then no purchases. Returns None if the selection violates a
        budget or a rule of `rules` in both cases.
        """
        bought: Counter[Place] = Counter()
        for j, offer in zip(self.problem.layout.step_columns, self.problem.elastic, strict=True):
            bought[offer.role, offer.block] += columns.get(j, 0) * offer.step_milli_fte
        for counted in (bought, Counter[Place]()):
            lacks = {place: short - counted[place] for place, short in people_short(self.problem, chosen).items()}
            people = {place: by for place, by in sorted(lacks.items()) if by > 0}
            problem, total = with_more_people(self.problem, people), sum(people.values())
            if not shortfalls(problem, chosen) and not self.lazy.missing(problem, chosen, rules):
                return Relief(chosen, {}, people, total, total)
        return None

    def _can_be_bought(self, place: Place) -> int:
        if not self.problem.elastic_payers:
            return 0
        offers = [
            self.problem.elastic[j - self.problem.layout.step_columns.start]
            for j in self.problem.layout.steps_by_place.get(place, ())
        ]
        return sum(offer.most_steps * offer.step_milli_fte for offer in offers)


def people_short(problem: Problem, chosen: Selection) -> dict[Place, int]:
    """The people that a selection lacks before people are bought, by role and period, in milli-FTE."""
    need: Counter[Place] = Counter()
    for j in chosen:
        for role, period, milli_fte in problem.options[j].demand:
            need[role, period] += milli_fte
    return {place: by - problem.capacity.get(place, 0) for place, by in need.items() if by > problem.capacity.get(place, 0)}
