"""The rows of the family `choice`: a project is run in one way at most, and a required project is in the plan."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from optimizer.linear.rows import Row, owner_of, row
from optimizer.model.rule import RowWithRules, Rule
from optimizer.problem.records import Problem

FAMILY = "choice"

# The weight of lifting a requirement, where money and people do not help: many relations are lifted before one requirement, many
# requirements before one mandate, and a mandate of law last.
REQUIREMENT, MANDATE, LEGAL_MANDATE = 10, 100, 1000
LEGAL = (
    "mandate: regulatory",
    "mandate: safety",
)  # of the values of projects.mandate (regulatory, contractual, safety) those that are law; a contract can be bought out


def rows(problem: Problem) -> list[Row]:
    """For each project p: sum of w over the options of p <= 1, or = 1 where p is required (mandate, in flight, forced in).

    Stopping a project is an option.

    A required project without an option gets a row that nothing can satisfy: the problem is then infeasible, and the row says
    why.
    """
    impossible = [
        row(f"choice[{name}]", FAMILY, f"{name} must be in the plan ({'; '.join(why)}) and has no option", (), 1, None)
        for name, why in problem.unavailable.items()
    ]
    ones = np.ones(max((len(own) for own in problem.options_of), default=0), dtype=np.int64)
    return impossible + [
        Row(
            f"choice[{name}]", "choice",
            f"{problem.labels[p]} must be in the plan ({'; '.join(problem.required[p])})" if p in problem.required
            else f"{problem.labels[p]} are made once at most" if p in problem.hires
            else f"{problem.labels[p]} is run in one way at most",
            np.arange(own.start, own.stop), ones[: len(own)], 1 if p in problem.required else None, 1,
        )
        for p, (name, own) in enumerate(zip(problem.projects, problem.options_of, strict=True))
    ]  # fmt: skip


def rules_behind(problem: Problem, rows: Iterable[Row]) -> Iterator[RowWithRules]:
    """Nobody can lift that a project is run in one way at most.

    That a project is in the plan is a requirement, which can be lifted.
    """
    number = {name: p for p, name in enumerate(problem.projects)}
    for each in rows:
        if each.upper is not None:
            yield replace(each, lower=None), []
        if each.lower is not None:
            project = each.name.removeprefix("choice[").removesuffix("]")
            why = problem.required[number[project]] if project in number else problem.unavailable[project]
            rule = Rule(FAMILY, "requirement", each.label, owner_of(each), (project,), _weight(why))
            yield replace(each, upper=None), [rule]


def _weight(why: Iterable[str]) -> int:
    return max(
        LEGAL_MANDATE if text.startswith(LEGAL) else MANDATE if text.startswith("mandate") else REQUIREMENT for text in why
    )
