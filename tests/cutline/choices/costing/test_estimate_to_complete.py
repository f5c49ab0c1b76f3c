"""The estimate to complete of a project in flight, and how it is spread over its lines."""

from datetime import date

import polars as pl

from cutline.choices.costing.decision_costs import decision_costs
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from tests.cutline.choices.costing.priced_projects import DONE, P, costs_of, months, settings_of, spend_by_start
from tests.cutline.choices.options.project_in_flight import BEGUN, COSTS, MODES
from tests.cutline.choices.solving import choices_of
from tests.cutline.few_projects import LEVELS, LINE, RUNNING, evm, settings, tables_of


def spend(tables: dict[str, pl.DataFrame], chosen: Settings) -> dict[tuple[str, int], int]:
    frames = choices_of(tables, chosen).frames()
    return {
        (mode, year): amount
        for mode, year, amount in frames["spend"].select("mode_id", "fiscal_year", "amount_minor").iter_rows()
    }


STATED = evm((date(2026, 12, 1), 1, 1, 1, 1000, 750))


def test_an_estimate_to_complete_is_not_inflated():
    """An estimate of 750 stays 750, although the lines that carry it were in real prices."""
    line = {**LINE, "period_offset": 1, "price_basis": "real", "amount_minor": 100}
    assert spend(tables_of(projects=[RUNNING], cost_lines=[line], evm=STATED, deflators=LEVELS), settings()) == {
        ("full", 2028): 750
    }


def test_the_estimate_goes_to_the_mode_that_can_be_run():
    """The first mode by name stops the project, so the estimate belongs to the other."""
    modes = [{"project_id": "P", "mode_id": "abandon", "exit_cost_minor": 10}, {"project_id": "P", "mode_id": "full"}]
    lines = [
        {**LINE, "mode_id": mode, "period_offset": 0, "amount_minor": amount} for mode, amount in (("abandon", 10), ("full", 900))
    ]
    costs = decision_costs(tables_of(projects=[RUNNING], modes=modes, cost_lines=lines, evm=STATED), settings())
    assert costs.filter(pl.col("mode_id") == "full")["amount_minor"].to_list() == [750]


def test_no_mode_escapes_the_overrun():
    """If the current mode costs twice its plan, so does the other mode."""
    modes = [{"project_id": "P", "mode_id": mode, "is_default": mode == "a"} for mode in "ab"]
    lines = [{**LINE, "mode_id": mode, "period_offset": 0, "amount_minor": amount} for mode, amount in (("a", 375), ("b", 300))]
    assert spend(tables_of(projects=[RUNNING], modes=modes, cost_lines=lines, evm=STATED), settings()) == {
        ("a", 2027): 750,
        ("b", 2027): 600,
    }


def test_months_and_quarters_cost_the_same_when_the_status_lies_within_a_quarter():
    """400 are spent at the end of February, where the plan had 200, and 400 are still to come: both calendars give 800."""
    rows = evm(
        (date(2027, 1, 1), 100, 100, 200, 400), (date(2027, 2, 1), 100, 100, 200, 400), (date(2027, 3, 1), 200, None, None, 400)
    )
    begun = {**RUNNING, "earliest_start": date(2027, 1, 1)}
    by_month = [{**LINE, "period_offset": t, "amount_minor": 100} for t in range(4)]
    by_quarter = [{**LINE, "period_offset": t, "amount_minor": amount} for t, amount in enumerate((300, 100))]
    for grain, lines in (("month", by_month), ("quarter", by_quarter)):
        assert spend(tables_of(projects=[begun], cost_lines=lines, evm=rows), settings(grain, 12)) == {("full", 2027): 800}, grain


def test_a_plan_of_nothing_does_not_swallow_the_estimate():
    """The plan is one line of 0 and 750 are still to come: the 750 are spent."""
    line = {**LINE, "period_offset": 0, "amount_minor": 0}
    assert spend(tables_of(projects=[RUNNING], cost_lines=[line], evm=STATED), settings()) == {("full", 2027): 750}


def test_scaling_keeps_ranges_in_order_whatever_the_order_of_rows():
    """Low, likely and high stay in order, and the amounts do not depend on the order of the rows."""
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


def test_a_correction_does_not_raise_credits():
    """A credit of 105 stays 105 whatever the bias of the class is."""
    lines = [{**LINE, "period_offset": 0, "amount_minor": amount} for amount in (1000, -105)]
    tables = tables_of(
        projects=[{**RUNNING, "status": "proposed", "project_class": "rail"}],
        cost_lines=lines,
        optimism_bias=[{"project_class": "rail", "uplift_bp": 5000}],
    )
    asked = settings_from({"calendar": {"grain": "year", "periods": 4}, "forecasting": {"correction": "optimism_bias"}})
    assert sorted(decision_costs(tables, asked)["amount_minor"]) == [-105, 1500]


