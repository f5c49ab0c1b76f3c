"""Rules about projects that must be in every plan: each has a night that breaks it, and is caught by it."""

from datetime import date

import pytest

from cutline.settings.loading import settings_from
from data_quality.business.required_projects import RULES
from tests.data_quality.business.sound_night import CAPACITY, COST, FUND, LAW, P, Q, assert_caught_alone
from tests.data_quality.nights import cost, night, tables

STAFF = [{**CAPACITY, "milli_fte_gross": 400}]


CASES: dict[str, dict] = {
    "required_can_be_chosen": {"rows": {"projects": [{**P, **LAW}, Q], "cost_lines": COST[1:]}},
    "mandates_fit_funds": {"rows": {"projects": [{**P, **LAW}, {**Q, **LAW}], "funds": [{**FUND, "amount_minor": 199}]}},
    "mandates_fit_roles": {"rows": {"projects": [{**P, **LAW}, Q], "capacity": STAFF}},
}


@pytest.mark.parametrize("rule", CASES)
def test_a_night_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    assert_caught_alone(rule, CASES[rule])


def test_every_rule_has_a_case():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) == {rule.id for rule in RULES}


@pytest.mark.parametrize(
    ("need", "planning", "found"),
    [
        (2000, {"fine_periods": 0, "coarse_periods": 2}, []),  # the half-year has 2,000
        (2001, {"fine_periods": 0, "coarse_periods": 2}, ["role R in FY2027-Q1 to FY2027-Q2 together"]),
        (2000, {}, ["role R in FY2027-Q1"]),  # by itself the quarter has 1,000
        (2000, {"fine_periods": 0, "coarse_periods": 2, "coarse_is_strict": True}, ["role R in FY2027-Q1"]),
    ],
)
def test_what_must_run_is_held_to_the_block(need, planning, found):
    """A mandate that needs more people than a quarter has does not stop a night that plans by half-year. One that needs
    more than the half-year has stops it.
    """
    rows = tables(
        projects=[{**P, "mandate": "regulatory", "mandate_reason": "law", "mandate_owner": "x"}], cost_lines=[cost("P", 1)],
        demand=[{"project_id": "P", "role_id": "R", "period_offset": 0, "milli_fte": need}],
        capacity=[{"role_id": "R", "period_start": date(2027, month, 1), "milli_fte_gross": 1000} for month in (1, 4)],
    )  # fmt: skip
    raw = {"calendar": {"grain": "quarter", "periods": 2}, "planning": planning}
    [rule] = [each for each in RULES if each.id == "mandates_fit_roles"]
    assert rule.find(night(rows, settings_from(raw)))["where"].to_list() == found
