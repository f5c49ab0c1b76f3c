"""What is known before any solver sees the model, from what a solver is not told: at most one option of a project is chosen, and one of a required project.

Options that no plan can hold and projects that every plan holds; options that no best plan needs; then the rows a solver gets in place of the model's
(tighten.py, cliques.py). The integer rows that answers are checked against stay as they are.
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
    """The model as a solver gets it: the same plans, less those that hold a dominated option, in fewer and tighter rows."""
    matrix = Matrix.of(model.rows, model.most)
    if not matrix.is_exact:
        return model
    most = model.most.copy()
    most[list(dominated(problem, matrix))] = 0
    known = propagated(matrix, initial_facts(problem, model, most))
    in_groups = with_exclusion_groups(problem, model, known)
    rows = with_merged_cliques(tightened(model, matrix, known, in_groups), matrix, in_groups)
    return replace(model, most=known.most, rows=tuple(rows))


def initial_facts(problem: Problem, model: IntegerModel, most: np.ndarray) -> KnownFacts:
    """The groups are the projects; required ones are chosen."""
    projects, follows = len(problem.projects), len(model.most) - len(problem.options)
    group = np.concatenate([problem.projects_of, projects + np.arange(follows)])
    return KnownFacts(most, group, np.isin(np.arange(projects + follows), list(problem.required)), projects)


def propagated(matrix: Matrix, known: KnownFacts) -> KnownFacts:
    """With all that follows, round after round: a column that breaks a row beside the least of all others is out; a group without which a row is
    broken is in, and its columns outside that row are out. Where no plan is left it stops: that is for the solver to say.
    """
    while True:
        has = activity_of(matrix, known)
        if (has.low > matrix.upper).any() or (has.high < matrix.lower).any():
            return known
        upper, lower = matrix.upper[has.part_row], matrix.lower[has.part_row]
        least, greatest = (
            np.minimum(has.coef, has.reach),
            np.maximum(has.coef, has.reach),
        )  # that a column brings when it is not zero
        is_out = (has.others_least[has.part] + least > upper[has.part]) | (
            has.others_greatest[has.part] + greatest < lower[has.part]
        )
        is_in = (has.others_least > upper) | (has.others_greatest < lower)
        most, must = known.most.copy(), known.must.copy()
        most[has.column[is_out]] = 0
        for part in np.flatnonzero(is_in & (has.part_group < known.choices)).tolist():
            group = has.part_group[part]
            must[group] = True
            most[np.setdiff1d(np.flatnonzero(known.group == group), has.columns_of(part))] = 0
        if (most == known.most).all() and (must == known.must).all():
            return known
        known = replace(known, most=most, must=must)


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


def _column(matrix: Matrix, column: int) -> dict[int, int]:
    """Row to coefficient; a slice of scipy's own costs ten times as much."""
    start, end = matrix.by_column.indptr[column : column + 2]
    return dict(zip(matrix.by_column.indices[start:end].tolist(), matrix.by_column.data[start:end].tolist(), strict=True))


def _uses_no_more(problem: Problem, matrix: Matrix, k: int, j: int) -> bool:
    """Whether k keeps every row that j keeps, and spends no more in any class and year."""
    more = _column(matrix, k)
    for row, coef in _column(matrix, j).items():
        more[row] = more.get(row, 0) - coef
    if any((by > 0 and matrix.upper[row] < FREE) or (by < 0 and matrix.lower[row] > -FREE) for row, by in more.items()):
        return False
    spend = {(kind, year): amount for kind, year, amount in problem.options[j].spend}
    return all(amount <= spend.get((kind, year), 0) for kind, year, amount in problem.options[k].spend)
