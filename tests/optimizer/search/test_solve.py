"""Outcomes are typed, limits are told, stages follow one another, and no status of the solver is taken for more than it says."""

from types import SimpleNamespace

import highspy
import numpy as np
import pytest

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.solver import live_model as highs
from optimizer.solver.live_model import LiveModel
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of, medium_frames, random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.optimizer.solver.highs_statuses import TABLE


def test_an_empty_portfolio_is_a_proven_plan_of_nothing():
    """Nothing to choose is not a failure; nothing worth choosing neither."""
    for frames in (frames_of(), one_fund({"A": 1}, {"A": -5}, 100)):
        plan = solve(build_problem(frames), Limits())
        assert isinstance(plan, Plan)
        assert (plan.outcome, plan.value, plan.chosen) == ("proven", 0, ())


def test_a_time_limit_without_a_plan_is_no_plan(monkeypatch):
    """Reached with nothing in hand: never called optimal, never infeasible."""
    answer = highs.Answer("limit", None, 0.0, 0)
    monkeypatch.setattr(LiveModel, "maximise", lambda *_, **__: answer)
    found = solve(build_problem(one_fund({"A": 1}, {"A": 5}, 10)), Limits())
    assert found == Failed("no_plan")


def test_a_gap_is_called_feasible_and_told_in_money(monkeypatch):
    """Stopped by a limit with a plan in hand: feasible, bound kept, gap printed."""
    honest = LiveModel.maximise

    def hasty(self, objective, **kwargs):
        answer = honest(self, objective, **kwargs)
        return highs.Answer("limit", answer.chosen, answer.bound + 1000, 1)

    monkeypatch.setattr(LiveModel, "maximise", hasty)
    plan = solve(build_problem(one_fund({"A": 1}, {"A": 5000}, 10)), Limits(gap_target_ppm=100))
    assert isinstance(plan, Plan)
    assert (plan.outcome, plan.gap, plan.gap_ppm) == ("feasible", 1000, 200_000)
    assert not plan.stages[0].is_complete


def test_the_approved_plan_is_kept_within_the_tolerance_and_value_is_won_back():
    """B is approved and a hair less valuable than A: B stays; beyond the tolerance A takes its place."""
    frames = one_fund({"A": 10, "B": 10}, {"A": 1000, "B": 998}, 10, approved=[("B", "full", 0)])
    problem = build_problem(frames)
    kept, changed = (solve(problem, Limits(), value_tolerance_bp=bp) for bp in (30, 10))
    assert [c.project_id for c in kept.chosen] == ["B"]
    assert [c.project_id for c in changed.chosen] == ["A"]
    assert [(s.name, s.value_given_up) for s in kept.stages][1:3] == [("least change", 2), ("value won back", 2)]


def test_a_large_mandate_does_not_hide_careless_choices_nor_spoil_the_scale():
    """One mandated billion beside thirty small projects: exact among the small ones at the default gap, in time."""
    rng = np.random.default_rng(1)
    costs = {"BIG": 10**11, **{f"S{i}": int(rng.integers(50_000, 99_000)) for i in range(30)}}
    values = {p: -c if p == "BIG" else int(c * rng.uniform(0.1, 1.0)) for p, c in costs.items()}
    budget = 10**11 + (sum(costs.values()) - 10**11) // 3
    frames = one_fund(costs, values, budget, requirements=[("BIG", "mandate", "law")])
    plan = solve(build_problem(frames), Limits(gap_target_ppm=100, seconds=60))
    assert isinstance(plan, Plan)
    assert plan.outcome == "proven"
    free = plan.value - values["BIG"]
    assert plan.gap * 1_000_000 <= 100 * free
    assert verify(frames, plan).passed


