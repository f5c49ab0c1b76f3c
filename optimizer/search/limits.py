"""When a search stops: the numbers that a caller sets (`Limits`), and how the gap of a plan is counted.

The gap is the difference between the bound and a plan's value. A round (`max_rounds`, `stall_rounds`) is one neighbourhood that
was solved. The module `stopping_rules.py` has the rules that read these limits and end a search. A user sets most of the limits in
the section [solver] of portfolio.toml (`cutline/settings/solver.py`).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.linear.rows import Selection
from optimizer.problem.records import Problem
from optimizer.solver.engines.catalogue import EngineChoice

Progress = Callable[[str], None]  # takes one line of text for the person who waits
OnBetterPlan = Callable[[Selection, int, float], None]  # takes the selection of a better plan, its value and the bound


@dataclass(frozen=True)
class Limits:
    """The limits at which a search ends, and the configuration of the solver.

    gap_target_ppm: the largest gap at which a plan counts as proven, in millionths of the value. max_nodes: the most
    branch-and-bound nodes of each run of the solver; a stage that needs cuts has several runs. seconds: the time for all stages
    together. threads, seed: the threads and the seed of the solver. max_rounds: the most neighbourhoods that the search of a
    large portfolio solves. stall_rounds: the search of a large portfolio ends after this many neighbourhoods in a row without a
    better plan. presolve: False gives the solver the model without any presolve, so that a check can solve the problem in a
    second configuration. engine: another engine that is asked for the plan; None for the built-in one alone. The built-in engine
    then proves the bound of each answer, within `engine.proof_nodes`.
    """

    gap_target_ppm: int = 0
    max_nodes: int = 50_000
    seconds: float = 600.0
    threads: int = 1
    seed: int = 0
    max_rounds: int = 200
    stall_rounds: int = 60
    presolve: bool = True
    engine: EngineChoice | None = None


def closing_bound(value: int, gap_ppm: int, base: int) -> int:
    """The greatest bound at which a plan of this value is within the gap. base: the value that is in every plan."""
    return value + gap_ppm * abs(value - base) // 1_000_000


def whole_bound(bound: float, value: int) -> int:
    """Returns the solver's bound as an integer: `value` if the bound exceeds it by at most 0.5, else the bound rounded up.

    Values are whole numbers, and in floating point a bound and a value that are less than half a unit apart cannot be told apart.
    """
    return value if bound - value <= 0.5 else math.ceil(bound)


def required_value(problem: Problem) -> int:
    """The largest value that the required projects can have together.

    Gaps are measured relative to the value less this figure, because the required projects are in every plan. Otherwise one large
    mandate would make a careless choice of the other projects look precise.
    """
    return sum(max(int(problem.values[j]) for j in problem.options_of[p]) for p in problem.required)
