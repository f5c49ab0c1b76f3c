"""A second opinion agrees, finds a better plan, gives a false status, or gives none; each is told as what it is."""

from dataclasses import replace

import pytest

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.second_opinion import opinion_trouble, with_second_opinion
from optimizer.search.solve import solve, solve_from
from optimizer.solver.engines.catalogue import EngineChoice
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import medium_frames
from tests.optimizer.search.exact.test_engine_search import two_of_three
from tests.optimizer.solver.engines.stand_ins.programs import stand_in

HIGHS = EngineChoice("HiGHS")


def plan_worth(value: int, bound: int) -> Plan:
    """The best plan of two of three (7), or A alone (5), with a bound that may be false."""
    problem = build_problem(two_of_three())
    chosen = frozenset(j for j in range(3) if (problem.projects[problem.options[j].project] == "A") == (value == 5))
    return solve_from(problem, Limits(), chosen, bound)


@pytest.mark.parametrize("name", ["PULP_CBC_CMD", "HiGHS", "SCIP_PY"])
def test_another_engine_agrees(name):
    """Its own best plan and its bound are told beside the plan, which stays as it was."""
    plan = plan_worth(7, 7)
    found = with_second_opinion(two_of_three(), plan, Limits(), EngineChoice(name))
    assert replace(found, opinion=None) == plan
    assert found.opinion is not None
    assert (found.opinion.name, found.opinion.verdict, found.opinion.value) == (name, "agrees", 7)
    assert found.opinion.bound in (None, 7)
    assert found.opinion.version[0].isdigit()
    assert opinion_trouble(found.opinion) is None
    assert Plan.from_json(found.to_json()) == found


@pytest.mark.parametrize(("bound", "words"), [(7, ""), (6, "so that bound was false")])
def test_a_better_plan_replaces_the_first_one(bound, words):
    """A search that stopped early had found A alone. If its bound was false as well, the opinion says so."""
    frames = two_of_three()
    found = with_second_opinion(frames, plan_worth(5, bound), Limits(), HIGHS)
    assert (found.value, {each.project_id for each in found.chosen}, found.bound) == (7, {"B", "C"}, 7)
    assert verify(frames, found).passed
    assert found.opinion is not None
    assert (found.opinion.verdict, found.opinion.value, found.opinion.replaced_value) == ("better plan", 7, 5)
    assert words in found.opinion.said


@pytest.mark.parametrize(("behaviour", "verdict", "kind", "words"), [
    ("optimal, not the best", "false status", "false_status", "worse by 100.0000%"),
    ("infeasible, falsely", "false status", "false_status", "a problem with a verified plan"),
    ("stopped, breaks a rule", "false status", "broken_rule", "breaks the rule"),
    ("has no licence", "no opinion", "licence", "License expired"),
    ("stopped without a point", "no opinion", "no_plan", "without a point"),
])  # fmt: skip
def test_a_false_opinion_changes_no_plan(tmp_path, behaviour, verdict, kind, words):
    """The trouble is kept with the plan."""
    plan = plan_worth(7, 7)
    found = with_second_opinion(two_of_three(), plan, Limits(), stand_in(tmp_path, behaviour))
    assert replace(found, opinion=None) == plan
    assert found.opinion is not None
    assert (found.opinion.verdict, found.opinion.trouble) == (verdict, kind)
    trouble = opinion_trouble(found.opinion)
    assert trouble is not None
    assert words in trouble.finding(was_replaced=False).found
    assert "built-in" not in trouble.finding(was_replaced=False).found


def test_the_built_in_engine_gives_the_second_opinion_on_another_engine_s_plan():
    """By its name, `cutline`; its bound is proven."""
    plan = solve(build_problem(two_of_three()), Limits(engine=HIGHS))
    assert isinstance(plan, Plan)
    found = with_second_opinion(two_of_three(), plan, Limits(), EngineChoice("cutline"))
    assert found.opinion is not None
    assert (found.opinion.verdict, found.opinion.value, found.opinion.bound, found.engine) == ("agrees", 7, 7, plan.engine)


def test_an_engine_agrees_on_a_portfolio_of_all_rules_that_stays_close_to_an_approved_plan():
    """The greatest value is compared, not the value after some of it was given up."""
    frames = medium_frames(5)
    plan = solve(build_problem(frames), Limits(), value_tolerance_bp=200)
    assert isinstance(plan, Plan)
    found = with_second_opinion(frames, plan, Limits(), HIGHS, value_tolerance_bp=200)
    assert found.opinion is not None
    assert (found.opinion.verdict, found.opinion.value) == ("agrees", plan.stages[0].result)
