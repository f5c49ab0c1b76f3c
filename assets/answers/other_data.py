"""Decides again on other data: whether the plan of the night stays the best one if the tables had other plausible values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from cutline.choices.options.building import build_choices
from cutline.errors import CutlineError
from cutline.settings.all_settings import Settings
from data_quality.effects.decided_data import Alternative, DecidedData
from data_quality.rule_model.rule import RULE_ERRORS
from optimizer.explain.compare_plans import Compared, compare
from optimizer.explain.workers.worker_pool import WorkerPool
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits


@dataclass(frozen=True)
class Decided:
    """The night whose plan is compared: its data, settings and plan, and the limits of each comparison."""

    data: DecidedData
    plan: Plan
    limits: Limits


def decider(decided: Decided, processes: int) -> Callable[[Sequence[Alternative]], list[Compared | None]]:
    """A function that compares the plan with the best plan of each alternative, in several processes."""
    tables = dict(decided.data.tables)
    shared = tables, decided.data.settings, decided.plan, decided.limits

    def decide(others: Sequence[Alternative]) -> list[Compared | None]:
        calls = [
            ({name: frame for name, frame in each.tables.items() if frame is not tables.get(name)}, each.quarantine)
            for each in others
        ]
        with WorkerPool(shared, min(processes, len(calls))) as pool:
            return pool.map(decide_again, calls)

    return decide


def decide_again(
    shared: tuple[dict[str, pl.DataFrame], Settings, Plan, Limits], changed: dict[str, pl.DataFrame], quarantine: pl.DataFrame
) -> Compared | None:
    """Compares the plan with the best plan of other tables. None if no decision can be made from those tables.

    shared: the tables of the night, its settings, its plan, and the limits of the comparison. changed: the tables that are different.
    """
    tables, settings, plan, limits = shared
    try:
        return compare(build_problem(build_choices({**tables, **changed}, quarantine, settings).frames()), plan, limits)
    except (CutlineError, *RULE_ERRORS):
        return None
