"""The line about another engine: its word is told as its word."""

from cutline.reports.headline.engine_lines import planned, refused, replaced, second_opinion
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


def test_a_second_opinion_in_words():
    """What it found itself, and its bound as its word."""
    base = {"name": "HiGHS", "version": "1.15", "value": 1_000_000, "bound": 1_100_000, "replaced_value": None, "said": ""}
    assert second_opinion({**base, "verdict": "agrees"}, SETTINGS) == (
        "HiGHS 1.15 agrees: its own best plan is worth €10.0k, and says that no plan is worth more than €11.0k"
    )
    assert "found no better plan within its limits" in second_opinion({**base, "verdict": "no better plan"}, SETTINGS)
    better = second_opinion({**base, "verdict": "better plan", "replaced_value": 900_000, "said": "x"}, SETTINGS)
    assert better == "HiGHS 1.15 found a better plan, worth €10.0k instead of €9.0k; it passed the verifier and is this plan; x"
    assert second_opinion({**base, "verdict": "no opinion", "said": "y"}, SETTINGS) == "HiGHS 1.15 gave none: y"
    assert refused("the engine X crashed: z").endswith("z. The plan stands as it was found and verified")
