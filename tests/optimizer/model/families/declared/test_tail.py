"""Tail risk: portfolios small enough to solve by hand."""

import pytest

from optimizer.explain.reasons import BrokenLimit, reasons
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.small_portfolios import selected

# Two of the three can be paid. A and B fail together, C when they succeed.
DRAWN = {"A": (100, 100, -50), "B": (90, 90, -40), "C": (0, 20, 60)}


def portfolio(worst: int, floor: int | None, **more) -> dict:
    """A, B and C cost 100 each of 200. tail: the `worst` scenarios must be worth `floor` on average; no floor where it is None."""
    mean = {p: sum(drawn) // 3 for p, drawn in DRAWN.items()}
    return frames_of(
        options=[(p, "full", 0, 1, value) for p, value in mean.items()], years=[(2027,)], payers=[(p, "F") for p in DRAWN],
        spend=[(p, "full", 0, "capex", 2027, 100) for p in DRAWN], budgets=[("F", "capex", 2027, 200)],
        scenarios=[(s, p, "full", 0, value) for p, drawn in DRAWN.items() for s, value in enumerate(drawn)],
        tail=[] if floor is None else [("the worst", "cro", worst, floor)], **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("worst", "floor", "expected"),
    [
        (1, None, "AB"),
        (1, -90, "AB"),
        (1, -89, "AC"),  # 100, 120 and 10
        (1, 10, "AC"),
        (1, 11, "BC"),  # 90, 110 and 20
        (2, 50, "AB"),  # (190 - 90) / 2
        (2, 51, "AC"),  # 110 / 2
        (3, 96, "AB"),  # 290 / 3 is 96.67
        (9, 96, "AB"),  # there are but three
    ],
)
def test_the_worst_scenarios_reach_the_floor(worst, floor, expected):
    """The plan is the most valuable of those whose worst scenarios reach the floor on average."""
    assert selected(portfolio(worst, floor)) == expected


def test_an_option_that_is_not_drawn_is_worth_the_same_everywhere():
    """B is not drawn, so it is worth its 46 in every scenario, and A with B reaches the floor of -4."""
    frames = portfolio(1, -4)
    frames["scenarios"] = frames["scenarios"].filter(frames["scenarios"]["project_id"] != "B")
    assert selected(frames) == "AB"


def test_synergies_count_in_every_scenario():
    """A and B together bring 20 more in every scenario, so their worst scenario is worth -70."""
    gain = [("g", "A", 20), ("g", "B", 20)]
    assert selected(portfolio(1, -70, synergies=gain)) == "AB"
    assert selected(portfolio(1, -69, synergies=gain)) == "AC"


def test_who_is_out_for_the_tail_is_told_so():
    """B is left out because of the floor; the reason names the limit that B would break if it were added."""
    problem = build_problem(portfolio(1, -60))
    plan = solve(problem, Limits())
    assert isinstance(plan, Plan)
    told = {each.project_id: each.blocking for each in reasons(problem, plan, Limits())}
    assert set(told) == {"B"}
    assert BrokenLimit("capex FY2027, F", 100, "minor") in told["B"]


def test_a_floor_that_nothing_reaches_is_told_with_the_owner():
    """No two projects reach 61 in their worst scenario: the plan fails, and the floor is named with its owner."""
    found = solve(build_problem(portfolio(1, 61)), Limits())
    assert isinstance(found, Failed)
    assert [(each.family, each.label, each.owner) for each in found.broken] == [("tail", "the worst", "cro")]
