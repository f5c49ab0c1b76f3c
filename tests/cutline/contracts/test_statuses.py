"""Each expression gives the expected answer for every status and mandate, unknown ones included."""

from datetime import date

import polars as pl
import pytest

from cutline.contracts.statuses import (
    CANCELLED,
    FINISHED,
    IN_FLIGHT,
    NO_MANDATE,
    is_cancelled,
    is_candidate,
    is_finished,
    is_in_flight,
    is_mandated,
    is_open,
    mandate_binds,
)
from cutline.contracts.tables.all_tables import TABLES

PROJECTS = pl.DataFrame({"status": ["proposed", "in_flight", "closed", "cancelled", None]})


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (is_in_flight(), [False, True, False, False, None]),
        (is_finished(), [False, False, True, False, None]),
        (is_cancelled(), [False, False, False, True, None]),
        (is_open(), [True, True, False, False, None]),
        (is_candidate(("proposed", "closed")), [True, False, True, False, None]),
    ],
)
def test_a_status_means_the_same_everywhere(expression, expected):
    """The answer for an unknown status is unknown."""
    assert PROJECTS.select(expression).to_series().to_list() == expected


def test_an_unknown_mandate_is_none():
    """A regulatory mandate counts. The value none and an unknown mandate do not."""
    frame = pl.DataFrame({"mandate": ["regulatory", "none", None]})
    assert frame.select(is_mandated()).to_series().to_list() == [True, False, False]


def test_a_mandate_binds_to_its_last_day():
    """The three mandates expire before the horizon, expire on its first day, and never expire."""
    frame = pl.DataFrame({"mandate_expires": [date(2026, 12, 31), date(2027, 1, 1), None]})
    assert frame.select(mandate_binds(date(2027, 1, 1))).to_series().to_list() == [False, True, True]


def test_the_words_are_those_of_the_contract():
    """A word that the contract does not allow would never occur in the data."""
    assert {IN_FLIGHT, FINISHED, CANCELLED} <= set(TABLES["projects"].column("status").values)
    assert NO_MANDATE in TABLES["projects"].column("mandate").values
