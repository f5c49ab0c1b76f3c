"""Presolve: removes options that no plan or no best plan can contain, and fixes projects that every plan contains.

Presolve relies on two facts that a solver does not use: at most one option of a project is chosen, and exactly one option of a
required project. It then tightens the rows (tightening.py, cliques.py). The solver gets the presolved rows, but its selections
are checked against the original rows of the model.
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
    """Returns the presolved model for a solver.

    The presolved model has fewer and tighter rows. It admits the same plans as `model`, except plans with a dominated option.
    """
    return presolved_with_facts(problem, model)[0]


def presolved_with_facts(
    problem: Problem, model: IntegerModel, given: KnownFacts | None = None
) -> tuple[IntegerModel, KnownFacts | None]:
    """As `presolved`, and the facts that presolve relied on; no facts if the sums of the rows do not fit into 64 bits.

    given: facts that hold in every plan that is looked for. The presolved model then admits the plans that agree with them.
    """
    matrix = Matrix.of(model.rows, model.upper_limits)
    if not matrix.is_exact:
        return model, None
    if given is None:
        most = model.upper_limits.copy()
        most[list(dominated(problem, matrix))] = 0
        given = initial_facts(problem, model, most)
    known = propagated(matrix, given)
    in_groups = with_exclusion_groups(problem, model, known)
    rows = with_merged_cliques(tightened(model, matrix, known, in_groups), matrix, in_groups)
    return replace(model, upper_limits=known.upper_limits, rows=tuple(rows)), known


def initial_facts(problem: Problem, model: IntegerModel, most: np.ndarray) -> KnownFacts:
    """The facts before propagation: each project is a group, and one option of each required project is chosen.

    most: the upper limit of each column.
    """
    projects, follows = len(problem.projects), len(model.upper_limits) - len(problem.options)
    group = np.concatenate([problem.projects_of, projects + np.arange(follows)])
    return KnownFacts(most, group, np.isin(np.arange(projects + follows), list(problem.required)), projects)


def propagated(matrix: Matrix, known: KnownFacts) -> KnownFacts:
    """The facts that follow from the rows. They are propagated round after round until a round finds nothing new.

    A column is fixed at 0 if it violates a row even though the other groups of the row add as little as they can. A group is
    required if a row is violated without a column of the group; the columns of the group that are not in the row are then fixed
    at 0. If a row cannot hold at all, propagation stops and leaves it to the solver to find that the model is infeasible.
    """
    while True:
        activity = activity_of(matrix, known)
        if (activity.low > matrix.upper).any() or (activity.high < matrix.lower).any():
            return known
        upper, lower = matrix.upper[activity.part_row], matrix.lower[activity.part_row]
        least, greatest = (
            np.minimum(activity.coef, activity.reach),
            np.maximum(activity.coef, activity.reach),
        )  # what a column adds to the row if it is not zero
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
    """Finds dominated options. An option is dominated if another option of its project is worth more and uses no more.

    The other option must use no more of any row, and no more money of any class and year, and be no worse for any objective. An option of the approved plan never
    counts as dominated, because a later stage may choose it to stay close to the approved plan. If robust budgets or floors under
    scenarios are declared, no option counts as dominated, because the rows in the model do not state these rules in full.
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
                and all(coefs[k] >= coefs[j] for coefs in problem.ranked_coefs)
            ]  # fmt: skip
            if better and not _is_approved(problem, j) and any(_uses_no_more(problem, matrix, k, j) for k in better):
                found.add(j)
    return found


def _is_approved(problem: Problem, j: int) -> bool:
    option = problem.options[j]
    return problem.approved.get(option.project) == (option.mode_id, option.start)


def _column(matrix: Matrix, column: int) -> dict[int, int]:
    """The coefficients of a column, by row. Slicing the scipy matrix would take ten times as long."""
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
