"""The period of a line, and the period in which a project starts by its own schedule."""

from datetime import date

import polars as pl
import pytest

from cutline.choices.costing.dated_lines import dated, dated_at_own_start, own_starts
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import LINE, tables_of

QUARTERS = settings_from({"calendar": {"grain": "quarter", "periods": 8}})  # from January 2027


@pytest.mark.parametrize(
    ("status", "earliest", "expected"),
    [
        ("in_flight", date(2026, 7, 15), -2),  # a project in flight has a past
        ("in_flight", date(2027, 5, 15), 1),  # and holds the period in which its day lies
        ("in_flight", None, 0),
        ("proposed", date(2027, 4, 1), 1),  # the first day of a quarter is that quarter
        ("proposed", date(2027, 4, 2), 1),  # a day within a quarter means that quarter
        ("proposed", date(2027, 6, 30), 1),
        ("proposed", date(2027, 7, 1), 2),
        ("proposed", date(2026, 3, 1), 0),  # not before the horizon
        ("proposed", None, 0),
    ],
)
def test_a_project_starts_by_its_own_schedule(status, earliest, expected):
    """A day means the period in which it lies. Only a project in flight starts before the horizon."""
    tables = tables_of(projects=[{"project_id": "P", "name": "P", "status": status, "earliest_start": earliest}])
    assert own_starts(tables, QUARTERS).rows() == [("P", expected)]


def test_a_line_is_dated_by_its_offset_or_by_its_day():
    """Two quarters after a start in quarter 1 is quarter 3; a day in August 2026 is two quarters before the horizon, whatever the start."""
    lines = pl.DataFrame(
        {"start_index": [1, 1, 1], "period_offset": [2, None, None], "period_start": [None, date(2026, 8, 9), None]},
        schema_overrides={"period_start": pl.Date},
    )
    assert dated(lines, QUARTERS.horizon())["period_index"].to_list() == [3, -2, None]


def test_lines_at_the_own_start_say_whether_the_default_mode_pays_them():
    """The default mode is `go_on`; a line without a mode belongs to it too. A project without modes has no other mode."""
    tables = tables_of(
        projects=[{"project_id": p, "name": p, "status": "proposed", "earliest_start": date(2027, 4, 1)} for p in "PQ"],
        modes=[{"project_id": "P", "mode_id": m, "intent": i} for m, i in (("fast", "accelerate"), ("go_on", "full"))],
        cost_lines=[
            *({**LINE, "mode_id": m, "period_offset": 1, "amount_minor": 1} for m in (None, "fast", "go_on")),
            {**LINE, "project_id": "Q", "mode_id": "full", "period_offset": 0, "amount_minor": 1},
        ],
    )
    found = dated_at_own_start(tables["cost_lines"], tables, QUARTERS)
    assert found.select("mode_id", "period_index", "is_default_mode").rows() == [
        (None, 2, True), ("fast", 2, False), ("go_on", 2, True), ("full", 1, True),
    ]  # fmt: skip