def test_a_fund_may_be_called_anything():
    """Source and sink are words of ours, not names taken from users."""
    for name in ("source", "sink", "fund", "payers"):
        frames = one_fund({"A": 1}, {"A": 5}, 10)
        import polars as pl

        frames = {n: f.with_columns(fund_id=pl.lit(name)) if "fund_id" in f.columns else f for n, f in frames.items()}
        plan = solve(build_problem(frames), Limits())
        assert isinstance(plan, Plan)
        assert verify(frames, plan).passed


def test_both_or_neither_holds_when_one_cannot_be_chosen():
    """Whichever way the row is written, the other is out too."""
    for edge in (("together", "A", "Z", 0, None), ("together", "Z", "A", 0, None)):
        frames = frames_of(options=[("A", "full", 0, 1, 5)], dependencies=[edge, (edge[0], edge[2], edge[1], 0, None)])
        plan = solve(build_problem(frames), Limits())
        assert isinstance(plan, Plan)
        assert plan.chosen == ()


VALUE, OPEN = 5, 1000  # of the only project; what the bound leaves open above it


CASES = [(name, has_point, *TABLE[name][not has_point]) for name in TABLE for has_point in (True, False)]


class Saying:
    """HiGHS that runs as ever and then says something else."""

    def __init__(self, honest: highspy.Highs, name: str, *, has_point: bool) -> None:
        self._honest, self._name, self._has_point = honest, name, has_point

    def __getattr__(self, name):
        return getattr(self._honest, name)

    def getModelStatus(self):  # noqa: N802, it is HiGHS's name
        return highspy.HighsModelStatus.__members__[self._name]

    def getInfo(self):  # noqa: N802
        honest = self._honest.getInfo().primal_solution_status
        point = honest if self._has_point else highspy.kSolutionStatusNone
        bound = VALUE if self._name in ("kOptimal", "kModelEmpty") else VALUE + OPEN
        return SimpleNamespace(primal_solution_status=point, mip_dual_bound=bound, mip_node_count=0, simplex_iteration_count=0)


@pytest.mark.parametrize(("name", "has_point", "status", "outcome"), CASES)
def test_what_solve_makes_of_it(monkeypatch, name, has_point, status, outcome):
    """Every run of every configuration ends like that: the outcome is typed, and nothing is proven that was not."""
    build = LiveModel.__init__

    def built(self, *args, **kwargs):
        build(self, *args, **kwargs)
        self._highs = Saying(self._highs, name, has_point=has_point)

    monkeypatch.setattr(LiveModel, "__init__", built)
    frames = frames_of(
        options=[("A", "full", 0, 1, VALUE), ("B", "full", 0, 1, 3)], spend=[(p, "full", 0, "capex", 2027, 1) for p in "AB"],
        budgets=[("F", "capex", 2027, 1)], years=[(2027,)], payers=[("A", "F"), ("B", "F")],
    )  # fmt: skip
    found = solve(build_problem(frames), Limits(seconds=5))
    assert (found.outcome if isinstance(found, Plan) else found.failure) == outcome
    if isinstance(found, Failed):
        assert not found.broken or outcome == "infeasible"
    else:
        assert found.bound >= found.value
        assert (found.gap == 0) == (outcome == "proven")


@pytest.mark.parametrize(
    "frames",
    [joint_portfolio(1, 100), *(medium_frames(seed) for seed in (9, 15)), *(random_frames(seed) for seed in range(20))],
)
def test_every_plan_told_keeps_every_row(frames):
    """What is told on the way gets better and better, is never above its bound, and is exact."""
    problem, told = build_problem(frames), []
    search = ExactSearch(problem, Limits())
    result = solve(problem, Limits(), on_better_plan=lambda chosen, value, bound: told.append((chosen, value, bound)))
    for chosen, value, bound in told:
        assert search.value(chosen) == value <= bound + 0.5
        assert not search.broken_rows(chosen)
        assert not search.shortfalls(chosen)
    if isinstance(result, Plan):
        assert [value for _, value, _ in told] == sorted(value for _, value, _ in told)
        assert told[-1][1] == result.stages[0].result
