"""[rules.tail]: the value of options in drawn scenarios, and the plan that keeps its floor."""

import polars as pl
import pytest

from cutline.errors import SettingsError
from cutline.settings.loading import settings_from
from tests.cutline.choices.rules.uncertain_projects import OWNER, choices, selected

TAIL = {**OWNER, "floor_minor": 0, "level_bp": 7500, "scenarios_log2": 4}


def test_scenarios_spread_around_the_value_and_are_the_same_for_every_start():
    """The benefits of A and B vary by 40 up and down, and C has no range. There are 16 scenarios, of which four are the worst.
    The draws do not depend on the start or on the order of rows.
    """
    found, again = (choices({"tail": TAIL}, benefit_range=(-40, 40), order=order) for order in (1, -1))
    [(label, owner, worst, floor)] = found.tail.rows()
    assert (owner, worst, floor) == ("cfo", 4, 0)
    assert label == "the reserve: the worst 4 of 16 scenarios are worth 0.00 or more on average"
    assert found.scenarios.equals(again.scenarios)
    drawn = found.scenarios.pivot(on="project_id", index=["scenario", "start_index"], values="value").sort(
        "start_index", "scenario"
    )
    by_start = [part.drop("start_index") for part in drawn.partition_by("start_index")]
    assert by_start[0].equals(by_start[1])  # undiscounted: bad luck is no matter of the start
    assert drawn["C"].unique().to_list() == [30]
    assert drawn["A"].is_between(10 - 61, 90).all()
    assert drawn["A"].n_unique() > 8
    assert not choices({"tail": TAIL}, benefit_range=(-40, 40), uncertainty={"seed": 1}).scenarios.equals(found.scenarios)


def test_a_chance_of_success_strikes_or_does_not():
    """If only success is uncertain, a scenario has the whole benefit or none of it."""
    import cutline.choices.rules.value_scenarios as module

    lines = pl.DataFrame(
        [("P", "full", 0, "cost", None, 100, None, 10_000, None), ("P", "full", 0, "benefit", None, 300, None, 5000, None)], orient="row",
        schema={"project_id": pl.String, "mode_id": pl.String, "start_index": pl.Int64, "side": pl.String, "low_minor": pl.Int64, "likely_minor": pl.Int64, "high_minor": pl.Int64, "success_bp": pl.Int64, "driver": pl.String},
    )  # fmt: skip
    options = pl.DataFrame({"project_id": ["P", "Q"], "mode_id": ["full"] * 2, "start_index": [0, 0], "value": [50, 7]})
    found = module.scenario_values(options, lines, settings_from({"rules": {"tail": TAIL}}))
    worth = found.filter(pl.col("project_id") == "P")["value"].value_counts().sort("value")
    assert worth.rows() == [(-100, 8), (200, 8)]  # a Sobol sequence halves exactly
    assert found.filter(pl.col("project_id") == "Q")["value"].unique().to_list() == [7]  # not drawn


def test_a_floor_makes_the_plan_take_what_is_certain():
    """Two projects can be paid. A and B are worth 90 together and C 30, but C is certain."""
    wide = (-300, 300)
    assert selected(choices({}, budget=200, benefit_range=wide)) == "AB"
    assert "C" in selected(choices({"tail": {**TAIL, "floor_minor": 20}}, budget=200, benefit_range=wide))


def test_a_tail_of_scores_is_refused():
    """Scenarios are in money, so the rule is refused where the objective is a score."""
    with pytest.raises(SettingsError):
        settings_from({"planning": {"objective": "score"}, "rules": {"tail": TAIL}})
