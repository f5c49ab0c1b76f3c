"""The way out of a problem without a plan: which rules contradict one another, the cheapest repair, and the best plan under it. Words are failure.py's.

A plan under a repair is never tonight's plan: somebody has to give the money, the people, or the permission first.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import polars as pl

from optimizer.infeasible.conflict import Conflict, find_conflict
from optimizer.infeasible.least_relief import Nothing, Room, fewest_lifted, least_money, least_people, least_people_alone
from optimizer.infeasible.lifting import with_more, without
from optimizer.infeasible.tail_floors import LowerFloor, highest_floor
from optimizer.model.families.declared.tail import tail_rule
from optimizer.model.rule import Rule
from optimizer.model.rules_and_rows import RuledRows, ruled_rows
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify

Progress = Callable[[str], None]

# Of the guard for the conflict, and as much for the repairs, but no longer; the rest is the plan's.
SHARE, MOST_SECONDS = 0.3, 30.0


@dataclass(frozen=True)
class MoreMoney:
    """What a fund needs more of a class in a fiscal year, in minor units."""

    fund_id: str
    cost_class: str
    fiscal_year: int
    amount_minor: int


@dataclass(frozen=True)
class MorePeople:
    """What is needed more of a role in a period, in milli-FTE; where periods are planned together, in all of the block that begins with it."""

    role_id: str
    period_index: int
    milli_fte: int


@dataclass(frozen=True)
class Repair:
    """More money and people with which there is a plan.

    money_at_least, people_at_least: totals (minor units, milli-FTE) that no repair of the kind stays below; equal to what is given when it is the least.
    """

    money: tuple[MoreMoney, ...]
    people: tuple[MorePeople, ...]
    money_at_least: int
    people_at_least: int

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
        """Whether less of it is proven not to do."""
        return (self.total_money, self.total_people) == (self.money_at_least, self.people_at_least)


@dataclass(frozen=True)
class WayOut:
    """What is known of an infeasible problem.

    conflict: rules that cannot hold together. lifted: what no money and no people mend, the fewest rules to lift (by weight, rules.py), and
    is_fewest whether that is proven; the repairs are then those of the problem without them. money, people: the least more money with the people as they
    are, the least more people with the budgets as they are; None where it does not do, or none was found. both: where neither does, the least people that
    money cannot bring, then the least money. floors: of tails among `lifted`, the floor that can be kept with the first of the repairs. plan: the best plan under `lifted` and the first of the three repairs, verified; never tonight's.
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
        """The one the plan stands under: money alone before people alone before both."""
        return self.money or self.people or self.both

    def as_dict(self) -> dict[str, Any]:
        """Values for machines."""
        return {
            "conflict": None if self.conflict is None else {"is_minimal": self.conflict.is_minimal, "rules": [_told(rule) for rule in self.conflict.rules]},
            "to_lift": {"is_fewest": self.is_fewest, "rules": [_told(rule) for rule in self.lifted]},
            "least_money": _repair(self.money), "least_people": _repair(self.people), "least_people_then_money": _repair(self.both),
            "lower_floors": [{**asdict(each), "is_least": each.is_least} for each in self.floors],
            "plan_under_repair": None if self.plan is None else json.loads(self.plan.to_json()),
        }  # fmt: skip


def find_way_out(
    frames: Mapping[str, pl.DataFrame],
    limits: Limits,
    *,
    problem: Problem | None = None,
    value_tolerance_bp: int = 0,
    progress: Progress = lambda _: None,
) -> WayOut:
    """The way out of the infeasible problem that `frames` state. Everything in it has been checked; what was not found in `limits` is None.

    Where the floor under the worst scenarios must be lifted, it is told how little it has to be lowered, with the repair given.
    """
    begun = time.monotonic()
    problem = build_problem(frames) if problem is None else problem
    known = ruled_rows(problem)
    seconds = min(limits.seconds * SHARE, MOST_SECONDS)
    conflict = find_conflict(problem, replace(limits, seconds=seconds), known=known, progress=progress)
    deadline = time.monotonic() + seconds
    found = fewest_lifted(problem, known, limits, deadline)
    if found is None:
        return WayOut(conflict)
    lifted, is_fewest = found
    way = _repairs(problem, known.without(lifted), limits, deadline)
    way = replace(
        way, conflict=conflict, lifted=tuple(sorted(lifted, key=lambda rule: (rule.family, rule.label))), is_fewest=is_fewest
    )
    way = replace(way, floors=_floors(frames, problem, way, limits, time.monotonic() + seconds))
    progress("the cheapest repair is known" if way.repair or lifted else "no repair was found")
    left = replace(limits, seconds=max(begun + limits.seconds - time.monotonic(), 0.0))
    return replace(way, plan=_plan_under(frames, way, left, value_tolerance_bp, progress))


