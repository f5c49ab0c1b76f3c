"""Solves the whole model of a large portfolio for its bound, in a process beside the neighbourhood search."""

import math
from collections.abc import Callable

from optimizer.linear.rows import Selection
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits
from optimizer.search.process import Message, Report, SearchProcess


class BoundProcess:
    """The process that solves the whole model for its bound.

    `begin` starts the process. The end of the `with` block kills the process.

    answer: the status, selection and nodes of the solve; empty until the solve has ended.
    """

    def __init__(self, search: ExactSearch) -> None:
        self._bounds: list[float] = []  # in the order of their arrival, each lower than the one before
        self.answer: Message = {}
        self._search = search
        self._process: SearchProcess | None = None

    def __enter__(self) -> "BoundProcess":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.stop()

    @property
    def has_begun(self) -> bool:
        """Whether the process was started."""
        return self._process is not None

    @property
    def bound(self) -> float:
        """The lowest bound so far."""
        return self._bounds[-1] if self._bounds else math.inf

    def first_bound(self, is_enough: Callable[[float], bool]) -> float:
        """The first bound for which `is_enough` is true, or the lowest bound so far if it is true for none.

        The bounds and their order are the same in every run, but how many of them have arrived at a given moment is not.
        """
        return next(filter(is_enough, tuple(self._bounds)), self.bound)

    def begin(self, start: Selection) -> None:
        """Starts the process. start: the selection from which the solve begins."""
        arguments = self._search.problem, self._search.limits_of_second_search(), start
        self._process = SearchProcess(search_bound, arguments, self._receive)

    def wait(self, seconds: float) -> bool:
        """Waits for at most `seconds`. Returns whether the solve has ended; True if the process was never started."""
        return self._process is None or self._process.wait(seconds)

    def _receive(self, message: Message) -> None:
        if message["bound"] < self.bound:
            self._bounds.append(message["bound"])
        if "status" in message:
            self.answer = message


def search_bound(report: Report, problem: Problem, limits: Limits, start: Selection | None) -> None:
    """Solves the whole model from the selection `start`. Reports the bound each time it falls, and at the end the answer."""
    search = ExactSearch(problem, limits, effort=0.0)
    answer = search.run(problem.objective, start, on_bound=lambda bound: report(bound=bound))
    chosen = None if answer.chosen is None else sorted(answer.chosen)
    report(bound=answer.bound, status=answer.status, chosen=chosen, nodes=answer.nodes)
