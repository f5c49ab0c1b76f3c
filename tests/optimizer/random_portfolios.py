"""Makes seeded random portfolios with every family of rules, and budgets within a cent of the cost of a set of projects."""

import random

import polars as pl

from cutline.contracts.choice_frames import CHOICE_FRAMES


def frames_of(**rows: list[tuple]) -> dict[str, pl.DataFrame]:
    """Builds choice frames from rows of tuples. Frames that are not named are empty."""
    return {name: pl.DataFrame(rows.get(name, []), schema=schema, orient="row") for name, schema in CHOICE_FRAMES.items()}


def random_frames(seed: int) -> dict[str, pl.DataFrame]:
    """2 to 12 projects over 1 to 5 years with every kind of rule; budgets are within a cent of the cost of a set of projects."""
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
    can_stop = rng.random() < 0.3
    elastic = _elastic(rng, roles, years, money) if rng.random() < 0.4 else []
    moves = _transfers(rng, funds, horizon, money) if rng.random() < 0.4 and len(funds) * years <= 6 else []
    moves += _virements(random.Random(f"virement {seed}"), funds, horizon, money, moves) if len(funds) * years <= 6 else []
    limits, terms = _declared(rng, options, spend, years) if rng.random() < 0.4 else ([], [])
    pays = [(p, f) for p in projects for f in funds if rng.random() < 0.7]
    frames = frames_of(
        options=options,
        spend=spend,
        demand=demand,
        budgets=_with_room(rng, _tight_budgets(rng, funds, horizon, spend, options), moves, money if elastic else 0),
        years=[(year,) for year in horizon],
        payers=pays,
        capacity=[(r, t, rng.randint(1000, 6000)) for r in roles for t in range(years) if rng.random() < 0.95],
        requirements=[
            (p, rng.choice(["mandate", "in_flight"]), "test") for p in projects if rng.random() < (0.2 if can_stop else 0.08)
        ],
        dependencies=_relations(rng, projects),
        elastic=elastic,
        elastic_payers=[(f,) for f in funds if elastic and rng.random() < 0.8],
        transfers=moves,
        synergies=_synergies(rng, projects, money) if rng.random() < 0.4 else [],
        limits=limits,
        limit_terms=terms,
        stop_modes=[(p, "lean") for p in projects if can_stop and rng.random() < 0.6],
        payer_limits=_payer_limits(rng, pays) if rng.random() < 0.3 else [],
        programmes=_programmes(rng, projects, money) if rng.random() < 0.4 else [],
    )
    # Drawn after everything else, so that what there was before stays what it was.
    risky = _dear(rng, frames) if rng.random() < 0.25 else {}
    risky |= _scenarios(rng, options, money) if rng.random() < 0.25 else {}
    return frames | {name: pl.DataFrame(rows, schema=CHOICE_FRAMES[name], orient="row") for name, rows in risky.items()}


def nominal_frames(seed: int) -> dict[str, pl.DataFrame]:
    """As `random_frames`, without robust budgets and tails."""
    return nominal(random_frames(seed))


