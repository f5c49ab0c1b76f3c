"""The default mode of a project, and what reports call the decision about it."""

import polars as pl

from cutline.contracts.modes import decision_words, planned_default_modes
from cutline.contracts.tables.all_tables import conform
from tests.cutline.choices.options.project_in_flight import MODES


def test_without_a_mark_the_default_is_the_mode_that_goes_on():
    """Not the first by name, which is the faster one."""
    assert planned_default_modes(conform("modes", pl.DataFrame(MODES, infer_schema_length=None)))["default_mode"].to_list() == [
        "go_on"
    ]


def test_the_reports_say_what_becomes_of_a_project():
    """By status and intent; an unknown intent is in full."""
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
