"""What the recomputation knows of a project: its own start, and which of its modes run or stop it."""

from datetime import date

import pytest

from cutline.ledger.recomputing.projects import projects_of
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import tables_of

CALENDAR = settings_from({"calendar": {"grain": "quarter", "periods": 8}}).horizon()


def project(modes: list[dict] | None = None, **cells: object):
    rows = [{"project_id": "P", **mode} for mode in modes or []]
    return projects_of(
        tables_of(projects=[{"project_id": "P", "name": "P", "status": "proposed", **cells}], modes=rows), CALENDAR
    )["P"]


@pytest.mark.parametrize(
    ("status", "day", "expected"),
    [
        ("in_flight", date(2026, 7, 15), -2),
        ("in_flight", None, 0),
        ("proposed", date(2027, 4, 1), 1),
        ("proposed", date(2027, 4, 2), 1),
        ("proposed", date(2027, 7, 1), 2),
        ("proposed", date(2026, 3, 1), 0),
    ],
)
def test_the_own_start_is_found_without_the_plan_s_functions(status, day, expected):
    """The cases and the periods are those of the test of `costing.dated_lines.own_start`."""
    found = project(status=status, earliest_start=day)
    assert (found.own_start, found.is_in_flight) == (expected, status == "in_flight")


@pytest.mark.parametrize(
    ("modes", "default", "idle", "exits"),
    [
        ([], None, set(), {}),
        ([{"mode_id": "b"}, {"mode_id": "a"}], "a", set(), {}),  # the first by id
        ([{"mode_id": "a", "intent": "accelerate"}, {"mode_id": "b"}], "b", set(), {}),  # the one that simply goes on
        ([{"mode_id": "a"}, {"mode_id": "b", "intent": "lean", "is_default": True}], "b", set(), {}),  # the one that is marked
        ([{"mode_id": "a", "is_eligible": False}, {"mode_id": "b"}], "b", {"a"}, {}),
        ([{"mode_id": "a"}, {"mode_id": "b", "exit_cost_minor": 7}], "a", {"b"}, {"b": 7}),
        ([{"mode_id": "a"}, {"mode_id": "b", "intent": "stop"}], "a", {"b"}, {}),  # what stopping costs is not known
        (
            [{"mode_id": "a"}, {"mode_id": "b", "intent": "lean", "exit_cost_minor": 7}],
            "a",
            {"b"},
            {},
        ),  # what it means is not known
    ],
)
def test_modes_run_stop_or_do_neither(modes, default, idle, exits):
    """The default is among those that run; a mode that stops has a known exit cost."""
    found = project(modes)
    assert (found.default_mode, found.idle_modes, found.exit_costs) == (default, idle, exits)
