"""Profiles of columns."""

import pytest

from cutline.sources.inspecting.detecting.column_profiles import column_profile


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("note", ["", ""], "empty"),
        ("note", ["a", "b"], "text"),
        ("people", ["1", "2"], "number"),
        ("total cost", ["1", "2"], "money"),  # the word cost
        ("total", ["£1", "£2"], "money"),  # the sign
        ("when", ["2027-01-31", ""], "date"),
    ],
)
def test_the_kind_of_a_column(header, cells, kind):
    """From its cells, and for money from its header too."""
    assert column_profile(header, cells).kind == kind


def test_texts_that_are_no_numbers_are_shown():
    """Filled and distinct cells are counted; the commonest other text stands first."""
    profile = column_profile("cost", ["1", "1", "2", "3", "4", "tbc", "tbc", "x", ""])
    assert (profile.filled, profile.distinct, profile.odd, profile.samples[0]) == (8, 6, ("tbc", "x"), "1")
