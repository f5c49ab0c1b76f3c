"""The tree of criteria: parents, children and the path to the top, and faults such as cycles and unknown parents."""

import polars as pl

Parents = dict[str, str | None]
Fault = tuple[str, str]  # where the fault is, and what was found there


def tree_faults(criteria: pl.DataFrame) -> list[Fault]:
    """Faults of the tree: criteria whose parent is not a criterion, and each cycle once, at its first criterion.

    Each fault is the criterion_id and a text that says what is wrong.
    """
    parents = parents_of(criteria)
    lost = [(each, f"its parent '{parent}' is no criterion") for each, parent in sorted(parents.items()) if parent is not None and parent not in parents]  # fmt: skip
    return lost + [(cycle[0], "it is its own ancestor: " + " → ".join([*cycle, cycle[0]])) for cycle in _cycles(parents)]


def parents_of(criteria: pl.DataFrame) -> Parents:
    """The parent of each criterion; None for a criterion at the top."""
    return dict(criteria.select("criterion_id", "parent").iter_rows())


def children_by_parent(parents: Parents) -> dict[str | None, list[str]]:
    """The children of each parent in ascending order; the parent None has the criteria at the top."""
    found: dict[str | None, list[str]] = {}
    for child, parent in sorted(parents.items()):
        found.setdefault(parent, []).append(child)
    return found


def path_to_top(criterion: str, parents: Parents) -> list[str]:
    """A criterion and the criteria above it, with the criterion at the top as the last one. The tree must not have cycles."""
    path = [criterion]
    while (above := parents[path[-1]]) is not None:
        path.append(above)
    return path


def _cycles(parents: Parents) -> list[list[str]]:
    """Each cycle once, from its first criterion upwards."""
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for start in sorted(parents):
        path: dict[str, None] = {}
        at: str | None = start
        while at in parents and at not in path and at not in seen:
            path[at] = None
            at = parents[at]
        if at in path:
            steps = list(path)
            cycle = steps[steps.index(at) :]
            first = cycle.index(min(cycle))
            found[min(cycle)] = cycle[first:] + cycle[:first]
        seen.update(path)
    return [found[each] for each in sorted(found)]