def repaired_frames(frames: Mapping[str, pl.DataFrame], way: WayOut) -> dict[str, pl.DataFrame]:
    """The frames with what `way` lifts and gives. Raises ValueError where a rule to lift is stated by no frame."""
    repair, left = way.repair or Repair((), (), 0, 0), without(frames, way.lifted)
    money = {(each.fund_id, each.cost_class, each.fiscal_year): each.amount_minor for each in repair.money}
    people = {(each.role_id, each.period_index): each.milli_fte for each in repair.people}
    floors = [(each.label, each.owner, each.worst, each.reachable) for each in way.floors]
    lowered = pl.DataFrame(floors, schema=left["tail"].schema, orient="row")
    return with_more({**left, "tail": pl.concat([left["tail"], lowered])}, money, people)


def _floors(
    frames: Mapping[str, pl.DataFrame], problem: Problem, way: WayOut, limits: Limits, deadline: float
) -> tuple[LowerFloor, ...]:
    """Of the tails to lift the highest floor that can be kept in place of each, one after another."""
    found: list[LowerFloor] = []
    for rule in problem.tail:
        if tail_rule(rule) in way.lifted:
            repaired = _repaired(frames, replace(way, floors=tuple(found)))
            floor = repaired and highest_floor(build_problem(repaired), rule, limits, deadline)
            found += [floor] if floor else []
    return tuple(found)


def _repairs(problem: Problem, known: RuledRows, limits: Limits, deadline: float) -> WayOut:
    people = least_people(problem, known, limits, deadline)
    if isinstance(people, Nothing):
        return WayOut(None)
    money = least_money(problem, known, limits, deadline, people.counted)
    alone = None
    if isinstance(money, Nothing) or money.counted:
        alone = _of_people(least_people_alone(problem, known, limits, deadline))
    if isinstance(money, Nothing):
        return WayOut(None, people=alone)
    total = sum(money.people.values())
    first = _repair_of(money, money.at_least, min(people.at_least, total))
    if not total:
        return WayOut(None, money=first if money.counted else None, people=alone)
    return WayOut(None, people=alone, both=first if alone is None else None) if money.counted else WayOut(None, people=first)


def _of_people(found: Room | Nothing) -> Repair | None:
    return None if isinstance(found, Nothing) or not found.counted else _repair_of(found, 0, found.at_least)


def _repair_of(room: Room, money_at_least: int, people_at_least: int) -> Repair:
    return Repair(
        tuple(MoreMoney(*purse, by) for purse, by in sorted(room.money.items())),
        tuple(MorePeople(*place, by) for place, by in sorted(room.people.items())),
        money_at_least, people_at_least,
    )  # fmt: skip


def _plan_under(
    frames: Mapping[str, pl.DataFrame], way: WayOut, limits: Limits, value_tolerance_bp: int, progress: Progress
) -> Plan | None:
    """The best plan of the repaired frames, where there is one that passes the verifier."""
    if not (way.repair or way.lifted):
        return None
    repaired = _repaired(frames, way)
    if repaired is None:
        return None
    plan = solve(build_problem(repaired), limits, value_tolerance_bp=value_tolerance_bp, progress=progress)
    return plan if isinstance(plan, Plan) and verify(repaired, plan).passed else None


def _repaired(frames: Mapping[str, pl.DataFrame], way: WayOut) -> dict[str, pl.DataFrame] | None:
    """None where a rule to lift is stated by no frame."""
    try:
        return repaired_frames(frames, way)
    except ValueError:
        return None


def _told(rule: Rule) -> dict[str, str]:
    return {"family": rule.family, "rule_id": rule.rule_id, "rule": rule.label, "owner": rule.owner}


def _repair(repair: Repair | None) -> dict[str, Any] | None:
    return None if repair is None else {**asdict(repair), "is_least": repair.is_least}
