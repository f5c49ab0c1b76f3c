"""`cutline doctor` examines the machine and a portfolio."""

import pytest


def test_doctor_examines_the_machine_and_a_portfolio(starter, cutline):
    """It tries everything that a night needs, and every engine that is here."""
    code, out, _ = cutline("doctor", starter)
    assert code == 0
    assert "FAIL" not in out
    for engine in ("PULP_CBC_CMD", "HiGHS", "SCIP_PY"):
        assert any(line.startswith(f"ok   engine {engine} ") and "solves" in line for line in out.splitlines())
    assert "GUROBI (the Python package gurobipy)" in out


@pytest.mark.long
def test_doctor_reports_a_portfolio_that_cannot_be_used(starter, cutline):
    """Exit code 1, with what to write."""
    (starter / "portfolio.toml").write_text("[portfolo]")
    code, out, _ = cutline("doctor", starter)
    assert code == 1
    assert "write 'portfolio'" in out
