"""Real and nominal money, declining discount schedules, and what a project in flight or of an optimistic class is taken to cost."""

from datetime import date

import polars as pl
import pytest

from cutline.choices.costing.decision_costs import decision_costs
from cutline.choices.options.building import build_choices
from cutline.choices.options.mode_flows import mode_flows
from cutline.contracts.calendar import Calendar
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.errors import DataBlocked
from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import ALLOCATION_SCHEMA, CHOSEN_SCHEMA
from cutline.measures.topics.money import money_metrics
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from cutline.valuation.discounting import Discounting, discounting_of

P = {"project_id": "P", "name": "P", "status": "proposed"}
FLYING = {**P, "status": "in_flight"}
LINE = {"project_id": "P", "cost_class": "capex", "kind": "plan"}
YEARS = {"calendar": {"grain": "year", "periods": 4}, "finance": {"discount_rate_bp": 0}}
DEFLATORS = [
    {"fiscal_year": 2027, "index_milli": 100_000},
    {"fiscal_year": 2028, "index_milli": 110_000},
    {"fiscal_year": 2029, "index_milli": 121_000},
]


def tables_of(**rows: list[dict]) -> dict[str, pl.DataFrame]:
    return {name: conform(name, pl.DataFrame(rows.get(name, []), infer_schema_length=None)) for name in EXPORTED}


def settings(**sections: dict) -> Settings:
    return settings_from({name: {**YEARS.get(name, {}), **sections.get(name, {})} for name in {*YEARS, *sections}})


def spend(tables: dict[str, pl.DataFrame], chosen: Settings) -> list[tuple]:
    frames = build_choices(tables, pl.DataFrame(schema=QUARANTINE_SCHEMA), chosen).frames()
    return frames["spend"].select("start_index", "cost_class", "fiscal_year", "amount_minor").rows()


def test_real_amounts_are_paid_in_the_money_of_their_year():
    """100 in prices of 2027 are 110 in 2028 and 121 in 2029, at 10 % a year, wherever the start is moved."""
    line = {**LINE, "price_basis": "real", "amount_minor": 100}
    tables = tables_of(
        projects=[{**P, "latest_start": date(2028, 1, 1)}],
        cost_lines=[{**line, "period_offset": 0}, {**line, "period_offset": 1}],
        deflators=DEFLATORS,
    )
    assert spend(tables, settings()) == [
        (0, "capex", 2027, 100),
        (0, "capex", 2028, 110),
        (1, "capex", 2028, 110),
        (1, "capex", 2029, 121),
    ]


def test_the_project_s_own_base_year_counts():
    """Prices of 2028: 110 are 100 in 2027, and stay 110 in 2028."""
    line = {**LINE, "price_basis": "real", "amount_minor": 110}
    tables = tables_of(
        projects=[{**P, "price_base_year": 2028}],
        cost_lines=[{**line, "period_offset": 0}, {**line, "period_offset": 1}],
        deflators=DEFLATORS,
    )
    assert spend(tables, settings()) == [(0, "capex", 2027, 100), (0, "capex", 2028, 110)]


def test_values_in_real_prices_and_budgets_in_nominal_ones():
    """A nominal benefit of 121 in 2029 is worth 100 in prices of 2027; a real cost of 100 in 2028 takes 110 of the budget."""
    tables = tables_of(
        projects=[P], cost_lines=[{**LINE, "period_offset": 1, "price_basis": "real", "amount_minor": 100}], deflators=DEFLATORS,
        benefits=[{"project_id": "P", "category": "revenue", "period_offset": 2, "price_basis": "nominal", "amount_minor": 121}],
    )  # fmt: skip
    real = settings(finance={"prices": "real", "discount_rate_bp": 0})
    frames = build_choices(tables, pl.DataFrame(schema=QUARANTINE_SCHEMA), real).frames()
    assert frames["options"]["value"].to_list() == [0]
    assert frames["spend"]["amount_minor"].to_list() == [110]


def test_prices_that_cannot_be_brought_together_stop_the_night():
    """No deflator of a year that is needed: the year is named, and what to do."""
    line = {**LINE, "price_basis": "real", "amount_minor": 100, "period_offset": 3}
    with pytest.raises(DataBlocked, match="FY2030") as stop:
        spend(tables_of(projects=[P], cost_lines=[line], deflators=DEFLATORS), settings())
    assert "deflators" in str(stop.value)


def test_one_basis_needs_no_deflator():
    """A portfolio wholly in real prices, its budgets as well, is planned as it stands."""
    tables = tables_of(projects=[P], cost_lines=[{**LINE, "period_offset": 1, "price_basis": "real", "amount_minor": 100}])
    assert spend(tables, settings(finance={"prices": "real", "budget_prices": "real"})) == [(0, "capex", 2028, 100)]


