"""What the optimiser gets is complete, and a project that is left out for its credits is left out of every frame."""

from cutline.choices.options.choices import CHOICE_NAMES, choices_from
from tests.cutline.choices.options.one_project import GAIN, P, choices
from tests.cutline.few_projects import LINE


def test_every_frame_has_its_name_and_its_place():
    """CHOICE_NAMES lists exactly the frames of `Choices`, and frames of other names are ignored."""
    found = choices(projects=[P], cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 1}]).frames()
    assert sorted(found) == sorted(CHOICE_NAMES)
    again = choices_from({**found, "another": found["options"]}).frames()
    assert list(again) == list(found)
    assert all(again[name].equals(found[name]) for name in found)


def test_a_project_with_a_net_credit_is_in_no_frame_of_options():
    """P gives back more than it costs in 2028 and is left out; Q beside it stays, with its spend and its people."""
    lines = [
        {**LINE, "project_id": p, "period_offset": t, "amount_minor": a} for p, t, a in (("P", 0, 9), ("P", 1, -5), ("Q", 0, 9))
    ]
    needs = [{"project_id": p, "role_id": "R", "period_offset": 0, "milli_fte": 500} for p in "PQ"]
    found = choices(
        projects=[P, {**P, "project_id": "Q"}], cost_lines=lines, demand=needs,
        benefits=[{**GAIN, "period_offset": 0, "amount_minor": 100}],
    )  # fmt: skip
    assert [set(frame["project_id"]) for frame in (found.options, found.spend, found.demand)] == [{"Q"}] * 3
    assert found.left_out.select("project_id", "code").rows() == [("P", "data")]