def nominal(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Returns the frames without robust budgets and tails."""
    return {**frames, **{name: frames[name].clear() for name in ("robust", "deviations", "tail", "scenarios")}}


def hiring_frames(seed: int) -> dict[str, pl.DataFrame]:
    """`with_hires` of 2 to 6 projects of `random_frames` that need people: few enough to try every way of hiring with every selection."""
    rng = random.Random(f"hires {seed}")
    frames = random_frames(rng.randrange(10**6))
    while frames["options"]["project_id"].n_unique() > 6 or frames["capacity"].is_empty() or frames["years"].height > 4:
        frames = random_frames(rng.randrange(10**6))
    return with_hires(frames, rng)


def with_hires(frames: dict[str, pl.DataFrame], rng: random.Random) -> dict[str, pl.DataFrame]:
    """A portfolio that needs people with fewer of them, some who can be hired, fewer requirements, and money for hires or a cent less."""
    amounts, less = frames["spend"]["amount_minor"].to_list(), rng.choice([0, 1, 2, 3])
    rows = _hires(rng, frames["capacity"]["role_id"].unique().sort().to_list(), frames["years"].height, max([10, *amounts]))
    opex = {year: sum(h[4] for h in rows if h[6] == year) for year in frames["years"]["fiscal_year"]}
    held = [
        (
            fund,
            kind,
            year,
            max(amount + (rng.choice([0, opex[year], 2 * opex[year], opex[year] - 1]) if kind == "opex" else 0), 0),
        )
        for fund, kind, year, amount in frames["budgets"].iter_rows()
    ]
    changed = {
        "hires": rows, "budgets": held, "capacity": [(r, t, a * less // 4) for r, t, a in frames["capacity"].iter_rows()],
        "elastic_payers": [(fund,) for fund in sorted({fund for fund, *_ in held}) if rng.random() < 0.9],
        "requirements": [row for row in frames["requirements"].iter_rows() if rng.random() < 0.3],
    }  # fmt: skip
    return frames | {name: pl.DataFrame(rows, schema=CHOICE_FRAMES[name], orient="row") for name, rows in changed.items()}


def _hires(rng, roles, years, money) -> list[tuple]:
    """One or two heads of some roles, from the first or second period on, now and then fewer later on, not arriving in every period."""
    rows = []
    for role in roles:
        size, most, price = rng.choice([1000, 2000, 3000]), rng.choice([1, 1, 2]), max(rng.randint(0, money) // 20, 1)
        worth = rng.choice([0, 9, 10])
        for t in range(rng.choice([0, 0, 1]), years):
            cost = price + rng.choice([0, 0, 1])
            rows.append(
                (role, t, size, max(most - (rng.random() < 0.1), 0), cost, cost * worth // 10, 2027 + t, rng.random() < 0.7)
            )
    return rows


def medium_frames(seed: int) -> dict[str, pl.DataFrame]:
    """20 to 60 projects with every family of rules and budgets a cent from what a set costs: too many to enumerate, solved in a moment."""
    rng = random.Random(seed)
    count, years, funds = rng.randint(20, 60), rng.randint(1, 4), [f"F{i}" for i in range(rng.randint(1, 3))]
    money = rng.choice([10, 10_000, 10_000_000, 3_000_000_000])
    roles, horizon = [f"R{i}" for i in range(rng.randint(0, 3))], range(2027, 2027 + years)
    projects = [f"P{i:02d}" for i in range(count)]
    options, spend, demand = [], [], []
    for p in projects:
        worth = rng.uniform(0.7, 1.5)  # values near the costs: where they are unlike, the choice is easy
        for mode, start in sorted({(rng.choice(["full", "lean"]), rng.randrange(years)) for _ in range(rng.randint(1, 3))}):
            length = rng.randint(1, 2)
            lines = {(rng.choice(["capex", "opex"]), 2027 + start + i): rng.randint(1, money) for i in range(length)}
            value = int(sum(lines.values()) * worth * rng.uniform(0.9, 1.1)) - rng.randint(0, money // 5)
            options.append((p, mode, start, start + length, value))
            spend += [(p, mode, start, kind, year, amount) for (kind, year), amount in sorted(lines.items())]
            demand += [(p, mode, start, r, start, rng.randint(1, 3000)) for r in roles if rng.random() < 0.5]
    can_stop = rng.random() < 0.3
    elastic = _elastic(rng, roles, years, money) if rng.random() < 0.4 else []
    moves = _transfers(rng, funds, horizon, money) if rng.random() < 0.4 else []
    limits, terms = _declared(rng, options, spend, years, most=count // 3) if rng.random() < 0.4 else ([], [])
    pays = [(p, f) for p in projects for f in funds if rng.random() < 0.7]
    mandated = rng.choice([0.0, 0.02, 0.1])
    return frames_of(
        options=options,
        spend=spend,
        demand=demand,
        budgets=_with_room(rng, _tight_budgets(rng, funds, horizon, spend, options), moves, money if elastic else 0),
        years=[(year,) for year in horizon],
        payers=pays,
        capacity=[(r, t, rng.randint(300, 1500) * count // 3) for r in roles for t in range(years)],
        requirements=[(p, rng.choice(["mandate", "in_flight"]), "test") for p in projects if rng.random() < mandated],
        dependencies=_relations(rng, projects, count // 6),
        elastic=elastic,
        elastic_payers=[(f,) for f in funds if elastic and rng.random() < 0.8],
        transfers=moves,
        synergies=_synergies(rng, projects, money) if rng.random() < 0.4 else [],
        limits=limits,
        limit_terms=terms,
        stop_modes=[(p, "lean") for p in projects if can_stop and rng.random() < 0.6],
        payer_limits=_payer_limits(rng, pays) if rng.random() < 0.3 else [],
        programmes=_programmes(rng, projects, money) if rng.random() < 0.4 else [],
    )


def _dear(rng, frames) -> dict[str, list[tuple]]:
    """Deviations of most spends, now and then in a year without any; and room for the greatest of each class and year, or a cent less."""
    rows = []
    for p, mode, start, kind, year, amount in frames["spend"].iter_rows():
        if rng.random() < 0.7:
            rows.append((p, mode, start, kind, year, rng.randint(1, amount)))
        if rng.random() < 0.1:
            rows.append((p, mode, start, kind, year + 10, amount))
    gamma = rng.choice([1, 1, 2, 3, 20])
    held = []
    for fund, kind, year, amount in frames["budgets"].iter_rows():
        here = sorted((a for *_, k, y, a in rows if (k, y) == (kind, year)), reverse=True)
        held.append((fund, kind, year, max(amount + rng.choice([0, sum(here[:gamma]), sum(here[1 : gamma + 1]) - 1]), 0)))
    return {"robust": [("rule", "owner", gamma)], "deviations": rows, "budgets": held}


def _scenarios(rng, options, money) -> dict[str, list[tuple]]:
    """A few scenarios of most options; a floor that a random third of the projects would just reach, or would miss by one cent."""
    count, rows = rng.randint(2, 6), []
    for p, mode, start, _, value in options:
        if rng.random() < 0.9:
            rows += [(s, p, mode, start, value + rng.randint(-money, money)) for s in range(count)]
    drawn = {tuple(key): value for *key, value in rows}
    half = {p: (p, mode, start, value) for p, mode, start, _, value in options if rng.random() < 0.3}
    worst = rng.randint(1, count)
    totals = sorted(sum(drawn.get((s, *key), value) for *key, value in half.values()) for s in range(count))
    floor = sum(totals[:worst]) // worst + rng.choice([0, 1, -money, -2 * money])
    return {"scenarios": rows, "tail": [("rule", "owner", worst, floor)] if rows else []}


def competing_frames(seed: int) -> dict[str, pl.DataFrame]:
    """20 to 40 projects of amounts up to 1e10 minor units for about half their money, from several funds, years and classes: values near the
    costs, so that many selections are nearly as good. `short_by_a_cent` makes a case of it.
    """
    rng = random.Random(seed)
    projects, years = [f"P{i:02d}" for i in range(rng.randint(20, 40))], range(2027, 2027 + rng.randint(1, 3))
    funds, top = [f"F{i}" for i in range(rng.randint(1, 3))], rng.choice([10**10, 10**10, 10**8, 10**6])
    options, spend = [], []
    for p in projects:
        worth, size = rng.uniform(0.8, 1.25), rng.choice([top, top, top // 100, 1000])
        for mode in ["full", "lean"][: rng.choice([1, 1, 2])]:
            lines = {(rng.choice(["capex", "opex"]), rng.choice(years)): rng.randint(1, size) for _ in range(rng.randint(1, 3))}
            options.append((p, mode, 0, 1, int(sum(lines.values()) * worth * rng.uniform(0.95, 1.05)) + rng.randint(0, 9)))
            spend += [(p, mode, 0, kind, year, amount) for (kind, year), amount in sorted(lines.items())]
    need = {(k, y): sum(a for *_, kind, year, a in spend if (kind, year) == (k, y)) for k in ("capex", "opex") for y in years}
    pairs = [rng.sample(projects, 2) for _ in range(rng.choice([0, 0, 2, 4]))]
    return frames_of(
        options=options,
        spend=spend,
        budgets=[(f, *at, amount * rng.randint(3, 7) // (10 * len(funds))) for at, amount in need.items() for f in funds],
        years=[(year,) for year in years],
        payers=[(p, f) for p in projects for f in funds if f == funds[int(p[1:]) % len(funds)] or rng.random() < 0.5],
        requirements=[(p, "mandate", "test") for p in rng.sample(projects, rng.choice([0, 0, 0, 1, 2]))],
        dependencies=[(rng.choice(["requires", "excludes"]), *pair, 0, None) for pair in pairs],
    )


def short_by_a_cent(frames: dict[str, pl.DataFrame], allocations) -> dict[str, pl.DataFrame]:
    """Returns the frames with every budget a cent less than the amount that the best plan draws from it."""
    drawn: dict = {}
    for each in allocations:
        purse = (each.fund_id, each.cost_class, each.fiscal_year)
        drawn[purse] = drawn.get(purse, 0) + each.amount_minor
    held = [(*purse, max(drawn.get(tuple(purse), 0) - 1, 0)) for *purse, _ in frames["budgets"].iter_rows()]
    return {**frames, "budgets": frames_of(budgets=held)["budgets"]}


def _declared(rng, options, spend, years, *, most=2) -> tuple[list[tuple], list[tuple]]:
    """A few of each: counts of a group, shares and averages of spend, starts and work in progress."""
    limits, terms = [], []
    keys = [option[:3] for option in options]
    cost = {key: sum(a for *k, _, _, a in spend if tuple(k) == key) for key in keys}
    group = {p for p, *_ in keys if rng.random() < 0.5}

    def add(family: str, lower: int | None, upper: int | None, weights: dict) -> None:
        name = str(len(limits))
        limits.append((name, family, f"rule {name}", "owner", lower, upper))
        terms.extend((name, *key, weight) for key, weight in weights.items() if weight)

    if rng.random() < 0.6:
        few = rng.randint(0, most)
        add("group", *rng.choice([(None, few), (few, None), (few, few)]), {key: int(key[0] in group) for key in keys})
    if rng.random() < 0.5:
        share, sign = rng.choice([1000, 3333, 5000]), rng.choice([1, -1])
        add("balance", None, 0, {key: sign * (a * 10_000 * (key[0] in group) - share * a) for key, a in cost.items()})
    if rng.random() < 0.5:
        add("balance", None, 0, {key: (rng.randint(0, 10_000) - 5000) * a for key, a in cost.items()})
    if rng.random() < 0.5:
        period, runs = rng.randrange(years), rng.random() < 0.5
        now = {(p, m, s): int(s <= period < f if runs else s == period) for p, m, s, f, _ in options}
        add("flow", None, rng.randint(0, most), now)
    return limits, terms


def _synergies(rng, projects, money) -> list[tuple]:
    """Random gains and losses that two or three projects earn together."""
    rows = []
    for i in range(rng.randint(1, 4)):
        amount = rng.randint(-money, money) or 1
        rows += [(f"S{i}", p, amount) for p in rng.sample(projects, min(rng.randint(2, 3), len(projects)))]
    return rows


def _programmes(rng, projects, money) -> list[tuple]:
    """All or none, a benefit of the whole, or both; now and then with a member that cannot be chosen."""
    rows = []
    for i in range(rng.randint(1, 2)):
        is_all_or_none = rng.random() < 0.5
        benefit = None if is_all_or_none and rng.random() < 0.5 else rng.randint(1, money)
        members = rng.sample(projects, min(rng.randint(1, 4), len(projects))) + (["absent"] if rng.random() < 0.1 else [])
        rows += [(f"G{i}", "owner", p, is_all_or_none, benefit) for p in members]
    return rows


def _elastic(rng, roles, years, money) -> list[tuple]:
    """Random offers of overtime and contractors, at prices near the cost of projects, in steps of different size."""
    rows = []
    for role in roles:
        for t in range(years):
            step, price = rng.choice([10, 250, 1000]), max(rng.randint(0, money) // 50, 1)
            for kind, factor in (("overtime", 1), ("contractor", rng.choice([1, 2]))):
                if rng.random() < 0.7:
                    loss = price * factor * rng.choice([0, 9, 10]) // 10 if factor == 1 else price * factor
                    rows.append((role, t, kind, step, rng.randint(0, 3000 // step), price * factor, loss, 2027 + t))
    return rows


def _transfers(rng, funds, horizon, money) -> list[tuple]:
    """Carry-over between years of a fund; now and then money moves between funds, or between classes."""
    rows = [
        (f, kind, year, f, kind, year + 1, rng.randint(1, money))
        for f in funds for kind in ("capex", "opex") for year in list(horizon)[:-1] if rng.random() < 0.7
    ]  # fmt: skip
    if rng.random() < 0.3:
        rows.append((funds[0], "capex", horizon[0], funds[-1], "opex", horizon[0], rng.randint(1, money)))
    return rows


def _virements(rng, funds, horizon, money, moves) -> list[tuple]:
    """Now and then money moves between classes, between funds, or both, within a year: one way, back, round, or on by carry-over."""
    if rng.random() < 0.6:
        return []
    purses = [(f, kind, year) for f in funds for kind in ("capex", "opex") for year in horizon]
    known = {move[:6] for move in moves}
    ways = [(*a, *b) for a in purses for b in purses if a != b and a[2] == b[2] and (*a, *b) not in known]
    picked = rng.sample(ways, min(rng.randint(1, 4), len(ways)))
    picked += [way[3:] + way[:3] for way in picked if rng.random() < 0.3 and way[3:] + way[:3] not in {*picked, *known}]
    return [(*way, rng.choice([1, rng.randint(1, money), money])) for way in picked]


def _with_room(rng, budgets, moves, money) -> list[tuple]:
    """The same money in all, some of it in the years from which it may be carried; and room to buy people."""
    held = {(fund, kind, year): amount for fund, kind, year, amount in budgets}
    for *ends, most in moves:
        source, target = tuple(ends[:3]), tuple(ends[3:])
        part = min(rng.choice([0, most, most + 1]), held[target])
        held[source], held[target] = held[source] + part, held[target] - part
    if money:
        held = {p: a + (rng.choice([0, money, 3 * money]) if p[1] == "opex" else 0) for p, a in held.items()}
    return [(*purse, amount) for purse, amount in held.items()]


def _payer_limits(rng, pays) -> list[tuple]:
    return [(p, f, rng.choice([0, 2500, 3333, 5000, 9999])) for p, f in pays if rng.random() < 0.4]


def _tight_budgets(rng, funds, horizon, spend, options) -> list[tuple]:
    """Budgets that equal the cost of a random half of the projects, or are one cent less."""
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


def _relations(rng, projects, most=None) -> list[tuple]:
    rows = []
    kinds = ["requires", "finish_to_start", "start_to_start", "excludes", "together", "any_of"]
    for _ in range(rng.randint(0, len(projects) // 2 if most is None else most)):
        a, b = rng.sample(projects, 2)
        rows.append((rng.choice(kinds), a, b, rng.choice([0, 0, 1]), None))
    return rows


def tie_rich_frames(seed: int) -> dict[str, pl.DataFrame]:
    """Projects with few different values and costs, some of them identical, so that many selections tie in value and spend."""
    rng = random.Random(seed)
    projects = [f"P{i}" for i in range(rng.randint(4, 9))]
    options = [(p, "full", 0, 1, rng.choice([100, 100, 200])) for p in projects]
    spend = [(p, "full", 0, "capex", 2027, rng.choice([10, 10, 20])) for p in projects]
    total = sum(amount for *_, amount in spend)
    return frames_of(
        options=options, spend=spend, budgets=[("F", "capex", 2027, total * rng.randint(3, 6) // 10)], years=[(2027,)],
        payers=[(p, "F") for p in projects], dependencies=_relations(rng, projects) if seed % 3 == 0 else [],
    )  # fmt: skip


def moving_frames(seed: int) -> dict[str, pl.DataFrame]:
    """Few projects, and purses between which money may move every way: within a year, to the next, back and round; budgets a cent from tight."""
    rng = random.Random(f"moving {seed}")
    years = rng.randint(1, 2)
    funds, horizon = [f"F{i}" for i in range(rng.randint(1, 3 if years == 1 else 2))], range(2027, 2027 + years)
    money, projects = rng.choice([10, 10_000, 3_000_000_000]), [f"P{i}" for i in range(rng.randint(2, 7))]
    options = [(p, "full", (t := rng.randrange(years)), t + 1, rng.randint(1, 3 * money)) for p in projects]
    spend = [
        (p, m, s, kind, 2027 + s, rng.randint(1, money)) for p, m, s, *_ in options for kind in ("capex", "opex") if rng.random() < 0.7
    ]  # fmt: skip
    moves = _transfers(rng, funds, horizon, money)
    while not (vired := _virements(rng, funds, horizon, money, moves)):
        pass
    pays = [(p, f) for p in projects for f in funds if rng.random() < 0.6]
    return frames_of(
        options=options, spend=spend, years=[(year,) for year in horizon], payers=pays, transfers=moves + vired,
        budgets=_with_room(rng, _tight_budgets(rng, funds, horizon, spend, options), moves + vired, 0),
        payer_limits=_payer_limits(rng, pays) if rng.random() < 0.2 else [],
    )  # fmt: skip


def coarse_frames(seed: int) -> dict[str, pl.DataFrame]:
    """2 to 6 projects that need people for up to four of up to seven periods, three to a year, some of them planned together; people can be bought, in a block at
    prices that rise and fall, and all money is a cent from tight.
    """
    rng = random.Random(f"coarse {seed}")
    periods, roles, funds = rng.randint(3, 7), ["R0", "R1"][: rng.randint(1, 2)], ["F0", "F1"][: rng.randint(1, 2)]
    money, projects = rng.choice([10, 10_000, 3_000_000_000]), [f"P{i}" for i in range(rng.randint(2, 6))]
    options, spend, demand = [], [], []
    for p in projects:
        for start in {rng.randrange(periods) for _ in range(rng.randint(1, 2))}:
            finish = start + rng.randint(1, 4)
            options.append((p, "full", start, finish, rng.randint(1, 3 * money)))
            spend.append((p, "full", start, rng.choice(["capex", "opex"]), 2027 + start // 3, rng.randint(1, money)))
            demand += [
                (p, "full", start, r, t, rng.randint(1, 2500)) for r in roles for t in range(start, min(finish, periods)) if rng.random() < 0.8
            ]  # fmt: skip
    horizon = range(2027, 2028 + (periods - 1) // 3)
    fine = rng.randrange(periods)
    grain = [(t, max(t // 3 * 3, fine)) for t in range(fine, periods)]
    pays = [(p, f) for p in projects for f in funds if rng.random() < 0.8]
    budgets = _tight_budgets(rng, funds, horizon, spend, options)
    elastic = _elastic_in_blocks(rng, roles, periods, dict(grain), money) if rng.random() < 0.6 else []
    return frames_of(
        options=options, spend=spend, demand=demand, years=[(year,) for year in horizon], payers=pays, grain=grain, elastic=elastic,
        budgets=_with_room(rng, budgets, [], money if elastic else 0), elastic_payers=[(f,) for f in funds if rng.random() < 0.8],
        capacity=[(r, t, rng.randint(0, 4000)) for r in roles for t in range(periods) if rng.random() < 0.9],
        requirements=[(p, "mandate", "test") for p in projects if rng.random() < 0.1], dependencies=_relations(rng, projects, 1),
    )  # fmt: skip


def _elastic_in_blocks(rng, roles, periods, block_of, money) -> list[tuple]:
    """One step, and one share of the price lost, for each role and block; one or two kinds, at a price of their own in each period."""
    rows = []
    for role in roles:
        kept: dict = {}
        for t in range(periods):
            step, lost = kept.setdefault(block_of.get(t, t), (rng.choice([250, 1000]), rng.choice([0, 9, 10])))
            for kind in ("overtime", "contractor"):
                if rng.random() < 0.6:
                    price = max(rng.choice([money // 50, rng.randint(0, money) // 50]), 1)
                    rows.append((role, t, kind, step, rng.randint(0, 2), price, price * lost // 10, 2027 + t // 3))
    return rows


def renamed(frames: dict[str, pl.DataFrame], seed: int) -> tuple[dict[str, pl.DataFrame], dict[str, str]]:
    """Returns the portfolio with every id renamed and the rows of every frame shuffled, and the new id of each old id."""
    rng = random.Random(seed)
    columns = ("project_id", "from_project_id", "to_project_id", "mode_id", "role_id", "fund_id", "from_fund_id", "to_fund_id")
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
