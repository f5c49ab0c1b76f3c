"""What projects are worth, from canonical tables."""

from datetime import date

from cutline.measures.topics.money import money_metrics
from tests.cutline.choices.costing.priced_projects import DEFLATORS, P, settings_of
from tests.cutline.few_projects import LEVELS, LINE, RUNNING, settings, tables_of


def test_real_prices_are_those_of_one_year_for_all():
    """The same nominal spend in the same year has the same worth, whatever base year its project states.

    A real amount is rebased.
    """
    projects = [
        {**RUNNING, "project_id": key, "status": "proposed", "price_base_year": year}
        for key, year in (("P", 2027), ("Q", 2029), ("R", 2029))
    ]
    lines = [
        {**LINE, "project_id": key, "period_offset": 0, "price_basis": basis, "amount_minor": amount}
        for key, basis, amount in (("P", "nominal", 1000), ("Q", "nominal", 1000), ("R", "real", 2000))
    ]
    found = money_metrics(tables_of(projects=projects, cost_lines=lines, deflators=LEVELS), settings(prices="real"))["finance"]
    assert found["npv_minor"].to_list() == [-1000, -1000, -1000]


def test_waiting_does_not_buy_again_what_is_sunk():
    """100 were spent in 2026. The remaining 200 cost the same later, so waiting costs nothing."""
    lines = [{**LINE, "period_offset": t, "amount_minor": 100} for t in range(3)]
    found = money_metrics(tables_of(projects=[{**RUNNING, "earliest_start": date(2026, 1, 1)}], cost_lines=lines), settings())[
        "finance"
    ]
    assert found.select("npv_minor", "delay_loss_minor").row(0) == (-200, 0)


def test_a_forecast_of_one_class_replaces_the_plan_of_the_other():
    """The project forecasts opex of 7 and plans capex of 5, so no capex is expected."""
    lines = [
        {**LINE, "cost_class": kind, "kind": view, "period_offset": 0, "amount_minor": amount}
        for kind, view, amount in (("capex", "plan", 5), ("opex", "forecast", 7))
    ]
    found = money_metrics(tables_of(projects=[{**RUNNING, "status": "proposed"}], cost_lines=lines), settings())
    assert found["cost_views"].select("cost_class", "expected_minor").rows() == [("capex", None), ("opex", 7)]
    assert found["finance"].select("capex_minor", "opex_minor").row(0) == (0, 7)


def test_the_public_measures_by_hand():
    """Real prices, 3.5 % a year, 20 % optimism bias on costs; against doing nothing and against the do-minimum; where it would tip."""
    modes = [
        {"project_id": "P", "mode_id": mode, "is_do_minimum": mode == "least", "duration_periods": 1}
        for mode in ("full", "least")
    ]
    lines = [
        {**LINE, "mode_id": mode, "period_offset": 0, "amount_minor": cost} for mode, cost in (("full", 1000), ("least", 200))
    ]
    gains = [
        {
            "project_id": "P",
            "mode_id": mode,
            "category": "social",
            "period_offset": 1,
            "price_basis": "real",
            "amount_minor": gain,
        }
        for mode, gain in (("full", 2070), ("least", 414))
    ]
    tables = tables_of(
        projects=[{**P, "project_class": "rail"}], modes=modes, cost_lines=lines, benefits=gains,
        optimism_bias=[{"project_class": "rail", "uplift_bp": 2000}], deflators=DEFLATORS,
    )  # fmt: skip
    found = money_metrics(tables, settings_of(finance={"public_sector": True, "discounting": "start"}))["social_value"]
    full, least = found.sort("mode_id").rows(named=True)
    assert (full["present_cost_minor"], full["optimism_bias_minor"], full["present_benefit_minor"], full["npsv_minor"]) == (
        1200,
        200,
        2000,
        800,
    )
    assert (least["npsv_minor"], least["over_do_minimum_minor"]) == (400 - 240, None)
    assert (full["over_do_minimum_minor"], full["incremental_bcr_milli"]) == (640, 1667)
    assert (full["bcr_milli"], full["switching_benefit_bp"], full["switching_cost_bp"]) == (1667, 4000, 6667)
    assert money_metrics(tables, settings_of())["social_value"].is_empty()
