"""Rules about progress: each has a night that breaks it, and is caught by it."""

from datetime import date

import pytest

from data_quality.business.progress import RULES
from tests.data_quality.business.sound_night import COST, P, Q, assert_caught_alone, failed

EVM = [
    {
        "project_id": "P",
        "period_start": date(2026, month, 1),
        "planned_minor": 10,
        "earned_minor": 10,
        "actual_minor": 10,
        "budget_at_completion_minor": 100,
    }
    for month in (1, 2, 3)
]
RUNNING = {**P, "status": "in_flight"}


def evm(column: str, *amounts: int) -> list[dict]:
    return [{**row, column: amount} for row, amount in zip(EVM, amounts, strict=True)]


CASES: dict[str, dict] = {
    "earned_within_budget": {"rows": {"evm": evm("earned_minor", 60, 30, 30)}},
    "planned_within_budget": {"rows": {"evm": evm("planned_minor", 60, 30, 30)}},
    "one_budget_a_baseline": {"rows": {"evm": evm("budget_at_completion_minor", 100, 100, 110)}},
    "earned_value_is_incremental": {"rows": {"evm": evm("planned_minor", 30, 60, 100)}},
    "progress_does_not_fall": {"rows": {"evm": evm("actual_minor", 10, 10, -5)}},
    "estimate_to_complete_is_known": {
        "rows": {"projects": [{**RUNNING, "updated_at": date(2027, 2, 27)}, Q], "evm": evm("actual_minor", 0, 0, 0)}
    },
    "status_is_fresh": {"rows": {"projects": [RUNNING, Q], "evm": evm("status_date", *[date(2026, 10, 1)] * 3)}},
}


@pytest.mark.parametrize("rule", CASES)
def test_a_night_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    assert_caught_alone(rule, CASES[rule])


def test_every_rule_has_a_case():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) == {rule.id for rule in RULES}


@pytest.mark.parametrize(
    ("rows", "chosen"),
    [
        ({"evm": evm("actual_minor", 10, 10, 10)}, {}),  # the estimate is known
        ({"cost_lines": [*COST, {**COST[0], "kind": "forecast"}]}, {}),  # the forecast is an estimate
        ({"projects": [P, Q]}, {}),  # it has not begun
        ({}, {"replaces_plan": False}),  # the settings keep the plan
        ({}, {"estimate": "stated"}),  # and so do these where no estimate is stated
        ({"evm": [{**row, "earned_minor": None, "actual_minor": None} for row in EVM]}, {}),  # nothing is reported yet
    ],
)
def test_a_plan_that_counts_for_another_reason_is_no_finding(rows, chosen):
    """The same night of earned value without cost, with each thing in turn that makes an estimate needless."""
    case = CASES["estimate_to_complete_is_known"]["rows"] | rows
    assert "estimate_to_complete_is_known" not in failed(case, raw={"evm": chosen})
