"""Rules about criteria and their comparisons: each has a night that breaks it, and is caught by it."""

import pytest

from data_quality.business.criteria import RULES
from tests.data_quality.business.sound_night import COST, assert_caught_alone, failed

CRITERIA = [{"criterion_id": each, "weight_bp": 1} for each in "abc"]


def pairs(*ratios: tuple[str, str, int]) -> list[dict]:
    return [{"criterion_id": a, "other_id": b, "ratio_milli": ratio} for a, b, ratio in ratios]


CASES: dict[str, dict] = {
    "criteria_tree": {"rows": {"criteria": [{**CRITERIA[0], "parent": "b"}, {**CRITERIA[1], "parent": "a"}, CRITERIA[2]]}},
    "comparisons_complete": {"rows": {"criteria": CRITERIA, "comparisons": pairs(("a", "b", 2000), ("b", "c", 2000))}},
    "comparisons_agree": {"rows": {"criteria": CRITERIA[:2], "comparisons": pairs(("a", "b", 3000), ("b", "a", 3000))}},
    "comparisons_consistent": {
        "rows": {"criteria": CRITERIA, "comparisons": pairs(("a", "b", 2000), ("b", "c", 2000), ("c", "a", 2000))}
    },
}


@pytest.mark.parametrize("rule", CASES)
def test_a_night_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    assert_caught_alone(rule, CASES[rule])


def test_every_rule_has_a_case():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) == {rule.id for rule in RULES}


def test_criteria_that_cannot_be_weighed_stop_the_night_by_their_rule_and_not_by_an_error():
    """The tree is named even where the plan maximises scores and no project can have one, and not only that nothing can
    be chosen.
    """
    found = failed(**CASES["criteria_tree"], raw={"planning": {"objective": "score"}})
    assert set(found) == {"criteria_tree", "something_can_be_chosen"}
    assert found["criteria_tree"].samples == ("memory row 1: criterion 'a': it is its own ancestor: a → b → a",)


def test_a_group_of_criteria_is_judged_by_the_settings_limit():
    """A ratio of 0.43 passes where the portfolio office allows a half."""
    assert failed(**CASES["comparisons_consistent"], raw={"alignment": {"max_inconsistency_bp": 5000}}) == {}
    told = failed(**CASES["comparisons_consistent"])["comparisons_consistent"].samples
    assert told == ("memory row 1: 3 criteria under none: consistency ratio of 43.10 %",)


def test_sound_criteria_and_estimates_break_nothing():
    """A sound tree, a complete matrix of one group, and ordered points with one unknown end are no findings."""
    tree = [*CRITERIA, *({"criterion_id": each, "weight_bp": 1, "parent": "c"} for each in ("c1", "c2"))]
    rows = {
        "criteria": tree,
        "comparisons": pairs(("c1", "c2", 3000), ("c2", "c1", 333), ("c1", "c1", 1000)),
        "cost_lines": [{**COST[0], "low_minor": 100, "high_minor": 100}, {**COST[1], "high_minor": 200}],
        "risks": [{"project_id": "P", "risk_id": "r", "impact_min_minor": 1, "impact_max_minor": 2}],
    }
    assert failed(rows) == {}
