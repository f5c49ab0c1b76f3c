"""Rules about three-point estimates: each has a night that breaks it, and is caught by it."""

import pytest

from data_quality.business.estimates import RULES
from tests.data_quality.business.sound_night import BENEFIT, COST, assert_caught_alone, failed

CASES: dict[str, dict] = {
    "three_points_in_order": {"rows": {"cost_lines": [{**COST[0], "low_minor": 101}, COST[1]]}},
}


@pytest.mark.parametrize("rule", CASES)
def test_a_night_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    assert_caught_alone(rule, CASES[rule])


def test_every_rule_has_a_case():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) == {rule.id for rule in RULES}


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("benefits", {**BENEFIT, "high_minor": 0}),
        ("benefits", {**BENEFIT, "amount_minor": -5, "low_minor": -1}),  # of two losses the larger is the lower
        ("risks", {"project_id": "P", "risk_id": "r", "impact_min_minor": 3, "impact_max_minor": 2}),  # no likely impact
        ("risks", {"project_id": "P", "risk_id": "r", "impact_likely_minor": 3, "impact_max_minor": 2}),
    ],
)
def test_three_points_are_looked_at_wherever_there_are_three(table, row):
    """Costs, benefits and risks; the finding names the table and the row."""
    found = failed({table: [row]})
    assert set(found) == {"three_points_in_order"}
    assert found["three_points_in_order"].samples[0].startswith("memory row 1: project P: ")
