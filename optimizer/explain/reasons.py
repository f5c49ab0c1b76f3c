"""Finds the reason why a project that could run is left out: the loss of value if the project were forced into the plan.

A reason also names the projects that the project would displace, and the limits that it would violate beside the plan.

Each reason takes one more solve: the optimum with the project forced in (z_in) is compared with the plan's value (z*).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from optimizer.linear.rows import Row, Selection, row, worst_of_each_place
from optimizer.linear.rule_families import CHOICE
from optimizer.model.consequences import point_of
from optimizer.plan import Plan
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.hires_in_plan import option_keys_of
from optimizer.search.limits import Limits, Progress, whole_bound

PROGRESS_EVERY = 5
Code = Literal["worth_nothing", "never_fits", "displaces", "kept_close", "within_gap"]
REASON_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "code": pl.String(), "best_value": pl.Int64(), "loss": pl.Int64(), "loss_at_most": pl.Int64(),
    "displaced": pl.List(pl.String()), "added": pl.List(pl.String()),
    "blocking": pl.List(pl.Struct({
        "rule": pl.String(), "excess": pl.Int64(), "unit": pl.String(), "role_id": pl.String(), "period_index": pl.Int64(),
    })),
}  # fmt: skip


@dataclass(frozen=True)
class BrokenLimit:
    """A limit that a project would violate, and by how much (`excess`, in `unit`: minor, milli_fte or count).

    rule: the limit in words. role_id, period_index: the role that is short of people, and the period (the first period of a block
    of periods); None if the limit is not about people.
    """

    rule: str
    excess: int
    unit: str
    role_id: str | None = None
    period_index: int | None = None


@dataclass(frozen=True)
class Reason:
    """Why one project is left out.

    code: "worth_nothing" if the best option of the project adds no value; "never_fits" if no plan can contain the project;
    "displaces" if the projects that it would displace are worth more; "kept_close" if the project would add value and was left
    out to stay close to the approved plan; "within_gap" if the project fits beside the unchanged plan, and the search stopped
    within its gap before it added the project. best_value: the value of the best option of the project, in the unit of the
    objective. loss, loss_at_most: forcing the project in lowers the plan's value by at least `loss` (proven) and at most
    `loss_at_most` (a plan with the project is known). The two figures are equal if the loss is exact. They are None
    for "worth_nothing", and if no plan with the project is known. displaced: projects that the plan drops if the project is forced in. added: other projects that the
    plan then brings in. blocking: limits that the least intrusive option of the project would violate if the option were added
    to the plan.
    """

    project_id: str
    code: Code
    best_value: int
    loss: int | None
    loss_at_most: int | None
    displaced: tuple[str, ...]
    added: tuple[str, ...]
    blocking: tuple[BrokenLimit, ...]


def reasons(problem: Problem, plan: Plan, limits: Limits, *, progress: Progress = lambda _: None) -> list[Reason]:
    """A Reason for every project that the plan leaves out or stops, in the order of the problem.

    The result is deterministic under a node limit.
    """
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    chosen = frozenset(number[key] for key in option_keys_of(problem, plan))
    taken = _run(problem, chosen)
    # Each solve is short, and a restart of the branch-and-bound tree takes more time than it saves.
    search = ExactSearch(problem, limits, restarts=False)
    found = []
    out = [p for p in range(len(problem.projects)) if p not in taken and p not in problem.hires and problem.running_options_of[p]]
    for count, p in enumerate(out, 1):
        if count % PROGRESS_EVERY == 0 or count == len(out):
            progress(f"reasons for {count} of {len(out)} projects left out")
        found.append(_reason(problem, plan, search, chosen, p))
    return found


def reasons_frame(found: list[Reason]) -> pl.DataFrame:
    """The reasons as a frame (REASON_SCHEMA), sorted by project."""
    rows = [{**vars(each), "blocking": [vars(limit) for limit in each.blocking]} for each in found]
    return pl.DataFrame(rows, schema=REASON_SCHEMA).sort("project_id")


def _reason(problem: Problem, plan: Plan, search: ExactSearch, chosen: Selection, p: int) -> Reason:
    options = problem.running_options_of[p]
    best = max(int(problem.values[j]) for j in options)
    others = chosen - set(problem.options_of[p])  # forcing in a project that the plan stops replaces the option that stops it
    blocking = _blocking(problem, search, others, options)
    helps = any(p in each.members and each.amount > 0 for each in problem.synergies)
    helps = helps or any(p in each.members for each in problem.programmes)
    if best <= 0 and others == chosen and not helps:
        return Reason(problem.projects[p], "worth_nothing", best, None, None, (), (), blocking)
    must = row(f"in[{problem.projects[p]}]", CHOICE, "in the plan", ((j, 1) for j in options), 1, None)
    answer = search.run_with_rows([must], problem.objective)
    if answer.status == "infeasible":
        return Reason(problem.projects[p], "never_fits", best, None, None, (), (), blocking)
    if answer.chosen is None:
        return Reason(problem.projects[p], "displaces", best, None, None, (), (), blocking)
    value = search.value(answer.chosen)
    loss = max(plan.value - whole_bound(answer.bound, value), 0)
    with_it, taken = _run(problem, answer.chosen), _run(problem, chosen)
    code: Code = "kept_close" if value > plan.value and plan.given_up else "displaces" if blocking else "within_gap"
    return Reason(
        problem.projects[p], code, best, loss, max(plan.value - value, 0),
        _names(problem, taken - with_it), _names(problem, with_it - taken - {p}), blocking,
    )  # fmt: skip


def _run(problem: Problem, chosen: Selection) -> set[int]:
    return {problem.options[j].project for j in chosen - problem.hire_options if not problem.options[j].is_stop}


def _names(problem: Problem, projects: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted(problem.projects[p] for p in projects))


def _blocking(problem: Problem, search: ExactSearch, chosen: Selection, options: tuple[int, ...]) -> tuple[BrokenLimit, ...]:
    """The limits that the least intrusive option would violate beside the chosen options; empty if some option fits.

    The least intrusive option has the smallest sum of excesses, each excess divided by its limit.
    """
    width, own = len(problem.options), set(options)
    # Only rows that contain the project, or dependent columns such as people bought for it, can be violated.
    near = [each for each in search.rows if own & set(each.cols.tolist()) or (len(each.cols) and each.cols[-1] >= width)]

    def breaks(option: int) -> list[tuple[Row, int]]:
        point = point_of(problem, chosen | {option})
        rows = [*near, *search.lazy_rows.broken_by(chosen | {option})]
        return [(each, by) for each in rows if (by := each.excess(point))]

    def weight(option: int) -> tuple[float, int]:
        return sum(abs(by) / max(abs(each.upper or 0), abs(by), 1) for each, by in breaks(option)), -int(problem.values[option])

    least = breaks(min(options, key=weight))
    # Relations come first, because no money helps against a violated relation.
    ordered = sorted(worst_of_each_place(least), key=lambda pair: pair[0].unit != "count")
    return tuple(BrokenLimit(each.label, abs(by), each.unit, *(each.place or ())) for each, by in ordered)
