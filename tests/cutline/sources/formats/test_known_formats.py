"""The table of formats and the settings name the same formats, and every ending leads to its formats."""

from typing import get_args

import pytest

from cutline.settings.sources import Format
from cutline.sources.formats.known_formats import FORMATS, format_named, formats_for_ending, ready_made_tables


def test_the_settings_name_every_format_and_no_other():
    """A format that stands in one of the two places alone could not be declared, or could not be read."""
    names = [each.name for each in FORMATS]
    assert len(set(names)) == len(names)
    assert set(get_args(Format)) == {"auto", *names}


@pytest.mark.parametrize(
    ("ending", "names"),
    [
        (".csv", ["csv"]),
        (".txt", ["csv", "xer"]),  # the order in which they are tried
        (".xml", ["mspdi", "pmxml"]),
        (".xlsm", ["xlsx"]),
        (".ndjson", ["jsonl"]),
        (".export", ["csv"]),  # an unknown ending
    ],
)
def test_an_ending_leads_to_its_formats(ending, names):
    """In this order, before any that may be added; a file with an ending that no format has may be CSV."""
    assert [each.name for each in formats_for_ending(ending)][: len(names)] == names


def test_schedules_alone_have_ready_made_tables():
    """A format that is not declared has none, because nobody knows it before the file is opened."""
    assert {each.name for each in FORMATS if ready_made_tables(each.name)} == {"xer", "mspdi", "pmxml"}
    assert ready_made_tables("auto") == ()
    assert "demand" in format_named("xer").ready_made_tables
