"""A project without an option is left out with the reason."""

from datetime import date

import pytest

from tests.cutline.choices.options.one_project import GAIN, P, choices, reason
from tests.cutline.few_projects import LINE


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"projects": [{**P, "status": "on_hold"}]}, "status is on hold"),
        ({"projects": [P]}, "no cost lines"),
        ({"cost_lines": [{**LINE, "period_offset": 0, "amount_minor": None}]}, "cost is unknown"),
        ({"benefits": [{**GAIN, "period_offset": 0, "amount_minor": None}]}, "benefits is unknown"),
        ({"demand": [{"project_id": "P", "role_id": "R", "period_offset": 0, "milli_fte": None}]}, "people it needs is unknown"),
        ({"projects": [{**P, "earliest_start": date(2035, 1, 1)}]}, "no period of the horizon"),
        ({"projects": [{**P, "deadline": date(2020, 1, 1)}]}, "no period of the horizon"),
        (
            {"decisions": [{"project_id": "P", "decision": "force_out", "reason": "no", "decided_by": "Board"}]},
            "force out by Board: no",
        ),
        ({"cost_lines": [{**LINE, "period_offset": 0, "amount_minor": -5}]}, "negative in sum"),
    ],
)
def test_a_project_that_cannot_be_judged_is_left_out_with_a_reason(rows, told):
    """Unknown is never read as 0: such a project has no option, and the report says why."""
    cost = [] if rows == {"projects": [P]} else [{**LINE, "period_offset": 0, "amount_minor": 1}]
    found = choices(**({"projects": [P], "cost_lines": cost} | rows))
    assert found.options.is_empty()
    assert told in reason(found)


def test_a_project_with_a_row_in_quarantine_is_set_aside():
    """Without the lost cost line the project would look cheaper than it is."""
    bad = {
        "table": "cost_lines",
        "source_file": "c.csv",
        "source_row": 7,
        "project_id": "P",
        "column": "amount_minor",
        "found": "12k4",
    }
    found = choices(projects=[P], cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 1}], quarantine=[bad])
    assert found.options.is_empty()
    assert "c.csv row 7: amount_minor is '12k4'" in reason(found)


@pytest.mark.parametrize("table", ["cost_lines", "benefits", "demand"])
def test_a_line_of_a_mode_nobody_has_sets_its_project_aside(table):
    """Without the line the project would look cheaper, less useful or less demanding than it is."""
    row = {
        "cost_lines": {**LINE, "amount_minor": 5},
        "benefits": {**GAIN, "amount_minor": 5},
        "demand": {"project_id": "P", "role_id": "R", "milli_fte": 5},
    }
    typo = {**row[table], "mode_id": "typo", "period_offset": 0}
    rows = {"cost_lines": [{**LINE, "period_offset": 0, "amount_minor": 1}]}
    found = choices(projects=[P], **(rows | {table: [*rows.get(table, []), typo]}))
    assert found.options.is_empty()
    assert "names the mode 'typo'" in reason(found)


def test_modes_that_may_not_be_chosen_are_the_reason():
    """The report names the modes as the reason, not the window of starts."""
    modes = [{"project_id": "P", "mode_id": "full", "is_eligible": False}]
    assert "none of its modes may be chosen" in reason(
        choices(projects=[P], modes=modes, cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 1}])
    )
