"""The chain of solves adds up to the whole difference, and each of its values is what enumeration finds."""

import pytest

from optimizer.explain.attribution import GROUPS, NO_CAUSE, attribute
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges


def planned(frames) -> Plan | None:
    plan = solve(build_problem(frames), Limits())
    return plan if isinstance(plan, Plan) else None


def changed_frames(seed: int) -> dict:
    """The portfolio of a seed with other money, people and values of the projects, each in some of the seeds."""
    frames = dict(random_frames(seed))
    if seed % 2:
        frames["budgets"] = frames["budgets"].with_columns(amount_minor=frames["budgets"]["amount_minor"] * 3 // 4)
    if seed % 3 == 0:
        frames["options"] = frames["options"].with_columns(
            value=frames["options"]["value"] + frames["options"]["start_index"] * 3 - 1
        )
    if seed % 5 == 0:
        frames["capacity"] = frames["capacity"].with_columns(milli_fte=frames["capacity"]["milli_fte"] * 2)
    if seed % 7 == 0:
        frames["requirements"] = frames["requirements"].clear()
    return frames


@pytest.mark.parametrize("seeds", seed_ranges(40, 300))
def test_the_differences_add_up_and_each_value_is_that_of_enumeration(seeds):
    """Whatever changed: the projects, the money, the people, the rules."""
    told = 0
    for seed in seeds:
        before, after = random_frames(seed), changed_frames(seed)
        first, second = planned(before), planned(after)
        if first is None or second is None:
            continue
        steps = attribute((before, first), (after, second), Limits())
        frames, inside = dict(before), {each.project_id for each in first.chosen} - _stopped(before, first)
        for step in steps:
            inside = (inside | set(step.entered)) - set(step.left)
            if step.cause == NO_CAUSE:
                continue
            assert step.changed_rows
            frames |= {name: after[name] for name in GROUPS[step.cause]}
            expected = enumerate_best(frames)
            assert step.value == (expected and expected.value)
            told += 1
        if all(step.difference is not None for step in steps):
            assert sum(step.difference for step in steps) == second.value - first.value
        assert inside == {each.project_id for each in second.chosen} - _stopped(after, second)
    assert told > len(seeds) // 5


def _stopped(frames, plan: Plan) -> set[str]:
    stops = set(frames["stop_modes"].iter_rows())
    return {each.project_id for each in plan.chosen if (each.project_id, each.mode_id) in stops}


def test_the_cause_is_the_group_that_changed():
    """A brings 10 and B 9 of 100; when A costs 101, B takes its place because of the projects, and not because of the money."""
    before = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    after = one_fund({"A": 101, "B": 50}, {"A": 10, "B": 9}, 100)
    [step] = attribute((before, planned(before)), (after, planned(after)), Limits())
    assert (step.cause, step.difference, step.entered, step.left) == ("projects", -1, ("B",), ("A",))
    assert (step.changed_rows, step.changed) == ({"spend": (1, 1)}, ("A",))


def test_what_has_no_cause_is_a_tie():
    """A and B are worth and cost the same; the inputs are the same and the plans are not, so nothing caused it."""
    frames = one_fund({"A": 60, "B": 60}, {"A": 10, "B": 10}, 100)
    plan = planned(frames)
    swapped = {"A": "B", "B": "A"}
    text = plan.to_json()
    mine = plan.chosen[0].project_id
    other = Plan.from_json(text.replace(f'"{mine}"', f'"{swapped[mine]}"'))
    [step] = attribute((frames, plan), (frames, other), Limits())
    assert (step.cause, step.difference, step.entered, step.left) == (NO_CAUSE, 0, (swapped[mine],), (mine,))
    assert attribute((frames, plan), (frames, plan), Limits()) == []


def near_approved(approved: str, budget: int) -> tuple:
    """A is worth 1000 and B 998 of a budget for one; a plan may give up 1 % to stay close to the approved one."""
    frames = one_fund({"A": 60, "B": 60}, {"A": 1000, "B": 998}, budget, approved=[(approved, "full", 0)])
    return frames, solve(build_problem(frames), Limits(), value_tolerance_bp=100)


def test_value_that_was_given_up_for_the_approved_plan_is_no_effect_of_other_changes():
    """With one unit of money more the plan stays B, and nothing else is told; if A is approved, that is the cause of A."""
    before = near_approved("B", 100)
    assert before[1].value == 998
    [step] = attribute(before, near_approved("B", 101), Limits())
    assert (step.cause, step.difference, step.entered, step.left) == ("money", 0, (), ())
    money, step = attribute(before, near_approved("A", 101), Limits())
    assert (money.cause, money.difference, money.entered) == ("money", 0, ())
    assert (step.cause, step.difference, step.entered, step.left) == ("approved plan", 2, ("A",), ("B",))
    frames, strict = before[0], solve(build_problem(before[0]), Limits())
    [step] = attribute(before, (frames, strict), Limits())
    assert (step.cause, step.changed_rows, step.difference, step.entered) == ("approved plan", {}, 2, ("A",))
