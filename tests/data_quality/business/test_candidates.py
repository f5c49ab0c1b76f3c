"""Rules about candidates that their data keep out: each has a night that breaks it, and the count is told in words."""

from datetime import date

import pytest

from cutline.choices.options.building import build_choices
from cutline.settings.loading import settings_from
from data_quality.business.candidates import RULES, left_out_in_words
from data_quality.rule_model.night import Night
from tests.data_quality.business.sound_night import BENEFIT, COST, P, Q, assert_caught_alone, failed, tables_of
from tests.data_quality.nights import NO_QUARANTINE

CASES: dict[str, dict] = {
    "candidates_are_complete": {"rows": {"cost_lines": [COST[0], {**COST[1], "amount_minor": None}]}},
    "most_candidates_can_be_chosen": {"rows": {"cost_lines": [COST[0], {**COST[1], "mode_id": "typo"}]}},
}
ALONGSIDE = {"most_candidates_can_be_chosen": {"lines_name_known_modes"}}
SCORED = {"criteria": [{"criterion_id": "c", "weight_bp": 1}, {"criterion_id": "d", "weight_bp": 1}]}


def score(project: str, criterion: str, raw: int | None = 3000) -> dict:
    return {"project_id": project, "criterion_id": criterion, "raw_milli": raw, "scale": 5}


@pytest.mark.parametrize("rule", CASES)
def test_a_night_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    assert_caught_alone(rule, CASES[rule], ALONGSIDE)


def test_every_rule_has_a_case():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) == {rule.id for rule in RULES}


@pytest.mark.parametrize(
    ("rows", "objective", "told"),
    [
        ({"cost_lines": COST[:1]}, "value", "1 of 2 candidates cannot be chosen: 1 has no cost (cost_lines.amount, which no source fills)"),
        ({"cost_lines": [COST[0], {**COST[1], "amount_minor": None}]}, "value", "1 has no cost ("),
        ({"cost_lines": [*COST, {**COST[1], "period_offset": 1, "amount_minor": None}]}, "value", "1 has a cost that is unknown in part ("),
        ({"cost_lines": [COST[0], {**COST[1], "amount_minor": -100}]}, "value", "1 has a negative cost ("),
        ({"benefits": [{**BENEFIT, "amount_minor": None}]}, "value", "1 has no known benefit (benefits.amount"),
        ({"demand": [{"project_id": "P", "role_id": "R", "period_offset": 0, "milli_fte": None}]}, "value", "1 has no known need for people ("),
        ({"projects": [P, {**Q, "deadline": date(2020, 1, 1)}]}, "value", "1 has no possible start (projects.earliest_start"),
        ({**SCORED, "scores": [score("P", "c"), score("P", "d"), score("Q", "c", None)]}, "score", "1 has no score (scores.raw"),
        ({**SCORED, "scores": [score("P", "c"), score("P", "d"), score("Q", "c")]}, "score", "1 has no score for a criterion ("),
        ({**SCORED, "cost_lines": COST[:1], "scores": [score("P", "c")]}, "score",
         "2 of 2 candidates cannot be chosen: 1 has no score and no cost, 1 no score for a criterion ("),
    ],
)  # fmt: skip
def test_the_count_of_candidates_kept_out_names_everything_that_they_lack(rows, objective, told):
    """The count by cause decides the plan more than any other finding; a second lack is not hidden behind the first."""
    settings = settings_from({"calendar": {"grain": "year", "periods": 1}, "planning": {"objective": objective}})
    tables = tables_of(rows)
    choices = build_choices(tables, NO_QUARANTINE, settings)
    assert told in left_out_in_words(Night(tables, NO_QUARANTINE, NO_QUARANTINE, choices, settings))


@pytest.mark.parametrize(("limit", "objects"), [(4999, True), (5000, False)])
def test_a_night_says_first_that_more_than_the_declared_share_is_kept_out(limit, objects):
    """One of two candidates is half of them: the limit itself is allowed."""
    found = failed({"cost_lines": COST[:1]}, raw={"quality": {"max_left_out_bp": limit}})
    assert ("most_candidates_can_be_chosen" in found) == objects
    told = found["most_candidates_can_be_chosen" if objects else "candidates_are_complete"]
    assert told.finding().found.startswith("1 of 2 candidates cannot be chosen")


def test_projects_that_a_person_keeps_out_are_no_candidates():
    """A status or a decision keeps a project out on purpose: nothing has to be mended."""
    rows = {"projects": [P, {**Q, "status": "on_hold"}], "cost_lines": COST[:1]}
    assert failed(rows) == {}
