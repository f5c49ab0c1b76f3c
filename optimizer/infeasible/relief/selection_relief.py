"""What one selection lacks, exactly: money by purse and people by role and period, in whole minor units and milli-FTE.

Which selection lacks least is asked in `least_relief.py`.
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
    """Which relief may be given: none, an amount that is minimised, or as much as is needed; of people also up to `people_most`
    milli-FTE in all.
    """

    money: Granted
    people: Granted
    people_most: int = 0


@dataclass(frozen=True)
class Relief:
    """Additional money (minor units) and people (milli-FTE) with which `chosen` keeps every rule.

    total: of the resource that is minimised. at_least: of that resource, a total that is needed in any case: by this selection at
    first, by every selection once the search has ended.
    """

    chosen: Selection
    money: Money
    people: People
    total: int
    at_least: int


class SelectionRelief:
    """Computes the relief of selections under an allowance.

    has_extra_people: whether any selection was given more people than no purchase brings, so that it reaches its floor; fewer
    might have been enough.
    """

    def __init__(self, problem: Problem, known: RuledRows, allowance: Allowance) -> None:
        self.problem, self.lazy, self.allowance = problem, known.lazy, allowance
        self.robust_budgets = known.lazy.limiting("money")
        self.floors = known.lazy.limiting("value")
        self.has_extra_people = False

    def relief_of(self, chosen: Selection, columns: Mapping[int, int], *, with_floors: bool = True) -> Relief | None:
        """What a selection lacks; None where the allowance is not enough.

        columns: figures of the solver, from which people who are bought with budgets as they are can be read. with_floors: with
        the people that keep its floors.
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
        """The people whom a selection lacks and whom no purchase brings."""
        lacks = {place: short - self._can_be_bought(place) for place, short in people_short(self.problem, chosen).items()}
        return {place: by for place, by in sorted(lacks.items()) if by > 0}

    def missed_floors(self, chosen: Selection, people: People) -> list[tuple[Row, RulesBehind]]:
        """Rows of floors that a selection misses with these people given. What is bought beside them takes from the value."""
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
        """The people a selection lacks when it buys as many as the solver took the budgets to pay for, or else none."""
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
    """By how much people are short before any are bought, by role and period, in milli-FTE."""
    need: Counter[Place] = Counter()
    for j in chosen:
        for role, period, milli_fte in problem.options[j].demand:
            need[role, period] += milli_fte
    return {place: by - problem.capacity.get(place, 0) for place, by in need.items() if by > problem.capacity.get(place, 0)}
