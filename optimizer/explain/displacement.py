"""Finds what the plan would look like with a project forced in: who leaves, who enters, and who runs otherwise.

A displacement is read from a selection of the greatest value with the project, and among those from one that changes the
recommended plan least. It is not read from anything less, because the difference of two plans is otherwise no consequence of the
project. In most cases the proof of the price says that no other selection has the same value, and the least change is then known
as well.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np

from optimizer.explain.plan_pool import running_projects
from optimizer.explain.prices import Best, PriceSearch, is_worse
from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Selection
from optimizer.model.consequences import point_of
from optimizer.problem.records import Option, Problem
from optimizer.search.stages import at_least

Change = Literal["enters", "leaves", "otherwise", "people", "synergy"]
Way = tuple[str | None, int | None]  # the mode and the start of an option; None and None if there is no option


@dataclass(frozen=True)
class Difference:
    """One difference between the recommended plan and the plan with a project forced in.

    change: "enters", "leaves" or "otherwise" (another mode or start, or the way in which it is stopped) for a project; "people"
    for the people of a role that are bought or hired; "synergy" for a synergy that is won or lost. subject: the id of the
    project, role or synergy. mode_before, start_before, mode_after, start_after: the options of a project. amount: what the
    difference adds to the value, negative if it lowers the value, in the unit of the objective.
    """

    change: Change
    subject: str
    mode_before: str | None
    start_before: int | None
    mode_after: str | None
    start_after: int | None
    amount: int


@dataclass(frozen=True)
class Displacement:
    """The plan with a project forced in, as differences from the recommended plan.

    differences: they add up to the value of the plan with the project, less the value of the recommended plan. must_leave: the
    projects that leave in every plan of this value: keeping one of them beside the project is proven to be worth less. is_one_of_several:
    whether another selection of the same value exists; None if neither is proven.
    """

    differences: tuple[Difference, ...]
    must_leave: tuple[str, ...]
    is_one_of_several: bool | None

    def subjects(self, change: Change) -> tuple[str, ...]:
        """The ids of all subjects with this kind of change, sorted."""
        return tuple(sorted(each.subject for each in self.differences if each.change == change))


def displacement(prices: PriceSearch, plan: Selection, p: int, best: Best) -> Displacement | None:
    """The displacement of project `p` (by number).

    plan: the selection of the recommended plan. best: what is proven about the greatest value with the project. Returns None if it
    is not proven which selection of this value changes the plan least.
    """
    problem, search, forced = prices.problem, prices.search, prices.must_run(p)
    if best.rival is None:
        found = differences(problem, plan, best.chosen)
        return Displacement(found, tuple(each.subject for each in found if each.change == "leaves"), False)
    cost, same_value = changes_from(problem, plan), at_least(problem.objective, best.value, "value with the project")
    start = min((best.chosen, best.rival), key=lambda chosen: search.value(chosen, cost))
    answer = prices.prove_with([forced, same_value], -cost, start)
    if answer is None or answer.chosen is None or answer.status != "optimal":
        return None
    stays = set().union(*(running_projects(problem, each) for each in (best.chosen, best.rival, answer.chosen)))
    must = [
        problem.projects[q]
        for q in sorted(running_projects(problem, plan) - stays)
        if (kept := prices.prove_worse([forced, prices.must_run(q)], best.value)) is not None and is_worse(kept, best.value)
    ]
    return Displacement(differences(problem, plan, answer.chosen), tuple(sorted(must)), True)


def differences(problem: Problem, before: Selection, after: Selection) -> tuple[Difference, ...]:
    """Every difference of two selections, by kind and subject. The amounts add up to the difference of their values."""
    own = [(_options(problem, chosen), running_projects(problem, chosen)) for chosen in (before, after)]
    (old, ran), (new, runs) = own
    found = []
    for p in sorted(old.keys() | new.keys()):
        if old.get(p) != new.get(p):
            change: Change = "otherwise" if (p in ran) == (p in runs) else "enters" if p in runs else "leaves"
            amount = _worth(new.get(p)) - _worth(old.get(p))
            found.append(Difference(change, problem.projects[p], *_way(old.get(p)), *_way(new.get(p)), amount))
    people, together = _people(problem, after), _synergies(problem, after)
    people.subtract(_people(problem, before))
    together.subtract(_synergies(problem, before))
    found += [Difference("people", role, None, None, None, None, amount) for role, amount in people.items() if amount]
    found += [Difference("synergy", name, None, None, None, None, amount) for name, amount in together.items() if amount]
    return tuple(sorted(found, key=lambda each: (each.change, each.subject)))


def changes_from(problem: Problem, plan: Selection) -> IntArray:
    """How much each option changes the plan: a project that enters or leaves counts 2, one that runs otherwise counts 1.

    As in `optimizer.search.stages.change_costs`, less a constant, with the recommended plan in the place of the approved plan.
    """
    ran = {problem.options[j].project: j for j in plan - problem.hire_options if not problem.options[j].is_stop}
    cost = np.zeros(len(problem.options), dtype=np.int64)
    for j, option in enumerate(problem.options):
        if not option.is_stop and option.project not in problem.hires:
            cost[j] = 2 if option.project not in ran else -2 if ran[option.project] == j else -1
    return problem.layout.array(cost)


def _options(problem: Problem, chosen: Selection) -> dict[int, Option]:
    return {problem.options[j].project: problem.options[j] for j in chosen - problem.hire_options}


def _worth(option: Option | None) -> int:
    return 0 if option is None else option.value


def _way(option: Option | None) -> Way:
    return (None, None) if option is None else (option.mode_id, option.start)


def _people(problem: Problem, chosen: Selection) -> Counter[str]:
    """What the people that are bought and hired add to the value, by role: zero or negative."""
    found: Counter[str] = Counter()
    for j in chosen & problem.hire_options:
        found[problem.hires[problem.options[j].project]] += problem.options[j].value
    point = point_of(problem, chosen)
    for column, offer in zip(problem.layout.step_columns, problem.elastic, strict=True):
        found[offer.role] -= point.get(column, 0) * offer.step_loss
    return found


def _synergies(problem: Problem, chosen: Selection) -> Counter[str]:
    point = point_of(problem, chosen)
    columns = zip(problem.layout.synergy_columns, problem.synergies, strict=True)
    return Counter({each.name: each.amount for q, each in columns if q in point})
