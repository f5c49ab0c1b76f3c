"""Finds the rules that exclude one project: rules that no selection with the project keeps together.

The project is put into the plan as if it were required, and `conflict.py` finds a minimal conflict of that problem. Rules that
contradict one another whatever money and people there are come first, because no budget helps against them. A single rule is
always a smallest set; a set of several rules is only proven to have no needless rule.
"""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import polars as pl

from optimizer.infeasible.ample_resources import with_ample_resources
from optimizer.infeasible.conflict import Conflict, find_conflict
from optimizer.linear.rows import Row
from optimizer.model.rule import Rule
from optimizer.model.rules_and_rows import RuledRows, ruled_rows
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits, Progress
from optimizer.search.stopping_rules import WorkLimit

# The most work for one project, and for all projects together (`WorkLimit`). What is not proven by then is told as not proven. No
# clock decides, so two nights of the same inputs publish the same causes.
WORK_EACH, WORK_TOGETHER = 5e7, 5e8
CAUSE_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "cause": pl.List(pl.String()), "is_cause_proven": pl.Boolean(),
}  # fmt: skip


def rules_excluding(
    problem: Problem, project_id: str, limits: Limits, *, known: RuledRows | None = None, work: WorkLimit | None = None
) -> Conflict | None:
    """Returns rules that no selection running the project keeps together.

    work: what the runs of the solver may take; None for no limit. The rule that the project runs is not among the rules. None if
    some selection runs the project, or if nothing was found within `limits` and `work`. If `is_minimal` is False, some of the rules may be needless. Raises ValueError if the problem has no such project.
    """
    deadline = time.monotonic() + limits.seconds
    known, forced = _with_forced(ruled_rows(problem) if known is None else known, problem, project_id)
    amounts = [rule for rule in known.rules if rule.is_amount]
    ample = with_ample_resources(problem, frozenset())
    orders = _without_forced(find_conflict(ample, limits, known=known.without(amounts), work=work), forced)
    if orders is not None and orders.is_minimal and len(orders.rules) == 1:
        return orders
    left = replace(limits, seconds=max(deadline - time.monotonic(), 0.0))
    every = _without_forced(find_conflict(problem, left, known=known, work=work), forced)
    found = [each for each in (orders, every) if each is not None]
    return min(found, key=lambda each: (not each.is_minimal, len(each.rules)), default=None)


def causes_frame(
    problem: Problem,
    project_ids: Iterable[str],
    limits: Limits,
    *,
    period: Callable[[int], str] = "period {}".format,
    progress: Progress = lambda _: None,
    work: float = WORK_TOGETHER,
) -> pl.DataFrame:
    """The rules that exclude each of the projects (CAUSE_SCHEMA), in the words of the rules.

    limits: their limit of time is not read. period: writes a period for people. work: the most work for all projects together.
    `cause` is empty where `is_cause_proven` is false, because the search was stopped by then.
    """
    names, rows = list(project_ids), []
    known = ruled_rows(problem) if names else None
    limits, together = replace(limits, seconds=math.inf), WorkLimit(work)
    for name in names:
        most = max(min(WORK_EACH, together.left), 0.0)
        own = WorkLimit(most)
        found = rules_excluding(problem, name, limits, known=known, work=own)
        together.spend(most - own.left)
        is_proven = found is not None and found.is_minimal
        rows.append((name, [_words(rule, period) for rule in found.rules] if found is not None and is_proven else [], is_proven))
    if names:
        progress(f"the cause is proven for {sum(proven for *_, proven in rows)} of {len(names)} projects that no plan can hold")
    return pl.DataFrame(rows, schema=CAUSE_SCHEMA, orient="row")


def _words(rule: Rule, period: Callable[[int], str]) -> str:
    """The rule in words. The rule of a role in a period names the period as the calendar does."""
    if rule.kind == "people":
        role, first = rule.place
        return f"{role} in {period(int(first))}"
    return rule.label


def _with_forced(known: RuledRows, problem: Problem, project_id: str) -> tuple[RuledRows, Rule]:
    """The rows with one more row, which the project's running satisfies, and the rule behind that row."""
    own = problem.running_options_of[problem.projects.index(project_id)]
    label = f"{project_id} runs"
    forced = Rule("choice", "requirement", label, "portfolio office", ("forced in", project_id))
    cols = np.array(own, dtype=np.int64)
    each = Row(f"choice[{project_id}, running]", "choice", label, cols, np.ones(len(own), dtype=np.int64), 1, None)
    behind = (*known.behind, frozenset({len(known.rules)}))
    return RuledRows((*known.rules, forced), (*known.rows, each), behind, known.lazy), forced


def _without_forced(found: Conflict | None, forced: Rule) -> Conflict | None:
    """The other rules of a conflict; None if the conflict has nothing to do with the project."""
    if found is None or forced not in found.rules:
        return None
    return replace(found, rules=tuple(rule for rule in found.rules if rule != forced))
