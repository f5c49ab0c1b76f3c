"""Makes the cards of all projects within one budget of work: first what known plans prove, then the searches, the nearest first.

The budget counts the work of the solver and not time, and the searches of one round are independent of one another. So the cards are
the same on every machine and with any number of processes. What the budget did not reach is told as not reached.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

import polars as pl

from optimizer.explain.cards.card import NOT_REACHED, Card, of_price
from optimizer.explain.cards.card_searches import (
    CardQuestions,
    Searched,
    first_guess,
    search_cut,
    search_leaving,
    search_relief,
)
from optimizer.explain.plan_pool import running_projects
from optimizer.explain.prices import Price
from optimizer.explain.workers.worker_pool import WorkerPool
from optimizer.linear.rows import Selection, value_of
from optimizer.model.consequences import point_of
from optimizer.search.limits import Progress

Search = Callable[[CardQuestions, int, Card, tuple[Selection, ...], float], Searched]
Task = tuple[Search, int]  # a search, and the project that it is about
ROUND = 4  # searches of one round
FIRST_WORK = 4e5  # the most work of the first look at a project of the plan
WORK_EACH = 4e6  # the most work of every other search
LEAST_WORK = 2e5  # the searches end when one would get less work


def cards(
    shared: CardQuestions, reasons: pl.DataFrame, *, work: float, processes: int = 1, progress: Progress = lambda _: None
) -> list[Card]:
    """A card for every project that could run, in the order of the problem.

    reasons: of the projects that are left out (`optimizer.explain.reasons.REASON_SCHEMA`). work: what all searches may take together
    (`WorkLimit`).
    """
    night = _Night(shared, reasons)
    with WorkerPool(shared, processes) as pool:
        night.run(pool, [(first_guess, p) for p in night.out], math.inf)
        left = work
        for tasks, most in ((night.first_looks, FIRST_WORK), (night.nearest, WORK_EACH), (night.reliefs, WORK_EACH)):
            for some in _rounds(tasks()):
                each = min(left / ROUND, most)
                if each < LEAST_WORK:
                    break
                left -= night.run(pool, some, each)
                progress(f"cards: {max(left / work, 0):.0%} of the work is left")
    return [night.cards[p] for p in sorted(night.cards)]


def unasked(shared: CardQuestions, reasons: pl.DataFrame) -> list[Card]:
    """The cards of a quick night, on which nothing was searched."""
    night = _Night(shared, reasons.with_columns(loss=pl.lit(None, pl.Int64), loss_at_most=pl.lit(None, pl.Int64)))
    return [replace(each, more_value=each.more_value and NOT_REACHED) for each in night.cards.values()]


class _Night:
    """The cards of one night while they are made."""

    def __init__(self, shared: CardQuestions, reasons: pl.DataFrame) -> None:
        self.shared, problem = shared, shared.problem
        number = {project: p for p, project in enumerate(problem.projects)}
        ran = running_projects(problem, shared.chosen)
        self.inside = [p for p in sorted(ran) if p not in problem.hires]
        self.cards = {
            p: Card(problem.projects[p], is_selected=True, may_lose=NOT_REACHED, may_cost=NOT_REACHED) for p in self.inside
        }
        self.out: list[int] = []
        self._worth: dict[Selection, int] = {}
        columns = ("project_id", "price_state", "loss", "loss_at_most", "known_plan")
        for project, state, least, most, known in reasons.select(columns).iter_rows():
            p, chosen = number[project], frozenset(known)
            self.out.append(p)
            more = of_price(Price(state, least, most), of_none="impossible")
            self.cards[p] = Card(project, False, more, NOT_REACHED, NOT_REACHED, NOT_REACHED)
            if known:
                self._worth[chosen] = value_of(problem.objective, point_of(problem, chosen))
        self.out.sort()
        self._runs = {each: running_projects(problem, each) for each in self._worth}
        self._best_first = sorted(self._worth, key=lambda each: (-self._worth[each], sorted(each)))

    def run(self, pool: WorkerPool, tasks: Sequence[Task], work: float) -> float:
        """Runs searches of different projects, each with so much work. Returns the work that they took."""
        calls = [(search, p, self.cards[p], self._known(p), work) for search, p in tasks]
        found = pool.map(_search, calls)
        for (_, p), each in zip(tasks, found, strict=True):
            self.cards[p] = each.card
        return sum(each.work for each in found)

    def first_looks(self) -> list[Task]:
        """What every project of the plan may lose."""
        return [(search_leaving, p) for p in sorted(self.inside, key=self._distance)]

    def nearest(self) -> list[Task]:
        """What is still open of projects of the plan, and how much cheaper projects left out must be, in turn, the nearest first."""
        still = [p for p in self.inside if (told := self.cards[p].may_lose) is None or told.is_open]
        inside: Iterator[Task] = ((search_leaving, p) for p in sorted(still, key=self._distance))
        out: Iterator[Task] = ((search_cut, p) for p in sorted(self.out, key=self._distance))
        return [task for task in chain.from_iterable(zip_longest(inside, out)) if task is not None]

    def reliefs(self) -> list[Task]:
        """The least money and people of projects left out, the nearest first."""
        return [(search_relief, p) for p in sorted(self.out, key=self._distance)]

    def _distance(self, p: int) -> float:
        """How far the value of the best known plan with, or without, a project is below the plan's."""
        known = self._known(p)
        return self.shared.plan.value - self._worth[known[0]] if known else math.inf

    def _known(self, p: int) -> tuple[Selection, ...]:
        """The best known plan that runs a project that is left out, or that does not run a project of the plan."""
        wanted = p in self.out
        return next(((each,) for each in self._best_first if (p in self._runs[each]) == wanted), ())


def _search(shared: CardQuestions, search: Search, p: int, card: Card, known: tuple[Selection, ...], work: float) -> Searched:
    return search(shared, p, card, known, work)


def _rounds(tasks: Sequence[Task]) -> Iterator[Sequence[Task]]:
    return (tasks[i : i + ROUND] for i in range(0, len(tasks), ROUND))
