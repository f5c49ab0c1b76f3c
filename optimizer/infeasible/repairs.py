"""The records of the way out of an infeasible problem: repairs, rules to lift, and the plan under them.

The form of the records for machines stands here too.

How a way out is found stands in `way_out.py`, its words in `wording.py`.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from optimizer.infeasible.conflict import Conflict
from optimizer.infeasible.relief.selection_relief import Relief
from optimizer.infeasible.relief.tail_floors import LowerFloor
from optimizer.model.rule import Rule
from optimizer.plan import Plan


@dataclass(frozen=True)
class MoreMoney:
    """What a fund needs in addition for a cost class in a fiscal year, in minor units."""

    fund_id: str
    cost_class: str
    fiscal_year: int
    amount_minor: int


@dataclass(frozen=True)
class MorePeople:
    """What a role needs in addition in a period, in milli-FTE.

    Where periods are planned together, it is for the block that begins with the period.
    """

    role_id: str
    period_index: int
    milli_fte: int


@dataclass(frozen=True)
class Repair:
    """Additional money and people with which there is a plan.

    money_at_least, people_at_least: totals (minor units, milli-FTE) that no repair of the kind stays below. They equal the totals
    of this repair when it is the least one.
    """

    money: tuple[MoreMoney, ...]
    people: tuple[MorePeople, ...]
    money_at_least: int
    people_at_least: int

    @classmethod
    def of(cls, relief: Relief, money_at_least: int, people_at_least: int) -> "Repair":
        """The repair that gives what a selection lacks."""
        return cls(
            tuple(MoreMoney(*purse, by) for purse, by in sorted(relief.money.items())),
            tuple(MorePeople(*place, by) for place, by in sorted(relief.people.items())),
            money_at_least,
            people_at_least,
        )

    @property
    def total_money(self) -> int:
        """Minor units."""
        return sum(each.amount_minor for each in self.money)

    @property
    def total_people(self) -> int:
        """Milli-FTE over all periods."""
        return sum(each.milli_fte for each in self.people)

    @property
    def is_least(self) -> bool:
        """Whether it is proven that less would not be enough."""
        return (self.total_money, self.total_people) == (self.money_at_least, self.people_at_least)


@dataclass(frozen=True)
class WayOut:
    """What is known of an infeasible problem.

    conflict: rules that cannot hold together. lifted: where no money and no people help, the rules to lift that weigh least
    together (`Rule.weight`); the repairs are then those of the problem without them. is_fewest: whether that least weight is
    proven. money: the least additional money with the people as they are. people: the least additional people with the budgets as
    they are. Either is None where it is not enough, or was not found. both: where neither is enough, the least people that money
    cannot bring, then the least money. floors: for each floor among `lifted`, the one that can be kept with the first of the
    repairs. plan: the best plan under `lifted` and the first of the three repairs, verified; it is never tonight's plan.
    """

    conflict: Conflict | None
    lifted: tuple[Rule, ...] = ()
    is_fewest: bool = True
    money: Repair | None = None
    people: Repair | None = None
    both: Repair | None = None
    floors: tuple[LowerFloor, ...] = ()
    plan: Plan | None = None

    @property
    def repair(self) -> Repair | None:
        """The repair that the plan stands under: money alone before people alone before both."""
        return self.money or self.people or self.both

    def as_dict(self) -> dict[str, Any]:
        """Values for machines."""
        return {
            "conflict": None if self.conflict is None else {"is_minimal": self.conflict.is_minimal, "rules": [_rule(each) for each in self.conflict.rules]},
            "to_lift": {"is_fewest": self.is_fewest, "rules": [_rule(each) for each in self.lifted]},
            "least_money": _repair(self.money), "least_people": _repair(self.people), "least_people_then_money": _repair(self.both),
            "lower_floors": [{**asdict(each), "is_least": each.is_least} for each in self.floors],
            "plan_under_repair": None if self.plan is None else json.loads(self.plan.to_json()),
        }  # fmt: skip


def _rule(rule: Rule) -> dict[str, str]:
    return {"family": rule.family, "rule_id": rule.rule_id, "rule": rule.label, "owner": rule.owner}


def _repair(repair: Repair | None) -> dict[str, Any] | None:
    return None if repair is None else {**asdict(repair), "is_least": repair.is_least}
