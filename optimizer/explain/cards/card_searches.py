"""The searches for one card, each within its own limit of work, so that they can run in any process and in any order."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from optimizer.explain.cards.card import Answer, Card, between, of_cut, of_price, of_rise
from optimizer.explain.thresholds.cheaper import how_much_cheaper, how_much_dearer
from optimizer.explain.thresholds.cost_changes import CostChange, CostValues, cost_values_of
from optimizer.explain.thresholds.joining import Joining, what_lets_in
from optimizer.explain.thresholds.leaving import price_without
from optimizer.infeasible.repairs import Repair
from optimizer.linear.rows import Selection, broken_rows
from optimizer.model.building import build_model
from optimizer.model.consequences import point_of
from optimizer.model.funding.least_extra import least_extra_money
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.hires_in_plan import option_keys_of
from optimizer.search.limits import Limits
from optimizer.search.stopping_rules import WorkLimit

BESIDE = 3  # the most valuable options of a project that are put beside the plan as a first guess


@dataclass(frozen=True)
class CardQuestions:
    """What all searches of one night share: the choice frames, the problem, the plan and its selection, what costs take from value,
    and the limits of one solve. The limit of time is not read.
    """

    frames: Mapping[str, pl.DataFrame]
    problem: Problem
    plan: Plan
    chosen: Selection
    values: CostValues
    limits: Limits

    @classmethod
    def of(cls, frames: Mapping[str, pl.DataFrame], plan: Plan, worth: pl.DataFrame, limits: Limits) -> "CardQuestions":
        """The questions about a plan. worth: what the costs of each option take from its value (COST_VALUE_SCHEMA)."""
        problem = build_problem(frames)
        number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
        chosen = frozenset(number[key] for key in option_keys_of(problem, plan))
        return cls(frames, problem, plan, chosen, cost_values_of(problem, worth), limits)

    @property
    def timeless(self) -> Limits:
        """The limits without a limit of time, because no clock may decide what is told."""
        return replace(self.limits, seconds=math.inf)


@dataclass(frozen=True)
class Searched:
    """A card with what one search added, and the work that the search took."""

    card: Card
    work: float


def first_guess(shared: CardQuestions, p: int, card: Card, known: tuple[Selection, ...], _: float) -> Searched:
    """What known plans prove without a solve: upper ends of the answers for a project that is left out."""
    beside = _beside(shared, p)
    guesses = [*known, *beside[:1]]
    cut = how_much_cheaper(
        shared.problem, CostChange(p, shared.values), shared.plan.value, shared.timeless, known=guesses, work=WorkLimit(0.0)
    )
    money = min((by for each in beside if (by := _money_for(shared, each)) is not None), default=None)
    return Searched(replace(card, cheaper=of_cut(cut), least_money=between(None, money)), 0.0)


def search_cut(shared: CardQuestions, p: int, card: Card, known: tuple[Selection, ...], work: float) -> Searched:
    """The least cut of a project that is left out."""
    limit = WorkLimit(work)
    guesses = [*known, *_beside(shared, p)[:1]]
    change = CostChange(p, shared.values)
    cut = how_much_cheaper(shared.problem, change, shared.plan.value, shared.timeless, known=guesses, work=limit)
    return Searched(replace(card, cheaper=of_cut(cut)), work - limit.left)


def search_relief(shared: CardQuestions, p: int, card: Card, _: tuple[Selection, ...], work: float) -> Searched:
    """The least money and the least people of a project that is left out."""
    limit = WorkLimit(work)
    found = what_lets_in(shared.frames, shared.plan, shared.problem.projects[p], shared.timeless, limit)
    money, people = _of_joining(found, found.money, "money"), _of_joining(found, found.people, "people")
    if money.at_most is None and money.is_open and card.least_money is not None:
        money = between(money.at_least, card.least_money.at_most)
    return Searched(replace(card, least_money=money, least_people=people), work - limit.left)


def search_leaving(shared: CardQuestions, p: int, card: Card, known: tuple[Selection, ...], work: float) -> Searched:
    """What a project of the plan may lose, and how much more it may cost. known: selections without the project."""
    limit = WorkLimit(work)
    price = price_without(shared.problem, shared.plan, p, shared.timeless, start=known[0] if known else None, work=limit)
    card = replace(card, may_lose=of_price(price, of_none="required"))
    if price.at_least is None:
        return Searched(replace(card, may_cost=Answer("required")), work - limit.left)
    if price.is_exact:
        floor = shared.plan.value - price.at_least
        change = CostChange(p, shared.values)
        rise = how_much_dearer(shared.problem, change, floor, shared.timeless, known=[shared.chosen], work=limit)
        card = replace(card, may_cost=of_rise(rise))
    return Searched(card, work - limit.left)


def _beside(shared: CardQuestions, p: int) -> list[Selection]:
    """The plan with the most valuable options of a project added, whether or not they fit."""
    own = sorted(shared.problem.running_options_of[p], key=lambda j: -int(shared.problem.values[j]))[:BESIDE]
    rest = shared.chosen - set(shared.problem.options_of[p])
    return [rest | {j} for j in own]


def _money_for(shared: CardQuestions, chosen: Selection) -> int | None:
    """The least additional money with which a selection is a plan that is worth no less; None if money does not make it one."""
    problem = shared.problem
    point = point_of(problem, chosen)
    if problem.robust or problem.tail or sum(int(problem.objective[j]) * by for j, by in point.items()) < shared.plan.value:
        return None
    if broken_rows([each for each in build_model(problem).rows if each.traits.limits != "money"], point):
        return None
    extra = least_extra_money(problem, chosen)
    return None if extra is None else sum(extra.values())


def _of_joining(found: Joining, repair: Repair | None, what: str) -> Answer:
    if found.state == "free":
        return Answer("proven", 0, 0)
    if found.state == "impossible" or what in found.not_alone:
        return Answer("impossible")
    if repair is None:
        return Answer("not reached")
    total, least = (
        (repair.total_money, repair.money_at_least) if what == "money" else (repair.total_people, repair.people_at_least)
    )
    return between(least, total)
