"""The modes of a project: which run it or stop it, which is its default, and what reports call the decision about it."""

import polars as pl
import pytest

from cutline.contracts.modes import (
    decision_words,
    planned_default_modes,
    running_modes,
    stopping_modes,
    unambiguous_default_mode,
)
from tests.cutline.choices.options.project_in_flight import MODES
from tests.cutline.few_projects import table


def test_without_a_mark_the_default_is_the_mode_that_goes_on():
    """The first by name is the faster one, and the mode that simply goes on comes before it."""
    assert planned_default_modes(table("modes", *MODES)).rows() == [("P", "go_on")]


def test_the_reports_say_what_becomes_of_a_project():
    """The words depend on status and intent; an unknown intent counts as full."""
    rows = [
        ("in_flight", None),
        ("in_flight", "accelerate"),
        ("in_flight", "pause"),
        ("in_flight", "lean"),
        ("approved", None),
        ("proposed", "accelerate"),
    ]
    frame = pl.DataFrame(rows, schema={"status": pl.String, "intent": pl.String}, orient="row")
    assert frame.select(decision_words()).to_series().to_list() == [
        "continued", "accelerated", "paused", "continued, leaner", "started", "started, accelerated",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("modes", "planned", "measured"),
    [
        ({"a": None}, "a", "a"),
        ({"a": None, "b": True}, "b", "b"),
        ({"a": None, "b": None}, "a", None),  # nobody says which of the two is measured; the plan takes the first by id
        ({"a": True, "b": True}, "a", None),
        ({"a": False}, "a", "a"),
    ],
)
def test_the_default_for_planning_is_always_known_and_that_for_measuring_only_if_it_is_unambiguous(modes, planned, measured):
    """Two modes marked, or several and none marked, leave the measured mode unknown."""
    rows = table("modes", *({"project_id": "P", "mode_id": mode, "is_default": mark} for mode, mark in modes.items()))
    assert planned_default_modes(rows).rows() == [("P", planned)]
    assert rows.group_by("project_id").agg(mode=unambiguous_default_mode()).rows() == [("P", measured)]


@pytest.mark.parametrize(
    ("cells", "runs", "stops"),
    [
        ({}, True, False),
        ({"intent": "pause"}, True, False),
        ({"is_eligible": False}, False, False),
        ({"exit_cost_minor": 5}, False, True),
        ({"intent": "stop", "exit_cost_minor": 5}, False, True),
        ({"intent": "stop"}, False, False),  # what stopping costs is not known
        ({"intent": "lean", "exit_cost_minor": 5}, False, False),  # what the mode means is not known
        ({"intent": "stop", "exit_cost_minor": 5, "is_eligible": False}, False, False),
    ],
)
def test_a_mode_runs_its_project_stops_it_or_does_neither(cells, runs, stops):
    """A mode that stops has a known exit cost, and no other mode has one."""
    rows = table("modes", {"project_id": "P", "mode_id": "m", **cells})
    assert (running_modes(rows).height, stopping_modes(rows).height) == (runs, stops)
