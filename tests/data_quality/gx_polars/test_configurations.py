"""Within `built_once` an expectation and its configuration are built once; elsewhere Great Expectations is as it was."""

import great_expectations.expectations as gxe
import polars as pl
import pytest

from data_quality.gx_polars.configurations import built_once
from tests.data_quality.gx_polars.engines import ours

BETWEEN = "expect_column_values_to_be_between"


def test_the_configuration_is_built_once_within_and_anew_outside():
    """Outside, an expectation that was changed shows the change; so it does when the block has ended, and in the next block."""
    expectation = gxe.ExpectColumnValuesToBeBetween(column="a", min_value=0)
    with built_once():
        configuration = expectation.configuration
        assert expectation.configuration is configuration
        assert configuration.to_domain_obj() is configuration.to_domain_obj()
        assert configuration.to_domain_obj().min_value == 0
    expectation.min_value = 5
    assert expectation.configuration.kwargs["min_value"] == 5
    assert configuration.to_domain_obj() is not configuration.to_domain_obj()
    with built_once():
        assert expectation.configuration.kwargs["min_value"] == 5


def test_a_block_that_fails_leaves_nothing_behind():
    """An error within the block ends the remembering."""
    expectation = gxe.ExpectColumnValuesToBeBetween(column="a", min_value=0)
    with pytest.raises(ZeroDivisionError), built_once():
        1 / 0  # noqa: B018
    assert expectation.configuration is not expectation.configuration


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (BETWEEN, {"column": "a", "min_value": 1, "max_value": 3}),
        ("expect_column_values_to_be_in_set", {"column": "a", "value_set": [1, 2]}),
        ("expect_compound_columns_to_be_unique", {"column_list": ["a", "b"]}),
        ("expect_table_row_count_to_be_between", {"min_value": 9}),
    ],
)
def test_an_answer_is_the_same_within_and_outside(kind, arguments):
    """Success, counts and samples do not depend on how often an expectation was built."""
    frame = pl.DataFrame({"a": [0, 2, 2, 9], "b": [1, 1, 1, 1]})
    outside = ours(kind, arguments, frame)
    with built_once():
        within = ours(kind, arguments, frame)
    assert (within.success, within.result) == (outside.success, outside.result)
    assert not outside.success
