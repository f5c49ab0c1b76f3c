"""Cliques: sets of columns of which at most one can be chosen. They are found in rows, merged and grown.

Cliques come from the rows of choice and exclusion, and from pairs of columns that together violate a row.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.matrix import FREE, Matrix
from optimizer.linear.rows import Row
from optimizer.linear.rule_families import CUT
from optimizer.presolve.row_activity import Activity, KnownFacts, activity_of

# The most cliques that are taken from one row, those of the largest columns first. More cliques hardly improve the bound.
MOST_OF_A_ROW = 10
# The most columns of a clique that is grown, and of the cliques that add columns to it. The work grows with the square of this.
MOST_GROWN = 50
Clique = frozenset[int]


def with_merged_cliques(rows: list[Row], matrix: Matrix, known: KnownFacts) -> list[Row]:
    """Returns `rows` with cliques added and merged.

    The cliques are those that `rows` state, and those that pairs of columns imply in the rows of `matrix`. Each clique is grown
    by the columns that exclude every column of the clique. A clique that is a subset of another clique is left out. The cliques
    of one project are grown only if they share a column with a clique of several projects, so the work depends on how many
    projects are in conflict.
    """
    stated = {frozenset(each.cols.tolist()): i for i, each in enumerate(rows) if _is_clique(each)}
    found = set(cliques_in_rows(matrix, known))
    touched = {j for clique in found for j in clique} | {
        j for c, i in stated.items() if rows[i].traits.at_most_one_of == "projects" for j in c
    }
    own = [clique for clique in stated if not touched.isdisjoint(clique)]
    grown = _largest(_grown([*own, *found]))
    gone = {stated[clique] for clique in own if clique not in grown}
    new = sorted(sorted(clique) for clique in grown if clique not in stated)
    return [each for i, each in enumerate(rows) if i not in gone] + [_row(i, clique) for i, clique in enumerate(new)]


def _is_clique(each: Row) -> bool:
    """Whether a row says that at most one of its columns is chosen, and nothing else."""
    if each.lower is not None or each.upper is None or len(each.cols) < 2 or each.traits.defines == "cost":
        return False
    size = int(each.coefs[0])
    return size > 0 and each.upper // size == 1 and bool((each.coefs == size).all())


def _row(number: int, columns: list[int]) -> Row:
    cols = np.array(columns, dtype=np.int64)
    return Row(f"clique[{number}]", CUT, "at most one of these", cols, np.ones(len(cols), np.int64), None, 1)


def cliques_in_rows(matrix: Matrix, known: KnownFacts) -> Iterator[Clique]:
    """The cliques of every row that two columns of different groups together violate, whatever else is chosen.

    The slack of a row is its bound less the least activity of the row. All columns that take more than half of the slack form one
    clique. Each smaller column forms a clique with the columns that exceed the slack together with it.
    """
    activity = activity_of(matrix, known)
    if not len(activity.starts):
        return
    sign = np.where(matrix.upper < FREE, 1, -1)
    slack = np.where(sign > 0, matrix.upper - activity.low, activity.high - matrix.lower)
    least = np.where(sign[activity.part_row] > 0, activity.least, -activity.greatest)
    takes = np.where(known.upper_limits[activity.column] == 1, activity.coef * sign[activity.row] - least[activity.part], 0)
    for row in _with_a_pair(activity, takes, slack):
        inside = slice(*np.searchsorted(activity.row, [row, row + 1]))
        yield from _of_a_row(activity.column[inside], takes[inside], known.group, int(slack[row]))


def _with_a_pair(activity: Activity, takes: IntArray, slack: IntArray) -> list[int]:
    """The rows whose slack is exceeded by the greatest columns of two different groups together."""
    greatest = np.maximum.reduceat(takes, activity.starts)
    order = np.lexsort((-greatest, activity.part_row))
    row, size = activity.part_row[order], greatest[order]
    is_first = np.diff(row, prepend=-1) != 0
    second = 1 + np.flatnonzero(is_first[:-1] & ~is_first[1:])
    return [int(r) for r in row[second[size[second - 1] + size[second] > slack[row[second]]]]]


def _of_a_row(columns: IntArray, takes: IntArray, group: IntArray, slack: int) -> Iterator[Clique]:
    order = np.lexsort((columns, -takes))
    columns, takes = columns[order], takes[order]
    large = int(np.count_nonzero(2 * takes > slack))
    sets: dict[tuple[int, int], list[int]] = defaultdict(list)
    for j, size in zip(columns[large:].tolist(), takes[large:].tolist(), strict=True):
        beside = int(np.count_nonzero(takes[:large] > slack - size))
        if not beside or len(sets) >= MOST_OF_A_ROW:
            break
        sets[beside, int(group[j])].append(j)
    for some in ([*columns[:large].tolist()], *([*columns[:beside].tolist(), *own] for (beside, _), own in sets.items())):
        if len(np.unique(group[some])) > 1:
            yield frozenset(some)


def _grown(cliques: Collection[Clique]) -> set[Clique]:
    """Grows each clique by the columns that exclude every column of the clique, in ascending order of columns."""
    grown = {clique for clique in cliques if len(clique) > MOST_GROWN}
    ordered = sorted(sorted(clique) for clique in cliques if len(clique) <= MOST_GROWN)
    near: dict[int, set[int]] = defaultdict(set)
    for clique in ordered:
        for j in clique:
            near[j].update(clique)
    for clique in ordered:
        common = set.intersection(*(near[j] for j in clique)).difference(clique)
        while common:
            j = min(common)
            clique.append(j)
            common = (common & near[j]) - {j}
        grown.add(frozenset(clique))
    return grown


def _largest(cliques: set[Clique]) -> set[Clique]:
    """The cliques that are not a subset of another clique."""
    holding: dict[int, set[Clique]] = defaultdict(set)
    for clique in cliques:
        for j in clique:
            holding[j].add(clique)
    return {clique for clique in cliques if not any(clique < other for other in min((holding[j] for j in clique), key=len))}
