"""Large portfolios: the same answers as by the whole model, and the rules that end the search."""

import pytest

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.failure import Failed
from optimizer.search.large import large_portfolios as large
from optimizer.search.large.neighbourhood_search import NeighbourhoodSearch
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.search.stopping_rules import TimeLimit
from optimizer.verifier.verify import verify
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import frames_of, hiring_frames, random_frames

A_FEW = [pytest.param(seed, marks=pytest.mark.long if seed >= 10 else ()) for seed in range(24)]


@pytest.mark.parametrize("seed", A_FEW)
def test_small_portfolios_by_neighbourhoods_equal_brute_force(monkeypatch, seed):
    """Every family, a cent from tight, through the large portfolios' road: the same optimum, or the same "infeasible"."""
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    monkeypatch.setattr(large, "CORE_OPTIONS", -1)
    frames = random_frames(seed)
    expected, found = enumerate_best(frames), solve(build_problem(frames), Limits(max_rounds=8, stall_rounds=4))
    if expected is None:
        assert isinstance(found, Failed)
        assert found.failure == "infeasible"
    else:
        assert isinstance(found, Plan)
        assert (found.value, found.outcome) == (expected.value, "proven")
        assert verify(frames, found).passed


@pytest.mark.parametrize("seed", A_FEW)
def test_small_portfolios_with_hires_by_neighbourhoods_equal_brute_force(monkeypatch, seed):
    """Neighbourhoods also find the optimum of enumeration if people can be hired."""
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    monkeypatch.setattr(large, "CORE_OPTIONS", -1)
    frames = hiring_frames(seed)
    expected, found = enumerate_best(frames), solve(build_problem(frames), Limits(max_rounds=8, stall_rounds=4))
    assert (found.value, found.outcome) == (expected.value, "proven") if expected else isinstance(found, Failed)
    assert expected is None or verify(frames, found).passed


@pytest.mark.long
def test_both_roads_hire_the_same_value(monkeypatch):
    """Thirty projects that need six roles, for each of which one or two people can be hired every half year: as one model, and by neighbourhoods."""
    frames = joint_portfolio(0, 30, roles=6)
    per_fte = frames["spend"]["amount_minor"].sum() * 1000 // frames["demand"]["milli_fte"].sum()
    terms = [
        (role, t, 1000, 2, per_fte // 30, per_fte // 30, 2027 + t // 12, t % 6 == 0)
        for role in frames["capacity"]["role_id"].unique().sort() for t in range(6, 24)
    ]  # fmt: skip
    payers = [(fund,) for fund in frames["budgets"]["fund_id"].unique().sort()]
    frames |= {name: rows for name, rows in frames_of(hires=terms, elastic_payers=payers).items() if rows.height}
    problem = build_problem(frames)
    whole = solve(problem, Limits(gap_target_ppm=5000))
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    monkeypatch.setattr(large, "CORE_OPTIONS", -1)
    by_parts = solve(problem, Limits(max_rounds=30, stall_rounds=10, gap_target_ppm=5000))
    for plan in (whole, by_parts):
        assert isinstance(plan, Plan)
        assert plan.outcome == "proven"
        assert any(b.kind == "hire" for b in plan.bought)
        assert verify(frames, plan).passed


@pytest.mark.parametrize("seed", [0, 2])
def test_both_roads_find_the_same_value(monkeypatch, seed):
    """Sixty projects have the same value, solved as one model and by neighbourhoods."""
    problem = build_problem(joint_portfolio(seed, 60))
    whole = solve(problem, Limits())
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    monkeypatch.setattr(large, "CORE_OPTIONS", -1)
    by_parts = solve(problem, Limits(max_rounds=30, stall_rounds=10, threads=2))
    assert isinstance(whole, Plan)
    assert isinstance(by_parts, Plan)
    assert (whole.value, whole.outcome) == (by_parts.value, by_parts.outcome) == (whole.bound, "proven")


def rounds_searched(monkeypatch, limits: Limits) -> int:
    """How many neighbourhoods the large search tries on forty projects; none of them improves the plan."""
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    monkeypatch.setattr(large, "CORE_OPTIONS", -1)
    monkeypatch.setattr(large, "BOUND_SEARCH_OPTIONS", 0)  # no process beside, whose end would depend on the clock
    rounds = []
    monkeypatch.setattr(NeighbourhoodSearch, "step", _fruitless(rounds))
    assert isinstance(solve(build_problem(joint_portfolio(0, 40)), limits), Plan)
    return len(rounds)


def _fruitless(rounds: list[int]):
    def step(self: NeighbourhoodSearch, time_limit: TimeLimit) -> bool:
        self.state.rounds += 1
        rounds.append(self.state.rounds)
        return False

    return step


def test_the_large_search_ends_when_it_has_stalled(monkeypatch):
    """After `stall_rounds` neighbourhoods without a better plan, long before `max_rounds`."""
    assert rounds_searched(monkeypatch, Limits(max_rounds=50, stall_rounds=7)) == 7


def test_the_large_search_ends_after_its_rounds(monkeypatch):
    """After `max_rounds` neighbourhoods, long before it would count as stalled."""
    assert rounds_searched(monkeypatch, Limits(max_rounds=5, stall_rounds=50)) == 5


def test_an_improvement_starts_the_count_of_stalled_rounds_again(monkeypatch):
    """The third neighbourhood improves the plan: seven more follow it."""
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    monkeypatch.setattr(large, "CORE_OPTIONS", -1)
    monkeypatch.setattr(large, "BOUND_SEARCH_OPTIONS", 0)
    seen: list[int] = []

    def step(self: NeighbourhoodSearch, time_limit: TimeLimit) -> bool:
        self.state.rounds += 1
        seen.append(self.state.rounds)
        if len(seen) == 3:
            self.state.value += 1
        return len(seen) == 3

    monkeypatch.setattr(NeighbourhoodSearch, "step", step)
    large.greatest_value(
        ExactSearch(build_problem(joint_portfolio(0, 40)), Limits(max_rounds=50, stall_rounds=7)), 1, lambda *_: None
    )
    assert len(seen) == 10


def test_the_large_search_ends_when_the_gap_is_closed(monkeypatch):
    """With a target of a hundred per cent the first plan is good enough, and no neighbourhood is tried."""
    assert rounds_searched(monkeypatch, Limits(max_rounds=50, stall_rounds=7, gap_target_ppm=1_000_000)) == 0


def test_the_plan_of_a_core_that_is_too_large_is_kept(monkeypatch):
    """No core is promising: the search by neighbourhoods goes on from its plan, and not one neighbourhood is needed to keep it."""
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    monkeypatch.setattr(large, "FED_SEARCH_OPTIONS", -1)
    monkeypatch.setattr(large, "BOUND_SEARCH_OPTIONS", 0)
    monkeypatch.setattr(large.CoreSearch, "is_promising", property(lambda self: False))
    monkeypatch.setattr(NeighbourhoodSearch, "find_first_plan", lambda self, time_limit: False)
    told: list[int] = []
    search = ExactSearch(build_problem(joint_portfolio(0, 40)), Limits(max_rounds=0))
    answer = large.greatest_value(search, 1, lambda chosen, value, bound: told.append(value))
    assert answer.chosen is not None
    assert search.value(answer.chosen) >= max(told) > 0
