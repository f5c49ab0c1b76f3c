"""Enumerates every selection of a small portfolio, with a third statement of the rules beside the model and the verifier."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import polars as pl

Key = tuple[str, str, int]
Rows = dict[str, list[tuple]]


@dataclass(frozen=True)
class Enumerated:
    """The best value, the least spend at that value, and every selection that reaches both."""

    value: int
    spend: int
    best: list[frozenset[Key]]


def enumerate_best(frames: dict[str, pl.DataFrame], *, at_any_spend: bool = False) -> Enumerated | None:
    """Tries every selection. Returns None if no selection is allowed.

    at_any_spend: every selection of the best value counts as best, whatever it spends; the spend is then 0.
    """
    best: tuple[int, int] | None = None
    winners: list[frozenset[Key]] = []
    for keys, value, spent in allowed_selections(frames):
        spend = 0 if at_any_spend else spent
        if best is None or (value, -spend) > best:
            best, winners = (value, -spend), []
        if (value, -spend) == best:
            winners.append(keys)
    return None if best is None else Enumerated(best[0], -best[1], winners)


def allowed_selections(frames: dict[str, pl.DataFrame]) -> Iterator[tuple[frozenset[Key], int, int]]:
    """Every selection that keeps all rules, hires as arrivals, with its value and its spend in minor units."""
    rows = {name: list(frame.iter_rows()) for name, frame in frames.items()}
    options: dict[str, list] = {}
    for p, *rest in rows["options"]:
        options.setdefault(p, []).append(tuple(rest))
    people, staffs = People(rows), list(staffs_of(rows))
    money = Money({**rows, "spend": [*rows["spend"], *_at_high_cost(rows)]})
    required = {p for p, *_ in rows["requirements"]}
    stops = set(rows["stop_modes"])
    must_run = {p for p, rule, _ in rows["requirements"] if rule != "in_flight"}
    names = sorted(options)
    for picks in product(*[[None, *options[p]] if p not in required else options[p] for p in names]):
        chosen = {p: pick for p, pick in zip(names, picks, strict=True) if pick is not None}
        run = {p: pick for p, pick in chosen.items() if (p, pick[0]) not in stops}
        if must_run - set(run) or not _related(run, rows["dependencies"], names) or not _whole(set(run), rows):
            continue
        keys = [(p, mode, start) for p, (mode, start, _, _) in chosen.items()]
        if not _declared(set(keys), rows):
            continue
        for staff in staffs:
            bought = people.bought(keys, staff.there)
            if (
                bought is None
                or not money.enough(keys, [*bought, *staff.paid])
                or not _safe(keys, [*bought, *staff.paid], money, rows)
            ):
                continue
            follows = _together(set(run), rows) - sum(loss for _, _, loss in [*bought, *staff.paid])
            if not _good_in_the_worst(keys, follows, rows):
                continue
            spent = money.spent(keys) + sum(cost for _, cost, _ in [*bought, *staff.paid])
            yield frozenset([*keys, *staff.arrivals]), sum(v for *_, v in chosen.values()) + follows, spent


@dataclass(frozen=True)
class Staff:
    """One way of hiring: who arrives when (as keys of a choice), who is there by role and period, what is paid (year, cost, loss)."""

    arrivals: tuple[Key, ...]
    there: dict
    paid: tuple[tuple[int, int, int], ...]


def staffs_of(rows: Rows) -> Iterator[Staff]:
    """Every way of hiring: for each role every row of numbers of heads that never falls, and rises only when somebody may arrive."""
    by_role: dict = {}
    for role, t, *rest in sorted(rows["hires"]):
        by_role.setdefault(role, []).append((t, *rest))
    ways = [list(_courses(role, own)) for role, own in by_role.items()]
    heap = {t: ("heap", block) for t, block in rows["grain"]}
    for together in product(*ways):
        found: dict = {}
        for (role, t), fte in (item for _, there, _ in together for item in there.items()):
            place = role, heap.get(t, t)
            found[place] = found.get(place, 0) + fte
        yield Staff(
            tuple(key for arrivals, _, _ in together for key in arrivals),
            found,
            tuple(one for _, _, paid in together for one in paid),
        )


def _courses(role: str, own: list):
    for course in product(*[range(most + 1) for _, _, most, *_ in own]):
        arrivals, there, paid, before = [], {}, [], 0
        for heads, (t, size, _, cost, loss, year, may_arrive) in zip(course, own, strict=True):
            if heads < before or (heads > before and not may_arrive):
                break
            if heads > before:
                arrivals.append((f"hires of {role} from period {t}", str(heads - before), t))
            if heads:
                there[role, t] = heads * size
                paid.append((year, heads * cost, heads * loss))
            before = heads
        else:
            yield arrivals, there, paid


def _at_high_cost(rows: Rows) -> list[tuple]:
    """The spend of every option at its high cost, stated as an additional mode."""
    spent: dict = {}
    for p, mode, start, kind, year, amount in [*rows["spend"], *rows["deviations"]]:
        spent[p, ("dear", mode), start, kind, year] = spent.get((p, ("dear", mode), start, kind, year), 0) + amount
    return [(*key, amount) for key, amount in spent.items()]


def _safe(keys: list[Key], bought, money, rows: Rows) -> bool:
    """Whether every case of the robust budgets can be paid, tried one case after another."""
    for _, _, gamma in rows["robust"]:
        for some in combinations(range(len(keys)), min(gamma, len(keys))):
            case = [(p, ("dear", mode), start) if i in some else (p, mode, start) for i, (p, mode, start) in enumerate(keys)]
            if not money.enough(case, bought):
                return False
            # Who is dear in sum may still leave others more to pay with, where shares are rounded: fewer dear projects are cases too.
            for fewer in range(len(some)) if rows["payer_limits"] else ():
                for part in combinations(some, fewer):
                    case = [(p, ("dear", m), s) if i in part else (p, m, s) for i, (p, m, s) in enumerate(keys)]
                    if not money.enough(case, bought):
                        return False
    return True


def _good_in_the_worst(keys: list[Key], follows: int, rows: Rows) -> bool:
    """Whether no set of scenarios of the stated size has an average value below the floor."""
    values = {tuple(key): v for *key, v in rows["scenarios"]}
    own = {(p, m, s): v for p, m, s, _, v in rows["options"]}
    every = sorted({s for s, *_ in rows["scenarios"]})
    totals = [follows + sum(values.get((s, *key), own[key]) for key in keys) for s in every]
    return all(
        sum(some) >= floor * len(some)
        for _, _, worst, floor in rows["tail"]
        for some in combinations(totals, min(worst, len(totals)))
    )


def _together(run: set[str], rows: Rows) -> int:
    members: dict = {}
    for name, p, amount in rows["synergies"]:
        members.setdefault((name, amount), set()).add(p)
    for rule, _, p, _, benefit in rows["programmes"]:
        members.setdefault((("programme", rule), benefit or 0), set()).add(p)
    return sum(amount for (_, amount), group in members.items() if group <= run)


def _whole(run: set[str], rows: Rows) -> bool:
    bound: dict[str, list[bool]] = {}
    for rule, _, p, is_all_or_none, _ in rows["programmes"]:
        if is_all_or_none:
            bound.setdefault(rule, []).append(p in run)
    return all(len(set(each)) == 1 for each in bound.values())


def _declared(keys: set[Key], rows: Rows) -> bool:
    for limit, _, _, _, lower, upper in rows["limits"]:
        total = sum(weight for each, *key, weight in rows["limit_terms"] if each == limit and tuple(key) in keys)
        if (lower is not None and total < lower) or (upper is not None and total > upper):
            return False
    return True


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


class People:
    """Who is needed, who is there, and who can be bought: every way of buying what is short is tried, the cheapest taken. What is planned together is
    one heap of people.
    """

    def __init__(self, rows: Rows) -> None:
        heap = {t: ("heap", block) for t, block in rows["grain"]}
        self.need: dict[Key, list] = {}
        for p, mode, start, role, period, amount in rows["demand"]:
            self.need.setdefault((p, mode, start), []).append(((role, heap.get(period, period)), amount))
        self.there: dict = {}
        for r, t, a in rows["capacity"]:
            self.there[r, heap.get(t, t)] = self.there.get((r, heap.get(t, t)), 0) + a
        self.offers: dict = {}
        for r, t, _, *offer in rows["elastic"]:
            self.offers.setdefault((r, heap.get(t, t)), []).append(offer)
        self.known: dict = {}

    def bought(self, keys: list[Key], hired: Mapping) -> list[tuple[int, int, int]] | None:
        """The (year, cost, loss) of the people bought in addition to hires; None if all offers together are not enough."""
        used: dict = {}
        for key in keys:
            for where, amount in self.need.get(key, []):
                used[where] = used.get(where, 0) + amount
        found = []
        for where, amount in used.items():
            short = amount - self.there.get(where, 0) - hired.get(where, 0)
            if short > 0:
                if (where, short) not in self.known:
                    self.known[where, short] = self._cheapest(self.offers.get(where, []), short)
                if self.known[where, short] is None:
                    return None
                found.append(self.known[where, short])
        return found

    def _cheapest(self, offers, short: int) -> tuple[int, int, int] | None:
        ways = []
        for steps in product(*[range(most + 1) for _, most, *_ in offers]):
            if sum(n * step for n, (step, *_) in zip(steps, offers, strict=True)) >= short:
                cost = sum(n * price for n, (_, _, price, _, _) in zip(steps, offers, strict=True))
                loss = sum(n * lost for n, (_, _, _, lost, _) in zip(steps, offers, strict=True))
                ways.append((cost, loss, offers[0][-1]))
        return (min(ways)[2], *min(ways)[:2]) if ways else None


class Money:
    """Decides whether a selection can be paid: every set of purses must hold the spend that no purse outside the set may pay."""

    def __init__(self, rows: Rows) -> None:
        years = {year for (year,) in rows["years"]}
        held = {(f, k, y): a for f, k, y, a in rows["budgets"]}
        funds = sorted({f for f, *_ in rows["budgets"]})
        moves = [((a, b, c), (d, e, f), most) for a, b, c, d, e, f, most in rows["transfers"]]
        limits = {(p, f): bp for p, f, bp in rows["payer_limits"]}
        pays: dict = {}
        for p, f in rows["payers"]:
            pays.setdefault(p, set()).add(f)
        buyers = {f for (f,) in rows["elastic_payers"]}
        self.cost: dict[Key, int] = {}
        lines: dict = {}
        for p, mode, start, kind, year, amount in rows["spend"]:
            if year in years:
                key = (p, mode, start)
                self.cost[key] = self.cost.get(key, 0) + amount
                lines.setdefault((kind, year), []).append((key, amount))
        pairs = sorted(
            set(lines)
            | {("opex", e[-1]) for e in rows["elastic"]}
            | {("opex", h[-2]) for h in rows["hires"]}
            | {end[1:] for move in moves for end in move[:2]}
        )
        bounds, forced, buying = [], {}, {}
        place = 0
        for part in _parts(pairs, moves):
            purses = [(f, *pair) for pair in part for f in funds]
            sets = (np.arange(2 ** len(purses))[:, None] >> np.arange(len(purses))) & 1 == 1
            index = {purse: i for i, purse in enumerate(purses)}
            bound = sets.astype(np.int64) @ np.array([held.get(purse, 0) for purse in purses], dtype=np.int64)
            for source, target, most in moves:
                if target in index:
                    bound += most * (sets[:, index[target]] & ~sets[:, index[source]])
            bounds.append(bound)
            for pair in part:
                for key, amount in lines.get(pair, []):
                    left = np.full(len(sets), amount, dtype=np.int64)
                    for f in pays.get(key[0], ()):
                        most = amount * limits.get((key[0], f), 10_000) // 10_000
                        left -= most * ~sets[:, index[f, *pair]] if (f, *pair) in index else 0
                    forced.setdefault(key, []).append((place, np.maximum(left, 0)))
                if pair[0] == "opex":
                    alone = np.ones(len(sets), dtype=bool)
                    for f in buyers:
                        alone &= sets[:, index[f, *pair]] if (f, *pair) in index else True
                    buying[pair[1]] = (place, alone.astype(np.int64))
            place += len(sets)
        self.bound = np.concatenate([np.zeros(0, np.int64), *bounds])
        self.forced = {key: self._whole(parts) for key, parts in forced.items()}
        self.buying = {year: self._whole([part]) for year, part in buying.items()}

    def _whole(self, parts) -> np.ndarray:
        whole = np.zeros(len(self.bound), dtype=np.int64)
        for place, amounts in parts:
            whole[place : place + len(amounts)] += amounts
        return whole

    def spent(self, keys: list[Key]) -> int:
        """In the years of the horizon."""
        return sum(self.cost.get(key, 0) for key in keys)

    def enough(self, keys: list[Key], bought: list[tuple[int, int, int]]) -> bool:
        """For the projects and for the people bought."""
        total = np.zeros(len(self.bound), dtype=np.int64)
        for key in keys:
            if key in self.forced:
                total += self.forced[key]
        for year, cost, _ in bought:
            total += self.buying[year] * cost
        return bool((total <= self.bound).all())


def _parts(pairs, moves) -> list[list]:
    """Groups of cost class and year between which money can move."""
    parts = [{pair} for pair in pairs]
    for source, target, _ in moves:
        joined = [part for part in parts if source[1:] in part or target[1:] in part]
        parts = [part for part in parts if part not in joined] + [set().union(*joined)]
    return [sorted(part) for part in parts]
