"""The section [solver]: which engines it knows."""

import pytest

from cutline.errors import SettingsError
from cutline.settings.loading import settings_from


def test_an_engine_is_the_built_in_one_or_a_solver_of_pulp():
    """Its options are handed over as they are."""
    assert settings_from({}).solver.engine == "cutline"
    solver = settings_from({"solver": {"engine": "SCIP_PY", "engine_options": {"options": ["limits/memory=2000"]}}}).solver
    assert (solver.engine, solver.engine_options) == ("SCIP_PY", {"options": ["limits/memory=2000"]})


@pytest.mark.parametrize(("name", "hint"), [("SCIP", "did you mean 'SCIP_PY'"), ("gurobi", ""), ("", "")])
def test_another_name_is_refused(name, hint):
    """The message names the nearest known engine."""
    with pytest.raises(SettingsError) as caught:
        settings_from({"solver": {"engine": name}})
    assert "the name of a solver of PuLP" in str(caught.value)
    assert hint in str(caught.value)


def test_a_second_opinion_is_that_of_another_engine():
    """The built-in engine may give it beside another engine."""
    assert settings_from({"solver": {"second_opinion": "SCIP_PY"}}).solver.second_opinion == "SCIP_PY"
    assert settings_from({"solver": {"engine": "SCIP_PY", "second_opinion": "cutline"}}).solver.second_opinion == "cutline"
    for wrong in ({"second_opinion": "cutline"}, {"engine": "HiGHS", "second_opinion": "HiGHS"}, {"second_opinion": "Highs2"}):
        with pytest.raises(SettingsError):
            settings_from({"solver": wrong})
