"""What declared rules are computed from: the options that there are, and what they spend inside the horizon."""

from tests.cutline.choices.options.one_project import P, choices
from tests.cutline.few_projects import LINE

SHARE = {"name": "the share", "owner": "board", "projects": ["P"], "of": "spend", "at_most_bp": 5000}


def test_a_share_counts_what_is_spent_inside_the_horizon():
    """P spends 7 inside the horizon and 5 after it, Q spends 9. The weights are (1 - 50 %) x 7 for P and -50 % x 9 for Q, in
    ten-thousandths.
    """
    lines = [
        {**LINE, "period_offset": 0, "amount_minor": 7},
        {**LINE, "period_offset": 3, "amount_minor": 5},  # in 2030, after the horizon
        {**LINE, "project_id": "Q", "period_offset": 0, "amount_minor": 9},
    ]
    projects = [{**P, "project_id": p} for p in "PQ"]
    found = choices(
        {"rules": {"shares": [SHARE]}, "planning": {"default_flexibility_periods": 0}}, projects=projects, cost_lines=lines
    )
    assert found.limit_terms.select("project_id", "weight").rows() == [("P", 35_000), ("Q", -45_000)]
    assert found.limits.select("family", "lower", "upper").rows() == [("balance", None, 0)]


def test_without_rules_there_are_no_rows():
    """Each frame is empty and still has its columns."""
    found = choices(projects=[P], cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 7}])
    for frame in (found.limits, found.limit_terms, found.programmes, found.robust, found.deviations, found.tail, found.scenarios):
        assert frame.is_empty()
        assert frame.columns
