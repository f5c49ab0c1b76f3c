"""What a user's rule objects to, counted by Great Expectations and by the predicate alike."""

from datetime import date

import pytest

from data_quality.gate.runner import run_table
from tests.data_quality.expectations.user_expectations import CASES, OF, C, rule
from tests.data_quality.nights import DAY, settings


@pytest.mark.parametrize("kind", CASES)
def test_each_expectation_objects_to_what_it_should(kind):
    """Great Expectations and the predicate count alike, otherwise the rule would be broken. Amounts, FTE and shares are
    written as people write them.
    """
    table, arguments, more, count = CASES[kind]
    report = run_table(table, OF[table].lazy(), settings(expect=[rule(kind, table, arguments, **more)]), DAY)
    told = next(each for each in report.results if each.rule == "mine")
    assert (told.status, told.count) == ("failed" if count else "passed", count), told.samples


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
    """A condition limits the rows that are judged, and `mostly` allows a share of them to be bad."""
    wanted = rule(C + "values_to_not_be_null", "projects", {"column": "sponsor"}, **more)
    report = run_table("projects", OF["projects"].lazy(), settings(expect=[wanted]), DAY)
    told = next(each for each in report.results if each.rule == "mine")
    assert (told.status, told.count) == ("failed" if count else "passed", count), told.samples


def test_an_empty_table_breaks_only_what_asks_for_rows():
    """A rule about rows cannot object to an empty table."""
    for kind, (table, arguments, more, _) in CASES.items():
        wanted = rule(kind, table, arguments, **more)
        report = run_table(table, OF[table].clear().lazy(), settings(expect=[wanted]), DAY)
        told = next(each for each in report.results if each.rule == "mine")
        assert told.status != "broken", (kind, told.samples)