def test_a_declining_schedule_compounds_year_by_year():
    """10 % in year 1 and 20 % from year 2: half a year into the second it is 1.1 x 1.2 ** 0.5."""
    schedule = Discounting(((1, 1000), (2, 2000)), "mid")
    factors = schedule.factors(Calendar("year", date(2027, 1, 1), 3), 3)
    assert factors == [round(10**12 / 1.1**0.5), round(10**12 / (1.1 * 1.2**0.5)), round(10**12 / (1.1 * 1.2**1.5))]
    quarters = Discounting(((1, 1000), (2, 2000)), "end").factors(Calendar("quarter", date(2027, 1, 1), 8), 8)
    assert (quarters[3], quarters[7]) == (round(10**12 / 1.1), round(10**12 / 1.32))


def test_a_schedule_of_one_s_own_and_one_that_is_not_there():
    """Rows of discount_rates by name; a name nobody knows, or a schedule without a first year, is refused with those that are known."""
    rates = [{"schedule": "own", "from_year": 1, "rate_bp": 100}, {"schedule": "late", "from_year": 2, "rate_bp": 100}]
    tables = tables_of(discount_rates=rates)
    assert discounting_of(settings(finance={"discount_schedule": "own"}), tables).steps == ((1, 100),)
    for name in ("none_such", "late"):
        with pytest.raises(DataBlocked, match="green_book_2022"):
            discounting_of(settings(finance={"discount_schedule": name}), tables)


def months(*rows: tuple[int, int, int | None, int | None]) -> list[dict]:
    """Months of 2026 and 2027, counted from January 2026: planned, earned, actual; a budget of 1,000."""
    return [
        {
            "project_id": "P",
            "period_start": date(2026 + m // 12, m % 12 + 1, 1),
            "planned_minor": pv,
            "earned_minor": ev,
            "actual_minor": ac,
            "budget_at_completion_minor": 1000,
        }
        for m, pv, ev, ac in rows
    ]


DONE = months((0, 500, 250, 300), (12, 500, None, None))  # EV 250, AC 300: the rest costs 900 at the cost so far


def costs_of(tables: dict[str, pl.DataFrame], chosen: Settings) -> list[int]:
    return decision_costs(tables, chosen)["amount_minor"].to_list()


def test_the_estimate_to_complete_replaces_what_the_plan_still_spends():
    """(BAC - EV) / CPI = 750 / 0.8333 = 900, in the plan's proportion 2 : 1 and to the minor unit; what lies before the status stays."""
    begun = {**FLYING, "earliest_start": date(2026, 1, 1)}
    lines = [{**LINE, "period_offset": offset, "amount_minor": amount} for offset, amount in ((0, 70), (1, 200), (2, 101))]
    tables = tables_of(projects=[begun], cost_lines=lines, evm=DONE)
    assert sorted(costs_of(tables, settings())) == [70, 302, 598]
    assert costs_of(tables, settings(evm={"replaces_plan": False})) == [70, 200, 101]


def test_a_stated_estimate_wins_and_a_forecast_stays():
    """What the export states as still to come counts before any formula; a project that sends a forecast has said it already."""
    lines = [{**LINE, "period_offset": 0, "amount_minor": 100}]
    stated = [{**row, "estimate_to_complete_minor": 77} for row in DONE]
    assert costs_of(tables_of(projects=[FLYING], cost_lines=lines, evm=stated), settings()) == [77]
    forecast = [{**LINE, "kind": "forecast", "period_offset": 0, "amount_minor": 55}]
    assert costs_of(tables_of(projects=[FLYING], cost_lines=[*lines, *forecast], evm=stated), settings()) == [55]
    assert costs_of(tables_of(projects=[P], cost_lines=lines, evm=stated), settings()) == [100]  # only what is in flight


def test_a_plan_that_is_over_moves_into_the_next_period():
    """The whole plan lay before the status, and 900 are still to come: they fall into the first period after it, classes in the plan's proportion."""
    begun = {**FLYING, "earliest_start": date(2025, 1, 1)}
    lines = [
        {**LINE, "period_offset": 0, "amount_minor": 300},
        {**LINE, "cost_class": "opex", "period_offset": 0, "amount_minor": 100},
    ]
    tables = tables_of(projects=[begun], cost_lines=lines, evm=months((11, 1000, 250, 300)))
    assert spend(tables, settings()) == [(-2, "capex", 2027, 675), (-2, "opex", 2027, 225)]


def test_the_ledger_ties_with_estimates_prices_and_currency_together():
    """What is booked is worked out again from the lines by another road, with all of them in play; a minor unit off is refused."""
    begun = {**FLYING, "earliest_start": date(2026, 1, 1), "currency": "GBP"}
    lines = [
        {**LINE, "period_offset": offset, "price_basis": "real", "amount_minor": amount}
        for offset, amount in ((1, 333), (2, 777))
    ]
    rate = {
        "kind": "currency",
        "from_currency": "GBP",
        "to_currency": "EUR",
        "rate_date": date(2027, 1, 1),
        "rate_e9": 1_171_300_000,
    }
    funds = [{"fund_id": "F", "cost_class": "capex", "fiscal_year": year, "amount_minor": 10**6} for year in (2027, 2028)]
    tables = tables_of(projects=[begun], cost_lines=lines, evm=DONE, rates=[rate], deflators=DEFLATORS, funds=funds)
    booked = [("P", "F", kind, year, amount) for _, kind, year, amount in spend(tables, settings())]
    chosen = pl.DataFrame([("P", "full", -1, 2)], schema=CHOSEN_SCHEMA, orient="row")
    check_ledger(build_ledger(pl.DataFrame(booked, schema=ALLOCATION_SCHEMA, orient="row")), chosen, tables, settings())
    off = [(*booked[0][:4], booked[0][4] + 1), *booked[1:]]
    with pytest.raises(Exception, match="does not tie"):
        check_ledger(build_ledger(pl.DataFrame(off, schema=ALLOCATION_SCHEMA, orient="row")), chosen, tables, settings())


@pytest.mark.parametrize(("cost_class", "expected"), [(None, [124, 124]), ("capex", [124, 100])])
def test_optimism_bias_raises_costs_only_when_asked(cost_class, expected):
    """24 % on the class, on both kinds of cost or on one; left at none nothing changes; a project in flight is left alone."""
    lines = [{**LINE, "cost_class": kind, "period_offset": 0, "amount_minor": 100} for kind in ("capex", "opex")]
    bias = [{"project_class": "rail", "cost_class": cost_class, "uplift_bp": 2400}]
    rail = {**P, "project_class": "rail"}
    asked = settings(forecasting={"correction": "optimism_bias"})
    tables = tables_of(projects=[rail], cost_lines=lines, optimism_bias=bias)
    assert costs_of(tables, asked) == expected
    assert costs_of(tables, settings()) == [100, 100]
    assert costs_of(tables_of(projects=[{**rail, "status": "in_flight"}], cost_lines=lines, optimism_bias=bias), asked) == [
        100,
        100,
    ]


def test_a_reference_class_corrects_when_asked():
    """Two finished projects cost half as much again as was submitted: so will the third."""
    finished = [{"project_id": key, "name": key, "status": "closed", "project_class": "rail"} for key in ("A", "B")]
    lines = [
        {**LINE, "project_id": key, "kind": kind, "period_offset": 0, "amount_minor": 100}
        for key, kind in (("A", "baseline"), ("B", "baseline"), ("P", "plan"))
    ]
    actuals = [
        {"project_id": key, "period_start": date(2020, 1, 1), "cost_class": "capex", "account": "1", "amount_minor": 150}
        for key in ("A", "B")
    ]
    tables = tables_of(projects=[*finished, {**P, "project_class": "rail"}], cost_lines=lines, actuals=actuals)
    asked = settings(forecasting={"correction": "reference_class", "min_outcomes": 2})
    assert costs_of(tables, asked) == [150]
    assert costs_of(tables, settings(forecasting={"correction": "reference_class", "min_outcomes": 3})) == [100]


def test_baseline_and_actual_benefits_are_for_comparison_only():
    """The plan counts, else the forecast in its place; what was baselined or has come is shown beside."""
    gains = [
        {"project_id": "P", "category": "revenue", "period_offset": 1, "kind": kind, "amount_minor": amount}
        for kind, amount in (("baseline", 900), (None, 500), ("actual", 70))
    ]
    tables = tables_of(projects=[P], cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 100}], benefits=gains)
    assert mode_flows(tables, settings())["benefit_minor"].sum() == 500
    views = money_metrics(tables, settings())["benefit_views"].row(0, named=True)
    assert [views[f"{kind}_minor"] for kind in ("baseline", "plan", "forecast", "actual", "variance")] == [
        900,
        500,
        None,
        70,
        -400,
    ]


