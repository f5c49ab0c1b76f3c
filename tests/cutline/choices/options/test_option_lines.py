"""The lines of an option: what moves with its start, what counts, and what is sunk."""

from datetime import date

from tests.cutline.choices.options.one_project import P, choices
from tests.cutline.few_projects import LINE


def test_a_later_start_moves_offsets_and_leaves_fixed_periods():
    """With two possible starts, lines with an offset move with the start, and lines with a day stay where they are."""
    found = choices(
        projects=[{**P, "earliest_start": date(2027, 1, 1), "latest_start": date(2028, 5, 1)}],
        cost_lines=[
            {**LINE, "period_offset": 0, "amount_minor": 100},
            {**LINE, "period_start": date(2029, 1, 1), "amount_minor": 7},
        ],
    )
    spent = found.spend.select("start_index", "fiscal_year", "amount_minor").rows()
    assert spent == [(0, 2027, 100), (0, 2029, 7), (1, 2028, 100), (1, 2029, 7)]


def test_what_was_spent_before_the_horizon_is_sunk():
    """A project in flight has one start, in the past, and only the costs from the horizon on count."""
    running = {**P, "status": "in_flight", "earliest_start": date(2026, 1, 1)}
    found = choices(projects=[running], cost_lines=[{**LINE, "period_offset": i, "amount_minor": 100 + i} for i in range(3)])
    assert found.options["start_index"].to_list() == [-1]
    assert found.spend.select("fiscal_year", "amount_minor").rows() == [(2027, 101), (2028, 102)]
    assert found.requirements["rule"].to_list() == ["in_flight"]


def test_modes_are_options_and_a_line_without_a_mode_belongs_to_all():
    """The modes `lean` and `full` each pay the line of 3 that names no mode."""
    found = choices(
        projects=[P],
        modes=[{"project_id": "P", "mode_id": mode, "duration_periods": 1} for mode in ("full", "lean")],
        cost_lines=[
            {**LINE, "mode_id": "full", "period_offset": 0, "amount_minor": 50},
            {**LINE, "mode_id": "lean", "period_offset": 0, "amount_minor": 20},
            {**LINE, "period_offset": 0, "amount_minor": 3},
        ],
    )
    assert found.spend.select("mode_id", "amount_minor").rows() == [("full", 53), ("lean", 23)]