def progress(estimate: int, status: date = date(2026, 12, 1)) -> list[dict]:
    """Earned value of 500 out of 1,000, with `estimate` still to come."""
    return [{
        "project_id": "P", "period_start": status, "planned_minor": 500, "earned_minor": 500, "actual_minor": 500, "budget_at_completion_minor": 1000,
        "estimate_to_complete_minor": estimate,
    }]  # fmt: skip


def still(costs: list[dict], evm: list[dict]) -> dict[str | None, int]:
    """What the lines of each mode cost from 2027 on; under None, what the lines of the whole project cost."""
    given = {"projects": [BEGUN], "modes": MODES, "cost_lines": costs, "evm": evm}
    tables = tables_of(**given)
    lines = decision_costs(tables, settings_from({"calendar": {"grain": "year", "periods": 4}}))
    later = (pl.col("period_offset") > 0) | (pl.col("period_start") >= date(2027, 1, 1))
    return dict(lines.filter(later).group_by("mode_id").agg(pl.col("amount_minor").sum()).iter_rows())


def test_the_estimate_to_complete_feeds_every_mode_that_continues():
    """240 are still to come instead of 120, so every mode that runs the project costs twice its plan. Winding down is no work to
    complete and stays at 7.
    """
    own = {**LINE, "mode_id": "end", "period_offset": 1, "amount_minor": 7}
    assert still([*COSTS, own], progress(240)) == {None: 40, "go_on": 200, "faster": 260, "halt": 220, "end": 7}


def test_no_mode_is_finished_for_free():
    """By the plan all work was done in 2026, and 90 are still to come: they fall into 2027 whether the project goes on or goes
    faster.
    """
    over = [{**LINE, "mode_id": m, "period_offset": 0, "amount_minor": a} for m, a in (("go_on", 500), ("faster", 600))]
    paused = {**LINE, "mode_id": "halt", "period_offset": 3, "amount_minor": 500}
    assert still([*over, paused], progress(90)) == {"go_on": 90, "faster": 90, "halt": 90}


def test_lines_of_the_whole_project_carry_the_estimate_for_every_mode():
    """`faster` is over. It pays the 40 of the whole project, which every mode pays, and the 200 that `go_on` pays for the rest
    of its work: finished work does not make what is left cheaper.
    """
    lines = [
        {**LINE, "period_offset": 1, "amount_minor": 20},
        {**LINE, "mode_id": "go_on", "period_offset": 1, "amount_minor": 100},
        {**LINE, "mode_id": "faster", "period_offset": 0, "amount_minor": 65},
    ]
    assert still(lines, progress(240)) == {None: 40, "go_on": 200, "faster": 200}


def test_the_estimate_to_complete_replaces_what_the_plan_still_spends():
    """(BAC - EV) / CPI = 750 / 0.8333 = 900, in the proportion 2 : 1 of the plan and to the minor unit. What lies before the
    status stays.
    """
    begun = {**RUNNING, "earliest_start": date(2026, 1, 1)}
    lines = [{**LINE, "period_offset": offset, "amount_minor": amount} for offset, amount in ((0, 70), (1, 200), (2, 101))]
    tables = tables_of(projects=[begun], cost_lines=lines, evm=DONE)
    assert sorted(costs_of(tables, settings_of())) == [70, 302, 598]
    assert costs_of(tables, settings_of(evm={"replaces_plan": False})) == [70, 200, 101]


def test_a_stated_estimate_wins_and_a_forecast_stays():
    """An estimate that the export states counts before any formula. A project with a forecast keeps its lines."""
    lines = [{**LINE, "period_offset": 0, "amount_minor": 100}]
    stated = [{**row, "estimate_to_complete_minor": 77} for row in DONE]
    assert costs_of(tables_of(projects=[RUNNING], cost_lines=lines, evm=stated), settings_of()) == [77]
    forecast = [{**LINE, "kind": "forecast", "period_offset": 0, "amount_minor": 55}]
    assert costs_of(tables_of(projects=[RUNNING], cost_lines=[*lines, *forecast], evm=stated), settings_of()) == [55]
    assert costs_of(tables_of(projects=[P], cost_lines=lines, evm=stated), settings_of()) == [100]  # only what is in flight


def test_a_plan_that_is_over_moves_into_the_next_period():
    """The whole plan lies before the status and 900 are still to come: they fall into the first period after it, in the plan's
    proportion of cost classes.
    """
    begun = {**RUNNING, "earliest_start": date(2025, 1, 1)}
    lines = [
        {**LINE, "period_offset": 0, "amount_minor": 300},
        {**LINE, "cost_class": "opex", "period_offset": 0, "amount_minor": 100},
    ]
    tables = tables_of(projects=[begun], cost_lines=lines, evm=months((11, 1000, 250, 300)))
    assert spend_by_start(tables, settings_of()) == [(-2, "capex", 2027, 675), (-2, "opex", 2027, 225)]
