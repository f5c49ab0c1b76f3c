"""The tree of criteria: parents, children, the path to the top, and faults such as cycles and unknown parents."""

import polars as pl

Parents = dict[str, str | None]

Fault = tuple[str, str]  # where it is, and what was found there


def tree_faults(criteria: pl.DataFrame) -> list[Fault]:
    """Criteria whose parent is no criterion, and each cycle once, at its first criterion: criterion_id and what was found."""
    parents = parents_of(criteria)
    lost = [(each, f"its parent '{parent}' is no criterion") for each, parent in sorted(parents.items()) if parent is not None and parent not in parents]  # fmt: skip
    return lost + [(cycle[0], "it is its own ancestor: " + " → ".join([*cycle, cycle[0]])) for cycle in _cycles(parents)]


def parents_of(criteria: pl.DataFrame) -> Parents:
    """Criterion to the criterion above it."""
    return dict(criteria.select("criterion_id", "parent").iter_rows())


def children_by_parent(parents: Parents) -> dict[str | None, list[str]]:
    """Parent (null: the top) to its children in order."""
    found: dict[str | None, list[str]] = {}
    for child, parent in sorted(parents.items()):
        found.setdefault(parent, []).append(child)
    return found


def path_to_top(criterion: str, parents: Parents) -> list[str]:
    """A criterion and those above it, the top last. Only for a tree without cycles."""
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
