"""Finds what would let a project into the plan: the least additional money or people with which the portfolio loses nothing.

"Loses nothing" means that there is a plan with the project that is worth at least as much as the recommended plan. A search for
the least relief (`optimizer/infeasible/relief`) answers this, with two additional rows: the project runs, and the value is not
less. It does not say what the optimiser would choose with the relief: the best plan may then be another one.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from optimizer.infeasible.lifting import with_more
from optimizer.infeasible.relief.least_relief import NoRelief, least_money, least_people, least_people_alone
from optimizer.infeasible.relief.selection_relief import Relief
from optimizer.infeasible.repairs import Repair
from optimizer.linear.rows import Row, row
from optimizer.linear.rule_families import CHOICE
from optimizer.model.rules_and_rows import RuledRows, ruled_rows
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits
from optimizer.search.stages import at_least
from optimizer.search.stopping_rules import WorkLimit

JoiningState = Literal["free", "helped", "impossible", "unknown"]


@dataclass(frozen=True)
class Joining:
    """What would let one project join the plan, so that the portfolio is worth at least as much as before.

    state: "free" if a plan with the project is worth as much without anything more; "helped" if at least one of the repairs is
    known; "impossible" if it is proven that no money and no people help; "unknown" if a limit stopped the search first. money: the
    least additional money alone, in minor units. people: the least additional people alone, in milli-FTE. both: if neither is enough
    alone, the fewest people that money cannot buy, and then the least money. Each was checked in integers, and says whether it is
    proven to be the least (`Repair.is_least`). not_alone: of which it is proven that no amount is enough by itself.
    """

    project_id: str
    state: JoiningState
    money: Repair | None = None
    people: Repair | None = None
    both: Repair | None = None
    not_alone: tuple[Literal["money", "people"], ...] = ()


def what_lets_in(
    frames: Mapping[str, pl.DataFrame], plan: Plan, project_id: str, limits: Limits, work: WorkLimit | None = None
) -> Joining:
    """The least additional money or people with which a project joins the plan and nothing is lost.

    frames: the choice frames of the plan. work: what the solves may take together; None for no limit. Raises ValueError if no option
    runs the project.
    """
    problem = build_problem(frames)
    if project_id not in problem.projects or not problem.running_options_of[problem.projects.index(project_id)]:
        raise ValueError(f"{project_id} has no option that runs it")
    known = _with_rows(ruled_rows(problem), [_runs(problem, project_id), at_least(problem.objective, plan.value, "value")])
    deadline = time.monotonic() + limits.seconds
    people = least_people(problem, known, limits, deadline, work)
    if isinstance(people, NoRelief):
        return Joining(project_id, "impossible" if people.is_proven else "unknown")
    money = least_money(problem, known, limits, deadline, people.total, work)
    if isinstance(money, Relief) and not money.total and not money.people:
        return Joining(project_id, "free" if _is_enough(frames, problem, money, project_id, plan) else "unknown")
    alone = least_people_alone(problem, known, limits, deadline, work)
    found = {"people": alone if isinstance(alone, Relief) and alone.people else None}
    if isinstance(money, Relief):
        found["both" if money.people and money.total else "people" if money.people else "money"] = money
    if found.get("people") or found.get("money"):
        found["both"] = None
    repairs = {
        name: _repair(name, each, people)
        for name, each in found.items()
        if each is not None and _is_enough(frames, problem, each, project_id, plan)
    }
    return Joining(project_id, "helped" if repairs else "unknown", **repairs, not_alone=_not_alone(people, money, alone))


def _not_alone(fewest: Relief, money: Relief | NoRelief, people: Relief | NoRelief) -> tuple[Literal["money", "people"], ...]:
    """What is proven not to be enough by itself. fewest: the fewest people that are needed if money were unlimited."""
    is_money_short = fewest.at_least > 0 or (isinstance(money, NoRelief) and money.is_proven)
    is_people_short = isinstance(people, NoRelief) and people.is_proven
    return (*(("money",) if is_money_short else ()), *(("people",) if is_people_short else ()))


def _repair(name: str, relief: Relief, fewest: Relief) -> Repair:
    """The repair of a relief, with the bounds that its search proved."""
    if name == "people":
        return Repair.of(relief, 0, relief.at_least if not relief.money else sum(relief.people.values()))
    return Repair.of(relief, relief.at_least, min(fewest.at_least, sum(relief.people.values())))


def _is_enough(frames: Mapping[str, pl.DataFrame], problem: Problem, relief: Relief, project_id: str, plan: Plan) -> bool:
    """Whether the selection of a relief keeps every row with it, can be funded, and is worth as much as the plan, all in integers.

    People who are bought lower the value, which the search for the relief does not count.
    """
    keys = {_key(problem, j) for j in relief.chosen}
    relieved = build_problem(with_more(frames, relief.money, relief.people))
    chosen = frozenset(j for j in range(len(relieved.options)) if _key(relieved, j) in keys)
    runs = any(_key(relieved, j)[0] == project_id and not relieved.options[j].is_stop for j in chosen)
    search = ExactSearch(relieved, Limits())
    return runs and not search.broken_or_unfunded(chosen) and search.value(chosen) >= plan.value


def _key(problem: Problem, j: int) -> tuple[str, str, int]:
    """The project, mode and start of an option: with other budgets the options have other numbers."""
    option = problem.options[j]
    return problem.projects[option.project], option.mode_id, option.start


def _with_rows(known: RuledRows, rows: list[Row]) -> RuledRows:
    """The rows of a problem with further rows that nobody can lift."""
    nobody: list[frozenset[int]] = [frozenset()] * len(rows)
    return replace(known, rows=(*known.rows, *rows), behind=(*known.behind, *nobody))


def _runs(problem: Problem, project_id: str) -> Row:
    options = ((j, 1) for j in problem.running_options_of[problem.projects.index(project_id)])
    return row(f"in[{project_id}]", CHOICE, "in the plan", options, 1, None)
