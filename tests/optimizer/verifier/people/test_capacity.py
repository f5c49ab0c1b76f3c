"""The verifier on capacity."""

import pytest

from optimizer.verifier.verify import verify
from tests.optimizer.small_portfolios import plan_of, two_projects
from tests.optimizer.verifier.by_hand import cases_of, is_seen_alone


def test_a_plan_by_block_is_no_plan_by_period():
    """A plan whose work moves within a block breaks capacity where every period is planned by itself."""
    plan = plan_of(two_projects())
    assert [text.split(":")[0] for text in verify(two_projects(grain=[]), plan).violations] == ["capacity"]


@pytest.mark.parametrize("rule", cases_of("capacity"))
def test_each_rule_is_seen_by_itself(rule):
    """A plan that breaks one rule and no other has one violation, of the check `capacity`; without the rule it passes."""
    assert is_seen_alone(rule)
