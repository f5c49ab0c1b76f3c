"""An exact judge of portfolios too large to enumerate: is there a selection worth more than this? Whole numbers only, no solver, nothing but numpy.

Any multipliers of the limits, good or bad, give an upper bound on what a partial choice can still become; selections are built project by
project, all at once, and a partial one is dropped when it breaks a limit or its bound is not above the value to beat. What the multipliers are is
found in floats; what is dropped is decided in integers, so nothing better is ever lost.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tests.optimizer.enumeration import Key, Money

SCALE = 2**12  # a multiplier is a whole number of these parts
# Partial selections held at once; where there are more the case is split in two, each with multipliers of its own.
MOST_STATES = 50_000
STEPS = 400


@dataclass(frozen=True)
class Way:
    """One option of a project, or no option of it: its value and its use of every limit."""

    key: Key | None
    value: int
    use: np.ndarray


def better(frames: dict[str, pl.DataFrame], value: int | None) -> frozenset[Key] | None:
    """Returns a selection worth more than `value` (any selection if `value` is None), or None if there is no such selection.

    Knows options, spend, funds, requirements, and `requires` and `excludes` among the dependencies; refuses anything else.
    """
    known = {"options", "spend", "budgets", "years", "payers", "requirements", "dependencies", "names", "approved"}
    assert not [name for name, frame in frames.items() if name not in known and frame.height]
    ways, limit = _limits(frames)
    if value is None:
        ways = _only_what_must_be(frames, ways)
    return _search(ways, limit, value)


def _limits(frames: dict[str, pl.DataFrame]) -> tuple[dict[str, list[Way]], np.ndarray]:
    rows = {name: list(frame.iter_rows()) for name, frame in frames.items()}
    money = Money(rows)
    pairs = rows["dependencies"]
    required = {p for p, *_ in rows["requirements"]}
    found: dict[str, list[Way]] = {}
    for p, mode, start, _, value in rows["options"]:
        forced = money.forced.get((p, mode, start), np.zeros(len(money.bound), np.int64))
        found.setdefault(p, []).append(Way((p, mode, start), value, np.concatenate([forced, [_in(p, *pair) for pair in pairs]])))
    none = Way(None, 0, np.zeros(len(money.bound) + len(pairs), np.int64))
    for p in found:
        if p not in required:
            found[p].append(none)
    limit = np.concatenate([money.bound, [int(kind == "excludes") for kind, *_ in pairs]])
    use = np.array([way.use for own in found.values() for way in own])
    kept = np.unique(np.vstack([use, limit]), axis=1, return_index=True)[1]
    kept = kept[use[:, kept].any(axis=0)]
    return {p: [Way(w.key, w.value, w.use[kept].astype(np.int64)) for w in own] for p, own in found.items()}, limit[kept].astype(
        np.int64
    )


def _in(project: str, kind: str, a: str, b: str, *_: object) -> int:
    """What a project's being chosen counts in a pair's row: a <= b, or a + b <= 1."""
    assert kind in ("requires", "excludes")
    return 1 if project == a else 0 if project != b else 1 if kind == "excludes" else -1


def _only_what_must_be(frames: dict[str, pl.DataFrame], ways: dict[str, list[Way]]) -> dict[str, list[Way]]:
    """Whether there is any selection hangs on the required projects and those they need; nobody else helps."""
    needed = set(frames["requirements"]["project_id"])
    while True:
        more = {b for kind, a, b, *_ in frames["dependencies"].iter_rows() if kind == "requires" and a in needed} - needed
        if not more:
            return {p: own for p, own in ways.items() if p in needed}
        needed |= more


def _search(ways: dict[str, list[Way]], limit: np.ndarray, value: int | None) -> frozenset[Key] | None:
    price = np.zeros(len(limit), np.int64) if value is None else _prices(ways, limit, value)
    worth = {p: np.array([way.value * SCALE - _sum(price, way.use) for way in own]) for p, own in ways.items()}
    most = sum(int(each.max()) for each in worth.values()) + _sum(price, limit)
    assert max(most, _sum(price, np.abs(limit))) < 2**61
    spare = 2**62 if value is None else most - (value + 1) * SCALE
    if spare < 0:
        return None
    loss = {p: each.max() - each for p, each in worth.items()}
    order = sorted(ways, key=lambda p: -int(np.sort(loss[p])[1]) if len(ways[p]) > 1 else -(2**62))
    least, greatest = _to_come(order, ways, np.min), _to_come(order, ways, np.max)
    used, lost = np.zeros((1, len(limit)), np.int64), np.zeros(1, np.int64)
    trail: list[tuple[np.ndarray, np.ndarray]] = []
    for depth, p in enumerate(order):
        parts = []
        for i, way in enumerate(ways[p]):
            now, gone = used + way.use, lost + loss[p][i]
            # What no later project can use of a limit is lost at its price.
            idle = np.maximum(limit - now - greatest[depth + 1], 0) @ price
            keep = np.flatnonzero((now + least[depth + 1] <= limit).all(axis=1) & (gone + idle <= spare))
            parts.append((now[keep], gone[keep], keep, np.full(len(keep), i)))
        used, lost = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
        trail.append((np.concatenate([part[2] for part in parts]), np.concatenate([part[3] for part in parts])))
        if len(used) > MOST_STATES:
            near = [p for p in order[len(order) // 2 :] if len(ways[p]) > 1] or [p for p in order if len(ways[p]) > 1]
            # One that is nearly indifferent at these prices, and large: either way the prices change.
            return _split(ways, max(near, key=lambda p: max(way.value for way in ways[p])), limit, value)
    return _picked(ways, order, trail) if len(used) else None


def _split(ways: dict[str, list[Way]], project: str, limit: np.ndarray, value: int | None) -> frozenset[Key] | None:
    for way in ways[project]:
        found = _search({**ways, project: [way]}, limit, value)
        if found is not None:
            return found
    return None


def _picked(ways: dict[str, list[Way]], order: list[str], trail: list[tuple[np.ndarray, np.ndarray]]) -> frozenset[Key]:
    """Traces back the first of the selections that are left."""
    at, keys = 0, []
    for p, (parents, picks) in zip(reversed(order), reversed(trail), strict=True):
        keys.append(ways[p][picks[at]].key)
        at = parents[at]
    return frozenset(key for key in keys if key is not None)


def _sum(price: np.ndarray, use: np.ndarray) -> int:
    return sum(a * b for a, b in zip(price.tolist(), use.tolist(), strict=True))


def _to_come(order: list[str], ways: dict[str, list[Way]], extreme) -> list[np.ndarray]:
    """What the projects from each place of the order on use at least (or most) of every limit."""
    sums = [np.zeros_like(ways[order[0]][0].use)] if order else [np.zeros(0, np.int64)]
    for p in reversed(order):
        sums.append(sums[-1] + extreme([way.use for way in ways[p]], axis=0))
    return sums[::-1]


def _prices(ways: dict[str, list[Way]], limit: np.ndarray, value: int) -> np.ndarray:
    """Multipliers by subgradient steps towards the value to beat; how good they are says only how long the search takes."""
    width = max(map(len, ways.values()))
    worth, use = np.full((len(ways), width), -np.inf), np.zeros((len(ways), width, len(limit)))
    for i, own in enumerate(ways.values()):
        worth[i, : len(own)] = [way.value for way in own]
        use[i, : len(own)] = [way.use for way in own]
    size = np.maximum(np.abs(use).max(axis=(0, 1)), 1.0)
    use, room = use / size, limit / size
    price, best, kept, step, stale = np.zeros(len(limit)), np.inf, np.zeros(len(limit)), 1.0, 0
    every = np.arange(len(ways))
    for _ in range(STEPS):
        reduced = worth - use @ price
        pick = reduced.argmax(axis=1)
        bound = reduced[every, pick].sum() + price @ room
        stale += 1
        if bound < best:
            best, kept, stale = bound, price, 0
        elif stale > 15:
            step, stale, price = step / 2, 0, kept
            continue
        slope = use[every, pick].sum(axis=0) - room
        size_of = slope[(slope > 0) | (price > 0)] @ slope[(slope > 0) | (price > 0)]
        if bound <= value or size_of == 0:
            break
        price = np.maximum(price + step * (bound - value) / size_of * slope, 0.0)
    # Where next to nothing is there prices have no end: kept low enough for sums to fit in 64 bits, they bound as well.
    total = np.array(
        [sum(max(abs(int(way.use[r])) for way in own) for own in ways.values()) for r in range(len(limit))], dtype=float
    )
    return np.minimum(np.rint(kept / size * SCALE), 2**58 / (len(limit) * np.maximum(total, np.abs(room * size)) + 1)).astype(
        np.int64
    )
