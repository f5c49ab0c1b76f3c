"""Lazy rows are found at the relaxation and for selections, and are kept if they bind."""

import numpy as np

from optimizer.model.building import build_model
from optimizer.problem.building import build_problem
from optimizer.search.exact.lazy_rows import LazyRowSeparator
from optimizer.solver.live_model import LiveModel
from tests.optimizer.random_portfolios import frames_of

KEY = ("full", 0, "capex", 2027)


def reserve(held: int, deviations: dict[str, int]) -> dict:
    """A and B cost 100 each; one of them may come in at its high cost."""
    return frames_of(
        options=[("A", "full", 0, 1, 50), ("B", "full", 0, 1, 40)], years=[(2027,)], payers=[("A", "F"), ("B", "F")],
        spend=[("A", *KEY, 100), ("B", *KEY, 100)], budgets=[("F", "capex", 2027, held)],
        robust=[("the reserve", "cfo", 1)], deviations=[(p, *KEY, by) for p, by in deviations.items()],
    )  # fmt: skip


def separated(frames) -> tuple[list, LiveModel, int]:
    """The rows that are kept at the root, the live model, and how many rows it had before."""
    problem = build_problem(frames)
    live = LiveModel(build_model(problem), threads=1, seed=0)
    before = live.height
    return LazyRowSeparator(problem).separate_at_root(live, problem.objective, 10.0), live, before


def test_a_row_that_the_relaxation_breaks_joins_the_model():
    """The model has the row of A's high cost, 160 A + 100 B <= 230. The relaxation runs B and 13/16 of A, which B's high cost of 155 makes too
    dear (236.25): the row of B's high cost is found, binds and stays.
    """
    [row], live, before = separated(reserve(230, {"A": 60, "B": 55}))
    assert (row.family, sorted(row.coefs.tolist()), row.upper) == ("robust", [100, 155], 230)
    assert live.height == before + 1


def test_no_row_joins_where_every_case_can_be_paid():
    """With 260 even the dearer of the two projects can have its high cost, so no row is added."""
    rows, live, before = separated(reserve(260, {"A": 60, "B": 10}))
    assert (rows, live.height) == ([], before)


def test_a_selection_is_told_the_rows_that_it_breaks():
    """A and B together need 260 of 230; A alone needs 160."""
    problem = build_problem(reserve(230, {"A": 60, "B": 10}))
    separator = LazyRowSeparator(problem)
    both = frozenset(range(len(problem.options)))
    [broken] = separator.broken_by(both)
    assert broken.excess(dict.fromkeys(both, 1)) == 30
    assert separator.broken_by(frozenset({0})) == []


def test_a_problem_without_lazy_rules_has_no_lazy_rows():
    """A problem without lazy rules gets no rows, and its relaxation is not solved."""
    problem = build_problem(frames_of(options=[("A", "full", 0, 1, 5)]))
    separator = LazyRowSeparator(problem)
    live = LiveModel(build_model(problem), threads=1, seed=0)
    live.relaxation = None  # type: ignore[method-assign]  # a call would fail
    assert separator.separate_at_root(live, np.zeros(1, dtype=np.int64), 1.0) == []
    assert separator.broken_by(frozenset({0})) == []
