"""The projects that a plan must contain."""

from datetime import date

import polars as pl

from cutline.choices.options.requirements import SPENT_TEXT
from cutline.choices.options.stop_options import STOP_TEXT
from tests.cutline.choices.options.one_project import P, choices


def test_expired_mandates_do_not_bind():
    """A mandate that expired before the horizon requires nothing, and neither does one on a cancelled project."""
    law = {"mandate": "regulatory", "mandate_reason": "law"}
    rows = [
        {**P, **law}, {**P, **law, "project_id": "Old", "mandate_expires": date(2026, 12, 31)}, {**P, **law, "project_id": "Dead", "status": "cancelled"},
    ]  # fmt: skip
    assert choices(projects=rows).requirements["project_id"].to_list() == ["P"]


def test_a_project_that_has_spent_of_the_horizon_is_not_left_out_for_nothing():
    """The settings let projects in flight be left out. P has spent 30 of 2027 and states no exit cost, so it continues. With an
    exit cost it may be stopped, and the 30 are paid in each case. Q has spent in 2026 only, so it may be left out.
    """
    line = {"cost_class": "opex", "kind": "plan", "period_offset": 0, "amount_minor": 100}
    rows = {
        "projects": [{"project_id": p, "name": p, "status": "in_flight"} for p in "PQ"],
        "cost_lines": [{**line, "project_id": p} for p in "PQ"],
        "evm": [
            {"project_id": p, "period_start": day, "planned_minor": 50, "earned_minor": 20, "actual_minor": 30,
             "budget_at_completion_minor": 100, "estimate_to_complete_minor": 70}
            for p, day in (("P", date(2027, 3, 1)), ("Q", date(2026, 3, 1)))
        ],
    }  # fmt: skip
    free = {"planning": {"in_flight_must_continue": False}}
    assert choices(free, **rows).requirements.select("project_id", "text").rows() == [("P", SPENT_TEXT)]
    modes = [{"project_id": "P", "mode_id": "go"}, {"project_id": "P", "mode_id": "end", "exit_cost_minor": 0}]
    stoppable = choices(free, **rows, modes=modes)
    assert stoppable.requirements.select("project_id", "text").rows() == [("P", STOP_TEXT)]
    by_mode = stoppable.spend.filter(pl.col("project_id") == "P").select("mode_id", "amount_minor")
    assert sorted(by_mode.rows()) == [("end", 30), ("go", 100)]
