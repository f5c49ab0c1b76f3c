"""Objectives in order and blends: what they mean, and the message of each refusal."""

import pytest

from cutline.errors import SettingsError
from cutline.settings.loading import settings_from
from cutline.settings.planning.objectives import MEASURES, UNITS

BLEND = {
    "name": "mark",
    "unit": "marks",
    "terms": [{"measure": "value", "weight": 2, "per": "minor"}, {"measure": "spend", "weight": -1, "per": "minor"}],
}


def planning(objective, *blends):
    return settings_from({"planning": {"objective": objective, "blends": list(blends)}}).planning


@pytest.mark.parametrize("word", ["value", "score", "projects"])
def test_a_list_of_one_word_is_the_word(word):
    """One entry means what the word alone means, to the last setting."""
    assert planning([word]) == planning([{"measure": word}]) == planning(word)
    assert planning(word).objective == word


def test_objectives_have_weights_senses_and_units():
    """Value is made great, spend small; people are counted as stated; a blend is made great and has its own unit."""
    found = planning(["mark", "spend", {"measure": "people", "sense": "at_least", "may_cost_bp": 5}], BLEND)
    assert [found.is_least(each) for each in found.objectives] == [False, True, False]
    assert [found.unit_of(each) for each in found.objectives] == ["marks", "minor", "milli_fte_periods"]
    assert (found.first_weights, found.measures) == ({"value": 2, "spend": -1}, ("value", "spend", "people"))
    assert (found.worth_unit, found.counts("people"), found.counts("score")) == ("marks", True, False)


def test_every_measure_has_a_unit_in_words():
    """The refusal of a wrong unit names the right one."""
    assert {each.unit for each in MEASURES.values()} == set(UNITS)


def blend(**changed):
    return BLEND | changed


TERM = {"measure": "score", "weight": 3, "per": "milli_points"}
REFUSED = [
    ([], (), "at least one objective"),
    ("valeu", (), "'valeu' is none"),
    (["value", "mark"], (), "'mark' is none"),  # a blend that is not declared
    (["spend"], (), "the first objective is made great, and spend is made small"),
    (["value", "spend", "value"], (), "'value' stands there twice"),
    (["score", {"measure": "value", "sense": "at_most"}], (), 'objective value has the sense "at_least"'),
    (["value", {"measure": "opex", "sense": "at_least"}], (), 'objective opex has the sense "at_most"'),
    ([{"measure": "value", "may_cost": 1}, "spend"], (), "no objective before it"),
    (["value", {"measure": "spend", "may_cost": 1, "may_cost_bp": 1}], (), "not with both"),
    (["value", {"measure": "spend", "may_cost_bp": -1}], (), "greater than or equal to 0"),
    ("mark", (BLEND, BLEND), "a name of its own"),
    ("value", (blend(name="spend"),), "'spend' is a measure"),
    ("value", (blend(terms=[TERM, TERM]),), "every measure once"),
    ("value", (blend(terms=[TERM | {"per": "minor"}]),), 'write per = "milli_points"'),  # points weighed as cents
    ("value", (blend(terms=[TERM | {"weight": 0}]),), "a weight other than 0"),
    ("value", (blend(terms=[TERM | {"measure": "joy"}]),), "'joy' is none"),
    ("value", (blend(terms=[{"measure": "spend", "weight": 1, "per": "minor"}]),), "spend has a negative weight"),
    ("value", (blend(terms=[{"measure": "value", "weight": -1, "per": "minor"}]),), "value has a positive weight"),
]


@pytest.mark.parametrize(("objective", "blends", "expected"), REFUSED)
def test_what_cannot_be_kept_is_refused(objective, blends, expected):
    """The message says where, what was expected, and what to do."""
    with pytest.raises(SettingsError) as refused:
        planning(objective, *blends)
    finding = refused.value.findings[0]
    assert finding.where.startswith("portfolio.toml, planning")
    assert expected in finding.expected
    assert finding.action


def test_the_place_in_the_list_is_told():
    """The second objective has the wrong share; a key that it does not know is named with the nearest."""
    with pytest.raises(SettingsError) as refused:
        planning(["value", {"measure": "spend", "may_cost_bp": 10_001}])
    assert refused.value.findings[0].where == "portfolio.toml, planning, objective, as a list, 2, may_cost_bp"
    with pytest.raises(SettingsError) as unknown:
        planning(["value", {"measure": "spend", "may_costs": 1}])
    assert "may_cost" in unknown.value.findings[0].action


def test_a_floor_in_money_needs_the_value_as_first_objective():
    """rules.tail with points or a blend first is refused."""
    for objective in ("score", "mark"):
        with pytest.raises(SettingsError, match=f"planning.objective is {objective}"):
            settings_from({
                "planning": {"objective": objective, "blends": [BLEND]}, "rules": {"tail": {"name": "t", "owner": "o", "floor_minor": 0}},
            })  # fmt: skip
