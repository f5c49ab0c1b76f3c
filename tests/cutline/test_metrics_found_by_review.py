"""What an independent review found wrong in the measures: each stays mended."""

from datetime import date, timedelta

import polars as pl
import pytest

from cutline.choices.costing.decision_costs import decision_costs
from cutline.choices.options.building import build_choices
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.measures.topics.condition import condition_metrics
from cutline.measures.topics.gathered import gathered_metrics
from cutline.measures.topics.money import money_metrics
from cutline.measures.topics.progress import progress_metrics
from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.time_phased import time_phased
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.typing.parsing import QUARANTINE_SCHEMA

LINE = {"project_id": "P", "cost_class": "capex", "kind": "plan"}
RUNNING = {"project_id": "P", "name": "P", "status": "in_flight"}
LEVELS = [{"fiscal_year": year, "index_milli": level} for year, level in ((2026, 900), (2027, 1000), (2028, 1500), (2029, 2000))]


def tables_of(**rows: list[dict]) -> dict[str, pl.DataFrame]:
    return {name: conform(name, pl.DataFrame(rows.get(name, []), infer_schema_length=None)) for name in EXPORTED}


def settings(grain: str = "year", periods: int = 4, **finance: object) -> Settings:
    return settings_from({"calendar": {"grain": grain, "periods": periods}, "finance": {"discount_rate_bp": 0, **finance}})


def spend(tables: dict[str, pl.DataFrame], chosen: Settings) -> dict[tuple[str, int], int]:
    frames = build_choices(tables, pl.DataFrame(schema=QUARANTINE_SCHEMA), chosen).frames()
    return {
        (mode, year): amount
        for mode, year, amount in frames["spend"].select("mode_id", "fiscal_year", "amount_minor").iter_rows()
    }


def evm(*rows: tuple) -> list[dict]:
    names = (
        "period_start",
        "planned_minor",
        "earned_minor",
        "actual_minor",
        "budget_at_completion_minor",
        "estimate_to_complete_minor",
    )
    return [{"project_id": "P", **dict(zip(names, row, strict=False))} for row in rows]


STATED = evm((date(2026, 12, 1), 1, 1, 1, 1000, 750))


def earned(rows: list[dict]) -> dict:
    return earned_value(time_phased(tables_of(evm=rows)["evm"].lazy())).collect().row(0, named=True)


def test_real_prices_are_those_of_one_year_for_all():
    """The same nominal spend in the same year is worth the same, whatever base year its project states; a real one is rebased."""
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


def test_an_estimate_to_complete_is_not_inflated():
    """750 still to come are 750, though the plan's lines are in real prices."""
    line = {**LINE, "period_offset": 1, "price_basis": "real", "amount_minor": 100}
    assert spend(tables_of(projects=[RUNNING], cost_lines=[line], evm=STATED, deflators=LEVELS), settings()) == {
        ("full", 2028): 750
    }


def test_the_estimate_goes_to_the_mode_that_can_be_run():
    """The first mode by name is a way to stop: the estimate is that of the other."""
    modes = [{"project_id": "P", "mode_id": "abandon", "exit_cost_minor": 10}, {"project_id": "P", "mode_id": "full"}]
    lines = [
        {**LINE, "mode_id": mode, "period_offset": 0, "amount_minor": amount} for mode, amount in (("abandon", 10), ("full", 900))
    ]
    costs = decision_costs(tables_of(projects=[RUNNING], modes=modes, cost_lines=lines, evm=STATED), settings())
    assert costs.filter(pl.col("mode_id") == "full")["amount_minor"].to_list() == [750]


def test_no_mode_escapes_the_overrun():
    """Twice the plan in the mode it is in is twice the plan in the other."""
    modes = [{"project_id": "P", "mode_id": mode, "is_default": mode == "a"} for mode in "ab"]
    lines = [{**LINE, "mode_id": mode, "period_offset": 0, "amount_minor": amount} for mode, amount in (("a", 375), ("b", 300))]
    assert spend(tables_of(projects=[RUNNING], modes=modes, cost_lines=lines, evm=STATED), settings()) == {
        ("a", 2027): 750,
        ("b", 2027): 600,
    }


