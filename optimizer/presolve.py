"""Options that no plan can hold, or that no best plan needs, found before any solver sees them. What needs the rows alone is left to the solver's own presolve."""

import numpy as np

from optimizer.matrix import FREE, BoolArray, Matrix
from optimizer.problem import Problem
from optimizer.rows import IntArray


def most_that_can_be(problem: Problem, matrix: Matrix) -> IntArray:
    """The upper limit of every column: zero for options that are impossible or dominated, else as it was."""
    most = matrix.most.copy()
    if matrix.is_exact:
        most[np.flatnonzero(impossible(matrix)[: len(problem.options)])] = 0
        most[list(dominated(problem, matrix))] = 0
    return most


def impossible(matrix: Matrix) -> BoolArray:
    """Columns that alone break a row, whatever else is chosen; those that hang on them as well, round after round."""
    entries, most = matrix.entries, matrix.most.copy()
    rows = np.repeat(np.arange(entries.shape[0]), np.diff(entries.indptr))
    while True:
        least, greatest = entries.minimum(0) @ most, entries.maximum(0) @ most
        upper, lower = np.minimum(matrix.upper, FREE)[rows], matrix.lower[rows]
        over = (entries.data > 0) & (upper < FREE) & (entries.data > upper - least[rows])
        under = (entries.data < 0) & (lower > -FREE) & (entries.data < lower - greatest[rows])
        new = np.unique(entries.indices[over | under])
        new = new[most[new] > 0]
        if not len(new):
            gone: BoolArray = (most == 0) & (matrix.most > 0)
            return gone
        most[new] = 0


def dominated(problem: Problem, matrix: Matrix) -> set[int]:
    """Options beside which the same project has one that is worth more and uses no more of anything: no row, no money of any class and year.

    Not those of the approved plan, which may be wanted for their own sake; none where high costs or scenarios are looked at, which rows do not say.
    """
    if problem.robust or problem.tail:
        return set()
    width = len(problem.options)
    spent, needed = (np.bincount(lines.option, lines.amount, width) for lines in (problem.spend, problem.demand))
    found: set[int] = set()
    for own in problem.options_of:
        for j in own:
            better = [
                k for k in own
                if problem.values[k] > problem.values[j] and spent[k] <= spent[j] and needed[k] <= needed[j]
                and problem.options[k].is_stop == problem.options[j].is_stop and k not in found
            ]  # fmt: skip
            if better and not _is_approved(problem, j) and any(_uses_no_more(problem, matrix, k, j) for k in better):
                found.add(j)
    return found


def _is_approved(problem: Problem, j: int) -> bool:
    option = problem.options[j]
    return problem.approved.get(option.project) == (option.mode_id, option.start)


def _uses_no_more(problem: Problem, matrix: Matrix, k: int, j: int) -> bool:
    """Whether k keeps every row that j keeps, and spends no more in any class and year."""
    more = (matrix.by_column[:, [k]] - matrix.by_column[:, [j]]).tocoo()
    raises, lowers = more.row[more.data > 0], more.row[more.data < 0]
    if (matrix.upper[raises] < FREE).any() or (matrix.lower[lowers] > -FREE).any():
        return False
    spend = {(kind, year): amount for kind, year, amount in problem.options[j].spend}
    return all(amount <= spend.get((kind, year), 0) for kind, year, amount in problem.options[k].spend)
