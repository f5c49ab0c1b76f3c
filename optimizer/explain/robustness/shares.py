"""Sorts projects by the share of draws in whose plan they run, and names the drawn input that tells a borderline project best."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from optimizer.explain.robustness.input_draws import InputDraws
from optimizer.explain.robustness.solving import DrawnPlan
from optimizer.linear.arrays import BoolArray, IntArray
from optimizer.problem.records import Problem

Kind = Literal["core", "borderline", "exterior"]


@dataclass(frozen=True)
class Driver:
    """The drawn input that tells best whether a project is in.

    name: "gain" or "cost" of the project itself, or "budget" of a fund. fund_id: of a budget. ppm, is_above: the project is in where the
    input differs from the plan by at least (is_above) or at most so many millionths. right: the draws in which that is true.
    """

    name: str
    fund_id: str | None
    ppm: int
    is_above: bool
    right: int


@dataclass(frozen=True)
class ProjectShare:
    """In how many of the draws with a plan the plan runs a project. driver: of a borderline project; None if no input tells it better
    than the majority does.
    """

    project: int
    count: int
    of: int
    kind: Kind
    driver: Driver | None


def project_shares(problem: Problem, draws: InputDraws, plans: Sequence[DrawnPlan]) -> list[ProjectShare]:
    """The share of every project of the problem, in the order of the problem. Draws without a plan do not count."""
    counted = [each for each in plans if each.value is not None]
    rows = np.array([each.draw for each in counted], dtype=np.int64)
    runs = np.zeros((len(counted), len(problem.projects)), dtype=bool)
    for i, each in enumerate(counted):
        runs[i, list(each.running)] = True
    found = []
    for p in range(len(problem.projects)):
        if p in problem.hires:
            continue
        count = int(runs[:, p].sum())
        kind: Kind = "exterior" if count == 0 else "core" if count == len(counted) else "borderline"
        driver = _driver(problem, draws, rows, runs[:, p], p) if kind == "borderline" else None
        found.append(ProjectShare(p, count, len(counted), kind, driver))
    return found


def _driver(problem: Problem, draws: InputDraws, rows: IntArray, is_in: BoolArray, p: int) -> Driver | None:
    inputs: list[tuple[str, str | None, IntArray]] = [
        ("gain", None, draws.gain_ppm[rows, p]),
        ("cost", None, draws.cost_ppm[rows, p]),
    ]
    inputs += [("budget", fund, draws.budget_ppm[rows, i]) for i, fund in enumerate(problem.funds)]
    best: Driver | None = None
    most = max(int(is_in.sum()), int((~is_in).sum()))
    for name, fund, ppm in inputs:
        for is_above in (True, False):
            right, at = _best_threshold(ppm if is_above else -ppm, is_in)
            if right > most:
                most, best = right, Driver(name, fund, at if is_above else -at, is_above, right)
    return best


def _best_threshold(ppm: IntArray, is_in: BoolArray) -> tuple[int, int]:
    """The threshold t for which "in where the input is at least t" is true in most draws, and in how many."""
    order = np.argsort(ppm, kind="stable")
    values, inside = ppm[order], is_in[order]
    # Before place i the rule says out, from place i on it says in.
    right = np.concatenate(([0], np.cumsum(~inside))) + np.concatenate((np.cumsum(inside[::-1])[::-1], [0]))
    allowed = np.concatenate(([True], values[1:] != values[:-1]))  # equal inputs stand on one side
    at = int(np.argmax(np.where(allowed, right[:-1], -1))) if len(values) else 0
    return (int(right[at]), int(values[at])) if len(values) else (0, 0)
