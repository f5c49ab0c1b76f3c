"""The table of rules: ids are unique, and portfolio.toml may change only what may be changed."""

import pytest

from cutline.errors import SettingsError
from data_quality.gate.rule_table import night_rules, rule_table, table_rules
from tests.data_quality.nights import EXCEPTION, settings

WRONG: list[tuple[dict, str]] = [
    ({"rules": {"benefit_have_owner": {"severity": "note"}}}, "did you mean 'benefits_have_owner'"),  # a typo
    ({"rules": {"demand_has_capacity": {"severity": "warn"}}}, "without it the plan or a sum would be wrong unseen"),  # the model needs it
    ({"rules": {"mandates_fit_funds": {"on_violation": "set_aside"}}}, "a rule about single rows"),  # no row is to blame
    ({"exceptions": [{**EXCEPTION, "rule": "projects_key_is_unique"}]}, "none for this rule"),  # structure
    ({"exceptions": [{**EXCEPTION, "rule": "nobody"}]}, "no rule 'nobody'"),
    ({"expect": [{"id": "benefits_have_owner", "table": "benefits", "reason": "again", "expect": "expect_column_values_to_not_be_null", "arguments": {"column": "owner"}}]}, "a second rule called"),
]  # fmt: skip


@pytest.mark.parametrize(("quality", "words"), WRONG)
def test_what_cannot_be_said_of_rules_is_refused(quality, words):
    """The settings are refused before any night runs, with where, found, expected, do."""
    with pytest.raises(SettingsError, match="may not be changed so") as refused:
        rule_table(settings(**quality))
    assert words in str(refused.value)


def test_every_rule_is_run_once_and_says_who_and_why():
    """Each rule is run by Great Expectations on its table or by its predicate alone. Ids are unique, and every rule has
    an owner, a reason and a fix.
    """
    chosen = settings()
    every = rule_table(chosen)
    from cutline.contracts.tables.all_tables import EXPORTED

    run = [rule.id for name in EXPORTED for rule in table_rules(name, chosen)] + [rule.id for rule in night_rules(chosen)]
    assert sorted(run) == sorted({rule.id for rule in every})
    assert all(rule.owner and rule.reason and rule.fix for rule in every)


def test_settings_have_a_table_of_their_own():
    """The table is made once for one object of settings. Equal settings give an equal one, and other settings another one."""
    plain, equal = settings(), settings()
    stricter = settings(rules={"benefits_have_owner": {"severity": "block"}})
    severity = [
        {rule.id: rule.severity for rule in rule_table(each)}["benefits_have_owner"] for each in (plain, stricter, equal, plain)
    ]
    assert severity == ["warn", "block", "warn", "warn"]
    assert rule_table(plain) is rule_table(plain)
