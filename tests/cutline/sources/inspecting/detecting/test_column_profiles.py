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


@pytest.mark.parametrize(
    ("cells", "reach"),
    [
        (["2027-03-01", "2026-12-31", "2028-01-01"], ("2026-12-31", "2028-01-01")),
        (["13.01.27", "31.12.98", "16.05.43"], ("31.12.98", "16.05.43")),  # the century is a question: as the cells are written
        (["01/02/2027", "03/04/2026"], ("03/04/2026", "01/02/2027")),  # so is the order of day and month
        (["£2.5m", "£900k", "(£1.0m)", "n/a"], ("(£1.0m)", "£2.5m")),
        (["1,250.00-", "3", "20"], ("1,250.00-", "20")),
    ],
)
def test_the_least_and_the_greatest_of_a_column_are_shown(cells, reach):
    """Of dates and of figures, with their suffixes and signs."""
    profile = column_profile("End date" if "/" in cells[0] or "." in cells[0][:3] else "Cost", cells)
    assert (profile.least, profile.greatest) == reach
