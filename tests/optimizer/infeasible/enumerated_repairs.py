"""Enumerates every selection of a small portfolio without a plan: the violated rules, and the least money and people for a plan.

The enumeration shares no code with the search.
"""

from itertools import combinations, product

import numpy as np
import polars as pl
from scipy.optimize import LinearConstraint, milp

from optimizer.infeasible.lifting import with_more, without
from optimizer.model.rule import Rule
from tests.optimizer.enumeration import Money, People, _at_high_cost, _declared, _related, _whole

AMPLE_MINOR, AMPLE_MILLI_FTE = 10**13, 10**7


def eased(frames: dict[str, pl.DataFrame], rules: list[Rule]) -> dict[str, pl.DataFrame]:
    """The frames without `rules`; purses and roles among `rules` get ample money and people."""
    money = {rule.place: AMPLE_MINOR for rule in rules if rule.kind == "purse"}
    people = {rule.place: AMPLE_MILLI_FTE for rule in rules if rule.kind == "people"}
    return with_more(without(frames, [rule for rule in rules if not rule.is_amount]), money, people)


def selections(frames: dict[str, pl.DataFrame]):
    """Every selection that keeps requirements, relations and declared rules, as option keys."""
    rows = {name: list(frame.iter_rows()) for name, frame in frames.items()}
    options: dict[str, list] = {}
    stops, must = set(rows["stop_modes"]), {p for p, rule, _ in rows["requirements"] if rule != "in_flight"}
    for p, *rest in rows["options"]:
        options.setdefault(p, []).append(tuple(rest))
    required, names = {p for p, *_ in rows["requirements"]}, sorted(options)
    for picks in product(*[[None, *options[p]] if p not in required else options[p] for p in names]):
        chosen = {p: pick for p, pick in zip(names, picks, strict=True) if pick is not None}
        run = {p: pick for p, pick in chosen.items() if (p, pick[0]) not in stops}
        keys = [(p, mode, start) for p, (mode, start, _, _) in chosen.items()]
        if (
            must <= set(run)
            and _related(run, rows["dependencies"], names)
            and _whole(set(run), rows)
            and _declared(set(keys), rows)
        ):
            yield keys


class Lacking:
    """The money and people that a selection lacks."""

    def __init__(self, frames: dict[str, pl.DataFrame]) -> None:
        self.rows = {name: list(frame.iter_rows()) for name, frame in frames.items()}
        self.people = People(self.rows)
        self.money = Money(self.rows)
        self.parts = self._parts()

    def people_of(self, keys, staff) -> dict:
        """The people who are missing after hires and cannot be bought, by role and period."""
        need: dict = {}
        for key in keys:
            for where, amount in self.people.need.get(key, []):
                need[where] = need.get(where, 0) + amount
        found = {}
        for where, amount in need.items():
            offers = self.people.offers.get(where, []) if self.rows["elastic_payers"] else []
            short = (
                amount
                - self.people.there.get(where, 0)
                - staff.there.get(where, 0)
                - sum(step * most for step, most, *_ in offers)
            )
            if short > 0:
                found[where] = short
        return found

    def bought(self, keys, more_people: dict, staff) -> list | None:
        """The purchases that are needed if `more_people` are given; None if all offers together are not enough."""
        there = dict(self.people.there)
        self.people.there = {**there, **{where: there.get(where, 0) + by for where, by in more_people.items()}}
        bought = self.people.bought(keys, staff.there)
        self.people.there = there
        return bought

    def money_of(self, keys, more_people: dict, staff) -> int | None:
        """The least additional money with `more_people`: the greatest shortage of a set of purses, summed over linked parts."""
        bought = self.bought(keys, more_people, staff)
        if bought is None:
            return None
        total = np.zeros(len(self.money.bound), dtype=np.int64)
        for key in keys:
            total += self.money.forced.get(key, 0)
        for year, cost, _ in [*bought, *staff.paid]:
            total += self.money.buying[year] * cost
        wants = total - self.money.bound
        # The first set of each part is the empty one: what nobody may pay no money brings.
        return (
            None
            if any(wants[first] > 0 for first, _ in self.parts)
            else sum(max(int(wants[first:last].max()), 0) for first, last in self.parts)
        )

    def _parts(self) -> list[tuple[int, int]]:
        """Where the sets of purses of each linked part stand: a part begins where nothing is held and nothing can be moved in."""
        from tests.optimizer.enumeration import _parts

        years = {year for (year,) in self.rows["years"]}
        moves = [((a, b, c), (d, e, f), most) for a, b, c, d, e, f, most in self.rows["transfers"]]
        lines = {(kind, year) for *_, kind, year, _ in self.rows["spend"] if year in years}
        pairs = sorted(
            lines
            | {("opex", e[-1]) for e in self.rows["elastic"]}
            | {("opex", h[-2]) for h in self.rows["hires"]}
            | {end[1:] for move in moves for end in move[:2]}
        )
        funds, place, found = len({f for f, *_ in self.rows["budgets"]}), 0, []
        for part in _parts(pairs, moves):
            found.append((place, place + 2 ** (len(part) * funds)))
            place = found[-1][1]
        assert place == len(self.money.bound)
        return found


class LackingInAnyCase(Lacking):
    """As Lacking, with robust budgets: a given number of projects may have their high cost at once."""

    def __init__(self, frames: dict[str, pl.DataFrame]) -> None:
        super().__init__(frames)
        spent = _at_high_cost(self.rows)
        self.dear = Money({**self.rows, "spend": [*self.rows["spend"], *spent]})
        self.funds = sorted({f for f, *_ in self.rows["budgets"]})

    def money_of(self, keys, more_people: dict, staff) -> int | None:
        """The least additional money with which every case can be paid, found by a search over whole amounts."""
        bought = self.bought(keys, more_people, staff)
        if bought is None:
            return None
        wants = np.stack([self._wants(case, [*bought, *staff.paid]) for case in self._cases(keys)]).max(axis=0)
        totals = [_least_total(wants[first:last]) for first, last in self.parts]
        return None if None in totals else sum(totals)

    def _cases(self, keys):
        yield list(keys)
        for _, _, gamma in self.rows["robust"]:
            for count in range(1, min(gamma, len(keys)) + 1):
                for some in combinations(range(len(keys)), count):
                    yield [
                        (p, ("dear", mode), start) if i in some else (p, mode, start) for i, (p, mode, start) in enumerate(keys)
                    ]

    def _wants(self, case, bought) -> np.ndarray:
        total = np.zeros(len(self.dear.bound), dtype=np.int64)
        for key in case:
            total += self.dear.forced.get(key, 0)
        for year, cost, _ in bought:
            total += self.dear.buying[year] * cost
        return total - self.dear.bound


def _least_total(wants: np.ndarray) -> int | None:
    """The least sum of whole amounts, one for each bit, such that those of the bits of every set are at least what it wants."""
    if wants[0] > 0:
        return None
    if wants.max() <= 0:
        return 0
    bits = len(wants).bit_length() - 1
    inside = (np.arange(len(wants))[:, None] >> np.arange(bits)) & 1
    few = np.flatnonzero(wants > 0)
    found = milp(np.ones(bits), integrality=np.ones(bits), constraints=LinearConstraint(inside[few], wants[few]))
    return round(found.fun)
