"""A year holds the actual cost to date and the estimate to complete: neither the plan to date, nor both, nor none."""

from datetime import date

import polars as pl
import pytest

from cutline.contracts.choice_frames import OPTION_KEY
from cutline.ledger.recomputing.owed import owed_by_projects
from cutline.settings.loading import settings_from
from tests.cutline.choices.options.project_in_flight import MODES
from tests.cutline.choices.solving import choices_of
from tests.cutline.few_projects import LINE, RUNNING, evm, settings, tables_of
from tests.cutline.folder_tables import tables_of_folder

QUARTERS = [{**LINE, "cost_class": "opex", "period_start": date(2027, month, 1), "amount_minor": 100} for month in (1, 4, 7)]
MARCH = evm((date(2027, 3, 1), 100, 20, 30, 300, 280))


def owed(tables: dict, chosen, mode: str | None = None) -> dict[tuple[str, int], int]:
    """What the only project spends by cost class and fiscal year, in the first mode or in `mode`; the recomputation agrees."""
    choices = choices_of(tables, chosen)
    option = choices.options.filter(pl.col("mode_id") == mode if mode else pl.lit(value=True)).head(1)
    years = chosen.horizon().fiscal_years()
    spend = choices.spend.join(option, on=OPTION_KEY, how="semi").filter(pl.col("fiscal_year").is_in(years))
    found = {(kind, year): amount for kind, year, amount in spend.select("cost_class", "fiscal_year", "amount_minor").iter_rows()}
    assert {key[1:]: amount for key, amount in owed_by_projects(option, tables, chosen).items()} == found
    return found


def test_the_year_holds_what_was_spent_and_what_is_still_to_come(shared_data):
    """Of a plan of 300, P1 has spent 30 and still costs 280; P2 has spent 180 and still costs 200. The plan to date is in no sum."""
    chosen, tables, _ = tables_of_folder(shared_data / "found" / "evm_status_inside_horizon")
    spend = choices_of(tables, chosen).spend.group_by("project_id", "fiscal_year").agg(pl.col("amount_minor").sum())
    assert sorted(spend.rows()) == [("P1", 2027, 310_00), ("P2", 2027, 380_00)]


def test_a_project_keeps_its_plan_without_a_ratio(shared_data):
    """40 of 200 are earned and no cost is posted, so nothing says what the rest costs: the plan of 200 stays."""
    chosen, tables, _ = tables_of_folder(shared_data / "found" / "evm_earned_before_cost_posted")
    assert choices_of(tables, chosen).spend["amount_minor"].sum() == 200_00


def test_nothing_spent_and_all_to_come_is_the_budget_once(shared_data):
    """The plan of 16,000 lies before the status, nothing was spent and 16,000 are to come: 16,000, not 32,000."""
    chosen, tables, _ = tables_of_folder(shared_data / "found" / "run_xer_health")
    assert choices_of(tables, chosen).spend["amount_minor"].sum() == 16_000_00


@pytest.mark.parametrize("grain", ["month", "quarter", "year"])
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        # The horizon starts in January 2027. The plan spends 100 in each of Q1, Q2 and Q3; AC is 30 and ETC is 280.
        (date(2026, 11, 1), {2027: 280}),  # before the horizon: AC is sunk
        (date(2026, 12, 1), {2027: 280}),  # the last month before it
        (date(2027, 1, 1), {2027: 310}),
        (date(2027, 2, 1), {2027: 310}),  # inside a quarter
        (date(2027, 3, 1), {2027: 310}),  # the end of a quarter
        (date(2027, 9, 1), {2027: 310}),  # the plan is over within the year
        (date(2027, 12, 1), {2027: 30, 2028: 280}),  # the end of the fiscal year: what is to come falls into the next one
        (date(2028, 5, 1), {2028: 310}),
        (date(2028, 12, 1), {2028: 30}),  # the last month of the horizon: what is to come falls after it
    ],
)
def test_every_place_of_the_status_gives_the_same_years_by_month_quarter_and_year(grain, status, expected):
    """Wherever the status lies, each fiscal year has the cost that was spent in it and the cost that is still to come in it."""
    tables = tables_of(projects=[RUNNING], cost_lines=QUARTERS, evm=[{**MARCH[0], "period_start": status}])
    periods = {"month": 24, "quarter": 8, "year": 2}[grain]
    lines = owed(tables, settings(grain, periods))
    assert {year: amount for (_, year), amount in lines.items()} == expected


def test_a_fiscal_year_that_ends_in_march_splits_the_cost_to_date():
    """40 were spent in February, 25 in March and 7 in April; 228 are to come. FY2026 ends in March 2027."""
    rows = evm(
        (date(2027, 2, 1), 50, 10, 40, 300, None),
        (date(2027, 3, 1), 50, 10, 25, 300, None),
        (date(2027, 4, 1), 50, 10, 7, 300, 228),
    )
    chosen = settings_from({"calendar": {"grain": "month", "periods": 15, "fiscal_year_starts_month": 4}})
    tables = tables_of(projects=[RUNNING], cost_lines=QUARTERS, evm=rows)
    assert owed(tables, chosen) == {("opex", 2026): 65, ("opex", 2027): 7 + 228}


