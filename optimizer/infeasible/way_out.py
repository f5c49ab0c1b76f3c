"""Finds the way out of an infeasible problem: the rules in conflict, the cheapest repair, and the best plan under it.

Rules are in conflict if they contradict one another. The plan under a repair is never tonight's plan, because somebody has to
grant the money, the people or the permission first. `repairs.py` has the records that are returned, and `wording.py` puts them
into words.
"""

import time
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from optimizer.infeasible.conflict import find_conflict
from optimizer.infeasible.fewest_lifted import fewest_lifted
from optimizer.infeasible.lifting import with_more, without
from optimizer.infeasible.relief.least_relief import NoRelief, least_money, least_people, least_people_alone
from optimizer.infeasible.relief.selection_relief import Relief
from optimizer.infeasible.relief.tail_floors import LowerFloor, highest_floor
from optimizer.infeasible.repairs import Repair, WayOut
from optimizer.model.families.declared.tail import tail_rule
from optimizer.model.rules_and_rows import RuledRows, ruled_rows
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits, Progress
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify

# The search for the conflict gets SHARE of the time limit, but at most MOST_SECONDS. The repairs get as much time, the floors as
# much again, and the plan gets the rest.
SHARE, MOST_SECONDS = 0.3, 30.0


def find_way_out(
    frames: Mapping[str, pl.DataFrame],
    limits: Limits,
    *,
    problem: Problem | None = None,
    value_tolerance_bp: int = 0,
    progress: Progress = lambda _: None,
) -> WayOut:
    """Finds the way out of the infeasible problem that `frames` state.

    Every repair and the plan have been checked in integers. A part that was not found within `limits` is None.

    If a floor under the worst scenarios must be lifted, the way out also says by how little the floor must be lowered if the
    repair is granted.
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
    in_order = tuple(sorted(lifted, key=lambda rule: (rule.family, rule.label)))
    way = replace(way, conflict=conflict, lifted=in_order, is_fewest=is_fewest)
    way = replace(way, floors=_lower_floors(frames, problem, way, limits, time.monotonic() + seconds))
    progress("the cheapest repair is known" if way.repair or lifted else "no repair was found")
    left = replace(limits, seconds=max(begun + limits.seconds - time.monotonic(), 0.0))
    return replace(way, plan=_plan_under(frames, way, left, value_tolerance_bp, progress))


def repaired_frames(frames: Mapping[str, pl.DataFrame], way: WayOut) -> dict[str, pl.DataFrame]:
    """Returns the frames without the rules that `way` lifts, and with the money, people and lower floors that it grants.

    Raises ValueError if no frame states a rule to lift.
    """
    repair, left = way.repair or Repair((), (), 0, 0), without(frames, way.lifted)
    money = {(each.fund_id, each.cost_class, each.fiscal_year): each.amount_minor for each in repair.money}
    people = {(each.role_id, each.period_index): each.milli_fte for each in repair.people}
    floors = [(each.label, each.owner, each.worst, each.reachable) for each in way.floors]
    lowered = pl.DataFrame(floors, schema=left["tail"].schema, orient="row")
    return with_more({**left, "tail": pl.concat([left["tail"], lowered])}, money, people)


def _lower_floors(
    frames: Mapping[str, pl.DataFrame], problem: Problem, way: WayOut, limits: Limits, deadline: float
) -> tuple[LowerFloor, ...]:
    """For each floor that must be lifted, one after another, the highest floor that can be kept instead."""
    found: list[LowerFloor] = []
    for rule in problem.tail:
        if tail_rule(rule) in way.lifted:
            repaired = _repaired(frames, replace(way, floors=tuple(found)))
            floor = repaired and highest_floor(build_problem(repaired), rule, limits, deadline)
            found += [floor] if floor else []
    return tuple(found)


def _repairs(problem: Problem, known: RuledRows, limits: Limits, deadline: float) -> WayOut:
    """Finds the repairs by money only, by people only, and by both. The other fields of the returned WayOut are left empty."""
    people = least_people(problem, known, limits, deadline)
    if isinstance(people, NoRelief):
        return WayOut(None)
    money = least_money(problem, known, limits, deadline, people.total)
    alone = None
    if isinstance(money, NoRelief) or money.total:
        alone = _by_people(least_people_alone(problem, known, limits, deadline))
    if isinstance(money, NoRelief):
        return WayOut(None, people=alone)
    people_given = sum(money.people.values())
    first = Repair.of(money, money.at_least, min(people.at_least, people_given))
    if not people_given:
        return WayOut(None, money=first if money.total else None, people=alone)
    return WayOut(None, people=alone, both=first if alone is None else None) if money.total else WayOut(None, people=first)


def _by_people(found: Relief | NoRelief) -> Repair | None:
    return None if isinstance(found, NoRelief) or not found.total else Repair.of(found, 0, found.at_least)


def _plan_under(
    frames: Mapping[str, pl.DataFrame], way: WayOut, limits: Limits, value_tolerance_bp: int, progress: Progress
) -> Plan | None:
    """The best plan of the repaired frames; None where there is no repair, or no plan that passes the verifier."""
    if not (way.repair or way.lifted):
        return None
    repaired = _repaired(frames, way)
    if repaired is None:
        return None
    plan = solve(build_problem(repaired), limits, value_tolerance_bp=value_tolerance_bp, progress=progress)
    return plan if isinstance(plan, Plan) and verify(repaired, plan).passed else None


def _repaired(frames: Mapping[str, pl.DataFrame], way: WayOut) -> dict[str, pl.DataFrame] | None:
    """The repaired frames; None if no frame states one of the rules to lift."""
    try:
        return repaired_frames(frames, way)
    except ValueError:
        return None
