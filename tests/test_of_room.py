"""Choosing the tests of a room: what a change can break is run, what it cannot break is not."""

import pytest

from tests.of_room import ROOT, affected_tests, imports_of


def test_a_change_of_the_reports_runs_the_nights_and_not_the_optimizer():
    """Nights import the reports through the graph; the optimizer is a lower floor and cannot notice."""
    chosen = affected_tests("cutline/reports")
    assert any(path.endswith("/test_night.py") for path in chosen)
    assert not any(path.endswith("/test_brute_force.py") for path in chosen)


def test_a_change_of_the_model_runs_whatever_solves():
    """Brute force solves through the search, which imports the model; no test imports the rows of prerequisites by themselves."""
    assert any(path.endswith("/test_brute_force.py") for path in affected_tests("optimizer/model/families"))


def test_every_test_file_of_a_mirrored_room_is_chosen():
    """Whatever it imports."""
    mirrored = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "data_quality" / "gx_polars").rglob("test_*.py")}
    assert mirrored
    assert mirrored <= set(affected_tests("data_quality/gx_polars"))


def test_imports_through_a_fixture_count():
    """The fixture `cutline` runs the command line, which imports everything."""
    path = next((ROOT / "tests").rglob("test_run.py"))
    assert any(name.startswith("pipelines.") for name in imports_of(path))


def test_an_unknown_room_is_refused():
    """A misspelt room must not pass as a room without tests."""
    with pytest.raises(ValueError, match="optimizer/modle is no room"):
        affected_tests("optimizer/modle")
