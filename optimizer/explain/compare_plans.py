"""Is a plan still the best one when the problem is another? One more search, warm from the plan itself."""

from dataclasses import dataclass
from typing import Literal

from optimizer.plan import Plan
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.hires_in_plan import option_keys_of
from optimizer.search.limits import Limits, whole_bound


@dataclass(frozen=True)
class Compared:
    """What another problem makes of a plan.

    status: same, no selection is worth more than the plan's beyond what the plan's own search left open; changes, a better one is known, or the
    plan's breaks a rule there; open, the search stopped before either was proven. gain: value of the better selection above the plan's, None
    where the plan's cannot be had there. added, dropped: projects. others: projects that run in another option.
    """

    status: Literal["same", "changes", "open"]
    gain: int | None = None
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def compare(problem: Problem, plan: Plan, limits: Limits) -> Compared:
    """The plan's selection against the best of `problem`. Deterministic under a node limit."""
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    keys = option_keys_of(problem, plan)
    own = frozenset(number[key] for key in keys if key in number)
    search = ExactSearch(problem, limits)
    stands = len(own) == len(keys) and not search.broken_rows(own) and not search.shortfalls(own)
    answer = search.run(problem.objective, own if stands else None)
    if answer.chosen is None:
        return Compared("changes" if answer.status == "infeasible" else "open")
    best = search.value(answer.chosen)
    picked = {(problem.projects[o.project], o.mode_id, o.start) for o in (problem.options[j] for j in answer.chosen)}
    stops = {
        key for key, j in number.items() if problem.options[j].is_stop or j in problem.hire_options
    }  # neither runs a project
    before, after = {key[0] for key in set(keys[: len(plan.chosen)]) - stops}, {key[0] for key in picked - stops}
    others = tuple(sorted({key[0] for key in picked - set(keys)} & before & after))
    moved = tuple(sorted(after - before)), tuple(sorted(before - after)), others
    if not stands:
        return Compared("changes", None, *moved)
    value = search.value(own)
    left_open = max(plan.gap + plan.given_up, 0)  # what the plan may be short of the best by its own account
    if best - value > left_open:
        return Compared("changes", best - value, *moved)
    return Compared("same" if whole_bound(answer.bound, best) - value <= max(left_open, _tolerance(limits, value)) else "open")


def _tolerance(limits: Limits, value: int) -> int:
    return abs(value) * limits.gap_target_ppm // 1_000_000
