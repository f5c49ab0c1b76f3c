"""Compares a plan with the best plan of a changed problem, and says whether the plan is still the best one.

The comparison solves the changed problem once, starting from the plan.
"""

from dataclasses import dataclass
from typing import Literal

from optimizer.explain.displacement import changes_from
from optimizer.linear.rows import Selection
from optimizer.plan import Plan
from optimizer.problem.option_arrays import OptionKey
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.hires_in_plan import option_keys_of
from optimizer.search.limits import Limits, whole_bound
from optimizer.search.stages import at_least


@dataclass(frozen=True)
class Compared:
    """The result of comparing a plan with the best selection of a changed problem.

    status: "same" if the value of no selection exceeds that of the plan's selection by more than the gap that the plan's own
    search left open; "changes" if a better selection is known, or if the plan's selection violates a rule of the changed problem;
    "open" if the solve stopped before "same" or "changes" was proven. gain: the value of the better selection less the value of
    the plan's selection; None if the plan's selection violates a rule of the changed problem. added: projects that run in the
    better selection and not in the plan. dropped: projects that run in the plan and not in the better selection. others:
    projects that run in both, but in different options. These three come from a selection that is proven to be the best one of the
    changed problem, within the gap that the plan's own search left open, and that changes the plan least at its value. They are
    empty if the status is not "changes", or if the changed problem has no selection at all. They are also empty if is_proven is
    False. The status is then "changes" and a selection of the changed problem is known that replaces the plan's, but it is not
    proven which selection is the best one and changes the plan least.
    """

    status: Literal["same", "changes", "open"]
    gain: int | None = None
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    is_proven: bool = True


def compare(problem: Problem, plan: Plan, limits: Limits) -> Compared:
    """Compares the plan's selection with the best selection of `problem`. The result is deterministic under a node limit."""
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    keys = option_keys_of(problem, plan)
    own = frozenset(number[key] for key in keys if key in number)
    search = ExactSearch(problem, limits)
    is_allowed = len(own) == len(keys) and not search.broken_rows(own) and not search.shortfalls(own)
    answer = search.run(problem.objective, own if is_allowed else None)
    if answer.chosen is None:
        return Compared("changes" if answer.status == "infeasible" else "open")
    best = search.value(answer.chosen)
    value = search.value(own) if is_allowed else None
    left_open = max(plan.gap + plan.given_up, 0)  # how far the plan may be below the best plan, by the bound of its own search
    still_open = whole_bound(answer.bound, best) - best
    allowed = max(plan.gap, _tolerance(limits, best))
    if value is None or best - value > left_open:
        gain = None if value is None else best - value
        nearest = _nearest(search, own, answer.chosen) if still_open <= allowed else None
        return Compared("changes", gain, is_proven=False) if nearest is None else _moved(problem, keys, plan, nearest, gain)
    return Compared("same" if best + still_open - value <= max(left_open, _tolerance(limits, value)) else "open")


def _nearest(search: ExactSearch, own: Selection, best: Selection) -> Selection | None:
    """The selection that changes `own` least among those that are worth as much as `best`; None if that is not proven."""
    problem = search.problem
    floor = at_least(problem.objective, search.value(best), "value of the better plan")
    answer = search.run_with_rows([floor], -changes_from(problem, own), best, gap_ppm=0)
    return answer.chosen if answer.status == "optimal" else None


def _moved(problem: Problem, keys: list[OptionKey], plan: Plan, better: Selection, gain: int | None) -> Compared:
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    picked = {(problem.projects[o.project], o.mode_id, o.start) for o in (problem.options[j] for j in better)}
    # An option that stops a project and an option that hires people run no project.
    stops = {key for key, j in number.items() if problem.options[j].is_stop or j in problem.hire_options}
    before, after = {key[0] for key in set(keys[: len(plan.chosen)]) - stops}, {key[0] for key in picked - stops}
    others = tuple(sorted({key[0] for key in picked - set(keys)} & before & after))
    return Compared("changes", gain, tuple(sorted(after - before)), tuple(sorted(before - after)), others)


def _tolerance(limits: Limits, value: int) -> int:
    return abs(value) * limits.gap_target_ppm // 1_000_000
