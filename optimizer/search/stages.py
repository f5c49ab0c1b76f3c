"""What the lexicographic stages ask for: change, tie order, and the rows that keep what earlier stages reached."""

import hashlib

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row, Selection, row
from optimizer.linear.rule_families import STAGE
from optimizer.problem.records import Problem

TIE_WEIGHTS = 2**20


def changes(problem: Problem) -> IntArray:
    """D(w) per option against the approved plan: 2 for adding a project or dropping one, 1 for another mode or start; dropping is counted
    by giving the approved project's options -2, so that sums differ from D by a constant. To stop a project is to drop it; hires are no change.
    """
    cost = np.zeros(len(problem.options), dtype=np.int64)
    for j, option in enumerate(problem.options):
        was = problem.approved.get(option.project)
        is_free = option.is_stop or option.project in problem.hires
        cost[j] = 0 if is_free else 2 if was is None else -2 if was == (option.mode_id, option.start) else -1
    return problem.layout.array(cost)


def tie_weights(problem: Problem, salt: int) -> IntArray:
    """The declared tie order: each option's weight is drawn from its place in the content order, so ids and row order have no say."""
    count = len(problem.options)
    draws = (hashlib.sha256(f"{salt}/{j}/{count}".encode()).digest() for j in range(count))
    return problem.layout.array([int.from_bytes(draw[:4], "big") % TIE_WEIGHTS + 1 for draw in draws])


def at_least(objective: IntArray, floor: int, name: str) -> Row:
    """The row that keeps what a stage has reached: the objective stays at `floor` or above."""
    terms = ((j, int(a)) for j, a in enumerate(objective))
    return row(f"stage[{name}]", STAGE, name, terms, floor, None, "minor")


def another(problem: Problem, chosen: Selection) -> Row:
    """The row that any selection but `chosen` keeps."""
    terms = ((j, -1 if j in chosen else 1) for j in range(len(problem.options)))
    return row("another", STAGE, "another selection", terms, 1 - len(chosen), None)
