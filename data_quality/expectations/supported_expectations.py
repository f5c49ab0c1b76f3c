"""The expectations that a user may name under [[quality.expect]], with their metrics and arguments.

Each expectation uses one metric and takes its own arguments.

To support a further expectation, add a line to the table of this module, as long as `gx_polars` computes its metric.
"""

from datetime import date

EXPECT_COLUMN = "expect_column_"
ROW_METRICS = {
    EXPECT_COLUMN + "values_to_not_be_null": "column_values.nonnull",
    EXPECT_COLUMN + "values_to_be_null": "column_values.null",
    EXPECT_COLUMN + "values_to_be_between": "column_values.between",
    EXPECT_COLUMN + "values_to_be_in_set": "column_values.in_set",
    EXPECT_COLUMN + "values_to_not_be_in_set": "column_values.not_in_set",
    EXPECT_COLUMN + "values_to_match_regex": "column_values.match_regex",
    EXPECT_COLUMN + "values_to_not_match_regex": "column_values.not_match_regex",
    EXPECT_COLUMN + "values_to_match_regex_list": "column_values.match_regex_list",
    EXPECT_COLUMN + "values_to_not_match_regex_list": "column_values.not_match_regex_list",
    EXPECT_COLUMN + "value_lengths_to_be_between": "column_values.value_length.between",
    EXPECT_COLUMN + "value_lengths_to_equal": "column_values.value_length.equals",
    EXPECT_COLUMN + "pair_values_a_to_be_greater_than_b": "column_pair_values.a_greater_than_b",
    EXPECT_COLUMN + "pair_values_to_be_equal": "column_pair_values.equal",
    "expect_multicolumn_sum_to_equal": "multicolumn_sum.equal",
    "expect_select_column_values_to_be_unique_within_record": "select_column_values.unique.within_record",
}
UNIQUENESS = (EXPECT_COLUMN + "values_to_be_unique", "expect_compound_columns_to_be_unique")
COLUMN_STATISTICS = {
    EXPECT_COLUMN + "sum_to_be_between": "column.sum",
    EXPECT_COLUMN + "mean_to_be_between": "column.mean",
    EXPECT_COLUMN + "median_to_be_between": "column.median",
    EXPECT_COLUMN + "min_to_be_between": "column.min",
    EXPECT_COLUMN + "max_to_be_between": "column.max",
    EXPECT_COLUMN + "unique_value_count_to_be_between": "column.distinct_values.count",
    EXPECT_COLUMN + "proportion_of_unique_values_to_be_between": "column.unique_proportion",
    EXPECT_COLUMN + "proportion_of_non_null_values_to_be_between": "column.non_null_proportion",
}
ROW_COUNT = "expect_table_row_count_to_be_between"
SUPPORTED = (*ROW_METRICS, *UNIQUENESS, *COLUMN_STATISTICS, ROW_COUNT)
ARGUMENTS_WITH_UNIT = ("min_value", "max_value", "sum_total", "value_set")
LIMITS = {
    "min_value": (int, float, str, date),
    "max_value": (int, float, str, date),
    "strict_min": (bool,),
    "strict_max": (bool,),
}
PROPORTION_LIMITS = {"min_value": (int, float), "max_value": (int, float), "strict_min": (bool,), "strict_max": (bool,)}
WHOLE_NUMBER_LIMITS = {"min_value": (int,), "max_value": (int,), "strict_min": (bool,), "strict_max": (bool,)}
IGNORE_ROW_IF = {
    "pair": ("both_values_are_missing", "either_value_is_missing", "neither"), "column_list": ("all_values_are_missing", "any_value_is_missing", "never"),
}  # fmt: skip
EXPECTATIONS_WITHOUT_UNIT = (
    *(each for each in SUPPORTED if "length" in each or "proportion" in each or "unique_value_count" in each),
    ROW_COUNT,
)
COLUMN_ARGUMENTS = ("column", "column_A", "column_B")
