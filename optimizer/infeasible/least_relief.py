"""The least room that lets a problem have a plan: money in purses, people of roles, and where neither helps the fewest rules to lift. What is told of it is wayout.py's.

HiGHS looks for the selection in rounded rows; what the selection lacks is then worked out in whole minor units and milli-FTE, and a selection that lacks no less than the best known is
cut off, with all that contain its smallest such part and hire no others: who runs more with the same hires lacks no less. When none is left the best is the least. Relations are added as
selections break them, and so are floors under the worst scenarios, which who runs more may reach.
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from optimizer.infeasible.robust_reserve import least_reserve
from optimizer.infeasible.rule_subsets import pairs_of, that_help, with_ample
from optimizer.linear.rows import IntegerModel, Row, Selection, row
from optimizer.linear.rule_families import CUT
from optimizer.model.consequences import complete
from optimizer.model.cuts import cover_unless_hired, cut_off
from optimizer.model.families.money.budget import funding_row, purse_rule
from optimizer.model.funding.least_extra import least_extra
from optimizer.model.funding.network import shortfalls
from optimizer.model.rule import Rule, RulesBehind
from optimizer.model.rules_and_rows import RuledRows
from optimizer.problem.records import Problem, Purse
from optimizer.search.limits import Limits
from optimizer.solver.relief_model import RoomyModel, row_unit

Place = tuple[str, int]  # role, period
Money = Mapping[Purse, int]
People = Mapping[Place, int]
COVER_MOST = 64  # options in a selection up to which its smallest part that lacks as much is looked for
BOUND_TOLERANCE = 1e-6  # relative, of a bound in floats

# For money: as it is, more of it counted, or as much as is asked for. For people the same, and up to a total.
Given = Literal["as_is", "counted", "any", "up_to"]


@dataclass(frozen=True)
class Room:
    """More money (minor units) and people (milli-FTE) with which `chosen` keeps every rule; at_least: of the counted one, what it needs in any case,
    and in the end what every selection needs.
    """

    chosen: Selection
    money: Money
    people: People
    counted: int
    at_least: int


@dataclass(frozen=True)
class Nothing:
    """No room of the kind asked for helps (is_proven), or none was found in the limits. at_least: what would be needed in any case."""

    is_proven: bool
    at_least: int = 0


def least_people(problem: Problem, known: RuledRows, limits: Limits, deadline: float) -> Room | Nothing:
    """The least people that money cannot bring, were there as much money as is asked for."""
    return _Least(problem, known, limits, deadline, money="any", people="counted").run()


def least_money(problem: Problem, known: RuledRows, limits: Limits, deadline: float, people_most: int = 0) -> Room | Nothing:
    """The least more money when at most `people_most` milli-FTE more of people are given in all; people who can be had for money are bought first."""
    return _Least(
        problem, known, limits, deadline, money="counted", people="up_to" if people_most else "as_is", people_most=people_most
    ).run()


def least_people_alone(problem: Problem, known: RuledRows, limits: Limits, deadline: float) -> Room | Nothing:
    """The least more people with the budgets as they are."""
    return _Least(problem, known, limits, deadline, money="as_is", people="counted").run()


def fewest_lifted(problem: Problem, known: RuledRows, limits: Limits, deadline: float) -> tuple[frozenset[Rule], bool] | None:
    """Requirements, relations and limits to lift where no money and no people would do: those of least weight together; whether that is proven.

    None where it was not found out in the limits.
    """
    ample = with_ample(problem, frozenset())
    met: dict[Rule, None] = {}
    chosen = frozenset[int]()
    is_proven = True
    while new := _broken_relations(ample, known, chosen) - set(met):
        met |= dict.fromkeys(sorted(new, key=lambda rule: (rule.family, rule.label)))
        found = _lifted(ample, known, met, limits, deadline)
        if found is None:
            return None
        chosen, is_proven = found
    return frozenset(_broken_relations(ample, known, chosen)), is_proven


def _broken_relations(problem: Problem, known: RuledRows, chosen: Selection) -> set[Rule]:
    """Rules other than amounts that a selection breaks; of projects that exclude one another, the pairs that both run."""
    point = complete(problem, chosen)
    found = (
        known.rules[next(iter(behind))]
        for each, behind in zip(known.rows, known.behind, strict=True)
        if len(behind) == 1 and each.excess(point)
    )
    of_lazy = (rule for _, behind in known.lazy.missing(problem, chosen) for rule in behind)
    return {rule for rule in (*found, *of_lazy) if not rule.is_amount}


def _lifted(
    ample: Problem, known: RuledRows, met: Mapping[Rule, None], limits: Limits, deadline: float
) -> tuple[Selection, bool] | None:
    """A selection whose broken rules among `met` weigh least; whether that is proven."""
    picked = known.only(met)
    columns, place = _columns(ample, [each for each, _ in picked])
    hard = [_placed(each, place) for each, behind in picked if not behind]
    live = RoomyModel(_model(ample, columns, place, hard), threads=limits.threads, seed=limits.seed)
    rooms = {rule: live.add_room(rule.weight, is_whole=True) for rule in met}

    def add(each: Row, behind: frozenset[Rule]) -> None:
        inside = _placed(each, place)
        live.add_row(inside, dict.fromkeys((rooms[rule] for rule in behind), _most_excess(inside, ample.layout.most[columns])))

    for each, behind in picked:
        if behind:
            add(each, behind)
    number = 0
    while time.monotonic() < deadline:
        answer = live.least(seconds=deadline - time.monotonic(), max_nodes=limits.max_nodes)
        if answer.chosen is None:
            return None
        chosen = frozenset(int(columns[j]) for j in answer.chosen)
        point = complete(ample, chosen)
        bad = [(each, behind) for each, behind in picked if len(behind) == 1 and each.excess(point)]
        new = [found for found in known.lazy.missing(ample, chosen, met) if found[0].name not in {each.name for each, _ in bad}]
        stays = [(each, behind) for each, behind in picked if not behind and each.excess(point)]
        stays += [(funding_row(ample, each.pairs, each.purses), frozenset()) for each in shortfalls(ample, chosen)]
        broken = frozenset[Rule]().union(*(behind for _, behind in (*bad, *new)))
        if not stays and sum(rule.weight for rule in broken) <= _whole(answer.at_least):
            return chosen, True
        if not stays and answer.status != "optimal":
            return chosen, False
        number += 1
        for each, behind in new:
            add(each, behind)
        picked += new
        for each, behind in bad + stays:  # the solver took some of these for kept
            add(cut_off(ample, each, chosen, number), behind)
    return None


def _most_excess(each: Row, most: np.ndarray) -> int:
    """By how much a row with one bound can be broken at most."""
    sizes = [(int(a), int(most[j])) for j, a in zip(each.cols.tolist(), each.coefs.tolist(), strict=True)]
    if each.upper is not None:
        return max(sum(a * up for a, up in sizes if a > 0) - each.upper, 0)
    return max((each.lower or 0) - sum(a * up for a, up in sizes if a < 0), 0)


class _Least:
    """One search for the least money or the least people."""

    def __init__(
        self,
        problem: Problem,
        known: RuledRows,
        limits: Limits,
        deadline: float,
        *,
        money: Given,
        people: Given,
        people_most: int = 0,
    ) -> None:
        self.problem, self.known, self.limits, self.deadline = problem, known, limits, deadline
        self.money, self.people, self.people_most = money, people, people_most
        self.relations = {rule for rule in known.rules if rule.kind == "requirement"}
        self.protected = known.lazy.limiting("money")
        self.floors = known.lazy.limiting("value")
        self.is_exact = True  # False once people were given, or a selection was cut off, where fewer might have kept a floor
        self.found: dict[
            tuple[RulesBehind, bytes], tuple[Row, RulesBehind]
        ] = {}  # rows of robust budgets and tails that selections broke
        self.purses = frozenset(purse_rule((fund, *pair)) for fund in problem.funds for pair in pairs_of(problem))
        self.best: Room | None = None
        self.at_least = 0
        self.cuts = 0
        self._build()

    def run(self) -> Room | Nothing:
        """Selection after selection until none can lack less."""
        while time.monotonic() < self.deadline:
            answer = self.live.least(seconds=self.deadline - time.monotonic(), max_nodes=self.limits.max_nodes)
            if answer.status == "infeasible":
                return self._done(is_proven=self.is_exact)
            if answer.chosen is None:
                break
            self.at_least = max(self.at_least, _whole(answer.at_least) if self.is_exact else 0)
            chosen = frozenset(int(self.columns[j]) for j in answer.chosen)
            if self._breaks_relations(chosen):
                continue
            self._add_missing(chosen)
            if self._misses_floors(chosen):
                continue
            room = self._room(chosen, {int(self.columns[j]): by for j, by in enumerate(answer.columns) if by})
            if room is not None and (self.best is None or room.counted < self.best.counted):
                self.best = room
                self.live.limit(room.counted - 1)
                if room.counted <= self.at_least:
                    return self._done(is_proven=True)
            elif not self._cut_off(chosen):
                break
        return self._done(is_proven=False)

    def _done(self, *, is_proven: bool) -> Room | Nothing:
        if self.best is None:
            return Nothing(is_proven, self.at_least)
        return replace(self.best, at_least=self.best.counted if is_proven else min(self.at_least, self.best.counted))

    def _build(self) -> None:
        """The model of the relations met so far."""
        amounts = {rule for rule in self.known.rules if rule.is_amount}
        picked = self.known.only(self.relations | amounts | self.protected)
        picked += self.found.values()
        relations = [each for each, behind in picked if not any(rule.is_amount for rule in behind)]
        self.columns, self.place = _columns(self.problem, relations)
        self.live = RoomyModel(
            _model(self.problem, self.columns, self.place, [_placed(each, self.place) for each in relations]),
            threads=self.limits.threads, seed=self.limits.seed,
        )  # fmt: skip
        self.names = {each.name for each, _ in picked}
        self.unit = row_unit([each for each, behind in picked if any(rule.kind == "purse" for rule in behind)])
        self.rooms: dict[Rule, int] = {}
        for each, behind in picked:
            if any(rule.is_amount for rule in behind):
                self._add_amount(each, behind)
        if self.people == "up_to" and (of_people := [room for rule, room in self.rooms.items() if rule.kind == "people"]):
            self.live.limit_rooms(of_people, self.people_most)
        if self.best is not None:
            self.live.limit(self.best.counted - 1)

    def _add_amount(self, each: Row, behind: frozenset[Rule]) -> None:
        """A row of purses, or of people, with the room there is to be for it."""
        is_money = each.traits.limits == "money"
        given = self.money if is_money else self.people
        if given == "any":
            return
        rooms = {}
        asked = sorted((rule for rule in behind if rule.is_amount), key=lambda rule: rule.label)
        for rule in asked if given != "as_is" else ():
            if rule not in self.rooms:
                self.rooms[rule] = self.live.add_room(int(given == "counted"), unit=self.unit if is_money else 1)
            rooms[self.rooms[rule]] = 1
        placed = _placed(each, self.place)
        if len(placed.cols):
            self.live.add_row(placed, rooms)

    def _breaks_relations(self, chosen: Selection) -> bool:
        """Whether it does; then it will not again."""
        ample = with_ample(self.problem, frozenset())
        bad = [
            (each, behind)
            for each, behind in self.known.only(rule for rule in self.known.rules if not rule.is_amount)
            if each.excess(complete(ample, chosen))
        ]
        floors = self.known.lazy.missing(ample, chosen, self.floors)
        if not bad and not floors:
            return False
        new = {rule for _, behind in (*bad, *floors) for rule in behind} - self.relations
        if self._new_of(floors) or new:
            self.relations |= new
            self._build()
        else:
            for each, _ in bad or floors:
                self._add_cut(cut_off(ample, each, chosen, self.cuts))
        return True

    def _floors_missed(self, chosen: Selection, people: People) -> list[tuple[Row, RulesBehind]]:
        """Rows of floors that a selection misses with these people given: what is bought beside them takes from the value."""
        return self.known.lazy.missing(_with(self.problem, people), chosen, self.floors) if self.floors else []

    def _misses_floors(self, chosen: Selection) -> bool:
        """Whether it does, even where people are given in place of those bought; then it is not looked at again."""
        missed = self._floors_missed(chosen, self._people(chosen))
        if not missed or (self.people != "as_is" and not self._floors_missed(chosen, _short(self.problem, chosen))):
            return False
        if self._new_of(missed):
            self._build()
        else:
            self.is_exact = self.is_exact and self.people == "as_is"
            self._add_cut(cut_off(_with(self.problem, self._people(chosen)), missed[0][0], chosen, self.cuts))
        return True

    def _new_of(self, rows: list[tuple[Row, RulesBehind]]) -> list[tuple[Row, RulesBehind]]:
        """Those of rows found when needed that were not there yet; from now on they are."""
        keys = {(behind, each.cols.tobytes() + each.coefs.tobytes()): (each, behind) for each, behind in rows}
        new = {key: found for key, found in keys.items() if key not in self.found}
        self.found |= new
        return list(new.values())

    def _room(self, chosen: Selection, columns: Mapping[int, int], *, for_floors: bool = True) -> Room | None:
        """What a selection lacks, exactly; None where what is given does not do. for_floors: with the people that keep its floors."""
        if self.money == "as_is":
            kept = self.protected | self.floors if for_floors else self.protected
            return self._with_budgets_as_they_are(chosen, columns, kept)
        people = self._people(chosen)
        if for_floors and self.people != "as_is" and self._floors_missed(chosen, people):
            people, self.is_exact = _short(self.problem, chosen), False
        total = sum(people.values())
        if self.people != "counted" and total > self.people_most:
            return None
        if self.people == "counted":
            return Room(chosen, {}, people, total, total)
        if self.protected:
            reserve = least_reserve(self.known.lazy, _with(self.problem, people), chosen)
            return None if reserve is None else Room(chosen, reserve[0], people, sum(reserve[0].values()), reserve[1])
        money = least_extra(_with(self.problem, people), chosen)
        total = 0 if money is None else sum(money.values())
        return None if money is None else Room(chosen, money, people, total, total)

    def _people(self, chosen: Selection) -> dict[Place, int]:
        """What no purchase brings."""
        lacks = {place: short - self._can_be_bought(place) for place, short in _short(self.problem, chosen).items()}
        return {place: by for place, by in sorted(lacks.items()) if by > 0}

    def _can_be_bought(self, place: Place) -> int:
        if not self.problem.elastic_payers:
            return 0
        offers = [
            self.problem.elastic[j - self.problem.layout.step_columns.start]
            for j in self.problem.layout.steps_by_place.get(place, ())
        ]
        return sum(offer.most_steps * offer.step_milli_fte for offer in offers)

    def _with_budgets_as_they_are(self, chosen: Selection, columns: Mapping[int, int], kept: set[Rule]) -> Room | None:
        """As many people bought as the solver took the budgets to pay; where they do not pay them, or a rule of `kept` is broken so, none."""
        bought: Counter[Place] = Counter()
        for j, offer in zip(self.problem.layout.step_columns, self.problem.elastic, strict=True):
            bought[offer.role, offer.block] += columns.get(j, 0) * offer.step_milli_fte
        for counted in (bought, Counter[Place]()):
            lacks = {place: short - counted[place] for place, short in _short(self.problem, chosen).items()}
            people = {place: by for place, by in sorted(lacks.items()) if by > 0}
            given, total = _with(self.problem, people), sum(people.values())
            if not shortfalls(given, chosen) and not self.known.lazy.missing(given, chosen, kept):
                return Room(chosen, {}, people, total, total)
        return None

    def _add_missing(self, chosen: Selection) -> None:
        """Rows of purses that were not there from the start."""
        if self.money == "any":
            return
        paid = with_ample(self.problem, self.purses)
        for each, behind in self._new_of(self.known.lazy.missing(paid, chosen, self.protected)):
            self._add_amount(each, behind)
        for short in shortfalls(paid, chosen):
            each = funding_row(self.problem, short.pairs, short.purses)
            if each.name not in self.names:
                self.names.add(each.name)
                self._add_amount(each, frozenset(map(purse_rule, short.purses)))

    def _cut_off(self, chosen: Selection) -> bool:
        """Takes away a selection that lacks no less than the best, with all that contain its smallest part that does and hire no others; False where that
        cannot be told.
        """
        lacks = self._lacks_enough()
        if len(chosen) > COVER_MOST or not lacks(chosen):
            return False
        cover = set(chosen)
        for j in sorted(chosen - self.problem.hire_options):
            if lacks(frozenset(cover - {j})):
                cover.remove(j)
        self._add_cut(row("cover", CUT, "needs no less", cover_unless_hired(self.problem, cover), None, len(cover) - 1))
        return True

    def _lacks_enough(self) -> Callable[[Selection], bool]:
        """Whether a selection lacks as much as the best known, or more than is given: true of all with the same hires that contain one of which it is true."""
        most = None if self.best is None else self.best.counted

        def lacks(chosen: Selection) -> bool:
            room = self._room(chosen, {}, for_floors=False)
            return room is None or (most is not None and room.at_least >= most)

        # With budgets as they are, how many people the money left over buys is for the solver to weigh.
        is_weighed = self.money == "as_is" and self.problem.elastic
        return (lambda chosen: self._room(chosen, {}, for_floors=False) is None) if is_weighed else lacks

    def _add_cut(self, cut: Row) -> None:
        self.cuts += 1
        self.live.add_row(_placed(cut, self.place), {})


def _short(problem: Problem, chosen: Selection) -> dict[Place, int]:
    """By how much people are short, by role and period, before any are bought; milli-FTE."""
    need: Counter[Place] = Counter()
    for j in chosen:
        for role, period, milli_fte in problem.options[j].demand:
            need[role, period] += milli_fte
    return {place: by - problem.capacity.get(place, 0) for place, by in need.items() if by > problem.capacity.get(place, 0)}


def _with(problem: Problem, people: People) -> Problem:
    """The problem with more people."""
    if not people:
        return problem
    other = replace(
        problem, capacity={**problem.capacity, **{place: problem.capacity.get(place, 0) + by for place, by in people.items()}}
    )
    other.__dict__["layout"] = problem.layout
    return other


def _columns(problem: Problem, rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    """The columns that help, and where each column of the problem stands among them."""
    columns = that_help(problem, rows)
    place = np.full(len(problem.layout.names), -1)
    place[columns] = np.arange(len(columns))
    return columns, place


def _placed(each: Row, place: np.ndarray) -> Row:
    inside = place[each.cols] >= 0
    return replace(each, cols=place[each.cols[inside]], coefs=each.coefs[inside])


def _model(problem: Problem, columns: np.ndarray, place: np.ndarray, rows: list[Row]) -> IntegerModel:
    names = tuple(problem.layout.names[j] for j in columns)
    kept = tuple(each for each in rows if len(each.cols) or each.excess({}))
    money = frozenset(int(place[b]) for b in problem.layout.cost_columns.values() if place[b] >= 0)
    return IntegerModel(
        names,
        np.zeros(len(columns), np.int64),
        kept,
        int((columns < len(problem.options)).sum()),
        problem.layout.most[columns],
        money,
    )


def _whole(bound: float) -> int:
    """A bound in floats as the whole number that any amount must reach."""
    return max(math.ceil(bound * (1 - BOUND_TOLERANCE) - BOUND_TOLERANCE), 0)
