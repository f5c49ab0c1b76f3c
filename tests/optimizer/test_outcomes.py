"""Outcomes are typed, limits are told, and a solver's word is not taken for it."""

import numpy as np
import pytest

from optimizer.infeasible.wording import no_plan_findings
from optimizer.linear.rows import row
from optimizer.model.building import build_model
from optimizer.model.cuts import cover_cut
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits, whole_bound
from optimizer.search.solve import solve
from optimizer.solver import live_model as highs
from optimizer.solver import scaling
from optimizer.solver.live_model import LiveModel
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of, random_frames


def one_fund(costs: dict[str, int], values: dict[str, int], budget: int, **rest) -> dict:
    return frames_of(
        options=[(p, "full", 0, 1, v) for p, v in values.items()],
        spend=[(p, "full", 0, "capex", 2027, c) for p, c in costs.items()],
        budgets=[("F", "capex", 2027, budget)], years=[(2027,)], payers=[(p, "F") for p in costs], **rest,
    )  # fmt: skip


def test_an_infeasible_mandate_names_the_limit_and_by_how_much():
    """The rule in business words, the excess in money, what to do."""
    frames = one_fund({"A": 120}, {"A": 5}, 100, requirements=[("A", "mandate", "law")])
    found = solve(build_problem(frames), Limits())
    assert isinstance(found, Failed)
    assert (found.failure, [(b.label, b.excess, b.unit) for b in found.broken]) == (
        "infeasible",
        [("capex FY2027, F", 20, "minor")],
    )
    [finding] = no_plan_findings(found, 2)
    assert "overspends it by 0.20" in finding.found


def test_an_empty_portfolio_is_a_proven_plan_of_nothing():
    """Nothing to choose is not a failure; nothing worth choosing neither."""
    for frames in (frames_of(), one_fund({"A": 1}, {"A": -5}, 100)):
        plan = solve(build_problem(frames), Limits())
        assert isinstance(plan, Plan)
        assert (plan.outcome, plan.value, plan.chosen) == ("proven", 0, ())


@pytest.mark.parametrize("rest", [frames_of(), one_fund({"A": 1}, {"A": 5}, 10)])
def test_a_required_project_without_an_option_is_infeasible(rest):
    """It cannot be in any plan, and the rule that asks for it is named; also where there is nothing else to choose."""
    asked = frames_of(requirements=[("Z", "mandate", "law")])["requirements"]
    found = solve(build_problem({**rest, "requirements": asked}), Limits())
    assert isinstance(found, Failed)
    assert found.failure == "infeasible"
    assert "Z must be in the plan" in found.broken[0].label


def test_a_time_limit_without_a_plan_is_no_plan(monkeypatch):
    """Reached with nothing in hand: never called optimal, never infeasible."""
    answer = highs.Answer("limit", None, 0.0, 0)
    monkeypatch.setattr(LiveModel, "maximise", lambda *_, **__: answer)
    found = solve(build_problem(one_fund({"A": 1}, {"A": 5}, 10)), Limits())
    assert found == Failed("no_plan")


def test_a_false_infeasible_is_not_believed(monkeypatch):
    """The first configuration calls a feasible model infeasible: the elastic run finds a plan and the second configuration the best."""
    honest, calls = LiveModel.maximise, []

    def liar(self, *args, **kwargs):
        calls.append(1)
        return highs.Answer("infeasible", None, 0.0, 0) if len(calls) == 1 else honest(self, *args, **kwargs)

    monkeypatch.setattr(LiveModel, "maximise", liar)
    plan = solve(build_problem(one_fund({"A": 1, "B": 2}, {"A": 5, "B": 7}, 2)), Limits())
    assert isinstance(plan, Plan)
    assert plan.value == 7


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


@pytest.mark.parametrize(
    ("bound", "value", "whole"), [(10.0, 10, 10), (10.4, 10, 10), (9.9, 10, 10), (10.6, 10, 11), (1e12 + 0.4, 10**12, 10**12)]
)
def test_a_float_bound_becomes_a_whole_one_that_does_not_flatter(bound, value, whole):
    """Within half a unit it is the value; else it is rounded up."""
    assert whole_bound(bound, value) == whole


def at(chosen: frozenset) -> dict:
    """A choice as a point."""
    return dict.fromkeys(chosen, 1)


def test_a_cover_cut_removes_the_point_and_no_good_one():
    """Over all selections of random rows: the cut forbids what broke the row and nothing that keeps it."""
    rng = np.random.default_rng(5)
    for _ in range(300):
        coefs = rng.integers(-9, 20, 6)
        bound = int(rng.integers(-5, 40))
        sided = row("r", "balance", "r", enumerate(coefs.tolist()), None if rng.random() < 0.7 else bound, bound)
        points = [frozenset(j for j in range(6) if mask >> j & 1) for mask in range(64)]
        bad = [point for point in points if sided.excess(at(point))]
        if not bad:
            continue
        point = bad[int(rng.integers(len(bad)))]
        cut = cover_cut(sided, point, 0)
        assert cut.excess(at(point))
        assert not any(cut.excess(at(other)) for other in points if not sided.excess(at(other)))


