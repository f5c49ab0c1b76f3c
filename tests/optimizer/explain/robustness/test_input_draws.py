"""A draw changes gains, costs and budgets by whole units, and nothing else."""

import numpy as np
import pytest

from optimizer.explain.robustness.input_draws import InputDraws, times
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of


@pytest.mark.parametrize(
    ("amount", "ppm", "drawn"),
    [(100, 0, 100), (100, 5_000, 101), (100, 4_999, 100), (-100, 5_000, -100), (-100, 15_000, -101), (7, -1_000_000, 0)],
)
def test_amounts_are_rounded_half_up(amount, ppm, drawn):
    """100.5 is 101, and -100.5 is -100."""
    assert times(amount, ppm) == drawn


def test_a_draw_by_hand():
    """A gains 500 and costs 200. Gains a tenth up after 50 are added: 605; costs a twentieth down: 190. To stop A costs 30, now 29 (28.5)."""
    frames = frames_of(
        options=[("A", "full", 0, 1, 300), ("A", "stop", 0, 1, -30)], stop_modes=[("A", "stop")],
        spend=[("A", "full", 0, "capex", 2027, 210), ("A", "full", 0, "opex", 2028, 10)], years=[(2027,), (2028,)],
        budgets=[("F", "capex", 2027, 1000), ("G", "opex", 2028, 1000)], payers=[("A", "F"), ("A", "G")], requirements=[("A", "in_flight", "t")],
        synergies=[("s", "A", 7)], capacity=[("Dev", 0, 1000)],
    )  # fmt: skip
    problem = build_problem(frames)
    costs = [30 if option.is_stop else 200 for option in problem.options]
    funds = [{"F": 20_000, "G": -30_000}[fund] for fund in problem.funds]
    draws = InputDraws(*(np.array([[each]]) for each in (100_000, -50_000)), np.array([funds]), np.array([[50]]), costs)
    drawn = draws.problem(problem, 0)
    assert {(o.mode_id, o.value) for o in drawn.options} == {("full", 605 - 190), ("stop", -29)}
    assert {o.spend for o in drawn.options} == {(("capex", 2027, 200), ("opex", 2028, 10)), ()}
    assert sorted(drawn.spend.amount.tolist()) == [10, 200]
    assert drawn.budgets == {("F", "capex", 2027): 1020, ("G", "opex", 2028): 970}
    assert (drawn.synergies, drawn.capacity, drawn.required) == (problem.synergies, problem.capacity, problem.required)


def test_hires_are_not_drawn():
    """The price of people stays what it is, whatever stands at the place of their pseudo-project."""
    frames = frames_of(
        options=[("A", "full", 0, 1, 500)], years=[(2027,)], hires=[("Dev", 0, 1000, 1, 40, 30, 2027, True)], budgets=[("F", "opex", 2027, 99)],
        elastic_payers=[("F",)],
    )  # fmt: skip
    problem = build_problem(frames)
    many = np.full((1, len(problem.projects)), 500_000)
    drawn = InputDraws(many, many, np.zeros((1, len(problem.funds)), np.int64), 0 * many, [0] * len(problem.options)).problem(
        problem, 0
    )
    assert [o.value for o in drawn.options if o.project in problem.hires] == [-30]
    assert [o.value for o in drawn.options if o.project not in problem.hires] == [750]
    assert drawn.spend.amount.tolist() == [40]
