"""The search with another engine: the plan is the built-in engine's in value, and no false reply becomes a plan."""

from dataclasses import replace

import pytest

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.engine_search import EngineSearch
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.solver.engines.catalogue import EngineChoice
from optimizer.solver.engines.trouble import EngineFailed
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of, random_frames
from tests.optimizer.solver.engines.stand_ins.packages_here import use_stand_ins
from tests.optimizer.solver.engines.stand_ins.programs import BEHAVIOURS, stand_in

REAL = ("PULP_CBC_CMD", "HiGHS", "SCIP_PY")
WITH_A_PLAN, WITHOUT = 3, 4  # seeds of random portfolios
FALSE = {
    "stopped, breaks a rule": "broken_rule", "optimal, breaks a rule": "broken_rule", "stopped, not whole": "not_whole",
    "infeasible, falsely": "false_status", "optimal, not the best": "false_status", "unbounded": "false_status",
    "not a number": "false_status", "outside its limits": "broken_rule", "stopped without a point": "no_plan",
    "ends with an error": "failed", "writes nothing": "failed", "writes rubbish": "failed", "dies of a signal": "failed",
    "has no licence": "licence", "hangs": "hung",
}  # fmt: skip
OF_CUOPT = {
    "optimal of an infeasible point": "broken_rule", "infeasible of a feasible model": "false_status", "stale point": "false_status",
    "abort": "crashed", "out of memory": "failed", "hang": "hung",
}  # fmt: skip
IN_EVERY_RUN = ("optimal, breaks a rule", "infeasible, falsely", "optimal, not the best", "stale point")


def two_of_three() -> dict:
    """Three projects of which the budget pays two: B and C, worth 7."""
    return frames_of(
        options=[("A", "full", 0, 1, 5), ("B", "full", 0, 1, 4), ("C", "full", 0, 1, 3)], years=[(2027,)], payers=[(p, "F") for p in "ABC"],
        spend=[("A", "full", 0, "capex", 2027, 3), ("B", "full", 0, "capex", 2027, 2), ("C", "full", 0, "capex", 2027, 2)],
        budgets=[("F", "capex", 2027, 4)],
    )  # fmt: skip


def solved(frames: dict, choice: EngineChoice, **limits) -> Plan:
    plan = solve(build_problem(frames), Limits(engine=choice, **limits))
    assert isinstance(plan, Plan)
    return plan


@pytest.mark.parametrize("name", REAL)
def test_a_plan_by_another_engine_is_the_plan_of_the_built_in_engine(name):
    """Value, bound and choice, down to the tie order; each is verified, and the engine's word stands beside."""
    frames = random_frames(WITH_A_PLAN)
    plan, own = solved(frames, EngineChoice(name)), solve(build_problem(frames), Limits())
    assert isinstance(own, Plan)
    assert (plan.value, plan.bound, plan.chosen, plan.outcome) == (own.value, own.bound, own.chosen, "proven")
    assert verify(frames, plan).passed
    assert plan.engine is not None
    assert (plan.engine.name, plan.engine.outcome, plan.engine.status, plan.engine.value) == (
        name,
        "planned",
        "optimal",
        plan.value,
    )
    assert plan.engine.bound in (None, plan.value)
    assert Plan.from_json(plan.to_json()) == plan


def test_infeasible_is_confirmed_and_not_believed():
    """The engine says so, and the built-in engine proves it."""
    found = solve(build_problem(random_frames(WITHOUT)), Limits(engine=EngineChoice("HiGHS")))
    assert not isinstance(found, Plan)
    assert found.failure == "infeasible"


@pytest.mark.parametrize("behaviour", [
    each if each in IN_EVERY_RUN else pytest.param(each, marks=pytest.mark.long) for each in BEHAVIOURS
])  # fmt: skip
def test_a_false_reply_of_a_program_becomes_no_plan(tmp_path, behaviour):
    """Each way in which CBC was reported to misbehave, through PuLP's own class."""
    choice = stand_in(tmp_path, behaviour, grace_seconds=1.0)
    with pytest.raises(EngineFailed) as caught:
        solved(two_of_three(), choice, seconds=2.0 if behaviour == "hangs" else 60.0)
    assert caught.value.trouble.kind == FALSE[behaviour]


@pytest.mark.parametrize("behaviour", [
    each if each in IN_EVERY_RUN else pytest.param(each, marks=pytest.mark.long) for each in OF_CUOPT
])  # fmt: skip
def test_a_false_reply_of_cuopt_becomes_no_plan(monkeypatch, behaviour):
    """Each way in which cuOpt was reported to misbehave, through PuLP's own class and a stand-in for the package."""
    use_stand_ins(monkeypatch, behaviour)
    choice = EngineChoice("CUOPT", grace_seconds=1.0)
    with pytest.raises(EngineFailed) as caught:
        solved(two_of_three(), choice, seconds=2.0 if behaviour == "hang" else 60.0)
    assert caught.value.trouble.kind == OF_CUOPT[behaviour]


@pytest.mark.parametrize("behaviour", ["tells the truth", "time limit with a point"])
def test_a_stand_in_that_behaves_plans(monkeypatch, behaviour):
    """A stopped run that PuLP calls "Not Solved" still gives its point, and the built-in engine proves it."""
    use_stand_ins(monkeypatch, behaviour)
    plan = solved(two_of_three(), EngineChoice("CUOPT"))
    assert (plan.value, plan.outcome) == (7, "proven")
    assert plan.engine is not None
    assert plan.engine.status == ("limit" if behaviour.startswith("time") else "optimal")


def test_the_bound_is_proven_by_the_built_in_engine_alone():
    """The engine's word on the bound is kept beside the plan, and does not become the bound of the plan."""
    frames = random_frames(WITH_A_PLAN)
    problem = build_problem(frames)
    search = EngineSearch(problem, Limits(), EngineChoice("HiGHS"))
    chosen, told = search.ask(problem.objective, gap=0.0)
    assert chosen is not None
    search.close()
    search._sign(chosen, replace(told, bound=1e12), problem.objective)
    answer = search.run(problem.objective, chosen)  # the process has ended: the built-in engine alone
    assert search.report is not None
    assert (search.report.bound, answer.bound) == (10**12, search.value(chosen))