@pytest.mark.parametrize("seed", range(60))
def test_budgets_a_cent_short_of_the_best_set_are_never_overspent(seed):
    """Adversarial: large amounts, the budget one cent below what the best set costs; the answer equals enumeration to the cent."""
    from tests.optimizer.enumeration import enumerate_best

    rng = np.random.default_rng(seed)
    count = 10
    costs = {f"P{i}": int(rng.integers(10**9, 10**11)) for i in range(count)}
    values = {p: int(c * rng.uniform(0.9, 1.1)) for p, c in costs.items()}
    budget = sum(costs[p] for p in costs if rng.random() < 0.6)
    tight = one_fund(costs, values, max(budget - 1, 0))
    expected, plan = enumerate_best(tight), solve(build_problem(tight), Limits())
    assert isinstance(plan, Plan)
    assert plan.value == expected.value
    assert verify(tight, plan).passed


def test_the_approved_plan_is_kept_within_the_tolerance_and_value_is_won_back():
    """B is approved and a hair less valuable than A: B stays; beyond the tolerance A takes its place."""
    frames = one_fund({"A": 10, "B": 10}, {"A": 1000, "B": 998}, 10, approved=[("B", "full", 0)])
    problem = build_problem(frames)
    kept, changed = (solve(problem, Limits(), value_tolerance_bp=bp) for bp in (30, 10))
    assert [c.project_id for c in kept.chosen] == ["B"]
    assert [c.project_id for c in changed.chosen] == ["A"]
    assert [(s.name, s.value_given_up) for s in kept.stages][1:3] == [("least change", 2), ("value won back", 2)]


def test_a_plan_survives_the_journey_through_json():
    """What is published is what was found."""
    plan = next(
        p for p in (solve(build_problem(random_frames(s)), Limits()) for s in range(50)) if isinstance(p, Plan) and p.allocations
    )
    again = Plan.from_json(plan.to_json())
    assert again == plan
    assert again.to_json() == plan.to_json()


def test_rows_reach_the_solver_as_whole_numbers():
    """Fractions near a tolerance cost an optimum once: every coefficient and bound of a rule is a whole number of moderate size."""
    for seed in range(60):
        model = build_model(build_problem(random_frames(seed)))
        unit = scaling.money_unit(model)
        for each in model.rows:
            scaled = scaling.scaled_row(each, model.money, unit)
            assert all(float(c).is_integer() and abs(c) <= scaling.COEF_MAX for c in scaled.coefs)
            assert all(float(b).is_integer() for b in (scaled.low, scaled.high) if np.isfinite(b))


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


def test_the_guard_stops_the_cut_loop(monkeypatch):
    """An answer that breaks a row for ever is cut for no longer than the limit allows, and is never returned."""
    monkeypatch.setattr("optimizer.search.exact.exact_search.broken", lambda rows, point: [rows[0]])
    monkeypatch.setattr("optimizer.search.exact.exact_search.cut_off", lambda problem, each, chosen, number: each)
    assert solve(build_problem(one_fund({"A": 1}, {"A": 5}, 10)), Limits(seconds=0.5)) == Failed("no_plan")


def test_what_stability_gives_up_is_no_gap_and_its_reason_says_so():
    """A is worth a hair more than approved B: proven, 2 given up on purpose, and A's reason is the approved plan."""
    frames = one_fund({"A": 10, "B": 10}, {"A": 1000, "B": 998}, 10, approved=[("B", "full", 0)])
    problem = build_problem(frames)
    plan = solve(problem, Limits(), value_tolerance_bp=30)
    assert (plan.outcome, plan.gap, plan.given_up) == ("proven", 0, 2)
    assert verify(frames, plan).passed
    from optimizer.explain.reasons import reasons

    [reason] = reasons(problem, plan, Limits())
    assert (reason.project_id, reason.code, reason.loss, reason.loss_at_most) == ("A", "kept_close", 0, 0)


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


def test_money_tied_to_a_purpose_is_spent_first():
    """The fund that may pay for one project only pays for it before the fund that may pay for all."""
    frames = frames_of(
        options=[("A", "full", 0, 1, 50), ("B", "full", 0, 1, 40)],
        spend=[("A", "full", 0, "capex", 2027, 70), ("B", "full", 0, "capex", 2027, 30)],
        budgets=[("ANY", "capex", 2027, 100), ("TIED", "capex", 2027, 50)], years=[(2027,)],
        payers=[("A", "ANY"), ("A", "TIED"), ("B", "ANY")],
    )  # fmt: skip
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert {(a.project_id, a.fund_id): a.amount_minor for a in plan.allocations} == {
        ("A", "TIED"): 50,
        ("A", "ANY"): 20,
        ("B", "ANY"): 30,
    }
