"""The verifier on programmes of which all projects run or none."""

import pytest

from tests.optimizer.verifier.by_hand import cases_of, is_seen_alone


@pytest.mark.parametrize("rule", cases_of("programmes"))
def test_each_rule_is_seen_by_itself(rule):
    """A plan that breaks one rule and no other has one violation, of the check `programmes`; without the rule it passes."""
    assert is_seen_alone(rule)
