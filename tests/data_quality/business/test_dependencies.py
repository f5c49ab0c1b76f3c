"""Rules about dependencies between projects: each has a night that breaks it, and is caught by it."""

from datetime import date

import pytest

from data_quality.business.dependencies import RULES
from tests.data_quality.business.sound_night import LAW, P, Q, assert_caught_alone, edge, failed
from tests.data_quality.nights import RIVALS, objections, settings, tables

CASES: dict[str, dict] = {
    "dependencies_no_self_edge": {"rows": {"dependencies": [edge("requires", "P", "P")]}},
    "dependencies_no_cycle": {"rows": {"dependencies": [edge("requires"), edge("start_to_start", "Q", "P")]}},
    "required_do_not_exclude": {"rows": {"projects": [{**P, **LAW}, {**Q, **LAW}], "dependencies": [edge("excludes")]}},
    "required_needs_can_be_chosen": {
        "rows": {"projects": [{**P, **LAW}, {**Q, "status": "cancelled"}], "dependencies": [edge("together", "Q", "P")]}
    },
    "required_chain_has_time": {
        "rows": {"projects": [{**P, **LAW}, Q], "dependencies": [edge("finish_to_start")]},
    },
    "optional_chain_has_time": {"rows": {"dependencies": [edge("finish_to_start")]}},
}


@pytest.mark.parametrize("rule", CASES)
def test_a_night_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    assert_caught_alone(rule, CASES[rule])


def test_every_rule_has_a_case():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) == {rule.id for rule in RULES}


def test_a_cycle_is_shown_step_by_step():
    """The portfolio office must see which dependencies it could remove."""
    found = failed(**CASES["dependencies_no_cycle"])
    assert found["dependencies_no_cycle"].samples == ("dependencies: P → Q → P",)


def test_all_or_none_makes_a_mandate_reach_the_whole_programme():
    """P is mandated, and Q of its programme excludes P. This is a finding where the programme is declared, and none
    where it is not.
    """
    rows = {
        "projects": [{**P, **LAW, "programme_id": "metro"}, {**Q, "programme_id": "metro"}],
        "dependencies": [edge("excludes", "Q", "P")],
    }
    rule = {"name": "m", "owner": "o", "programme_id": "metro", "all_or_none": True}
    assert "required_do_not_exclude" in failed(rows=rows, raw={"rules": {"programmes": [rule]}})
    assert "required_do_not_exclude" not in failed(rows=rows)


def test_of_two_waits_the_longer_binds():
    """The longer wait binds whatever the order of the rows."""
    chosen = settings().model_copy(update={"calendar": settings().calendar.model_copy(update={"periods": 3})})
    edges = [
        {"from_project_id": "P", "to_project_id": "Q", "type": "finish_to_start", "lag_periods": lag, "group_id": str(lag)}
        for lag in (3, 0)
    ]
    of = tables(**{**RIVALS, "projects": [{**P, "mandate": "safety"}, Q]}, dependencies=edges)
    assert len(objections("required_chain_has_time", of, chosen)) == 1


@pytest.mark.parametrize(("deadline", "is_found"), [("2027-12-31", True), ("2028-12-31", False)])
def test_an_optional_project_whose_own_dates_contradict_what_it_waits_for(deadline, is_found):
    """P lasts a year and is due at the end of 2027 (or of 2028); Q, for which it waits, ends with 2027: both are named, with days."""
    chosen = settings().model_copy(update={"calendar": settings().calendar.model_copy(update={"periods": 3})})
    late = {**P, "deadline": date.fromisoformat(deadline), "latest_start": date(2029, 1, 1)}
    of = tables(**{**RIVALS, "projects": [late, Q]}, dependencies=[edge("finish_to_start")])
    found = objections("optional_chain_has_time", of, chosen)
    assert bool(found) is is_found
    for words in ("project P", "waits for Q", deadline, "2028-01-01") if is_found else ():
        assert words in found[0]


def test_a_required_project_is_not_told_twice():
    """Of a mandated project the blocking rule speaks; the warning is about projects that a plan may leave out."""
    assert "optional_chain_has_time" not in failed(**CASES["required_chain_has_time"])
