"""The verifier on who pays for what."""

import pytest

from tests.optimizer.verifier.by_hand import cases_of, is_seen_alone


@pytest.mark.parametrize("rule", cases_of("funding"))
def test_each_rule_is_seen_by_itself(rule):
    """A plan that breaks one rule and no other has one violation, of the check `funding`; without the rule it passes."""
    assert is_seen_alone(rule)
