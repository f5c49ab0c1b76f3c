"""The section [rules] refuses a rule that concerns no project or limits nothing, and two rules that contradict each other."""

import pytest

from cutline.errors import SettingsError
from cutline.settings.loading import settings_from

NAMED = {"name": "N", "owner": "O"}
GROUP = {**NAMED, "projects": ["P"]}
WAY = {**NAMED, "from_fund": "A", "from_class": "capex", "to_fund": "B", "to_class": "capex", "most_minor": 1}


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"groups": [{**NAMED, "at_most": 1}]}, "needs `projects`"),  # about nobody
        ({"groups": [{**NAMED, "attribute": "theme", "at_most": 1}]}, "`attribute` together with `values`"),
        ({"groups": [GROUP]}, "needs `at_least`"),
        ({"groups": [{**GROUP, "exactly": 1, "at_most": 2}]}, "else `exactly` alone"),
        ({"shares": [GROUP]}, "needs `at_least_bp`"),
        ({"programmes": [{**NAMED, "programme_id": "G"}]}, "needs `all_or_none = true`"),
        ({"programmes": [{**NAMED, "programme_id": g, "all_or_none": True} for g in "GH"]}, "two rules are called 'N'"),
        ({"virement": [{**WAY, "most_minor": None}]}, "no money moves without a limit"),
        ({"virement": [{**WAY, "to_fund": "A"}]}, "capex of A into itself"),
        ({"virement": [WAY, {**WAY, "from_fund": "C"}]}, "two virements are called 'N'"),
        ({"virement": [WAY, {**WAY, "name": "M"}]}, "move the same money in the same year"),
        (
            {"virement": [{**WAY, "years": [2027]}, {**WAY, "name": "M", "years": [2027, 2028]}]},
            "move the same money in the same year",
        ),
    ],
)
def test_a_rule_that_means_nothing_is_refused(rules, said):
    """Each case has one mistake, and the rest of the rule is valid."""
    with pytest.raises(SettingsError) as refused:
        settings_from({"rules": rules})
    assert said in str(refused.value)


def test_the_same_way_in_other_years_is_another_rule():
    """Two limits for different years do not contradict each other."""
    rules = settings_from({"rules": {"virement": [{**WAY, "years": [2027]}, {**WAY, "name": "M", "years": [2028]}]}}).rules
    assert [rule.years for rule in rules.virement] == [(2027,), (2028,)]
