"""The catalogue of engines: PuLP's names, and the arguments that each class gets."""

import inspect

import pulp
import pytest
from pulp.apis import _all_solvers

from cutline.settings.solver import PULP_ENGINES
from optimizer.solver.engines.catalogue import GAP, INTERFACES, SECONDS, SEED, START, THREADS, EngineChoice, arguments_of
from optimizer.solver.engines.pulp_call import solver_names

ASKED = {SECONDS: 60.0, GAP: 0.01, THREADS: 2, SEED: 7}


def test_the_catalogue_and_the_settings_name_the_solvers_of_this_pulp():
    """A solver that a newer PuLP adds is missing in neither list."""
    assert sorted(INTERFACES) == sorted(PULP_ENGINES) == sorted(solver_names())


@pytest.mark.parametrize("name", INTERFACES)
def test_every_keyword_is_one_of_its_class(name):
    """Where the class of PuLP can be looked at without its package, it takes each keyword that the catalogue names."""
    parameters = inspect.signature(next(each for each in _all_solvers if each.name == name).__init__).parameters
    if parameters.keys() == inspect.signature(pulp.LpSolver.__init__).parameters.keys():
        pytest.skip("PuLP has no arguments for it as long as its package is missing")
    takes_any = any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters.values())
    assert takes_any or set(INTERFACES[name].keywords.values()) <= set(parameters)


@pytest.mark.parametrize(("name", "asked", "options", "expected"), [
    ("PULP_CBC_CMD", ASKED, {}, {"timeLimit": 60.0, "gapRel": 0.01, "threads": 2, "options": ["randomSeed 7", "randomCbcSeed 7"]}),
    ("SCIP_PY", {**ASKED, START: True}, {}, {"timeLimit": 60.0, "gapRel": 0.01, "warmStart": True, "options": ["randomization/randomseedshift=7"]}),
    ("HiGHS", {**ASKED, START: True}, {}, {"timeLimit": 60.0, "gapRel": 0.01, "threads": 2, "random_seed": 7}),
    ("GLPK_CMD", ASKED, {"options": ["--cuts"]}, {"timeLimit": 60.0, "options": ["--mipgap", "0.01", "--cuts"]}),
    ("MOSEK", ASKED, {"options": {"A": 1}}, {"timeLimit": 60.0, "options": {"MSK_DPAR_MIO_TOL_REL_GAP": 0.01, "MSK_IPAR_NUM_THREADS": 2, "MSK_IPAR_MIO_SEED": 7, "A": 1}}),
    ("HiGHS", ASKED, {"threads": 5, "msg": True}, {"timeLimit": 60.0, "gapRel": 0.01, "threads": 5, "random_seed": 7, "msg": True}),
])  # fmt: skip
def test_what_is_asked_becomes_the_arguments_of_the_class(name, asked, options, expected):
    """What the engine cannot be told is left out, and what the user states wins."""
    assert arguments_of(EngineChoice(name, options), asked) == {"msg": False, **expected}
