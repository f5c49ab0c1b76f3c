"""The modes that are offered."""

import pytest

from cutline.settings.loading import settings_from
from tests.cutline.choices.options.one_project import P, choices
from tests.cutline.choices.options.project_in_flight import BEGUN, COSTS, decided, gains
from tests.cutline.choices.solving import choices_of
from tests.cutline.few_projects import LINE, tables_of


def test_a_mode_without_a_cost_line_is_not_free():
    """Its cost is unknown, so it is not offered. A project without any priced mode is left out."""
    modes = [{"project_id": "P", "mode_id": mode, "duration_periods": 1} for mode in ("full", "lite")]
    line = {**LINE, "mode_id": "full", "period_offset": 0, "amount_minor": 50}
    assert choices(projects=[P], modes=modes, cost_lines=[line]).options["mode_id"].to_list() == ["full"]
    bare = choices(projects=[P], modes=modes[1:], cost_lines=[{**line, "mode_id": None, "kind": "baseline"}])
    assert bare.options.is_empty()


def test_a_faster_mode_is_finished_when_its_own_lines_are():
    """No durations are stated: `faster` runs to the end of its second period, `go_on` to its third and `halt` to its fourth."""
    *_, choices = decided(gains(1, 1, 1))
    ends = dict(choices.options.select("mode_id", "finish_index").iter_rows())
    assert ends == {"faster": 1, "go_on": 2, "halt": 3, "end": 1}


@pytest.mark.parametrize(("intent", "cost"), [("stop", None), ("pause", 30)])
def test_a_stop_without_an_exit_cost_and_an_exit_cost_without_a_stop_are_not_offered(intent, cost):
    """In the first case the cost of the mode is not known, in the second its meaning."""
    modes = [
        {"project_id": "P", "mode_id": "go_on"},
        {"project_id": "P", "mode_id": "odd", "intent": intent, "exit_cost_minor": cost},
    ]
    rows = {"projects": [BEGUN], "modes": modes, "cost_lines": COSTS[2:3]}
    tables = tables_of(**rows)
    settings = settings_from({"calendar": {"grain": "year"}, "planning": {"in_flight_must_continue": False}})
    choices = choices_of(tables, settings)
    assert choices.options["mode_id"].to_list() == ["go_on"]
    assert choices.stop_modes.is_empty()
