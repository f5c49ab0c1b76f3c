"""Hires are translated from options of a selection into records of a plan, and back."""

from optimizer.plan import Bought, Plan
from optimizer.problem.building import build_problem
from optimizer.search.hires_in_plan import hires_of_selection, option_keys_of
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import frames_of, hiring_frames

HIRES = [("Dev", period, 1000, 2, 20 + period, 5, 2027 + period, True) for period in range(3)]


def test_who_arrived_is_there_in_every_later_period():
    """One head arrives in period 0 and one in period 1: 1,000, 2,000 and 2,000 milli-FTE, each period at its own price."""
    frames = frames_of(options=[("A", "full", 0, 1, 5)], hires=HIRES, elastic_payers=[("F",)], years=[(2027,), (2028,), (2029,)])
    problem = build_problem(frames)
    arrival = {o.start: j for j, o in enumerate(problem.options) if j in problem.hire_options and o.mode_id == "1"}
    assert list(hires_of_selection(problem, frozenset({arrival[0], arrival[1]}))) == [
        Bought("Dev", 0, "hire", 1000, 2027, 20),
        Bought("Dev", 1, "hire", 2000, 2028, 42),
        Bought("Dev", 2, "hire", 2000, 2029, 44),
    ]
    assert list(hires_of_selection(problem, frozenset())) == []


def test_the_options_of_a_plan_are_those_of_its_selection():
    """Of fifty portfolios with hires: the plan's keys name options of the problem, and give the plan's hires again."""
    hired = 0
    for seed in range(50):
        problem = build_problem(hiring_frames(seed))
        plan = solve(problem, Limits())
        if not isinstance(plan, Plan):
            continue
        number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
        selection = frozenset(number[key] for key in option_keys_of(problem, plan))
        in_plan = [each for each in plan.bought if each.kind == "hire"]
        assert sorted(hires_of_selection(problem, selection), key=lambda b: (b.role_id, b.period_index)) == in_plan
        hired += bool(in_plan)
    assert hired >= 5