def test_an_uncertain_loss_counts_as_a_cost():
    """A negative benefit of 500 at 50 % is an expected cost of 250, in NPV and in every ratio."""
    loss = [{"project_id": "P", "category": "revenue", "period_offset": 1, "amount_minor": -500, "probability_bp": 5000}]
    tables = tables_of(projects=[P], cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 100}], benefits=loss)
    found = money_metrics(tables, settings())["finance"].row(0, named=True)
    assert (found["cost_minor"], found["benefit_minor"], found["npv_minor"], found["roi_bp"]) == (350, 0, -350, -10_000)


def test_waiting_costs_what_the_later_start_is_worth_less():
    """110 a year from now are worth 100 at 10 %: a year later 90.91, and the cost moves too."""
    gains = [{"project_id": "P", "category": "revenue", "period_offset": 1, "amount_minor": 1210}]
    tables = tables_of(projects=[P], cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 100}], benefits=gains)
    found = money_metrics(tables, settings(finance={"discount_rate_bp": 1000, "discounting": "start"}))["finance"].row(
        0, named=True
    )
    assert (found["npv_minor"], found["delay_loss_minor"]) == (1000, 91)


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
    found = money_metrics(tables, settings(finance={"public_sector": True, "discounting": "start"}))["social_value"]
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
    assert money_metrics(tables, settings())["social_value"].is_empty()
