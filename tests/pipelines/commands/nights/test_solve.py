"""`cutline solve` plans without publishing."""

import json

import pulp


def test_solve_plans_without_publishing_and_exports_the_model(starter, cutline, tmp_path):
    """The plan as JSON, and the model for another solver, which finds the same value."""
    code, out, _ = cutline("solve", starter, "--model", tmp_path / "m.mps", "--second-opinion", "HiGHS", "--json")
    assert code == 0
    plan = json.loads(out)
    assert len(plan["chosen"]) == 2
    assert (plan["opinion"]["name"], plan["opinion"]["verdict"], plan["opinion"]["value"]) == ("HiGHS", "agrees", plan["value"])
    _, model = pulp.LpProblem.fromMPS(str(tmp_path / "m.mps"), sense=pulp.LpMaximize)
    model.solve(pulp.HiGHS(msg=False))
    assert round(abs(pulp.value(model.objective))) == abs(plan["value"])
    assert not (starter / "published").exists()
    assert cutline("solve", starter, "--model", "m.txt")[0] == 2
    code, _, err = cutline("solve", starter, "--second-opinion", "SCIP")
    assert code == 2
    assert "did you mean 'SCIP_PY'" in err
