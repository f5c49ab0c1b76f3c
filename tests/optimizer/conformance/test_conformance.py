"""Every engine of this machine passes the conformance suite: each of its answers is right, or refused with a reason."""

import pytest

from optimizer.solver.engines.catalogue import EngineChoice
from optimizer.solver.engines.examination import engines_here, try_engine
from tests.optimizer.conformance.cases import CASES, Engine
from tests.optimizer.conformance.models import BEST_OF_BILLIONS, WRONG_STATUS, billions_of_cents, greatest_value
from tests.optimizer.enumeration import enumerate_best

HERE = [name for name in engines_here() if name not in ("CHOCO_CMD",)]
ALWAYS_RIGHT = ("HiGHS", "SCIP_PY")  # on these cases, in the versions of constraints.txt


def check(name: str, case: str, count: int) -> None:
    engine = Engine(EngineChoice(name))
    try:
        found = CASES[case][0](engine, count)
    finally:
        engine.close()
    assert found.total() >= 1
    assert [word for word in found if word.startswith("wrong")] == []
    if name in ALWAYS_RIGHT and case != "time limit of a second":
        assert set(found) == {"right"}


@pytest.mark.parametrize("name", HERE)
@pytest.mark.parametrize("case", CASES)
def test_a_few_questions_of_each_case(name, case):
    """In every run."""
    check(name, case, CASES[case][2])


@pytest.mark.long
@pytest.mark.parametrize("name", HERE)
@pytest.mark.parametrize("case", [case for case, (_, many, few) in CASES.items() if many > few])
def test_all_questions_of_each_case(name, case):
    """As in the table of docs/solvers.md."""
    check(name, case, CASES[case][1])


def test_the_engines_that_ship_and_scip_are_here():
    """The suite is not empty by accident."""
    assert {"PULP_CBC_CMD", "HiGHS", "SCIP_PY"} <= set(HERE)
    assert all(not try_engine(EngineChoice(name)).trouble for name in ("PULP_CBC_CMD", "HiGHS", "SCIP_PY"))


def test_the_rebuilt_models_by_hand():
    """Their greatest values, None where no point keeps the rows."""
    values = {name: greatest_value(make()) for name, make in WRONG_STATUS.items()}
    assert values == {
        "coin-or/pulp 662": 0, "coin-or/pulp 822": 1, "coin-or/pulp 238": 5_830, "NVIDIA/cuopt 458": None, "NVIDIA/cuopt 1115": None,
    }  # fmt: skip
    best = enumerate_best(billions_of_cents())
    assert best is not None
    assert best.value == BEST_OF_BILLIONS