def test_a_row_of_a_quarter_is_spread_over_its_months():
    """The row from December 2026 stands for three months like its neighbour: a third of its 31 lies before the horizon. The
    status is the end of May.
    """
    rows = evm((date(2026, 12, 1), 50, 10, 31, 300, None), (date(2027, 3, 1), 50, 10, 9, 300, 100))
    tables = tables_of(projects=[RUNNING], cost_lines=QUARTERS, evm=rows)
    assert owed(tables, settings("month", 24)) == {("opex", 2027): 21 + 9 + 100}


CAPEX_FIRST = [
    {**LINE, "cost_class": kind, "period_start": date(2027, month, 1), "amount_minor": amount}
    for month, kind, amount in ((1, "capex", 90), (1, "opex", 30), (7, "opex", 100))
]


@pytest.mark.parametrize(
    ("lines", "actuals", "status", "expected"),
    [
        (CAPEX_FIRST, [], date(2027, 1, 1), {"capex": 23, "opex": 7 + 280}),  # as planned for the period: 3 to 1
        (CAPEX_FIRST, [("opex", 5)], date(2027, 1, 1), {"opex": 30 + 280}),  # as it was posted
        (CAPEX_FIRST, [("opex", 5), ("capex", -5)], date(2027, 1, 1), {"opex": 310}),  # a credit is no share
        (CAPEX_FIRST, [], date(2027, 4, 1), {"capex": 12, "opex": 18 + 280}),  # no plan for April: as the whole plan, 90 to 130
        (
            [{**line, "amount_minor": 0} for line in CAPEX_FIRST],
            [],
            date(2027, 1, 1),
            {"capex": 15 + 94, "opex": 15 + 186},
        ),  # equal parts
    ],
)
def test_the_cost_to_date_is_booked_in_the_classes_of_the_postings_or_of_the_plan(lines, actuals, status, expected):
    """Earned value does not say what is capex. 30 were spent in the status month and 280 are to come."""
    posted = [
        {"project_id": "P", "period_start": status, "cost_class": kind, "account": "1", "amount_minor": amount}
        for kind, amount in actuals
    ]
    tables = tables_of(projects=[RUNNING], cost_lines=lines, actuals=posted, evm=[{**MARCH[0], "period_start": status}])
    assert {kind: amount for (kind, _), amount in owed(tables, settings("month", 24)).items()} == expected


def test_what_was_spent_is_owed_in_every_mode_and_by_a_project_that_is_stopped():
    """30 were spent in March. Going on costs 280 more, going faster as well, and stopping costs 30 more: 30 + 30."""
    lines = [
        {**LINE, "mode_id": mode, "period_start": date(2027, month, 1), "amount_minor": 100}
        for mode, month in (("go_on", 1), ("go_on", 7), ("faster", 1), ("halt", 7))
    ]
    chosen = settings_from({"calendar": {"grain": "quarter", "periods": 8}, "planning": {"in_flight_must_continue": False}})
    tables = tables_of(projects=[RUNNING], modes=MODES, cost_lines=lines, evm=MARCH)
    found = {mode: sum(owed(tables, chosen, mode).values()) for mode in ("go_on", "faster", "halt", "end")}
    assert found == {"go_on": 310, "faster": 310, "halt": 310, "end": 60}


def test_the_cost_to_date_is_nominal_and_in_the_currency_of_the_project():
    """15 pounds in 2028 are 30 euros, whatever the price level; the plan is in real prices of 2027."""
    rate = {"kind": "currency", "from_currency": "GBP", "to_currency": "EUR", "rate_date": date(2027, 1, 1), "rate_e9": 2 * 10**9}
    levels = [{"fiscal_year": year, "index_milli": level} for year, level in ((2027, 1000), (2028, 1500), (2029, 2000))]
    line = {**LINE, "period_start": date(2028, 7, 1), "amount_minor": 999, "price_basis": "real"}
    rows = evm((date(2028, 1, 1), 5, 5, 15, 100, 50))
    tables = tables_of(projects=[{**RUNNING, "currency": "GBP"}], cost_lines=[line], evm=rows, rates=[rate], deflators=levels)
    assert owed(tables, settings("quarter", 12)) == {("capex", 2028): 30 + 100}


def test_a_mode_whose_own_lines_after_the_status_are_nothing_is_not_free():
    """`faster` states 0 for July. It still pays what is to come, like a mode that states no line there."""
    lines = [
        {**LINE, "mode_id": mode, "period_start": date(2027, month, 1), "amount_minor": amount}
        for mode, month, amount in (("go_on", 1, 100), ("go_on", 7, 100), ("faster", 1, 100), ("faster", 7, 0))
    ]
    tables = tables_of(projects=[RUNNING], modes=MODES[:2], cost_lines=lines, evm=MARCH)
    assert sum(owed(tables, settings("quarter", 8), "faster").values()) == 310


def test_a_plan_to_date_still_says_how_long_a_mode_takes():
    """All lines lie before the status, in Q1 and Q2. The mode keeps its place among the modes with a cost. It runs until Q3,
    where the rest of its work is paid, also if its length of two quarters is stated.
    """
    lines = [{**LINE, "period_offset": offset, "amount_minor": 100} for offset in (0, 1)]
    begun = {**RUNNING, "earliest_start": date(2027, 1, 1)}
    for modes in ([], [{"project_id": "P", "mode_id": "full", "duration_periods": 2}]):
        tables = tables_of(projects=[begun], modes=modes, cost_lines=lines, evm=evm((date(2027, 6, 1), 200, 100, 150, 200, 50)))
        options = choices_of(tables, settings("quarter", 8)).options
        assert options.select("start_index", "finish_index").rows() == [(0, 3)]
