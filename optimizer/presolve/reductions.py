"""Presolve: removes options that no plan or no best plan can hold, and fixes projects that every plan holds.

It uses two facts that a solver is not told: at most one option of a project is chosen, and exactly one option of a required
project. Then it makes the rows tighter (tightening.py, cliques.py). The solver gets the presolved rows; answers are still
checked against the rows of the model itself.
"""

from dataclasses import replace

import numpy as np

from optimizer.linear.matrix import FREE, Matrix
from optimizer.linear.rows import IntegerModel
from optimizer.presolve.cliques import with_merged_cliques
from optimizer.presolve.row_activity import KnownFacts, activity_of
from optimizer.presolve.tightening import tightened, with_exclusion_groups
from optimizer.problem.records import Problem


def presolved(problem: Problem, model: IntegerModel) -> IntegerModel:
    """The model as a solver gets it.

    It has the same plans, apart from those that hold a dominated option, in fewer and tighter rows.
    """
    matrix = Matrix.of(model.rows, model.upper_limits)
    if not matrix.is_exact:
        return model
    most = model.upper_limits.copy()
    most[list(dominated(problem, matrix))] = 0
    known = propagated(matrix, initial_facts(problem, model, most))
    in_groups = with_exclusion_groups(problem, model, known)
    rows = with_merged_cliques(tightened(model, matrix, known, in_groups), matrix, in_groups)
    return replace(model, upper_limits=known.upper_limits, rows=tuple(rows))


def initial_facts(problem: Problem, model: IntegerModel, most: np.ndarray) -> KnownFacts:
    """What is known at the start: each project is a group, and one option of each required project is chosen."""
    projects, follows = len(problem.projects), len(model.upper_limits) - len(problem.options)
    group = np.concatenate([problem.projects_of, projects + np.arange(follows)])
    return KnownFacts(most, group, np.isin(np.arange(projects + follows), list(problem.required)), projects)


def propagated(matrix: Matrix, known: KnownFacts) -> KnownFacts:
    """What follows from the rows, propagated round after round until nothing changes.

    A column is out if it breaks a row even when all other columns bring their least. A group is in if a row is broken without
    it; its columns that are not in that row are then out. If no plan is left, propagation stops: the solver is to find that the
    model is infeasible.
    """
    while True:
        activity = activity_of(matrix, known)
        if (activity.low > matrix.upper).any() or (activity.high < matrix.lower).any():
            return known
        upper, lower = matrix.upper[activity.part_row], matrix.lower[activity.part_row]
        least, greatest = (
            np.minimum(activity.coef, activity.reach),
            np.maximum(activity.coef, activity.reach),
        )  # what a column brings when it is not zero
        is_out = (activity.others_least[activity.part] + least > upper[activity.part]) | (
            activity.others_greatest[activity.part] + greatest < lower[activity.part]
        )
        is_in = (activity.others_least > upper) | (activity.others_greatest < lower)
        most, must = known.upper_limits.copy(), known.is_required.copy()
        most[activity.column[is_out]] = 0
        for part in np.flatnonzero(is_in & (activity.part_group < known.choices)).tolist():
            group = activity.part_group[part]
            must[group] = True
            most[np.setdiff1d(np.flatnonzero(known.group == group), activity.columns_of(part))] = 0
        if (most == known.upper_limits).all() and (must == known.is_required).all():
            return known
        known = replace(known, upper_limits=most, is_required=must)


def dominated(problem: Problem, matrix: Matrix) -> set[int]:
    """Options beside which the same project has one that is worth more and uses no more of anything.

    It uses no more of any row, and no more money of any class and year. An option of the approved plan is never dominated,
    because stability may want it. With robust budgets or floors under scenarios there are none: the rows do not say all that
    these rules ask.
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


def _column(matrix: Matrix, column: int) -> dict[int, int]:
    """The entries of a column, row to coefficient. Slicing the scipy matrix would take ten times as long."""
    start, end = matrix.by_column.indptr[column : column + 2]
    return dict(zip(matrix.by_column.indices[start:end].tolist(), matrix.by_column.data[start:end].tolist(), strict=True))


def _uses_no_more(problem: Problem, matrix: Matrix, k: int, j: int) -> bool:
    """Whether option k keeps every row that option j keeps, and spends no more in any class and year."""
    more = _column(matrix, k)
    for row, coef in _column(matrix, j).items():
        more[row] = more.get(row, 0) - coef
    if any((by > 0 and matrix.upper[row] < FREE) or (by < 0 and matrix.lower[row] > -FREE) for row, by in more.items()):
        return False
    spend = {(kind, year): amount for kind, year, amount in problem.options[j].spend}
    return all(amount <= spend.get((kind, year), 0) for kind, year, amount in problem.options[k].spend)
