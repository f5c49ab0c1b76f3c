"""An engine whose answer cannot be used is replaced by the built-in engine, once, and the plan says so."""

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.engine_fallback import solve_with_engine, trouble_of
from optimizer.search.limits import Limits
from optimizer.solver.engines.catalogue import EngineChoice
from optimizer.verifier.verify import verify
from tests.optimizer.search.exact.test_engine_search import two_of_three
from tests.optimizer.solver.engines.stand_ins.programs import stand_in


def test_the_built_in_engine_plans_instead_and_the_plan_says_why(tmp_path):
    """The plan is the built-in engine's; the report, the finding and the progress name the other engine and its fault."""
    frames, told = two_of_three(), []
    plan, trouble = solve_with_engine(
        build_problem(frames), Limits(engine=stand_in(tmp_path, "stopped, breaks a rule")), progress=told.append
    )
    assert isinstance(plan, Plan)
    assert (plan.value, plan.outcome, verify(frames, plan).passed) == (7, "proven", True)
    assert plan.engine is not None
    assert (plan.engine.name, plan.engine.outcome, plan.engine.trouble) == ("COIN_CMD", "failed", "broken_rule")
    assert plan.solver["engine"] == "COIN_CMD"
    assert trouble == trouble_of(plan) == trouble_of(Plan.from_json(plan.to_json()))
    assert trouble is not None
    assert "the built-in engine searched for the plan instead" in trouble.finding().found
    assert sum("the built-in engine searches instead" in line for line in told) == 1


def test_without_another_engine_there_is_no_report():
    """As before."""
    plan, trouble = solve_with_engine(build_problem(two_of_three()), Limits())
    assert isinstance(plan, Plan)
    assert (plan.value, plan.engine, trouble, trouble_of(plan)) == (7, None, None, None)
    assert "engine" not in plan.solver


def test_an_engine_that_behaves_has_no_trouble():
    """The plan names it."""
    plan, trouble = solve_with_engine(build_problem(two_of_three()), Limits(engine=EngineChoice("HiGHS")))
    assert isinstance(plan, Plan)
    assert (plan.value, trouble, plan.solver["engine"]) == (7, None, "HiGHS")
    assert plan.engine is not None
    assert plan.engine.outcome == "planned"
