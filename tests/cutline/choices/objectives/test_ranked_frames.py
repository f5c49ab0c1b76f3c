"""The frames of several objectives: people and synergies in each of them, permissions, and nothing at all with one objective."""

from datetime import date

from tests.cutline.choices.options.one_project import P, choices
from tests.cutline.few_projects import LINE

PEOPLE = {
    "role_id": "Dev", "period_start": date(2027, 1, 1), "milli_fte_gross": 1000, "overtime_max": 500, "overtime_cost_minor": 110_000,
}  # fmt: skip
TWO = {
    "projects": [P, {**P, "project_id": "Q"}],
    "cost_lines": [{**LINE, "project_id": p, "period_offset": 0, "amount_minor": 110} for p in "PQ"],
    "dependencies": [{"from_project_id": "P", "to_project_id": "Q", "type": "synergy", "amount_minor": 70, "group_id": "both"}],
    "capacity": [PEOPLE],
}
BLEND = {
    "name": "mark", "unit": "marks",
    "terms": [{"measure": "value", "weight": 2, "per": "minor"}, {"measure": "spend", "weight": -3, "per": "minor"}],
}  # fmt: skip


def asked(objective, **planning):
    return choices({"planning": {"objective": objective, "people_bought_in_milli_fte": 100, **planning}}, **TWO)


def test_one_objective_has_no_frames():
    """Neither a word nor a list of one word says anything of an order."""
    for objective in ("value", ["value"], "mark"):
        found = asked(objective, blends=[BLEND])
        for frame in (found.objectives, found.objective_terms, found.objective_people, found.objective_synergies):
            assert frame.is_empty()


def test_people_and_synergies_count_in_value_and_spend():
    """A step of 100 milli-FTE costs 11,000, a year later 10,000 as a present value; projects first, then value, then spend."""
    found = asked(["projects", {"measure": "value", "may_cost": 1}, {"measure": "spend", "may_cost_bp": 20}])
    assert found.objectives.rows() == [
        (0, "projects", "projects", False, 0, None, None), (1, "value", "minor", False, 0, None, 1), (2, "spend", "minor", True, 0, 20, None),
    ]  # fmt: skip
    assert found.objective_people.rows() == [(1, "Dev", 0, "overtime", -10_000), (2, "Dev", 0, "overtime", 11_000)]
    assert found.objective_synergies.rows() == [(1, "both", 70)]
    assert found.synergies["amount"].to_list() == [0, 0]
    assert (found.elastic["step_loss"].to_list(), found.elastic["step_cost_minor"].to_list()) == ([0], [11_000])
    assert found.options["value"].to_list() == [1, 1]


def test_a_blend_weighs_options_people_and_synergies():
    """Twice the value less three times the spend: an option 2 x -100 - 3 x 110, a step 2 x -10,000 - 3 x 11,000, the synergy 2 x 70."""
    found = asked("mark", blends=[BLEND])
    assert found.options["value"].to_list() == [-530, -530]
    assert found.elastic["step_loss"].to_list() == [53_000]
    assert found.synergies["amount"].to_list() == [140, 140]
    later = asked(["value", "mark"], blends=[BLEND])
    assert [row[4] for row in later.objective_terms.iter_rows()] == [-530, -530]
    assert (later.objective_people["amount"].to_list(), later.objective_synergies["amount"].to_list()) == ([-53_000], [140])
    assert later.objectives["unit"].to_list() == ["minor", "marks"]
