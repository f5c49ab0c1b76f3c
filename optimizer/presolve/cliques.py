"""Sets of columns of which at most one can be chosen: from choice, exclusions and pairs that together break a row, merged and without those inside another."""

from collections import defaultdict
from collections.abc import Collection, Iterator

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.matrix import FREE, Matrix
from optimizer.linear.rows import Row
from optimizer.linear.rule_families import CUT
from optimizer.presolve.row_activity import Activity, KnownFacts, activity_of

MOST_OF_A_ROW = 10  # sets from one row, those of the largest columns first: of more the bound has next to nothing
MOST_GROWN = 50  # columns of a set that is grown, and grown by: the work goes with their square
Clique = frozenset[int]


def with_merged_cliques(rows: list[Row], matrix: Matrix, known: KnownFacts) -> list[Row]:
    """`rows` with every set that rows of `matrix` say, or imply for pairs, grown by what excludes all of it; sets inside another are left out.

    Only sets that meet one of more than a project are looked at, so the work is that of what is in conflict.
    """
    stated = {frozenset(each.cols.tolist()): i for i, each in enumerate(rows) if _is_clique(each)}
    found = set(in_rows(matrix, known))
    touched = {j for clique in found for j in clique} | {
        j for c, i in stated.items() if rows[i].traits.at_most_one_of == "projects" for j in c
    }
    own = [clique for clique in stated if not touched.isdisjoint(clique)]
    grown = _largest(_grown([*own, *found]))
    gone = {stated[clique] for clique in own if clique not in grown}
    new = sorted(sorted(clique) for clique in grown if clique not in stated)
    return [each for i, each in enumerate(rows) if i not in gone] + [_row(i, clique) for i, clique in enumerate(new)]


def _is_clique(each: Row) -> bool:
    """Whether a row says that at most one of its columns is chosen, and no more."""
    if each.lower is not None or each.upper is None or len(each.cols) < 2 or each.traits.defines == "cost":
        return False
    size = int(each.coefs[0])
    return size > 0 and each.upper // size == 1 and bool((each.coefs == size).all())


def _row(number: int, columns: list[int]) -> Row:
    cols = np.array(columns, dtype=np.int64)
    return Row(f"clique[{number}]", CUT, "at most one of these", cols, np.ones(len(cols), np.int64), None, 1)


def in_rows(matrix: Matrix, known: KnownFacts) -> Iterator[Clique]:
    """For every row in which two columns of different groups are too much, whatever else is chosen: all that are more than half of the room there
    is, any two of them too much; and each smaller one with those it is too much with.
    """
    has = activity_of(matrix, known)
    if not len(has.starts):
        return
    sign = np.where(matrix.upper < FREE, 1, -1)
    room = np.where(sign > 0, matrix.upper - has.low, has.high - matrix.lower)
    least = np.where(sign[has.part_row] > 0, has.least, -has.greatest)
    takes = np.where(known.most[has.column] == 1, has.coef * sign[has.row] - least[has.part], 0)
    for row in _with_a_pair(has, takes, room):
        inside = slice(*np.searchsorted(has.row, [row, row + 1]))
        yield from _of_a_row(has.column[inside], takes[inside], known.group, int(room[row]))


def _with_a_pair(has: Activity, takes: IntArray, room: IntArray) -> list[int]:
    """Rows in which the greatest of one group and the greatest of another are too much together."""
    greatest = np.maximum.reduceat(takes, has.starts)
    order = np.lexsort((-greatest, has.part_row))
    row, size = has.part_row[order], greatest[order]
    is_first = np.diff(row, prepend=-1) != 0
    second = 1 + np.flatnonzero(is_first[:-1] & ~is_first[1:])
    return [int(r) for r in row[second[size[second - 1] + size[second] > room[row[second]]]]]


def _of_a_row(columns: IntArray, takes: IntArray, group: IntArray, room: int) -> Iterator[Clique]:
    order = np.lexsort((columns, -takes))
    columns, takes = columns[order], takes[order]
    large = int(np.count_nonzero(2 * takes > room))
    sets: dict[tuple[int, int], list[int]] = defaultdict(list)
    for j, size in zip(columns[large:].tolist(), takes[large:].tolist(), strict=True):
        beside = int(np.count_nonzero(takes[:large] > room - size))
        if not beside or len(sets) >= MOST_OF_A_ROW:
            break
        sets[beside, int(group[j])].append(j)
    for some in ([*columns[:large].tolist()], *([*columns[:beside].tolist(), *own] for (beside, _), own in sets.items())):
        if len(np.unique(group[some])) > 1:
            yield frozenset(some)


def _grown(cliques: Collection[Clique]) -> set[Clique]:
    """Each with whatever excludes all of it, the first column first."""
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
    """Those that are not inside another."""
    holding: dict[int, set[Clique]] = defaultdict(set)
    for clique in cliques:
        for j in clique:
            holding[j].add(clique)
    return {clique for clique in cliques if not any(clique < other for other in min((holding[j] for j in clique), key=len))}
