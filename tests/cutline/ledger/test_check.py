"""The ledger ties to the cent with the accepted lines, and an error of any function on the plan's way to it is found."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from cutline.choices.options import building, option_lines
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.contracts.tables.all_tables import TABLES as CONTRACTS
from cutline.errors import LedgerDoesNotTie
from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import ALLOCATION_SCHEMA, CHOSEN_SCHEMA
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from tests.cutline.choices.costing.priced_projects import DEFLATORS, DONE, settings_of, spend_by_start
from tests.cutline.few_projects import LINE, tables_of
from tests.cutline.few_projects import RUNNING as FLYING

SETTINGS = settings_from({"calendar": {"grain": "year", "periods": 2}})
TABLES = {
    **{name: CONTRACTS[name].empty() for name in EXPORTED},
    "cost_lines": conform(
        "cost_lines",
        pl.DataFrame(
            {
                "project_id": ["P"] * 4, "period_offset": [0, 1, 2, None], "period_start": [None, None, None, date(2027, 6, 1)], "cost_class": ["capex"] * 3 + ["opex"],
                "amount_minor": [100, 50, 999, 7], "kind": ["plan"] * 4,
            }
        ),
    ),
    "projects": conform("projects", pl.DataFrame({"project_id": ["P"], "name": ["P"], "status": ["proposed"]})),
    "funds": conform(
        "funds", pl.DataFrame({"fund_id": ["F", "F", "F"], "cost_class": ["capex", "capex", "opex"], "fiscal_year": [2027, 2028, 2027], "amount_minor": [100, 60, 7]})
    ),
}  # fmt: skip
CHOSEN = pl.DataFrame([("P", "full", 0, 3)], schema=CHOSEN_SCHEMA, orient="row")
TIES = [("P", "F", "capex", 2027, 100), ("P", "F", "capex", 2028, 50), ("P", "F", "opex", 2027, 7)]


def ledger(rows: list[tuple]) -> pl.DataFrame:
    return build_ledger(pl.DataFrame(rows, schema=ALLOCATION_SCHEMA, orient="row"))


def test_debits_equal_credits_and_tie_with_the_cost_lines():
    """There are two entries for each allocation, and what falls after the horizon is not booked."""
    entries = ledger(TIES)
    assert entries.height == 6
    assert entries["amount_minor"].sum() == 0
    check_ledger(entries, CHOSEN, TABLES, SETTINGS)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("P", "F", "capex", 2027, 99), *TIES[1:]], "project P, capex, FY2027"),  # a cent short
        (TIES[:2], "project P, opex, FY2027"),  # a booking lost
        ([*TIES[:2], ("P", "F", "opex", 2028, 7)], "fund F, opex, FY2028"),  # the wrong year: no such budget
        ([*TIES, ("Q", "F", "capex", 2028, 1)], "project Q"),  # a project that was not chosen
    ],
)
def test_a_cent_adrift_stops_the_night(rows, told):
    """The ledger is compared with the cost lines, and the message names the project or the fund that does not tie."""
    with pytest.raises(LedgerDoesNotTie) as refused:
        check_ledger(ledger(rows), CHOSEN, TABLES, SETTINGS)
    assert told in str(refused.value)


def test_a_credit_that_is_missing_stops_the_night():
    """The projects are debited as they owe and no fund is overdrawn, but the ledger does not sum to 0."""
    entries = ledger(TIES)
    without = entries.filter(~(pl.col("account").str.starts_with("fund:") & (pl.col("entry") == 1)))
    with pytest.raises(LedgerDoesNotTie, match="debits 157"):
        check_ledger(without, CHOSEN, TABLES, SETTINGS)


# A night with every step in it: Q is in flight, in pounds and with an estimate to complete, R is raised by its optimism bias, and both state real lines.
STEPS = settings_from(
    {
        "calendar": {"grain": "year", "periods": 3},
        "forecasting": {"correction": "optimism_bias"},
        "planning": {"in_flight_must_continue": False},
    }
)
EVERY_STEP = tables_of(
    projects=[
        {"project_id": "Q", "name": "Q", "status": "in_flight", "currency": "GBP", "earliest_start": date(2026, 1, 1)},
        {"project_id": "R", "name": "R", "status": "proposed", "project_class": "rail"},
        {"project_id": "S", "name": "S", "status": "in_flight", "earliest_start": date(2026, 1, 1)},
    ],
    modes=[
        {"project_id": "S", "mode_id": "go_on", "intent": "full"},
        {"project_id": "S", "mode_id": "end", "intent": "stop", "exit_cost_minor": 40},
    ],
    cost_lines=[
        {"project_id": "Q", "kind": "plan", "cost_class": "capex", "period_offset": 1, "price_basis": "real", "amount_minor": 333},
        {"project_id": "Q", "kind": "plan", "cost_class": "opex", "period_offset": 2, "price_basis": "real", "amount_minor": 777},
        {"project_id": "R", "kind": "plan", "cost_class": "capex", "period_offset": 1, "price_basis": "real", "amount_minor": 555},
        {"project_id": "R", "kind": "plan", "cost_class": "opex", "period_start": date(2028, 6, 1), "amount_minor": 60},
        {"project_id": "R", "kind": "baseline", "cost_class": "capex", "period_offset": 1, "amount_minor": 10_000},
        {"project_id": "S", "kind": "plan", "cost_class": "capex", "period_offset": 1, "amount_minor": 70},
    ],
    evm=[
        {
            "project_id": "Q", "period_start": date(2026, 12, 1), "planned_minor": 500, "earned_minor": 250, "actual_minor": 300,
            "budget_at_completion_minor": 1000,
        }
    ],
    rates=[{"kind": "currency", "from_currency": "GBP", "to_currency": "EUR", "rate_date": date(2027, 1, 1), "rate_e9": 1_171_300_000}],
    deflators=[{"fiscal_year": year, "index_milli": index} for year, index in ((2027, 100_000), (2028, 110_000), (2029, 121_000))],
    optimism_bias=[{"project_class": "rail", "uplift_bp": 2_400}],
    funds=[
        {"fund_id": "F", "cost_class": kind, "fiscal_year": year, "amount_minor": 10**6}
        for kind in ("capex", "opex")
        for year in (2027, 2028, 2029)
    ],
)  # fmt: skip
CHOSEN_STEPS = pl.DataFrame([("Q", "full", -1, 2), ("R", "full", 0, 2), ("S", "end", 0, 1)], schema=CHOSEN_SCHEMA, orient="row")


def booked_as_planned() -> pl.DataFrame:
    """The ledger of CHOSEN_STEPS with the spend that the optimiser is given, all of it paid by fund F."""
    choices = building.build_choices(EVERY_STEP, pl.DataFrame(schema=QUARANTINE_SCHEMA), STEPS)
    spend = choices.spend.join(CHOSEN_STEPS, on=OPTION_KEY, how="semi")
    assert spend["project_id"].n_unique() == CHOSEN_STEPS.height
    return build_ledger(spend.with_columns(fund_id=pl.lit("F")).select(list(ALLOCATION_SCHEMA)))


def test_the_plan_and_the_recomputation_agree_by_hand():
    """In euros, Q has a budget of 1,171, has earned 293 and spent 351: it still costs (1,171 - 293) x 351 / 293 = 1,052. Its
    lines are 390 and 910 in prices of 2027, hence 390 in 2027 and 1,001 in 2028, and share the estimate in that proportion:
    295 and 757. R is raised by 24 % and, where it is real, by a year's 10 %. Stopping S costs 40.
    """
    entries = booked_as_planned()
    check_ledger(entries, CHOSEN_STEPS, EVERY_STEP, STEPS)
    booked = {
        (project, kind, year): amount
        for project, kind, year, amount in entries.filter(pl.col("amount_minor") > 0)
        .select("project_id", "cost_class", "fiscal_year", "amount_minor")
        .iter_rows()
    }
    assert booked == {
        ("Q", "capex", 2027): 295,
        ("Q", "opex", 2028): 757,
        ("R", "capex", 2028): 757,  # 555 x 1.24 = 688.2, hence 688; 688 x 1.1 = 756.8
        ("R", "opex", 2028): 74,  # 60 x 1.24 = 74.4
        ("S", "opex", 2027): 40,
    }


A_CENT = pl.when(pl.int_range(pl.len()) == 0).then(pl.col("amount_minor") + 1).otherwise("amount_minor")
OTHER_CLASS = pl.col("cost_class").replace({"capex": "opex", "opex": "capex"})
ERRORS: dict[str, tuple[object, str, Callable[[pl.DataFrame], pl.DataFrame]]] = {
    "decision_costs by a cent": (building, "decision_costs", lambda lines: lines.with_columns(amount_minor=A_CENT)),
    "decision_costs by a class": (building, "decision_costs", lambda lines: lines.with_columns(cost_class=OTHER_CLASS)),
    "decision_costs by a line": (building, "decision_costs", lambda lines: lines.slice(1)),
    "decision_costs by an offset": (
        building, "decision_costs", lambda lines: lines.with_columns(period_offset=pl.col("period_offset") + 1),
    ),
    "dated by a period": (option_lines, "dated", lambda lines: lines.with_columns(period_index=pl.col("period_index") + 1)),
    "in_prices by a cent": (option_lines, "in_prices", lambda lines: lines.with_columns(amount_minor=A_CENT)),
    "in_prices by a class": (option_lines, "in_prices", lambda lines: lines.with_columns(cost_class=OTHER_CLASS)),
    "exit_costs by a cent": (option_lines, "exit_costs", lambda lines: lines.with_columns(amount_minor=A_CENT)),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_of_the_plan_s_own_functions_is_found(name, monkeypatch):
    """One function of the plan is wrong by the least that it can be. The optimiser's input is then wrong, and the check finds
    it.
    """
    module, function, wrong = ERRORS[name]
    right = getattr(module, function)
    monkeypatch.setattr(module, function, lambda *given, **named: wrong(right(*given, **named)))
    entries = booked_as_planned()
    with pytest.raises(LedgerDoesNotTie, match="booked"):
        check_ledger(entries, CHOSEN_STEPS, EVERY_STEP, STEPS)


def steps_of_costing() -> dict[str, tuple[str, str]]:
    """The functions that `decision_costs` calls, by where it reads them from."""
    room = "cutline.choices.costing"
    return {
        "currency": (f"{room}.decision_costs", "in_portfolio_currency"),
        "deciding lines": (f"{room}.decision_costs", "deciding_costs"),
        "estimate to complete": (f"{room}.decision_costs", "with_estimates_to_complete"),
        "prices of the estimate": (f"{room}.estimate_to_complete", "in_prices"),
        "correction": (f"{room}.decision_costs", "with_corrections"),
    }


@pytest.mark.parametrize("step", steps_of_costing())
def test_an_error_within_decision_costs_is_found(step, monkeypatch):
    """Each step of costing adds 100 to its first amount, so that the error survives scaling and rounding."""
    import importlib

    module, function = steps_of_costing()[step]
    right = getattr(importlib.import_module(module), function)
    first = pl.int_range(pl.len()) == 0

    def wrong(*given: object, **named: object) -> pl.DataFrame:
        return right(*given, **named).with_columns(
            amount_minor=pl.when(first).then(pl.col("amount_minor") + 100).otherwise("amount_minor")
        )

    monkeypatch.setattr(f"{module}.{function}", wrong)
    entries = booked_as_planned()
    with pytest.raises(LedgerDoesNotTie, match="booked"):
        check_ledger(entries, CHOSEN_STEPS, EVERY_STEP, STEPS)


def test_the_ledger_ties_with_estimates_prices_and_currency_together():
    """The bookings of a project in pounds, with real prices and an estimate to complete, tie; one minor unit more is refused."""
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
    booked = [("P", "F", kind, year, amount) for _, kind, year, amount in spend_by_start(tables, settings_of())]
    chosen = pl.DataFrame([("P", "full", -1, 2)], schema=CHOSEN_SCHEMA, orient="row")
    check_ledger(build_ledger(pl.DataFrame(booked, schema=ALLOCATION_SCHEMA, orient="row")), chosen, tables, settings_of())
    off = [(*booked[0][:4], booked[0][4] + 1), *booked[1:]]
    with pytest.raises(Exception, match="does not tie"):
        check_ledger(build_ledger(pl.DataFrame(off, schema=ALLOCATION_SCHEMA, orient="row")), chosen, tables, settings_of())


def test_budgets_ledger_and_plan_agree_in_years_of_weeks():
    """Fiscal 2023 of the retail calendar has 53 weeks: money of 3 February 2024 is money of FY2023, and that of the next day is
    money of FY2024. Months after the start are fiscal months, also over the long one.
    """
    calendar = {
        "weeks": "4-5-4",
        "year_ends": "nearest",
        "fiscal_year_starts_month": 2,
        "grain": "month",
        "horizon_start": "2023-01-29",
        "periods": 24,
    }
    chosen_settings = settings_from({"calendar": calendar})
    dated = [
        {**LINE, "period_offset": None, "period_start": day, "amount_minor": amount}
        for day, amount in ((date(2024, 2, 3), 3), (date(2024, 2, 4), 40))
    ]
    offset = [
        {**LINE, "period_offset": months, "period_start": None, "amount_minor": amount}
        for months, amount in ((11, 500), (12, 6000))
    ]
    funds = [{"fund_id": "F", "cost_class": "capex", "fiscal_year": year, "amount_minor": 10**6} for year in (2023, 2024)]
    project = {"project_id": "P", "name": "P", "status": "proposed", "earliest_start": date(2023, 1, 29)}
    tables = tables_of(projects=[project], cost_lines=dated + offset, funds=funds)
    spend = spend_by_start(tables, chosen_settings)
    assert sorted(row[1:] for row in spend) == [("capex", 2023, 503), ("capex", 2024, 6040)]
    booked = [("P", "F", kind, year, amount) for _, kind, year, amount in spend]
    chosen = pl.DataFrame([("P", "full", 0, 13)], schema=CHOSEN_SCHEMA, orient="row")
    check_ledger(build_ledger(pl.DataFrame(booked, schema=ALLOCATION_SCHEMA, orient="row")), chosen, tables, chosen_settings)
    moved = [("P", "F", "capex", 2023, 500), ("P", "F", "capex", 2024, 6043)]
    with pytest.raises(LedgerDoesNotTie, match="FY2023"):
        check_ledger(build_ledger(pl.DataFrame(moved, schema=ALLOCATION_SCHEMA, orient="row")), chosen, tables, chosen_settings)
