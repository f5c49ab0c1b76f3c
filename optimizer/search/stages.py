"""Objectives and rows of the lexicographic stages: change, tie order, and floors that keep earlier stages.

The change is that against the approved plan.

In which order the stages run stands in `solve.py`.
"""

import hashlib

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row, Selection, row
from optimizer.linear.rule_families import STAGE
from optimizer.problem.records import Problem

TIE_WEIGHTS = 2**20  # how many different weights the tie order draws from


def change_costs(problem: Problem) -> IntArray:
    """The change of each option against the approved plan, D(w) of the formulation less a constant.

    Adding a project costs 2, dropping an approved project 2, running it in another mode or at another start 1. Dropping is
    counted by giving the approved option -2 and every other option of the project -1. To stop a project is to drop it; hires are
    no change.
    """
    cost = np.zeros(len(problem.options), dtype=np.int64)
    for j, option in enumerate(problem.options):
        approved = problem.approved.get(option.project)
        is_free = option.is_stop or option.project in problem.hires
        cost[j] = 0 if is_free else 2 if approved is None else -2 if approved == (option.mode_id, option.start) else -1
    return problem.layout.array(cost)


def tie_weights(problem: Problem, salt: int) -> IntArray:
    """The tie order: each option's weight is drawn from its place in the content order, so that ids and the order of rows do not
    decide.
    """
    count = len(problem.options)
    draws = (hashlib.sha256(f"{salt}/{j}/{count}".encode()).digest() for j in range(count))
    return problem.layout.array([int.from_bytes(draw[:4], "big") % TIE_WEIGHTS + 1 for draw in draws])


def at_least(objective: IntArray, floor: int, name: str) -> Row:
    """The row that keeps what a stage has reached: the objective is `floor` or more."""
    terms = ((j, int(a)) for j, a in enumerate(objective))
    return row(f"stage[{name}]", STAGE, name, terms, floor, None, "minor")


def another_selection(problem: Problem, chosen: Selection) -> Row:
    """The row that every selection except `chosen` keeps."""
    terms = ((j, -1 if j in chosen else 1) for j in range(len(problem.options)))
    return row("another", STAGE, "another selection", terms, 1 - len(chosen), None)
