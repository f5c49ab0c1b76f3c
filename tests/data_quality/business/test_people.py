"""Rules about people: each has a night that breaks it, and is caught by it."""

from datetime import date

import pytest

from data_quality.business.people import RULES
from tests.data_quality.business.sound_night import (
    CAPACITY,
    DEMAND,
    assert_caught_alone,
)
from tests.data_quality.nights import RIVALS, P, Q, objections, tables

CASES: dict[str, dict] = {
    "demand_by_the_period": {
        "rows": {
            "demand": [
                {**DEMAND, "period_offset": None, "period_start": date(2027, month, 1), "milli_fte": 100} for month in (1, 2)
            ]
        },
    },
    "capacity_once_a_period": {"rows": {"capacity": [CAPACITY, {**CAPACITY, "period_start": date(2027, 2, 1)}]}},
    "demand_has_capacity": {"rows": {"capacity": [{**CAPACITY, "role_id": "S"}]}},
    "people_bought_have_a_price": {"rows": {"capacity": [{**CAPACITY, "overtime_max": 500}]}},
    "register_agrees_with_capacity": {
        "rows": {
            "people": [{"person_id": "a", "home_role": "R", "skill": skill, "milli_fte": 700} for skill in ("pipes", "pumps")]
        }
    },
    "capacity_covers_run": {"rows": {"capacity": [{**CAPACITY, "run_milli_fte": 800, "leave_milli_fte": 300}]}},
}


@pytest.mark.parametrize("rule", CASES)
def test_a_night_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    assert_caught_alone(rule, CASES[rule])


def test_every_rule_has_a_case():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) == {rule.id for rule in RULES}


@pytest.mark.parametrize("status", ["closed", "on_hold"])
def test_parts_of_a_period_of_a_project_that_cannot_be_chosen_do_not_stop_the_night(status):
    """Such a project is not planned, so its demand does not matter."""
    months = [{"project_id": "Q", "role_id": "R", "period_start": date(2027, month, 1), "milli_fte": 100} for month in (1, 2)]
    of = tables(**{**RIVALS, "projects": [P, {**Q, "status": status}]}, demand=months)
    assert objections("demand_by_the_period", of) == []


@pytest.mark.parametrize(
    ("people", "found"),
    [
        ([("a", "pipes", 1000), ("a", "pumps", 1000)], []),  # one person with two skills is one person
        ([("a", "pipes", 1000), ("b", "pumps", 100)], []),  # within the share that the settings allow
        ([("a", "pipes", 1000), ("b", "pumps", 101)], ["role R, FY2027"]),
        ([("a", "pipes", 899)], ["role R, FY2027"]),
        ([("a", "pipes", None)], []),  # unknown contradicts nothing
        ([], []),
    ],
)
def test_the_register_is_compared_with_the_capacity_person_by_person(people, found):
    """The capacity states one FTE of role R."""
    rows = [{"person_id": person, "home_role": "R", "skill": skill, "milli_fte": fte} for person, skill, fte in people]
    of = tables(**RIVALS, demand=[DEMAND], capacity=[CAPACITY], people=rows)
    assert [each.partition(": ")[0] for each in objections("register_agrees_with_capacity", of)] == found
