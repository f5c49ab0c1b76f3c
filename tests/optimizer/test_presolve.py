"""Options taken out before the search: by hand, and never one that a best plan needs."""

import numpy as np
import pytest

from optimizer.matrix import Matrix
from optimizer.model import build_model
from optimizer.presolve import dominated, impossible, most_that_can_be
from optimizer.problem import build_problem
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import frames_of, random_frames

ROOM = {"budgets": [("F", "capex", 2027, 100)], "years": [(2027,)]}


def taken_out(**rows: list[tuple]) -> tuple[list[str], list[str]]:
    """Impossible and dominated options, as project and mode."""
    problem = build_problem(frames_of(**ROOM, **rows))
    model = build_model(problem)
    matrix = Matrix.of(model.rows, model.most)
    names = [f"{problem.projects[o.project]} {o.mode_id}" for o in problem.options]
    never = np.flatnonzero(impossible(matrix)[: len(names)])
    return sorted(names[j] for j in never), sorted(names[j] for j in dominated(problem, matrix))


def test_what_costs_more_than_there_is_and_what_needs_it_are_impossible():
    """A costs 101 of 100; B needs A, C needs B: none can run. D can."""
    options = [(p, "full", 0, 1, 10) for p in "ABCD"]
    spend = [("A", "full", 0, "capex", 2027, 101), ("D", "full", 0, "capex", 2027, 100)]
    needs = [("requires", "B", "A", 0, None), ("requires", "C", "B", 0, None)]
    payers = [(p, "F") for p in "ABCD"]
    assert taken_out(options=options, spend=spend, dependencies=needs, payers=payers) == (["A full", "B full", "C full"], [])


DEARER = [("A", "full", 0, "capex", 2027, 50), ("A", "lean", 0, "capex", 2027, 40)]


def test_a_mode_that_is_worth_less_and_costs_more_is_dominated():
    """Full costs 50 for 9, lean 40 for 10."""
    options = [("A", "full", 0, 1, 9), ("A", "lean", 0, 1, 10)]
    assert taken_out(options=options, spend=DEARER, payers=[("A", "F")]) == ([], ["A full"])


@pytest.mark.parametrize(
    "more",
    [
        {"demand": [("A", "lean", 0, "R", 0, 1)], "capacity": [("R", 0, 5)]},  # lean needs people
        {"approved": [("A", "full", 0)]},  # full is what was approved
        {"stop_modes": [("A", "full")]},  # full is a way to stop
        {"limits": [("L", "group", "at least one full", "o", 1, None)], "limit_terms": [("L", "A", "full", 0, 1)]},
    ],
)
def test_it_is_not_where_it_has_something_for_it(more):
    """The same two modes, with a reason to want the dearer one."""
    options = [("A", "full", 0, 1, 9), ("A", "lean", 0, 1, 10)]
    assert taken_out(options=options, spend=DEARER, payers=[("A", "F")], **more) == ([], [])


def test_no_best_plan_needs_what_is_taken_out():
    """A hundred random portfolios over all families: no best selection has such an option, and some portfolios have such options."""
    out = 0
    for seed in range(100):
        frames = random_frames(seed)
        expected, problem = enumerate_best(frames), build_problem(frames)
        model = build_model(problem)
        most = most_that_can_be(problem, Matrix.of(model.rows, model.most))
        gone = {
            (problem.projects[o.project], o.mode_id, o.start)
            for o, at_most in zip(problem.options, most, strict=False)
            if not at_most
        }
        out += len(gone)
        if expected is not None:
            assert not any(gone & set(keys) for keys in expected.best)
    assert out > 30
