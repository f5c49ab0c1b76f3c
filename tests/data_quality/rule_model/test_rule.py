"""When a rule sets rows aside, and which columns its expectation judges."""

import pytest

from data_quality.rule_model.objections import find_rows_where
from data_quality.rule_model.rule import Rule, sets_rows_aside
from tests.data_quality.nights import settings

ASIDE = {"on_violation": "set_aside"}


def rule(table: str = "scores", severity: str = "block", *, is_about_rows: bool = True, **more) -> Rule:
    return Rule(
        "r", table, severity, "o", "reason", "fix", find_rows_where(table, False, ()), is_about_rows=is_about_rows, **more
    )


@pytest.mark.parametrize(
    ("of", "quality", "expected"),
    [
        (rule(), {}, False),  # nothing is set aside unasked
        (rule(), ASIDE, True),
        (rule("capacity"), ASIDE, False),  # the general policy spares tables that limit the whole plan
        (rule("capacity"), {"rules": {"r": ASIDE}}, True),  # a policy for the very rule does not
        (rule(), {**ASIDE, "rules": {"r": {"on_violation": "stop"}}}, False),  # and it may keep a rule out
        (rule(severity="warn"), ASIDE, False),  # a warning carries on
        (rule(is_about_rows=False), ASIDE, False),  # no single row is to blame
    ],
)
def test_when_a_rule_sets_rows_aside(of, quality, expected):
    """The severity, the kind of rule, the policy of the portfolio and the word on the very rule decide together."""
    assert sets_rows_aside(of, settings(**quality)) is expected


@pytest.mark.parametrize(
    ("arguments", "columns"),
    [
        ({"column": "a"}, ["a"]),
        ({"column_A": "a", "column_B": "b"}, ["a", "b"]),
        ({"column_list": ["a", "b", "c"]}, ["a", "b", "c"]),
        ({"min_value": 1}, []),  # the number of rows
    ],
)
def test_the_columns_of_an_expectation(arguments, columns):
    """One column, a pair or a list, by the names that Great Expectations gives them."""
    assert rule(arguments=arguments).columns == columns
