"""Arguments of a user's rule that Great Expectations would refuse only at night are refused when the settings are read."""

import pytest

from cutline.settings.quality import UserRule
from data_quality.expectations.supported_expectations import SUPPORTED
from data_quality.expectations.user_arguments import refuse_unusable_arguments
from tests.data_quality.expectations.user_expectations import CASES, C, rule

BETWEEN, PAIR, SEVERAL = C + "values_to_be_between", C + "pair_values_to_be_equal", "expect_compound_columns_to_be_unique"


def refuse(kind: str, arguments: dict) -> None:
    refuse_unusable_arguments(UserRule.model_validate(rule(kind, "projects", arguments)))


@pytest.mark.parametrize(
    ("kind", "arguments", "words"),
    [
        (BETWEEN, {"column": "a", "min_value": 0, "max_valu": 5}, "did you mean 'max_value'"),  # a typing error
        (BETWEEN, {"column": "a"}, "it could never object"),
        (BETWEEN, {"min_value": 0}, "'column' is missing"),
        (C + "values_to_be_in_set", {"column": "a", "value_set": "x"}, "expected list"),
        (C + "values_to_be_in_set", {"column": "a", "value_set": []}, "too few to judge by"),
        (SEVERAL, {"column_list": ["a"]}, "too few to judge by"),  # one column alone is no key of several
        (SEVERAL, {"column_list": ["a", "a"]}, "too few to judge by"),
        (PAIR, {"column_A": "a", "column_B": "b", "ignore_row_if": "never"}, "expected one of both_values"),
        (SEVERAL, {"column_list": ["a", "b"], "ignore_row_if": "neither"}, "expected one of all_values"),
        (C + "values_to_match_regex", {"column": "a", "regex": "("}, "is no regular expression"),
        (C + "values_to_match_regex_list", {"column": "a", "regex_list": ["a", "["]}, "is no regular expression"),
        (C + "values_to_match_regex_list", {"column": "a", "regex_list": ["a"], "match_on": "some"}, "expected any or all"),
        (C + "proportion_of_unique_values_to_be_between", {"column": "a", "min_value": 60}, "between 0 and 1"),
        (C + "value_lengths_to_be_between", {"column": "a", "min_value": 2.5}, "expected int"),
        (C + "value_lengths_to_equal", {"column": "a", "value": True}, "expected int"),  # true is no length
        ("expect_table_row_count_to_be_between", {"column": "a", "min_value": 1}, "takes no argument 'column'"),
    ],
)
def test_an_argument_that_cannot_be_used_is_refused(kind, arguments, words):
    """Unknown, missing, of another type, or such that the rule could never object."""
    with pytest.raises(ValueError, match=words):
        refuse(kind, arguments)


@pytest.mark.parametrize("kind", SUPPORTED)
def test_what_the_expectation_takes_passes(kind):
    """The arguments of the working examples."""
    refuse(kind, CASES[kind][1])
