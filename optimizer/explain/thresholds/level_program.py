"""One program for the least level of a change of cost: the project runs, the value is at least a floor, and the level is minimised.

A row with money is as it is at the lowest level, less a share of what it saves up to the highest level. Shares are continuous, so
the optimum is a lower bound of the level, and its selection is only a proposal: `cheaper.py` computes its level in integers.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from optimizer.explain.thresholds.cost_changes import CostChange
from optimizer.linear.rows import IntegerModel, Row, Selection, row
from optimizer.linear.rule_families import CHOICE
from optimizer.model.building import build_model
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits
from optimizer.search.stages import at_least
from optimizer.search.stopping_rules import WorkLimit
from optimizer.solver.relief_model import ReliefModel

PARTS = 10**6  # the program counts the level in millionths of the range of levels
BOUND_TOLERANCE = 1e-6  # of the range of levels: how far the bound of the program is trusted


@dataclass(frozen=True)
class LevelRange:
    """The levels of a change from `low` to `high`, and what a plan must be worth (`floor`, in the unit of the objective)."""

    change: CostChange
    low: int
    high: int
    floor: int


@dataclass(frozen=True)
class Proposal:
    """A selection that needs a low level, or None. at_least: no selection needs a lower level. is_impossible: whether the program has
    no selection at all, at any level that it looked at.
    """

    chosen: Selection | None
    at_least: int
    is_impossible: bool


def propose(problem: Problem, levels: LevelRange, limits: Limits, *, known: int | None, work: WorkLimit) -> Proposal:
    """The selection with the least level, as the program sees it. known: a level that is enough, or None; the program looks below it.

    work: what the solve may take; what it took is spent from it.
    """
    program = _program(problem, levels, limits)
    width = levels.high - levels.low
    if known is not None:
        program.limit_total(PARTS * (known - levels.low) // max(width, 1) + 1)
    answer = program.minimise(seconds=limits.seconds, max_nodes=work.nodes(limits.max_nodes, program.size))
    work.spend(answer.work)
    share = max(answer.at_least / PARTS - BOUND_TOLERANCE, 0.0)
    return Proposal(answer.chosen, levels.low + math.floor(width * share), answer.status == "infeasible")


def _program(problem: Problem, levels: LevelRange, limits: Limits) -> ReliefModel:
    change, low, high = levels.change, levels.low, levels.high
    dear, cheap = change.applied(problem, low), change.applied(problem, high)
    at_high = {each.name: each for each in build_model(cheap).rows}
    own = problem.running_options_of[change.project]
    rows, moving = list[Row](), list[tuple[Row, dict[int, int]]]()
    for each in build_model(dear).rows:
        saved = _saved(each, at_high.get(each.name), own) if each.traits.limits == "money" else {}
        if saved:
            moving.append((_relaxed(each, problem), saved))
        else:
            rows.append(each)
    rows.append(row("in", CHOICE, "in the plan", ((j, 1) for j in own), 1, None))
    layout = problem.layout
    model = IntegerModel(
        layout.names,
        dear.objective,
        tuple(rows),
        len(problem.options),
        layout.upper_limits,
        frozenset(layout.cost_columns.values()),
    )
    program = ReliefModel(model, threads=limits.threads, seed=limits.seed, is_for_proofs=True)
    slack = {j: program.add_slack(_parts(problem, levels, j)) for j in own}
    gains = {j: change.gain(problem, j, high) - change.gain(problem, j, low) for j in own}
    moving.append((at_least(dear.objective, levels.floor, "value"), {j: by for j, by in gains.items() if by}))
    moving += [(row(f"share[{j}]", CHOICE, "a share of what runs", [(j, -1)], None, 0), {j: -1}) for j in own]
    for each, saved in moving:
        program.add_row(each, {slack[j]: by for j, by in saved.items()})
    return program


def _relaxed(each: Row, problem: Problem) -> Row:
    """The row. If funds may pay only a share, the share is rounded down at each level, so a row may save a few minor units more."""
    if each.upper is None or not problem.payer_limits:
        return each
    return replace(each, upper=each.upper + len(problem.funds) * len(problem.years) * 2)


def _saved(dear: Row, cheap: Row | None, own: Iterable[int]) -> dict[int, int]:
    """For each option of the project, by how much its coefficient in a row falls from the lowest level to the highest."""
    before = dict(zip(dear.cols.tolist(), dear.coefs.tolist(), strict=True))
    after = {} if cheap is None else dict(zip(cheap.cols.tolist(), cheap.coefs.tolist(), strict=True))
    return {j: before[j] - after.get(j, 0) for j in own if j in before and before[j] != after.get(j, 0)}


def _parts(problem: Problem, levels: LevelRange, j: int) -> int:
    """The levels over which an option changes, in millionths of the range."""
    most = levels.change.most_of(problem.options[j])
    return PARTS * max(min(levels.high, most) - levels.low, 0) // max(levels.high - levels.low, 1)
