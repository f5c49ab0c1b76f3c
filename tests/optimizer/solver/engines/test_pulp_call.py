"""The model as PuLP hands it to an engine."""

from dataclasses import replace

import numpy as np
import pulp
import pytest

from optimizer.solver.engines.catalogue import GAP, SECONDS, SEED, THREADS, EngineChoice
from optimizer.solver.engines.declaring import declared
from optimizer.solver.engines.examination import trial_model
from optimizer.solver.engines.pulp_call import call_engine

ASKED = {SECONDS: 10.0, GAP: 0.0, THREADS: 1, SEED: 0}


@pytest.mark.filterwarnings("ignore:.*4.0:DeprecationWarning")  # PuLP 3.3 warns of its own 4.0
def test_the_rows_and_the_objective_are_those_of_the_model():
    """A row with two bounds becomes two; a row without columns is left out."""
    model = replace(
        trial_model(), starts=np.array([0, 3, 5, 5, 6]), cols=np.array([0, 1, 2, 0, 2, 1]), coefs=np.array([2.0, 1.0, 1.0, 1.0, -1.0, 1.0]),
        low=np.array([-np.inf, -1.0, -np.inf, 1.0]), high=np.array([2.0, 1.0, 0.0, 1.0]),
    )  # fmt: skip
    problem, columns = declared(model.as_message(), [1.0, 5.0, 0.0])
    assert [column.value() for column in columns] == [1.0, 1.0, 0.0]  # a start beyond its limit is cut
    assert problem.sense == pulp.LpMaximize
    assert {column.name: value for column, value in problem.objective.items()} == {"x0": 4.0, "x1": 3.0, "x2": 2.0}
    rows = {
        name: ({c.name: a for c, a in each.items()}, each.sense, -each.constant) for name, each in problem.constraints.items()
    }
    assert rows == {
        "r0": ({"x0": 2.0, "x1": 1.0, "x2": 1.0}, pulp.LpConstraintLE, 2.0), "r1": ({"x0": 1.0, "x2": -1.0}, pulp.LpConstraintLE, 1.0),
        "r1_low": ({"x0": 1.0, "x2": -1.0}, pulp.LpConstraintGE, -1.0), "r3": ({"x1": 1.0}, pulp.LpConstraintEQ, 1.0),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["PULP_CBC_CMD", "HiGHS", "SCIP_PY"])
def test_a_column_that_nothing_depends_on_hinders_no_engine(tmp_path, monkeypatch, name):
    """CBC refuses the file that PuLP writes of such a column."""
    monkeypatch.chdir(tmp_path)
    model = replace(
        trial_model(), values=np.array([4.0, 3.0, 2.0, 0.0]), most=np.ones(4), column_units=np.ones(4, dtype=np.int64)
    )
    reply = call_engine(EngineChoice(name), model.as_message(), dict(ASKED), None)
    assert (reply["status"], [round(each) for each in reply["figures"]]) == ("Optimal", [0, 1, 1, 0])
