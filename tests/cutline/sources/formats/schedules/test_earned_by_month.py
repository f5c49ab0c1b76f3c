"""Earned value of a schedule by month: what was spent before the horizon is told apart from what was spent in it."""

from datetime import date
from fractions import Fraction

import pytest

from cutline.sources.formats.schedules.earned_by_month import earned_by_month
from cutline.sources.formats.schedules.records import Assignment, Project

ON = date(2027, 3, 31)
HALF = Fraction(1, 2)


def work(actual: int | None, start: date, finish: date, planned: int = 800, **cells) -> Assignment:
    return Assignment("P", "R", "labour", None, planned, actual, planned - (actual or 0), start, finish, HALF, **cells)


def months(assignments: list[Assignment], on: date = ON, **project) -> dict[str, dict[date, int]]:
    """By figure, the months in which it is not zero."""
    rows = earned_by_month(Project("P", "P", data_date=on, **project), assignments, on)
    return {
        name: {month: row[name] for month, row in rows.items() if row[name] != 0}
        for name in ("planned", "earned", "actual", "estimate_to_complete")
    }


def test_what_was_spent_is_dated_by_the_work_it_was_spent_on():
    """600 from October 2026, when the work began, to the end of March: 22 + 21 + 23 + 21 + 20 + 23 working days, in that
    proportion. Nothing is left for April.
    """
    found = months([work(600, date(2026, 9, 1), date(2027, 8, 31), begun=date(2026, 10, 1))])["actual"]
    assert list(found) == [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1), *(date(2027, m, 1) for m in (1, 2, 3))]
    assert sum(found.values()) == 600
    assert sum(list(found.values())[:3]) == 305  # 66 of 130 days are 304.6


def test_every_sum_is_kept_and_no_month_is_left_out():
    """Ended work lies in the months in which it ran, also if the months after it have none; the estimate is in the last month."""
    rows = earned_by_month(
        Project("P", "P", data_date=ON),
        [work(700, date(2026, 1, 5), date(2026, 1, 30), ended=date(2026, 1, 30)), work(None, ON, date(2027, 5, 1))][:1],
        ON,
    )
    assert next(iter(rows)) == date(2026, 1, 1)
    assert len(rows) == 15
    assert sum(row["actual"] or 0 for row in rows.values()) == rows[date(2026, 1, 1)]["actual"] == 700
    assert [month for month, row in rows.items() if row["estimate_to_complete"] is not None] == [date(2027, 3, 1)]


def test_an_unknown_cost_is_unknown_in_every_month():
    """One assignment does not say what it has cost, so no month does."""
    rows = earned_by_month(Project("P", "P", data_date=ON), [work(5, date(2027, 1, 4), ON), work(None, date(2027, 1, 4), ON)], ON)
    assert {row["actual"] for row in rows.values()} == {None}
    assert None not in {row["planned"] for row in rows.values()}


@pytest.mark.parametrize(("is_open", "last"), [(True, date(2027, 3, 1)), (False, date(2027, 4, 1))])
def test_a_data_date_of_a_morning_describes_the_days_before_it(is_open, last):
    """Primavera's data date of 1 April, 00:00, is the end of March: what is to come begins in April."""
    on = date(2027, 4, 1)
    rows = earned_by_month(
        Project("P", "P", data_date=on, is_data_date_open=is_open), [work(80, date(2027, 2, 1), date(2027, 6, 30))], on
    )
    assert max(rows) == last
    assert sum(row["actual"] or 0 for row in rows.values()) == 80


def test_figures_of_the_program_keep_their_sums():
    """Microsoft Project states its own sums: they are dated like the costs of the assignments, else at the status."""
    own = {"planned": 90, "earned": 60, "actual": 41, "budget_at_completion": 100, "estimate_to_complete": 59}
    found = months([work(10, date(2027, 2, 1), date(2027, 2, 26), ended=date(2027, 2, 26))], earned=own)
    assert found["actual"] == {date(2027, 2, 1): 41}
    assert sum(found["earned"].values()) == 60
    assert months([], earned=own)["actual"] == {date(2027, 3, 1): 41}
