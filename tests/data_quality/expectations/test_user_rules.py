"""Rules written in portfolio.toml: in the user's units, judged by Great Expectations and the predicate alike, refused when they cannot be used."""

from datetime import date

import pytest

from cutline.errors import SettingsError
from data_quality.expectations.supported_expectations import SUPPORTED
from data_quality.gate.rule_table import table_rules
from data_quality.gate.runner import run_table
from tests.data_quality.nights import DAY, benefit, cost, settings, tables

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


@pytest.mark.parametrize("kind", CASES)
def test_each_expectation_objects_to_what_it_should(kind):
    """Counted by Great Expectations and by the predicate alike, else the rule were broken; amounts, FTE and shares as people write them."""
    table, arguments, more, count = CASES[kind]
    report = run_table(table, OF[table].lazy(), settings(expect=[rule(kind, table, arguments, **more)]), DAY)
    told = next(each for each in report.results if each.rule == "mine")
    assert (told.status, told.count) == ("failed" if count else "passed", count), told.samples


def test_every_supported_expectation_has_a_case():
    """What nobody has seen fail may not be able to."""
    assert set(CASES) == set(SUPPORTED)


CONDITIONS: list[tuple[dict, int]] = [
    ({"where": {"status": "in_flight"}}, 1),
    ({"where": {"status": ["proposed", "idea"]}}, 0),
    ({"where": {"deadline": {"known": True}}}, 1),
    ({"where": {"deadline": {"known": False}}}, 0),
    ({"where": {"status": "in_flight", "deadline": {"known": True}}}, 1),
    ({"where": {"earliest_start": date(2028, 1, 1)}}, 1),
    ({"mostly": 0.6}, 0),
    ({"mostly": 0.9}, 1),
]


@pytest.mark.parametrize(("more", "count"), CONDITIONS)
def test_conditions_and_mostly(more, count):
    """Only some rows are looked at, or a share of them may be wrong."""
    wanted = rule(C + "values_to_not_be_null", "projects", {"column": "sponsor"}, **more)
    report = run_table("projects", OF["projects"].lazy(), settings(expect=[wanted]), DAY)
    told = next(each for each in report.results if each.rule == "mine")
    assert (told.status, told.count) == ("failed" if count else "passed", count), told.samples


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
    """When the settings are read, not at night."""
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


def test_an_empty_table_breaks_only_what_asks_for_rows():
    """Nothing is wrong with rows that are not there."""
    for kind, (table, arguments, more, _) in CASES.items():
        wanted = rule(kind, table, arguments, **more)
        report = run_table(table, OF[table].clear().lazy(), settings(expect=[wanted]), DAY)
        told = next(each for each in report.results if each.rule == "mine")
        assert told.status != "broken", (kind, told.samples)
