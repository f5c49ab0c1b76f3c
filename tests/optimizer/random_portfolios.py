"""Seeded random portfolios small enough to enumerate, and the enumeration: a third statement of the rules, for comparison only."""

import random
from dataclasses import dataclass
from itertools import combinations, product

import polars as pl

from optimizer.problem import CHOICE_FRAMES

Key = tuple[str, str, int]


def frames_of(**rows: list[tuple]) -> dict[str, pl.DataFrame]:
    """Choice frames from rows of tuples; frames not named are empty."""
    return {name: pl.DataFrame(rows.get(name, []), schema=schema, orient="row") for name, schema in CHOICE_FRAMES.items()}


def random_frames(seed: int) -> dict[str, pl.DataFrame]:
    """2 to 12 projects over 1 to 5 years with modes, starts, funds, roles, every kind of rule, and budgets a cent from what a set costs."""
    rng = random.Random(seed)
    count, years, funds = rng.randint(2, 12), rng.randint(1, 5), [f"F{i}" for i in range(rng.randint(1, 3))]
    money = rng.choice([10, 10_000, 10_000_000, 3_000_000_000])
    roles = [f"R{i}" for i in range(rng.randint(0, 2))]
    most = 1 if count > 8 else 2 if count > 6 else 3
    projects = [f"P{i}" for i in range(count)]
    options, spend, demand = [], [], []
    for p in projects:
        keys = {(rng.choice(["full", "lean"]), rng.randrange(years)) for _ in range(rng.randint(1, most))}
        for mode, start in sorted(keys):
            length = rng.randint(1, 2)
            options.append((p, mode, start, start + length, rng.randint(-money // 5, 3 * money)))
            lines = {(rng.choice(["capex", "opex"]), 2027 + start + i): rng.randint(0, money) for i in range(length)}
            spend += [(p, mode, start, kind, year, amount) for (kind, year), amount in sorted(lines.items()) if amount]
            demand += [(p, mode, start, r, start, rng.randint(1, 3000)) for r in roles if start < years and rng.random() < 0.7]
    horizon = range(2027, 2027 + years)
    pays = [(p, f) for p in projects for f in funds if rng.random() < 0.7]
    return frames_of(
        options=options,
        spend=spend,
        demand=demand,
        budgets=_tight_budgets(rng, funds, horizon, spend, options),
        years=[(year,) for year in horizon],
        payers=pays,
        capacity=[(r, t, rng.randint(1000, 6000)) for r in roles for t in range(years) if rng.random() < 0.95],
        requirements=[(p, "mandate", "test") for p in projects if rng.random() < 0.08],
        dependencies=_relations(rng, projects),
    )


def _tight_budgets(rng, funds, horizon, spend, options) -> list[tuple]:
    """Budgets that a random half of the projects would use up exactly, or would miss by one cent."""
    chosen = {}
    for p, mode, start, *_ in options:
        if rng.random() < 0.6:
            chosen[p] = (mode, start)
    rows = []
    for kind in ("capex", "opex"):
        for year in horizon:
            need = sum(a for p, mode, start, k, y, a in spend if (k, y) == (kind, year) and chosen.get(p) == (mode, start))
            need = max(need - rng.choice([0, 0, 1]), 0)
            cuts = sorted(rng.randint(0, need) for _ in funds[1:])
            parts = [b - a for a, b in zip([0, *cuts], [*cuts, need], strict=True)]
            rows += [(f, kind, year, part) for f, part in zip(funds, parts, strict=True)]
    return rows


def _relations(rng, projects) -> list[tuple]:
    rows = []
    kinds = ["requires", "finish_to_start", "start_to_start", "excludes", "together", "any_of"]
    for _ in range(rng.randint(0, len(projects) // 2)):
        a, b = rng.sample(projects, 2)
        rows.append((rng.choice(kinds), a, b, rng.choice([0, 0, 1]), None))
    return rows


@dataclass(frozen=True)
class Enumerated:
    """Best value, the least spend at that value, and every selection that reaches both."""

    value: int
    spend: int
    best: list[frozenset[Key]]


def enumerate_best(frames: dict[str, pl.DataFrame]) -> Enumerated | None:
    """Try every selection; None when none is allowed."""
    rows = {name: list(frame.iter_rows()) for name, frame in frames.items()}
    options: dict[str, list] = {}
    for p, *rest in rows["options"]:
        options.setdefault(p, []).append(tuple(rest))
    years = {year for (year,) in rows["years"]}
    cost = {}
    for p, mode, start, kind, year, amount in rows["spend"]:
        if year in years:
            cost.setdefault((p, mode, start), []).append((kind, year, amount))
    need = {}
    for p, mode, start, role, period, amount in rows["demand"]:
        need.setdefault((p, mode, start), []).append((role, period, amount))
    required = {p for p, *_ in rows["requirements"]}
    best: tuple[int, int] | None = None
    winners: list[frozenset[Key]] = []
    names = sorted(options)
    for picks in product(*[[None, *options[p]] if p not in required else options[p] for p in names]):
        chosen = {p: pick for p, pick in zip(names, picks, strict=True) if pick is not None}
        if not _related(chosen, rows["dependencies"], names):
            continue
        keys = [(p, mode, start) for p, (mode, start, _, _) in chosen.items()]
        if not _staffed(keys, need, rows["capacity"]) or not _funded(keys, cost, rows):
            continue
        score = (sum(v for *_, v in chosen.values()), -sum(a for key in keys for *_, a in cost.get(key, [])))
        if best is None or score > best:
            best, winners = score, []
        if score == best:
            winners.append(frozenset(keys))
    return None if best is None else Enumerated(best[0], -best[1], winners)


def _related(chosen, dependencies, names) -> bool:
    any_of: dict[str, list[str]] = {}
    for kind, a, b, lag, _ in dependencies:
        if kind == "any_of":
            any_of.setdefault(a, []).append(b)
        elif kind == "excludes":
            if a in chosen and b in chosen:
                return False
        elif kind == "together":
            if (a in chosen) != (b in chosen):
                return False
        elif a in chosen:
            if b not in chosen:
                return False
            start, (_, other_start, other_finish, _) = chosen[a][1], chosen[b]
            if kind == "finish_to_start" and start < other_finish + lag:
                return False
            if kind == "start_to_start" and start < other_start + lag:
                return False
    return all(a not in chosen or any(b in chosen for b in members) for a, members in any_of.items())


def _staffed(keys, need, capacity) -> bool:
    there = {(r, t): a for r, t, a in capacity}
    used: dict = {}
    for key in keys:
        for role, period, amount in need.get(key, []):
            used[role, period] = used.get((role, period), 0) + amount
    return all(amount <= there.get(where, 0) for where, amount in used.items())


def _funded(keys, cost, rows) -> bool:
    """Every set of funds can carry what only it may pay, tried over all sets of funds."""
    held = {(f, k, y): a for f, k, y, a in rows["budgets"]}
    funds = sorted({f for f, *_ in rows["budgets"]})
    pays: dict[str, set[str]] = {}
    for p, f in rows["payers"]:
        pays.setdefault(p, set()).add(f)
    spent: dict = {}
    for key in keys:
        for kind, year, amount in cost.get(key, []):
            spent.setdefault((kind, year), []).append((pays.get(key[0], set()), amount))
    subsets = [set(s) for n in range(len(funds) + 1) for s in combinations(funds, n)]
    return all(
        sum(a for who, a in lines if who <= subset) <= sum(held.get((f, kind, year), 0) for f in subset)
        for (kind, year), lines in spent.items()
        for subset in subsets
    )


def tie_rich_frames(seed: int) -> dict[str, pl.DataFrame]:
    """Projects with few different values and costs, some identical: many selections tie in value and spend."""
    rng = random.Random(seed)
    projects = [f"P{i}" for i in range(rng.randint(4, 9))]
    options = [(p, "full", 0, 1, rng.choice([100, 100, 200])) for p in projects]
    spend = [(p, "full", 0, "capex", 2027, rng.choice([10, 10, 20])) for p in projects]
    total = sum(amount for *_, amount in spend)
    return frames_of(
        options=options, spend=spend, budgets=[("F", "capex", 2027, total * rng.randint(3, 6) // 10)], years=[(2027,)],
        payers=[(p, "F") for p in projects], dependencies=_relations(rng, projects) if seed % 3 == 0 else [],
    )  # fmt: skip


def renamed(frames: dict[str, pl.DataFrame], seed: int) -> tuple[dict[str, pl.DataFrame], dict[str, str]]:
    """The same portfolio with every id renamed and every frame's rows shuffled; and the new id of each old one."""
    rng = random.Random(seed)
    columns = ("project_id", "from_project_id", "to_project_id", "mode_id", "role_id", "fund_id")
    old = sorted(
        {value for frame in frames.values() for name in columns if name in frame.columns for value in frame[name].to_list()}
    )
    codes = rng.sample(range(10_000), len(old))
    new = {name: f"X{code:04d}" for name, code in zip(old, codes, strict=True)}
    changed = {
        name: frame.with_columns(pl.col(c).replace(new) for c in columns if c in frame.columns).sample(
            fraction=1.0, shuffle=True, seed=seed
        )
        for name, frame in frames.items()
    }
    return changed, new
