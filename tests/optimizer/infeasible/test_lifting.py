"""The choice frames after rules are lifted and resources increased, by hand."""

import pytest

from optimizer.infeasible.lifting import with_more, without
from optimizer.model.rule import Rule
from optimizer.model.rules_and_rows import ruled_rows
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of, nominal_frames

FRAMES = frames_of(
    options=[(p, "full", 0, 1, 5) for p in "ABC"], budgets=[("F", "capex", 2027, 7)], capacity=[("Dev", 0, 300)], years=[(2027,)],
    requirements=[("A", "mandate", "law"), ("B", "mandate", "law")],
    dependencies=[("requires", "A", "B", 0, None), ("excludes", "B", "C", 0, None), ("together", "A", "C", 0, None)],
    limits=[("0", "group", "one of A and C", "board", 1, 1), ("1", "group", "two at most", "board", None, 2)],
    limit_terms=[("0", "A", "full", 0, 1), ("0", "C", "full", 0, 1), ("1", "B", "full", 0, 1)],
)  # fmt: skip


def test_more_money_and_people_stand_beside_what_is_there():
    """Purses and roles with a row get more; new purses and roles get a row at the end."""
    more = with_more(FRAMES, {("F", "capex", 2027): 3, ("G", "opex", 2028): 4}, {("Dev", 0): 200, ("Ops", 1): 50})
    assert more["budgets"].rows() == [("F", "capex", 2027, 10), ("G", "opex", 2028, 4)]
    assert more["capacity"].rows() == [("Dev", 0, 500), ("Ops", 1, 50)]


def lifted(label: str) -> dict:
    """The frames without the one rule of this label."""
    [rule] = [rule for rule in ruled_rows(build_problem(FRAMES)).rules if rule.label.startswith(label)]
    return without(FRAMES, [rule])


def test_a_requirement_is_lifted_and_the_other_stays():
    """Only the named project is no longer required."""
    assert lifted("A must be in the plan")["requirements"]["project_id"].to_list() == ["B"]


def test_a_relation_is_lifted_and_the_others_stay():
    """Only the exclusion of B and C is gone."""
    assert lifted("at most one of B, C")["dependencies"]["type"].to_list() == ["requires", "together"]


def test_a_limit_is_lifted_with_its_terms():
    """No weight is left behind without its limit."""
    after = lifted("one of A and C")
    assert after["limits"]["limit_id"].to_list() == ["1"]
    assert after["limit_terms"]["limit_id"].to_list() == ["1"]


def test_a_rule_that_no_frame_states_is_refused():
    """A purse is an amount, which can be increased but not lifted."""
    with pytest.raises(ValueError, match="Dev in period 0 is stated by no frame"):
        without(FRAMES, [Rule("capacity", "people", "Dev in period 0", "resource management", ("Dev", 0))])


def test_every_rule_that_can_be_lifted_is_gone_from_the_problem_afterwards():
    """Of thirty random portfolios: without the rule, the problem no longer has it, and has every other requirement."""
    tried = 0
    for seed in range(30):
        frames = nominal_frames(seed)
        for rule in ruled_rows(build_problem(frames)).rules:
            if not rule.is_amount:
                left = ruled_rows(build_problem(without(frames, [rule]))).rules
                assert rule not in left
                tried += 1
    assert tried > 100
