"""A rule that cannot be judged is broken, which is not bad data."""

from data_quality.rule_model.rule import Rule
from tests.data_quality.business.sound_night import failed


def test_a_rule_that_raises_is_reported_as_broken(monkeypatch):
    """The result is broken, which is not bad data, and it stops the night where the severity is block."""
    import data_quality.gate.judging as gate

    def boom(_):
        raise ValueError("boom")

    rule = Rule("x", "funds", "block", "o", "r", "f", boom)
    monkeypatch.setattr(gate, "rule_table", lambda _: (rule,))
    [result] = failed({}).values()
    assert (result.status, result.blocks, result.samples) == ("broken", True, ("ValueError: boom",))
