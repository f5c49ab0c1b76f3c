"""What each status of HiGHS is read as; no status of the installed version may be missing."""

import math

import highspy
import pytest

from optimizer.solver.status import read_status
from tests.optimizer.solver.highs_statuses import TABLE

CASES = [(name, has_point, *TABLE[name][not has_point]) for name in TABLE for has_point in (True, False)]


def test_no_status_of_the_installed_highs_is_missing():
    """If a new version of HiGHS has a new status, somebody has to say what the status means."""
    assert set(TABLE) == set(highspy.HighsModelStatus.__members__)


@pytest.mark.parametrize(("name", "has_point", "status", "outcome"), CASES)
def test_what_highs_says_is_read_as(monkeypatch, name, has_point, status, outcome):
    """The status and its bound as the live model tells them: only a run that ended well, or at a limit, claims one."""
    ceiling = 77.0
    said = highspy.HighsModelStatus.__members__[name]
    assert read_status(said, 50.0, ceiling, has_point=has_point) == (status, 50.0 if status in ("optimal", "limit") else ceiling)
    assert read_status(said, math.inf, ceiling, has_point=has_point) == (status, ceiling)
    assert read_status(said, math.nan, ceiling, has_point=has_point) == (status, ceiling)
