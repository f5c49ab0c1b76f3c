"""The same schedule from three programs gives the same rows, and schedules that were once read wrong give the right figure."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.cutline.folder_tables import tables_of_folder
from tests.cutline.sources.formats.sample_rows import SCHEDULES
from tests.cutline.sources.reading_exports import accepted_of

Frames = dict[str, pl.DataFrame]


@pytest.fixture(params=SCHEDULES)
def schedule(request, tmp_path) -> tuple[Path, str]:
    """The same bridge as Primavera, as Microsoft Project and as Primavera's XML tell it."""
    name, data = SCHEDULES[request.param]
    (tmp_path / name).write_bytes(data)
    return tmp_path, request.param


def test_a_schedule_is_a_source_of_projects_and_milestones(schedule):
    """Name, dates, currency; milestones with baseline and forecast. A baseline in the same file is no project."""
    folder, kind = schedule
    projects = accepted_of(folder, "projects", {"status": {"value": "in_flight"}}, format=kind, ignore=[".*"])
    assert projects.select("project_id", "name", "earliest_start", "currency").rows() == [
        ("BRIDGE", "The bridge at Hexham", date(2027, 1, 4), "GBP")
    ]
    milestones = accepted_of(folder, "milestones", format=kind, ignore=[".*"])
    assert milestones.select("baseline_date", "forecast_date", "actual_date").rows() == [
        (date(2027, 2, 26), date(2027, 3, 5), None)
    ]


def test_a_schedule_s_work_is_spread_over_its_months(schedule):
    """320 hours from 4 January to 26 February 2027, 40 working days of which 20 are in January: half and half, in FTE of 160
    hours.
    """
    folder, kind = schedule
    demand = accepted_of(folder, "demand", {"fte": {"from": "hours", "unit": "hours"}}, format=kind, hours_per_fte=160)
    assert demand.select("project_id", "role_id", "period_start", "milli_fte").rows() == [
        ("BRIDGE", "ENG", date(2027, 1, 1), 1000), ("BRIDGE", "ENG", date(2027, 2, 1), 1000),
    ]  # fmt: skip


def test_a_schedule_s_money_sums_to_the_cent(schedule):
    """£32,000.10 of labour over two months, £5,000 of steel in one, £1,000 besides: nothing is lost in the spreading."""
    folder, kind = schedule
    costs = accepted_of(folder, "cost_lines", {"cost_class": {"value": "capex"}}, format=kind)
    by_type = dict(costs.group_by("cost_type").agg(pl.col("amount_minor").sum()).iter_rows())
    assert by_type == {"labour": 3_200_010, "vendor": 500_000, "other": 100_000}
    assert costs.filter(pl.col("cost_type") == "vendor")["period_start"].to_list() == [date(2027, 1, 1)]


def test_a_schedule_s_earned_value(schedule):
    """By hand: BAC 38,000.10; 50 % done; labour 21 of 40 days planned by 1 February, steel all of it; Project's own figures
    where it has them.
    """
    folder, kind = schedule
    evm = accepted_of(folder, "evm", format=kind).select(
        "planned_minor", "earned_minor", "actual_minor", "budget_at_completion_minor", "estimate_to_complete_minor"
    )
    if kind == "mspdi":
        assert evm.rows() == [(1_900_000, 1_850_005, 1_550_005, 3_700_010, 2_250_000)]
    else:
        planned = round(3_200_010 * 21 / 40) + 500_000 + round(100_000 * 21 / 40)
        assert evm.rows() == [(planned, 1_900_005, 1_550_005, 3_800_010, 2_250_000)]


def by_month(frame: pl.DataFrame, amount: str) -> dict[date, int]:
    sums = frame.group_by(pl.col("period_start").dt.truncate("1mo")).agg(pl.col(amount).sum())
    return dict(sums.sort("period_start").iter_rows())


def costs_and_hours(tables: Frames) -> tuple[int, int]:
    """Cents, and thousandths of FTE of 160 hours."""
    return tables["cost_lines"]["amount_minor"].sum(), tables["demand"]["milli_fte"].sum()


CASES: dict[str, tuple[Callable[[Frames], object], object]] = {
    # A baseline project names its original; planned dates are no baseline, because they move with the schedule.
    "xer_baseline_project_in_file": (lambda t: t["milestones"]["baseline_date"].to_list(), [date(2027, 5, 31)]),
    "xer_planned_is_not_baseline": (lambda t: t["milestones"]["baseline_date"].to_list(), [None]),
    # A fixed cost that accrues at the end falls into the year of the end.
    "msp_fixed_cost_at_end": (lambda t: by_month(t["cost_lines"], "amount_minor"), {date(2028, 6, 1): 12_000_00}),
    "msp_fixed_cost_on_summary": (lambda t: (costs_and_hours(t)[0], t["projects"]["whole_life_cost_minor"].item()), (15_000_00, 15_000_00)),
    "msp_inactive_task": (lambda t: (*costs_and_hours(t), t["milestones"].height), (10_000_00, 500, 0)),
    "msp_split_task": (lambda t: by_month(t["demand"], "milli_fte"), {date(2027, 2, 1): 1000, date(2027, 6, 1): 1000}),
    "pmxml_base_currency_lost": (lambda t: t["projects"]["currency"].to_list(), ["GBP"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_schedule_that_was_read_wrong_is_read_right(shared_data, name):
    """The folder's README says what its program means by the file; nothing goes to quarantine."""
    figure, right = CASES[name]
    _, tables, bad = tables_of_folder(_folder(shared_data, name), "projects", "milestones", "demand", "cost_lines", "evm")
    assert figure(tables) == right
    assert bad.is_empty()


def test_a_split_task_spends_when_it_works(shared_data):
    """Work and cost have the same months: 160 hours and 8,000.00 in February, the same in June."""
    _, tables, _ = tables_of_folder(_folder(shared_data, "msp_split_task"), "cost_lines")
    assert by_month(tables["cost_lines"], "amount_minor") == {date(2027, 2, 1): 8_000_00, date(2027, 6, 1): 8_000_00}


def _folder(shared_data: Path, name: str) -> Path:
    return shared_data / "found" / name
