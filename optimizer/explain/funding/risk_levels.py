"""Levels of risk for a frontier: caps on the average chance of failure, and floors under the worst scenarios.

Both are measures that a plan can be limited by ([rules.risk] and [rules.tail]). The level without a change is what the recommended plan
itself reaches, so the frontier says what more safety costs, and what less would bring.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from cutline.contracts.choice_frames import CHOICE_FRAMES, OPTION_KEY
from optimizer.explain.funding.frontier import BASIS, Level
from optimizer.explain.plans_elsewhere import Frames, by_first_objective
from optimizer.model.consequences import point_of
from optimizer.model.families.declared.tail import WorstScenarios
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.problem.records import ScenarioFloor
from optimizer.search.hires_in_plan import option_keys_of

CAP, FLOOR = "frontier: average chance of failure", "frontier: worst scenarios"
OWNER = "frontier"


def failure_levels(frames: Frames, plan: Plan, chances: pl.DataFrame, changes_bp: Sequence[int]) -> list[Level]:
    """Caps on the chance of failure, averaged over the chosen projects by their spend, the lowest cap first.

    chances: OPTION_KEY, failure_bp, spend_minor of every option that runs a project. amount: the cap in basis points, rounded down
    from the changed average of the plan; at no change rounded up, so that the plan keeps it. Raises ValueError if the plan
    spends nothing.
    """
    keys = [(each.project_id, each.mode_id, each.start_index) for each in plan.chosen]
    chosen = pl.DataFrame(keys, schema=CHOICE_FRAMES["approved"], orient="row")
    own = chances.join(chosen, on=list(OPTION_KEY), how="semi")
    amounts = own.select("failure_bp", "spend_minor").rows()
    weighted, spend = sum(chance * amount for chance, amount in amounts), sum(amount for _, amount in amounts)
    if not spend:
        raise ValueError("the plan spends nothing, so it has no average chance of failure")
    levels = []
    for change in sorted({*changes_bp, 0}):
        cap = -(-weighted // spend) if change == 0 else weighted * (BASIS + change) // (BASIS * spend)
        levels.append(Level(change, cap, _capped(by_first_objective(frames), chances, cap)))
    return sorted(levels, key=lambda each: (each.amount, each.change_bp))


def _capped(frames: Frames, chances: pl.DataFrame, cap: int) -> dict[str, pl.DataFrame]:
    """The frames with one limit more: the sum of (chance of failure - cap) x spend is at most 0."""
    terms = chances.select(
        pl.lit(CAP).alias("limit_id"), *OPTION_KEY, weight=((pl.col("failure_bp") - cap) * pl.col("spend_minor")).cast(pl.Int64)
    ).filter(pl.col("weight") != 0)
    limit = pl.DataFrame([(CAP, "balance", CAP, OWNER, None, 0)], schema=CHOICE_FRAMES["limits"], orient="row")
    return {
        **frames,
        "limits": pl.concat([frames["limits"], limit]),
        "limit_terms": pl.concat([frames["limit_terms"], terms.select(list(CHOICE_FRAMES["limit_terms"]))]),
    }


def tail_levels(frames: Frames, plan: Plan, scenarios: pl.DataFrame, worst: int, changes_bp: Sequence[int]) -> list[Level]:
    """Floors under the average value of the worst scenarios, the highest floor first. A change of +5 % is a floor that is 5 % higher.

    scenarios: the choice frame `scenarios`. worst: how many of them count as the worst. amount: the floor in minor units.
    """
    drawn = {**by_first_objective(frames), "scenarios": scenarios}
    problem = build_problem(drawn)
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    figures = np.zeros(len(problem.layout.names), dtype=np.int64)
    for column, figure in point_of(problem, frozenset(number[key] for key in option_keys_of(problem, plan))).items():
        figures[column] = figure
    reached, _ = WorstScenarios(problem, ScenarioFloor(FLOOR, OWNER, worst, 0)).reached_by(figures)
    levels = []
    for change in sorted({*changes_bp, 0}, reverse=True):
        floor = reached + abs(reached) * change // BASIS
        row = pl.DataFrame([(FLOOR, OWNER, worst, floor)], schema=CHOICE_FRAMES["tail"], orient="row")
        levels.append(Level(change, floor, {**drawn, "tail": pl.concat([frames["tail"], row])}))
    return levels
