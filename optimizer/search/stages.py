"""Objectives and rows of the lexicographic stages: change from the approved plan, tie order, floors of earlier stages.

`solve.py` decides the order in which the stages run.
"""

import hashlib

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row, Selection, row
from optimizer.linear.rule_families import STAGE
from optimizer.problem.records import Problem

CUTOFF_MARGIN_PPM = 10  # how far below the value the solver stops to search for another plan of the same value
TIE_ROUNDS = 3  # the most draws of the tie order; a tie that is left after them stays undecided
TIE_WEIGHTS = 2**20  # the number of different weights from which the tie order draws


def change_costs(problem: Problem) -> IntArray:
    """The change of each option against the approved plan: D(w) of docs/formulation.md, less a constant.

    Adding a project counts 2, dropping an approved project counts 2, and running an approved project in another mode or at
    another start counts 1. To count a dropped project, the approved option gets -2 and every other option of its project gets -1.
    A project that is stopped counts as dropped. Hires do not count as a change.
    """
    cost = np.zeros(len(problem.options), dtype=np.int64)
    for j, option in enumerate(problem.options):
        approved = problem.approved.get(option.project)
        is_free = option.is_stop or option.project in problem.hires
        cost[j] = 0 if is_free else 2 if approved is None else -2 if approved == (option.mode_id, option.start) else -1
    return problem.layout.array(cost)


def tie_weights(problem: Problem, salt: int) -> IntArray:
    """The tie order: a weight for each option, drawn from a hash of the option's place in the content order.

    Ids and the order of rows therefore do not decide a tie. salt: gives another draw.
    """
    count = len(problem.options)
    draws = (hashlib.sha256(f"{salt}/{j}/{count}".encode()).digest() for j in range(count))
    return problem.layout.array([int.from_bytes(draw[:4], "big") % TIE_WEIGHTS + 1 for draw in draws])


def at_least(objective: IntArray, floor: int, name: str) -> Row:
    """The row that keeps the result of a stage: the objective is at least `floor`."""
    terms = ((j, int(a)) for j, a in enumerate(objective))
    return row(f"stage[{name}]", STAGE, name, terms, floor, None, "minor")


def cutoff_below(total: int) -> float:
    """The cutoff with which a solver still finds every selection whose objective is `total`.

    The margin keeps such a selection away from the solver's tolerances.
    """
    return total - 1 - abs(total) * CUTOFF_MARGIN_PPM / 1e6


def another_selection(problem: Problem, chosen: Selection) -> Row:
    """The row that every selection except `chosen` keeps."""
    terms = ((j, -1 if j in chosen else 1) for j in range(len(problem.options)))
    return row("another", STAGE, "another selection", terms, 1 - len(chosen), None)
