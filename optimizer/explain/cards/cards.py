"""Makes the cards of all projects within one budget of work: first what known plans prove, then the searches, the nearest first.

The budget counts the work of the solver and not time, and the searches of one round are independent of one another. So the cards are
the same on every machine and with any number of processes. What the budget did not reach is told as not reached.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, zip_longest

from optimizer.explain.cards.card import Card, of_price
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
    shared: CardQuestions,
    prices: dict[int, Price],
    plans: Sequence[Selection],
    *,
    work: float,
    processes: int = 1,
    progress: Progress = lambda _: None,
) -> list[Card]:
    """A card for every project that could run, in the order of the problem.

    prices: of forcing in each project that is left out, by number. plans: selections that are known to be plans. work: what all
    searches may take together (`WorkLimit`).
    """
    night = _Night(shared, prices, plans)
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


class _Night:
    """The cards of one night while they are made."""

    def __init__(self, shared: CardQuestions, prices: dict[int, Price], plans: Sequence[Selection]) -> None:
        self.shared, self.prices = shared, prices
        problem = shared.problem
        objective = problem.objective
        ran = running_projects(problem, shared.chosen)
        self.out = [p for p in prices if p not in ran]
        self.inside = [p for p in sorted(ran) if p not in problem.hires]
        worth = {each: value_of(objective, point_of(problem, each)) for each in dict.fromkeys(plans)}
        self._runs = {each: running_projects(problem, each) for each in worth}
        self._best_first = sorted(worth, key=lambda each: -worth[each])
        self._worth = worth
        self.cards = {
            p: Card(problem.projects[p], is_selected=False, more_value=of_price(prices[p], of_none="impossible"))
            for p in self.out
        }
        self.cards |= {p: Card(problem.projects[p], is_selected=True) for p in self.inside}

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
