"""The rows of the family `choice`: at most one option of a project is chosen, and a required project is in the plan."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from optimizer.linear.rows import Row, owner_of, row
from optimizer.model.rule import RowWithRules, Rule
from optimizer.problem.records import Problem

FAMILY = "choice"

# The weights of lifting a requirement, used if no money and no people help. Several relations are lifted before a requirement,
# several requirements before a mandate, and a legal mandate last.
REQUIREMENT, MANDATE, LEGAL_MANDATE = 10, 100, 1000
LEGAL = (
    "mandate: regulatory",
    "mandate: safety",
)  # the values of projects.mandate that are law; the third value, contractual, is not: a contract can be bought out


def rows(problem: Problem) -> list[Row]:
    """For each project p: sum of w over the options of p <= 1, or = 1 if p is required (mandate, in flight, forced in).

    To stop a project is one of its options. A required project without an option gets a row that no selection satisfies. The
    problem is then infeasible, and the label of the row says why.
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
    """Splits each row into its two bounds and yields them with the rules behind them.

    The upper bound, that at most one option of a project is chosen, has no rule behind it: nobody can lift it. The lower bound,
    that a project is in the plan, has a requirement behind it, which can be lifted.
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
