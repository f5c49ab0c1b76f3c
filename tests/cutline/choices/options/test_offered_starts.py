"""The starts that are offered."""

import shutil
from datetime import date

import polars as pl
import pytest

from tests.cutline.choices.options.one_project import P, choices
from tests.cutline.choices.solving import choices_of
from tests.cutline.few_projects import LINE
from tests.cutline.folder_tables import tables_of_folder


def test_work_before_the_start_may_not_fall_before_the_horizon():
    """A proposed project cannot hide a cost by starting so early that the cost lies in the past. It starts when all its costs
    lie ahead.
    """
    window = {**P, "earliest_start": date(2027, 1, 1), "latest_start": date(2028, 1, 1)}
    lines = [{**LINE, "period_offset": offset, "amount_minor": 100} for offset in (-1, 0)]
    found = choices(projects=[window], cost_lines=lines)
    assert found.options["start_index"].to_list() == [1]
    assert found.spend["amount_minor"].sum() == 200


def test_a_start_within_a_period_is_that_period_and_a_deadline_within_one_binds():
    """An earliest start of 20 February means the year in which it lies. A deadline of 30 December excludes the period that ends
    on 31 December.
    """
    cost = [{**LINE, "period_offset": 0, "amount_minor": 1}]
    late = {**P, "earliest_start": date(2027, 2, 20), "latest_start": date(2029, 6, 1)}
    assert choices(projects=[late], cost_lines=cost).options["start_index"].to_list() == [0, 1, 2]
    due = {**P, "latest_start": date(2029, 1, 1), "deadline": date(2028, 12, 30)}
    assert choices(projects=[due], cost_lines=cost).options["finish_index"].to_list() == [1]
    exact = {**due, "deadline": date(2028, 12, 31)}
    assert choices(projects=[exact], cost_lines=cost).options["finish_index"].to_list() == [1, 2]


FIRST, SECOND = date(2027, 3, 1), date(2028, 5, 1)
DATED = [{**LINE, "period_start": day, "amount_minor": 100} for day in (FIRST, SECOND)]


def test_a_schedule_starts_in_the_period_of_its_start_and_runs_to_its_last_cost():
    """From 15 February 2027 to 26 May 2028 are two years, 2027 and 2028; and its own finish is a deadline that it keeps."""
    own = {**P, "earliest_start": date(2027, 2, 15)}
    for due in (None, date(2028, 5, 26), date(2028, 12, 31)):
        found = choices(projects=[{**own, "deadline": due}], cost_lines=DATED)
        assert found.options.select("start_index", "finish_index").rows() == [(0, 2)], due
        assert found.money_years.rows() == [("P", "full", 0, 2027, 2028)]
    late = choices(projects=[{**own, "deadline": date(2027, 12, 30)}], cost_lines=DATED)
    assert late.options.is_empty()
    assert late.left_out["code"].to_list() == ["window"]


@pytest.mark.parametrize(
    ("grain", "start", "deadline", "is_offered"),
    [
        ("quarter", date(2027, 8, 15), date(2027, 9, 28), True),  # start, costs and deadline in one quarter
        ("year", date(2027, 8, 15), date(2027, 9, 28), True),
        ("month", date(2027, 8, 15), date(2027, 9, 28), True),
        ("month", date(2027, 8, 15), date(2027, 8, 31), False),  # a cost in September
        ("quarter", date(2027, 8, 15), date(2027, 6, 30), False),
    ],
)
def test_a_schedule_within_one_period_keeps_its_deadline(grain, start, deadline, is_offered):
    """Costs of August and September 2027, by every grain: the days are known only to their period."""
    lines = [{**LINE, "period_start": date(2027, month, 1), "amount_minor": 5} for month in (8, 9)]
    raw = {"calendar": {"grain": grain, "periods": 24 if grain == "month" else 8 if grain == "quarter" else 2}}
    found = choices(raw, projects=[{**P, "earliest_start": start, "deadline": deadline}], cost_lines=lines)
    assert found.options.height == is_offered


def test_no_start_lies_in_a_year_after_a_cost_that_does_not_move():
    """The costs of 2027 and 2028 stay where they are, so the project starts in 2027 although it may start up to 2029. Costs by
    offset move with it.
    """
    free = {**P, "latest_start": date(2029, 1, 1)}
    assert choices(projects=[free], cost_lines=DATED).options["start_index"].to_list() == [0]
    moving = [{**LINE, "period_offset": 0, "amount_minor": 100}]
    found = choices(projects=[free], cost_lines=moving)
    assert found.options["start_index"].to_list() == [0, 1, 2]
    assert found.money_years.select("first_year", "last_year").rows() == [(y, y) for y in (2027, 2028, 2029)]
    assert choices(projects=[free], cost_lines=[{**DATED[0], "amount_minor": 0}, DATED[1]]).options["start_index"].to_list() == [
        0,
        1,
    ]


@pytest.mark.parametrize(
    ("cells", "lines", "years"),
    [
        ({"earliest_start": date(2028, 2, 1)}, DATED, []),  # money of 2027 before a start in 2028: it has no start
        ({"status": "in_flight", "earliest_start": date(2028, 2, 1)}, DATED, [(None, 2028)]),  # it may have spent before
        ({}, [{**LINE, "period_offset": offset, "amount_minor": 1} for offset in (-1, 0)], []),
        ({"latest_start": date(2028, 1, 1)}, [{**LINE, "period_offset": o, "amount_minor": 1} for o in (-1, 0)], [(2027, 2028)]),
    ],
)
def test_the_years_of_the_money_are_those_in_which_the_project_runs(cells, lines, years):
    """A project that would spend in a year before it starts is left out; a cost that is stated before the start counts as run-up."""
    found = choices(projects=[{**P, **cells}], cost_lines=lines)
    assert found.money_years.select("first_year", "last_year").rows() == years


def test_costs_may_follow_a_length_that_is_stated():
    """The mode takes one year and its support costs of 2029 follow; the length stays, and the last year is open."""
    modes = [{"project_id": "P", "mode_id": "full", "duration_periods": 1}]
    lines = [{**LINE, "period_start": date(year, 1, 1), "amount_minor": 1} for year in (2027, 2029)]
    found = choices(projects=[P], modes=modes, cost_lines=lines)
    assert found.options["finish_index"].to_list() == [1]
    assert found.money_years.select("first_year", "last_year").rows() == [(2027, None)]


@pytest.mark.parametrize("deadline", ["", "2028-05-26 00:00"])
def test_a_schedule_file_is_planned_when_its_schedule_says(shared_data, tmp_path, deadline):
    """The file says 2027-02-15 to 2028-05-26: it starts in FY2027 and runs two years, also with its own finish as its deadline."""
    folder = tmp_path / "case"
    shutil.copytree(shared_data / "found" / "schedule_starts_a_period_late", folder)
    file = folder / "exports" / "p6.xer"
    file.chmod(0o600)
    file.write_text(file.read_text().replace("2027-02-15 00:00\t\t", f"2027-02-15 00:00\t{deadline}\t"))
    settings, tables, bad = tables_of_folder(folder)
    found = choices_of(tables, settings)
    assert bad.is_empty()
    assert tables["projects"]["deadline"].is_null().item() == (deadline == "")
    assert found.options.select("start_index", "finish_index").rows() == [(0, 2)]
    assert found.spend.group_by("fiscal_year").agg(pl.col("amount_minor").sum())["amount_minor"].sum() == 6_000_000_00
