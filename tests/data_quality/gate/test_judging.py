"""A rule that cannot be judged is broken, which is not bad data."""

import pytest

from data_quality.rule_model.rule import Rule
from tests.data_quality.business.sound_night import P, Q, bad_cell, failed


def test_a_rule_that_raises_is_reported_as_broken(monkeypatch):
    """The result is broken, which is not bad data, and it stops the night where the severity is block."""
    import data_quality.gate.judging as gate

    def boom(_):
        raise ValueError("boom")

    rule = Rule("x", "funds", "block", "o", "r", "f", boom)
    monkeypatch.setattr(gate, "rule_table", lambda _: (rule,))
    [result] = failed({}).values()
    assert (result.status, result.blocks, result.samples) == ("broken", True, ("ValueError: boom",))


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("funds", {"funds": []}),  # the budget itself could not be read: "ten million"
        pytest.param(
            "funds",
            {"funds": [], "projects": [{**P, "mandate": "regulatory", "mandate_reason": "law"}, Q]},
            marks=pytest.mark.long,
        ),
        pytest.param(
            "funds", {"fund_eligibility": [{"fund_id": "G", "project_id": "P", "is_eligible": True}]}, marks=pytest.mark.long
        ),
        ("capacity", {"capacity": []}),
    ],
)
def test_a_finding_that_only_follows_from_an_unreadable_row_names_no_second_owner(table, rows):
    """One cell is wrong, so one finding stops the night: nobody is asked to add a budget that is there."""
    found = failed(rows, quarantine=[bad_cell(table, None)])
    assert {rule for rule, result in found.items() if result.blocks} == {"bad_rows_refused"}
    assert {rule for rule, result in failed(rows).items() if result.blocks}
