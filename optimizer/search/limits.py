"""When a search stops, part 1 of 2: the numbers that a caller sets (`Limits`), and how the gap of a plan is counted.

The gap is between a plan's value and the bound. A round (`max_rounds`, `stall_rounds`) is one neighbourhood that was
searched. The rules that read these limits and end a search stand in `stopping_rules.py`, part 2. A user sets most of them
in the section [solver] of portfolio.toml (`cutline/settings/solver.py`).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.linear.rows import Selection
from optimizer.problem.records import Problem

Progress = Callable[[str], None]  # takes one line of text for the person who waits
OnBetterPlan = Callable[[Selection, int, float], None]  # takes the selection of a better plan, its value and the bound


@dataclass(frozen=True)
class Limits:
    """When a search ends.

    gap_target_ppm: the gap at which a plan counts as proven, in millionths of the value. max_nodes: branch-and-bound nodes of
    each stage. seconds: time for all stages together. threads, seed: the solver's. max_rounds: neighbourhoods that are tried
    where the portfolio is large. stall_rounds: the large search ends after so many neighbourhoods in a row without a better plan.
    presolve: False gives the solver the model without any presolve, which is a second way to the same answer, for checks.
    """

    gap_target_ppm: int = 0
    max_nodes: int = 50_000
    seconds: float = 600.0
    threads: int = 1
    seed: int = 0
    max_rounds: int = 200
    stall_rounds: int = 60
    presolve: bool = True


def whole_bound(bound: float, value: int) -> int:
    """Returns the solver's bound as an integer: the value itself where the two differ by at most 0.5, else the bound rounded up.

    Values are whole numbers, and floating point cannot tell a bound from a value that is less than half a unit away.
    """
    return value if bound - value <= 0.5 else math.ceil(bound)


def required_value(problem: Problem) -> int:
    """The largest value that the required projects can have together. Nobody is free to choose it.

    Gaps are measured against the rest of the value, so that one large mandate does not make a careless choice of all other
    projects look precise.
    """
    return sum(max(int(problem.values[j]) for j in problem.options_of[p]) for p in problem.required)