def test_months_and_quarters_cost_the_same_when_the_status_lies_within_a_quarter():
    """A plan of 100 a month, status at the end of February, 400 still to come: 600 either way."""
    rows = evm(
        (date(2027, 1, 1), 100, 100, 200, 400), (date(2027, 2, 1), 100, 100, 200, 400), (date(2027, 3, 1), 200, None, None, 400)
    )
    begun = {**RUNNING, "earliest_start": date(2027, 1, 1)}
    by_month = [{**LINE, "period_offset": t, "amount_minor": 100} for t in range(4)]
    by_quarter = [{**LINE, "period_offset": t, "amount_minor": amount} for t, amount in enumerate((300, 100))]
    for grain, lines in (("month", by_month), ("quarter", by_quarter)):
        assert spend(tables_of(projects=[begun], cost_lines=lines, evm=rows), settings(grain, 12)) == {("full", 2027): 600}, grain


def test_a_plan_of_nothing_does_not_swallow_the_estimate():
    """One line of zero, 750 still to come: they are spent."""
    line = {**LINE, "period_offset": 0, "amount_minor": 0}
    assert spend(tables_of(projects=[RUNNING], cost_lines=[line], evm=STATED), settings()) == {("full", 2027): 750}


def test_scaling_keeps_ranges_in_order_whatever_the_order_of_rows():
    """Low, likely and high stay so, and lines that differ in nothing but their place share alike."""
    lines = [{**LINE, "period_offset": t, "low_minor": 5, "amount_minor": 6, "high_minor": 6} for t in (0, 1, 1)]
    tables = tables_of(projects=[RUNNING], cost_lines=lines, evm=STATED)
    once, again = (
        decision_costs({**tables, "cost_lines": frame}, settings())
        for frame in (tables["cost_lines"], tables["cost_lines"].reverse())
    )
    assert once.select(
        ((pl.col("low_minor") <= pl.col("amount_minor")) & (pl.col("amount_minor") <= pl.col("high_minor"))).all()
    ).item()
    assert once["amount_minor"].sum() == 750
    for frame in (once, again):
        assert frame.group_by("period_offset").agg(pl.col("amount_minor").sum()).sort("period_offset")[
            "amount_minor"
        ].to_list() == [250, 500]


def test_a_gap_in_the_rows_does_not_stretch_the_status():
    """Reported to February, next row in June: the status ends with February."""
    it = earned(
        evm((date(2027, 1, 1), 10, 10, 10, 40), (date(2027, 2, 1), 10, 5, 10, 40), (date(2027, 6, 1), 20, None, None, 40))
    )
    assert (it["status_finish"], it["at_milli_months"], it["planned_finish"]) == (date(2027, 2, 28), 2000, date(2027, 6, 30))


def test_weeks_of_a_month_are_one_period():
    """Eight weekly rows are two months, and the status ends with the second."""
    weeks = [date(2027, 1, 4) + timedelta(days=7 * i) for i in range(8)]
    it = earned(evm(*((week, 10, 10, 10, 80) for week in weeks)))
    assert (it["status_finish"], it["at_milli_months"], it["earned_minor"], it["es_milli_months"]) == (
        date(2027, 2, 28),
        2000,
        80,
        2000,
    )


def test_a_stale_estimate_to_complete_counts_for_nothing():
    """150 stated in January, nothing in February: by February's progress, not January's word."""
    it = earned(evm((date(2027, 1, 1), 50, 50, 40, 200, 150), (date(2027, 2, 1), 50, 50, 60, 200)))
    assert (it["eac_stated_minor"], it["eac_minor"]) == (None, 200)


def test_a_complete_project_has_earned_its_whole_schedule_after_a_rebaseline():
    """Plan 100, less 40, plus 20; all 80 earned: three months, as they were."""
    it = earned(evm((date(2027, 1, 1), 100, 0, 1, 80), (date(2027, 2, 1), -40, 40, 1, 80), (date(2027, 3, 1), 20, 40, 1, 80)))
    assert (it["es_milli_months"], it["spi_t_milli"]) == (3000, 1000)


