"""The engine in Great Expectations' own machinery: validation definition, checkpoint, save and reload; what falls back,
and that it says so.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.data_quality.gx_polars.engines import DATA, C, fallbacks, ours, raised
from tests.data_quality.gx_polars.test_contract import CASES


def test_what_is_not_native_falls_back_and_says_so():
    """Pandas answers a metric without a native provider, and a native metric with a pattern that Polars does not know.
    Both are named.
    """
    fallbacks()
    increasing = ours(C + "values_to_be_increasing", {"column": "a"}, DATA.drop_nulls())
    assert (raised(increasing), increasing.success) == (False, True)
    assert "column_values.increasing.unexpected_count" in fallbacks()
    ahead = ours(C + "values_to_match_regex", {"column": "b", "regex": "^(?!x)"}, DATA)
    assert ahead.result["unexpected_count"] == 2
    assert fallbacks() == {"column_values.match_regex.unexpected_count", "column_values.match_regex.unexpected_values"}


NATIVE_EXAMPLES: dict[str, dict] = {
    C + "values_to_be_in_set": {"value_set": [1, 2]},
    C + "values_to_not_be_in_set": {"value_set": [9]},
    C + "values_to_be_between": {"min_value": 0},
    C + "values_to_match_regex": {"column": "b", "regex": "x"},
    C + "values_to_not_match_regex": {"column": "b", "regex": "x"},
    C + "values_to_match_regex_list": {"column": "b", "regex_list": ["x"]},
    C + "values_to_not_match_regex_list": {"column": "b", "regex_list": ["x"]},
    C + "value_lengths_to_be_between": {"column": "b", "min_value": 1},
    C + "value_lengths_to_equal": {"column": "b", "value": 1},
    C + "values_to_be_of_type": {"type_": "int"},
    C + "values_to_be_in_type_list": {"type_list": ["int"]},
    C + "quantile_values_to_be_between": {"quantile_ranges": {"quantiles": [0.5], "value_ranges": [[0, 2]]}},
    C + "distinct_values_to_be_in_set": {"value_set": [1]},
    C + "distinct_values_to_contain_set": {"value_set": [1]},
    C + "distinct_values_to_equal_set": {"value_set": [1]},
    C + "pair_values_to_be_in_set": {"value_pairs_set": [(1, 1)]},
    "expect_multicolumn_sum_to_equal": {"sum_total": 2},
    "expect_table_columns_to_match_set": {"column_set": ["a"]},
    "expect_table_columns_to_match_ordered_list": {"column_list": ["a"]},
    "expect_table_row_count_to_equal": {"value": 4},
    "expect_table_column_count_to_equal": {"value": 3},
}


@pytest.mark.parametrize("kind", CASES)
def test_every_expectation_of_the_contract_is_native(kind):
    """No expectation falls back to pandas: comparing pandas with itself would prove nothing."""
    pair = {"column_A": "a", "column_B": "when"} if "pair" in kind else {}
    lists = {"column_list": ["a", "when"]} if "compound" in kind or "record" in kind or "multicolumn" in kind else {}
    arguments = {
        **({} if pair or lists or "table" in kind else {"column": "a"}),
        **pair,
        **lists,
        **NATIVE_EXAMPLES.get(kind, {}),
    }
    if kind.endswith("between") and kind not in NATIVE_EXAMPLES:
        arguments["min_value"] = 0
    fallbacks()
    result = ours(kind, arguments, DATA)
    assert not raised(result), result.exception_info
    assert not fallbacks()


def test_one_expectation_that_cannot_be_evaluated_leaves_the_others_alone():
    """An expectation on a missing column raises an error, and the others are answered."""
    import great_expectations as gx
    import great_expectations.expectations as gxe

    from data_quality.gx_polars import hold
    from tests.data_quality.gx_polars.engines import _assets

    suite = gx.ExpectationSuite(
        name="mixed",
        expectations=[gxe.ExpectColumnValuesToNotBeNull(column="nowhere"), gxe.ExpectColumnValuesToNotBeNull(column="a"), gxe.ExpectColumnSumToBeBetween(column="b", min_value=0)],
    )  # fmt: skip
    results = _assets()[0].get_batch({"frame": hold(DATA, "mixed")}).validate(suite, result_format="BASIC").results
    by = {each.expectation_config.kwargs["column"]: each for each in results}
    assert {column: raised(each) for column, each in by.items()} == {"nowhere": True, "a": False, "b": True}
    assert by["a"].result["unexpected_count"] == 1
    assert "nowhere" in str(by["nowhere"].exception_info)
    assert "nowhere" not in str(by["b"].exception_info)


def test_the_same_key_with_another_frame_is_another_batch():
    """No value is remembered from the frame that the key stood for before."""
    first = ours(C + "values_to_not_be_null", {"column": "a"}, DATA)
    second = ours(C + "values_to_not_be_null", {"column": "a"}, DATA.drop_nulls())
    assert (first.success, second.success) == (False, True)


def test_other_engines_keep_their_metrics():
    """Registering here changes the arguments of no metric and the provider of no other engine."""
    code = (
        "import os; os.environ['GX_ANALYTICS_ENABLED']='false'\n"
        "import great_expectations\nfrom great_expectations.expectations.registry import _registered_metrics as r\n"
        "look = lambda: {n: (d['metric_domain_keys'], d['metric_value_keys'], {k: v for k, v in d['providers'].items() if k != 'PolarsExecutionEngine'}) for n, d in r.items()}\n"
        "before = look()\nfrom data_quality.gx_polars import register; register()\nprint(before == look(), len(before) > 100)"
    )
    assert subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    ).stdout.split() == ["True", "True"]
