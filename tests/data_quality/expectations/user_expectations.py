"""A user's rule of each supported expectation, on a small night, with the number of rows that it objects to."""

from datetime import date

from tests.data_quality.nights import benefit, cost, tables

C = "expect_column_"


OF = tables(
    projects=[
        {"project_id": "P", "name": "Alpha", "status": "proposed", "sponsor": "CFO", "earliest_start": date(2027, 1, 1), "deadline": date(2028, 1, 1)},
        {"project_id": "Q", "name": "Beta", "status": "in_flight", "earliest_start": date(2028, 1, 1), "deadline": date(2027, 1, 1)},
        {"project_id": "R", "name": "B2", "status": "proposed", "sponsor": "CFO"},
    ],
    cost_lines=[cost("P", 100_00, low_minor=90_00, high_minor=110_00), cost("Q", -5_00, low_minor=10_00, high_minor=4_00), cost("R", 2_000_000_00)],
    benefits=[benefit("P", 10, probability_bp=8000), benefit("Q", 10, probability_bp=2000)],
    demand=[{"project_id": "P", "role_id": "R", "period_offset": 0, "milli_fte": 1500}, {"project_id": "Q", "role_id": "R", "period_offset": 0, "milli_fte": 500}],
)  # fmt: skip


# expectation: table, arguments, other keys, rows it objects to (None: it is not about rows).
CASES: dict[str, tuple[str, dict, dict, int]] = {
    C + "values_to_not_be_null": ("projects", {"column": "sponsor"}, {}, 1),
    C + "values_to_be_null": ("projects", {"column": "sponsor"}, {}, 2),
    C + "values_to_be_between": ("cost_lines", {"column": "amount", "min_value": 0, "max_value": 1_000_000.5}, {}, 2),
    C + "values_to_be_in_set": ("projects", {"column": "status", "value_set": ["proposed"]}, {}, 1),
    C + "values_to_not_be_in_set": ("projects", {"column": "name", "value_set": ["Alpha"]}, {}, 1),
    C + "values_to_match_regex": ("projects", {"column": "name", "regex": "^[A-Z][a-z]+$"}, {}, 1),
    C + "values_to_not_match_regex": ("projects", {"column": "name", "regex": "[0-9]"}, {}, 1),
    C + "values_to_match_regex_list": ("projects", {"column": "name", "regex_list": ["^A", "^C"]}, {}, 2),
    C + "values_to_not_match_regex_list": ("projects", {"column": "name", "regex_list": ["^A", "2"]}, {}, 2),
    C + "value_lengths_to_be_between": ("projects", {"column": "name", "min_value": 3}, {}, 1),
    C + "value_lengths_to_equal": ("projects", {"column": "name", "value": 5}, {}, 2),
    C + "pair_values_a_to_be_greater_than_b": ("projects", {"column_A": "deadline", "column_B": "earliest_start"}, {}, 1),
    C + "pair_values_to_be_equal": ("cost_lines", {"column_A": "low", "column_B": "high"}, {}, 2),
    C + "values_to_be_unique": ("projects", {"column": "sponsor"}, {}, 2),
    "expect_compound_columns_to_be_unique": ("projects", {"column_list": ["sponsor", "status"]}, {}, 2),
    "expect_multicolumn_sum_to_equal": ("cost_lines", {"column_list": ["low", "high"], "sum_total": 200}, {}, 1),
    "expect_select_column_values_to_be_unique_within_record": ("cost_lines", {"column_list": ["low", "high"]}, {}, 0),
    C + "sum_to_be_between": ("demand", {"column": "fte", "max_value": 1.9}, {}, 1),
    C + "mean_to_be_between": ("demand", {"column": "fte", "max_value": 1}, {}, 0),
    C + "median_to_be_between": ("demand", {"column": "fte", "min_value": 1.001}, {}, 1),
    C + "min_to_be_between": ("benefits", {"column": "probability", "min_value": "25 %"}, {}, 1),
    C + "max_to_be_between": ("benefits", {"column": "probability", "max_value": "80%"}, {}, 0),
    C + "unique_value_count_to_be_between": ("projects", {"column": "status", "min_value": 3}, {}, 1),
    C + "proportion_of_unique_values_to_be_between": ("projects", {"column": "sponsor", "min_value": 0.6}, {}, 1),
    C + "proportion_of_non_null_values_to_be_between": ("projects", {"column": "sponsor", "min_value": 0.6}, {}, 0),
    "expect_table_row_count_to_be_between": ("projects", {"min_value": 4}, {}, 1),
}  # fmt: skip


def rule(kind: str, table: str, arguments: dict, **more) -> dict:
    return {"id": "mine", "table": table, "reason": "because", "expect": kind, "arguments": arguments, **more}