def test_waiting_does_not_buy_again_what_is_sunk():
    """100 of 2026 are spent: a later start of the rest costs the same 200, so waiting costs nothing."""
    lines = [{**LINE, "period_offset": t, "amount_minor": 100} for t in range(3)]
    found = money_metrics(tables_of(projects=[{**RUNNING, "earliest_start": date(2026, 1, 1)}], cost_lines=lines), settings())[
        "finance"
    ]
    assert found.select("npv_minor", "delay_loss_minor").row(0) == (-200, 0)


def test_what_is_over_is_not_valued_and_not_missed():
    """A closed project has no worth to decide on, and is not counted among those whose worth is unknown."""
    projects = [
        {**RUNNING, "status": "proposed"},
        {**RUNNING, "project_id": "Q", "status": "closed"},
        {**RUNNING, "project_id": "R", "status": "proposed"},
    ]
    lines = [{**LINE, "project_id": key, "period_offset": 0, "amount_minor": 100} for key in "PQ"]
    tables = tables_of(projects=projects, cost_lines=lines)
    found = (
        money_metrics(tables, settings())
        | progress_metrics(tables, settings())
        | {
            "risk": tables["risks"].select(
                "project_id", exposure_minor=pl.lit(None, pl.Int64), residual_exposure_minor=pl.lit(None, pl.Int64)
            )
        }
    )
    found |= condition_metrics(tables, found, settings(), date(2027, 1, 1)) | {
        "scores": tables["projects"].select("project_id", score_milli=pl.lit(None, pl.Int64)).clear()
    }
    everything = gathered_metrics(tables["projects"], found)["totals"].row(-1, named=True)
    assert (everything["projects"], everything["unvalued"], everything["cost_minor"]) == (3, 1, 100)


@pytest.mark.parametrize(("levels", "expected"), [(LEVELS, 10_000), ([], None)])
def test_outcomes_compare_like_with_like(levels, expected):
    """100 in prices of 2027, spent as 200 in 2029: as submitted, not twice as dear; without a deflator unknown, and no reason to stop a night."""
    closed = {**RUNNING, "status": "closed", "price_base_year": 2027}
    line = {**LINE, "kind": "baseline", "period_start": date(2029, 1, 1), "price_basis": "real", "amount_minor": 100}
    posted = {"project_id": "P", "period_start": date(2029, 1, 1), "cost_class": "capex", "account": "1", "amount_minor": 200}
    tables = tables_of(projects=[closed], cost_lines=[line], actuals=[posted], deflators=levels)
    found = (
        money_metrics(tables, settings())
        | progress_metrics(tables, settings())
        | {"risk": pl.DataFrame(schema={"project_id": pl.String, "residual_exposure_minor": pl.Int64})}
    )
    assert condition_metrics(tables, found, settings(), date(2030, 1, 1))["outcomes"]["cost_ratio_bp"].to_list() == [expected]


def test_a_forecast_of_one_class_replaces_the_plan_of_the_other():
    """As in the plan: opex forecast 7, capex planned 5, so nothing is expected of capex."""
    lines = [
        {**LINE, "cost_class": kind, "kind": view, "period_offset": 0, "amount_minor": amount}
        for kind, view, amount in (("capex", "plan", 5), ("opex", "forecast", 7))
    ]
    found = money_metrics(tables_of(projects=[{**RUNNING, "status": "proposed"}], cost_lines=lines), settings())
    assert found["cost_views"].select("cost_class", "expected_minor").rows() == [("capex", None), ("opex", 7)]
    assert found["finance"].select("capex_minor", "opex_minor").row(0) == (0, 7)


def test_a_correction_does_not_raise_credits():
    """105 come back whatever the bias of the class."""
    lines = [{**LINE, "period_offset": 0, "amount_minor": amount} for amount in (1000, -105)]
    tables = tables_of(
        projects=[{**RUNNING, "status": "proposed", "project_class": "rail"}],
        cost_lines=lines,
        optimism_bias=[{"project_class": "rail", "uplift_bp": 5000}],
    )
    asked = settings_from({"calendar": {"grain": "year", "periods": 4}, "forecasting": {"correction": "optimism_bias"}})
    assert sorted(decision_costs(tables, asked)["amount_minor"]) == [-105, 1500]
