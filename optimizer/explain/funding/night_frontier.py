"""The frontier of money that every night publishes: a value and a bound at each of 25 amounts, for little work.

Each point is searched to a gap that is wider than that of the plan, because 25 proofs would take longer than the plan itself. So a point
is told as an interval, and `frontier.py` narrows it on demand. What the work did not reach takes the plan of a smaller amount, which is
a plan at more money too, and the bound of a larger one. Nothing here looks at a clock.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from optimizer.explain.funding.frontier import BASIS, Point
from optimizer.explain.funding.greatest_value import PurseSets, RememberingSearch, running_in, selection_of, worth
from optimizer.explain.funding.larger_amounts import PPM, with_scaled_budgets
from optimizer.explain.plans_elsewhere import changes_between
from optimizer.linear.rows import Selection
from optimizer.plan import Plan
from optimizer.problem.records import Problem
from optimizer.search.hires_in_plan import option_keys_of
from optimizer.search.limits import Limits, Progress, whole_bound
from optimizer.search.stopping_rules import WorkLimit

CHANGES_BP = tuple(range(-2400, 2401, 200))  # 25 amounts, from 24 % less to 24 % more
GAP_PPM = 5_000  # half a per cent of the value that is not sure
MOST_WORK = 4e7  # as of `WorkLimit`; the sample of 120 projects takes a third of it
FRONTIER_SCHEMA: dict[str, pl.DataType] = {
    "change_bp": pl.Int64(), "amount_minor": pl.Int64(), "value": pl.Int64(), "value_at_most": pl.Int64(), "is_impossible": pl.Boolean(),
    "entered": pl.List(pl.String()), "left": pl.List(pl.String()), "otherwise": pl.List(pl.String()),
}  # fmt: skip

# The best selection that is known at an amount with its value, and the bound: None if it is proven that there is none.
Found = tuple[Selection | None, int | None, float | None]


def night_frontier(
    problem: Problem,
    plan: Plan,
    limits: Limits,
    *,
    changes_bp: Sequence[int] = CHANGES_BP,
    work: float = MOST_WORK,
    progress: Progress = lambda _: None,
) -> list[Point]:
    """The points, the smallest amount first; that without a change is the recommended plan. work: of all searches together."""
    limits, left = replace(limits, seconds=math.inf, gap_target_ppm=GAP_PPM), WorkLimit(work)
    own = selection_of(problem, option_keys_of(problem, plan)) or frozenset()
    at, purse_sets = with_scaled_budgets(problem), PurseSets()
    changes = sorted({*changes_bp, 0})
    found: dict[int, Found] = {0: (own, plan.value, plan.bound)}
    for change in _nearest_first(changes):
        progress(f"frontier at {change / 100:+g} %")
        if left.is_reached:
            found[change] = None, None, math.inf
            continue
        scaled = at((BASIS + change) * PPM // BASIS)
        search = RememberingSearch(scaled, limits, purse_sets, is_for_proofs=True)
        search.work_limit = left
        smaller = max((known for known in found if known < change), default=None)
        start = found[smaller][0] if smaller is not None else None
        answer = search.run(problem.objective, start)
        value = None if answer.chosen is None else worth(scaled, answer.chosen)
        found[change] = answer.chosen, value, None if answer.status == "infeasible" else answer.bound
    return _tied(problem, own, changes, found)


def _nearest_first(changes: Iterable[int]) -> list[int]:
    """The changes above today's amount, then those below it, the nearest first: what the work does not reach is the farthest."""
    return [*sorted(each for each in changes if each > 0), *sorted((each for each in changes if each < 0), reverse=True)]


def _tied(problem: Problem, own: Selection, changes: Sequence[int], found: dict[int, Found]) -> list[Point]:
    """The points, where a plan of a smaller amount stands in for a worse one, and a bound of a larger amount for a wider one."""
    bounds, least = dict[int, float | None](), math.inf
    for change in reversed(changes):
        bound = found[change][2]
        least = least if bound is None else min(least, bound)
        bounds[change] = None if bound is None else least
    points: list[Point] = []
    best: tuple[Selection, int] | None = None
    for change in changes:
        chosen, value, _ = found[change]
        if chosen is not None and value is not None and (best is None or value > best[1]):
            best = chosen, value
        bound, amount = bounds[change], sum(held * (BASIS + change) // BASIS for held in problem.budgets.values())
        if best is None:
            most = None if bound is None or math.isinf(bound) else math.ceil(bound)
            points.append(Point(change, amount, None, most, is_impossible=bound is None))
            continue
        ends = best[1] if bound is None else max(whole_bound(bound, best[1]), best[1]) if math.isfinite(bound) else None
        points.append(
            Point(change, amount, best[1], ends, *changes_between(running_in(problem, own), running_in(problem, best[0])))
        )
    return points


def frontier_frame(points: Iterable[Point]) -> pl.DataFrame:
    """The points as a frame (FRONTIER_SCHEMA)."""
    rows = [
        (
            each.change_bp,
            each.amount,
            each.value,
            each.bound,
            each.is_impossible,
            list(each.entered),
            list(each.left),
            list(each.otherwise),
        )
        for each in points
    ]
    return pl.DataFrame(rows, schema=FRONTIER_SCHEMA, orient="row")
