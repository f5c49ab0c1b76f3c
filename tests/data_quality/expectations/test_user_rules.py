"""Rules written in portfolio.toml: in the user's units, judged by Great Expectations and the predicate alike, refused
when they cannot be used.
"""

import pytest

from cutline.errors import SettingsError
from data_quality.expectations.supported_expectations import SUPPORTED
from data_quality.gate.rule_table import table_rules
from data_quality.gate.runner import run_table
from tests.data_quality.expectations.user_expectations import CASES, OF, C, rule
from tests.data_quality.nights import DAY, settings


def test_every_supported_expectation_has_a_case():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) == set(SUPPORTED)


WRONG: list[tuple[dict, str]] = [
    (rule("expect_column_values_to_be_nice", "projects", {"column": "name"}), "no expectation 'expect_column_values_to_be_nice'"),
    (rule(C + "values_to_not_be_null", "projects", {"column": "sponsr"}), "did you mean 'sponsor'"),
    (rule(C + "values_to_not_be_null", "projects", {}), "'column' is missing"),
    (rule(C + "values_to_be_between", "cost_lines", {"column": "amount", "min_value": 0.001}), "finer than its unit"),
    (rule(C + "values_to_be_between", "benefits", {"column": "probability", "min_value": 0.5}), "with its % sign"),
    (rule(C + "values_to_be_between", "projects", {"column": "name", "min_value": 1}), "only numbers and dates"),
    (rule(C + "values_to_be_between", "projects", {"column": "deadline", "min_value": "2027-01-01"}), "deadline is date"),
    (rule(C + "values_to_not_be_null", "projects", {"column": "sponsor"}, where={"statu": "x"}), "no column 'statu'"),
    (rule(C + "values_to_not_be_null", "projects", {"column": "sponsor"}, where={"status": {"known": "yes"}}), "known = true"),
    (rule(C + "values_to_be_between", "cost_lines", {"column": "amount", "min_value": 0, "max_valu": 5}), "did you mean 'max_value'"),
    (rule(C + "proportion_of_non_null_values_to_be_between", "projects", {"column": "sponsor", "min_value": "60 %"}), "expected int or float"),
    (rule(C + "sum_to_be_between", "cost_lines", {"column": "amount", "min_value": 0}, mostly=0.9), "mostly is for rules about rows"),
    (rule(C + "values_to_be_in_set", "projects", {"column": "status", "value_set": "proposed"}), "expected list"),
    (rule(C + "values_to_be_in_set", "projects", {"column": "status"}), "'value_set' is missing"),
    (rule("expect_compound_columns_to_be_unique", "projects", {"column_list": ["name"]}), "too few"),
    (rule("expect_table_row_count_to_be_between", "projects", {"column": "name", "min_value": 1}), "takes no argument 'column'"),
    (rule("expect_table_row_count_to_be_between", "projects", {}), "could never object"),
    (rule(C + "values_to_be_between", "cost_lines", {"column": "amount", "max_value": float("inf")}), "beyond what can be compared"),
    (rule(C + "values_to_be_between", "cost_lines", {"column": "amount", "max_value": 2e14}), "beyond what can be compared"),
    (rule(C + "values_to_be_between", "cost_lines", {"column": "amount", "min_value": 5, "max_value": 1}), "is above max_value"),
    (rule(C + "values_to_not_be_null", "projects", {"column": "sponsor", "mostly": 0.5}), "takes no argument 'mostly'"),
    (rule(C + "value_lengths_to_be_between", "projects", {"column": "name", "min_value": 2.5}), "expected int"),
    (rule(C + "pair_values_a_to_be_greater_than_b", "scores", {"column_A": "scale", "column_B": "raw"}), "not in one unit"),
    (rule(C + "values_to_not_be_null", "projects", {"column": "sponsor"}, where={"status": []}), "empty list"),
    (rule(C + "values_to_be_between", "projects", {"column": "name", "min_value": "a"}), "only numbers and dates"),
    (rule(C + "pair_values_to_be_equal", "cost_lines", {"column_A": "low", "column_B": "high", "ignore_row_if": "never"}), "expected one of both_values"),
    (rule(C + "values_to_match_regex", "projects", {"column": "name", "regex": "(?!a)"}), "do not fit"),
    (rule(C + "values_to_match_regex", "cost_lines", {"column": "amount", "regex": "1"}), "do not fit"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "words"), WRONG)
def test_a_rule_that_cannot_be_used_is_refused_with_its_place(wanted, words):
    """The rule is refused when the settings are read, and not at night."""
    with pytest.raises(SettingsError) as refused:
        table_rules(wanted["table"], settings(expect=[wanted]))
    assert words in str(refused.value)
    assert "expect, 1 (mine)" in str(refused.value)


def test_two_rules_of_one_type_and_column_are_both_run():
    """Great Expectations keeps only the last of two when they are added one by one."""
    two = [
        {**rule(C + "values_to_be_between", "cost_lines", {"column": "amount", "min_value": low}), "id": name}
        for name, low in (("above_zero", 0), ("above_hundred", 100.5))
    ]
    report = run_table("cost_lines", OF["cost_lines"].lazy(), settings(expect=two), DAY)
    counts = {each.rule: each.count for each in report.results if each.rule.startswith("above")}
    assert counts == {"above_zero": 1, "above_hundred": 2}
