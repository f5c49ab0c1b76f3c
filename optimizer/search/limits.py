"""When a search stops, and how its bound and its gap are counted."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.linear.rows import Selection
from optimizer.problem.records import Problem

Progress = Callable[[str], None]
HeardOf = Callable[[Selection, int, float], None]  # a better plan, its value, the bound


@dataclass(frozen=True)
class Limits:
    """When to stop. gap_target_ppm is relative to the value; max_nodes holds for each stage; seconds for everything together.

    rounds: neighbourhoods tried where the portfolio is large; stalled: neighbourhoods without a better plan after which no more are tried. presolve:
    off, the search has the model as it is: another way to the same answer, for checks.
    """

    gap_target_ppm: int = 0
    max_nodes: int = 50_000
    seconds: float = 600.0
    threads: int = 1
    seed: int = 0
    rounds: int = 200
    stalled: int = 60
    presolve: bool = True


def whole_bound(bound: float, value: int) -> int:
    """A solver's bound as an integer: the value itself when they differ by less than the half unit that floats cannot tell, else rounded up."""
    return value if bound - value <= 0.5 else math.ceil(bound)


def given_value(problem: Problem) -> int:
    """The value that is not free to choose: the best each required project can be worth. Gaps are measured against the rest, so that a
    large mandate does not make a careless choice of everything else look precise.
    """
    return sum(max(int(problem.values[j]) for j in problem.options_of[p]) for p in problem.required)
