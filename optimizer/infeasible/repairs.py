"""The records of the way out of an infeasible problem: repairs, rules to lift, and the plan under the repair.

The records can be written as values for machines. `way_out.py` finds a way out; `wording.py` puts it into words.
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
    """Additional money of a fund for a cost class in a fiscal year, in minor units."""

    fund_id: str
    cost_class: str
    fiscal_year: int
    amount_minor: int


@dataclass(frozen=True)
class MorePeople:
    """Additional people of a role in a period, in milli-FTE.

    If periods are planned together, the people are for the block that begins with the period.
    """

    role_id: str
    period_index: int
    milli_fte: int


@dataclass(frozen=True)
class Repair:
    """Additional money and people with which the problem has a plan.

    money_at_least, people_at_least: lower bounds of the totals (minor units, milli-FTE) of every repair of this kind. They equal
    the totals of this repair if it is proven to be the least.
    """

    money: tuple[MoreMoney, ...]
    people: tuple[MorePeople, ...]
    money_at_least: int
    people_at_least: int

    @classmethod
    def of(cls, relief: Relief, money_at_least: int, people_at_least: int) -> "Repair":
        """Builds the repair that grants the relief of a selection."""
        return cls(
            tuple(MoreMoney(*purse, by) for purse, by in sorted(relief.money.items())),
            tuple(MorePeople(*place, by) for place, by in sorted(relief.people.items())),
            money_at_least,
            people_at_least,
        )

    @property
    def total_money(self) -> int:
        """The sum of the additional money, in minor units."""
        return sum(each.amount_minor for each in self.money)

    @property
    def total_people(self) -> int:
        """The sum of the additional people over all roles and periods, in milli-FTE."""
        return sum(each.milli_fte for each in self.people)

    @property
    def is_least(self) -> bool:
        """Whether it is proven that a smaller repair of this kind would not be enough."""
        return (self.total_money, self.total_people) == (self.money_at_least, self.people_at_least)


@dataclass(frozen=True)
class WayOut:
    """The conflict, the repairs and the best plan under a repair of an infeasible problem.

    conflict: rules that cannot hold together. lifted: if no money and no people help, the rules to lift with the least sum of
    weights (`Rule.weight`); the repairs are then repairs of the problem without these rules. is_fewest: whether the sum of
    weights of `lifted` is proven to be the least. money: the least additional money while the people stay as they are. people:
    the least additional people while the budgets stay as they are. money or people is None if such a repair is not enough, or was
    not found. both: if neither money nor people is enough, the least additional people that money cannot buy, and then the least
    additional money. floors: for each floor among `lifted`, the highest floor that can be kept under the property `repair`.
    plan: the best plan without the rules `lifted` and with the additions of `repair`, verified. It is never tonight's plan.
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
        """The repair that the plan assumes: `money` if it is known, else `people`, else `both`."""
        return self.money or self.people or self.both

    def as_dict(self) -> dict[str, Any]:
        """The way out as values that can be written as JSON."""
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
