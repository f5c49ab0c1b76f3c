"""Core, borderline and exterior, and what tells a borderline project, by hand."""

import numpy as np

from optimizer.explain.robustness.input_draws import InputDraws
from optimizer.explain.robustness.shares import Driver, project_shares
from optimizer.explain.robustness.solving import DrawnPlan
from optimizer.problem.building import build_problem
from tests.optimizer.small_portfolios import one_fund


def plan(draw: int, *running: int) -> DrawnPlan:
    return DrawnPlan(draw, 1, 1, running, False, False, ())


def test_shares_and_what_tells_them():
    """Of five draws one is impossible. The first project runs in all four, the second where its gains are up, the third never, and the
    fourth in two draws that nothing but the budget tells.
    """
    problem = build_problem(one_fund(dict.fromkeys("ABCD", 1), {"A": 1, "B": 2, "C": 3, "D": 4}, 10))
    gain = np.array([[0, 5, 0, 1], [0, 7, 0, 2], [0, -3, 0, 2], [0, 9, 0, 1], [0, -9, 0, 9]])
    nothing, budget = np.zeros((5, 4), np.int64), np.array([[-4], [8], [6], [-2], [0]])
    draws = InputDraws(gain, nothing, budget, nothing, [0] * 4)
    plans = [plan(0, 0, 1, 3), plan(1, 0, 1), plan(2, 0), plan(3, 0, 1, 3), DrawnPlan(4, None, None, (), True, False, ())]
    found = {each.project: each for each in project_shares(problem, draws, plans)}
    assert [(found[p].count, found[p].of, found[p].kind) for p in range(4)] == [
        (4, 4, "core"), (3, 4, "borderline"), (0, 4, "exterior"), (2, 4, "borderline"),
    ]  # fmt: skip
    assert found[1].driver == Driver("gain", None, 5, True, 4)
    assert found[3].driver == Driver("gain", None, 1, False, 4)  # at most 1: the first of the inputs that are right in all draws
    assert (found[0].driver, found[2].driver) == (None, None)


def test_inputs_that_tell_no_better_than_the_majority_are_not_named():
    """The project is in without any input that differs."""
    problem = build_problem(one_fund({"A": 1}, {"A": 1}, 10))
    nothing = np.zeros((3, 1), np.int64)
    plans = [plan(0, 0), plan(1, 0), plan(2)]
    [found] = project_shares(problem, InputDraws(nothing, nothing, nothing, nothing, [0]), plans)
    assert (found.count, found.of, found.kind, found.driver) == (2, 3, "borderline", None)
