"""The line about another engine: its word is told as its word."""

from cutline.reports.headline.engine_lines import planned, replaced
from cutline.settings.loading import settings_from

SETTINGS = settings_from({"portfolio": {"currency": "EUR"}})


def test_a_plan_that_another_engine_proposed():
    """The bound that it tells is an amount of the objective, and no proof."""
    line = planned("SCIP_PY", "10.0", "optimal", 1_234_500, SETTINGS)
    assert line.startswith("SCIP_PY 10.0 proposed the plan. ")
    assert "with no plan worth more than €12.3k; that is its word, not a proof" in line
    assert planned("GLPK_CMD", "", "limit", None, SETTINGS).endswith("It stopped at a limit; that is its word, not a proof")


def test_a_plan_of_the_built_in_engine_after_trouble():
    """The reason comes first."""
    line = replaced("the engine GUROBI has no licence that is valid here: License expired")
    assert line.endswith("License expired. The built-in engine searched for the plan instead")
