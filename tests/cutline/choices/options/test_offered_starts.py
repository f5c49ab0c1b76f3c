"""The starts that are offered."""

from datetime import date

from tests.cutline.choices.options.one_project import P, choices
from tests.cutline.few_projects import LINE


def test_work_before_the_start_may_not_fall_before_the_horizon():
    """A proposed project cannot hide a cost by starting so early that the cost lies in the past. It starts when all its costs
    lie ahead.
    """
    window = {**P, "earliest_start": date(2027, 1, 1), "latest_start": date(2028, 1, 1)}
    lines = [{**LINE, "period_offset": offset, "amount_minor": 100} for offset in (-1, 0)]
    found = choices(projects=[window], cost_lines=lines)
    assert found.options["start_index"].to_list() == [1]
    assert found.spend["amount_minor"].sum() == 200


def test_a_start_within_a_period_is_the_next_and_a_deadline_within_one_binds():
    """An earliest start of 20 February excludes the period that begins in January. A deadline of 30 December excludes the period
    that ends on 31 December.
    """
    cost = [{**LINE, "period_offset": 0, "amount_minor": 1}]
    late = {**P, "earliest_start": date(2027, 2, 20), "latest_start": date(2029, 6, 1)}
    assert choices(projects=[late], cost_lines=cost).options["start_index"].to_list() == [1, 2]
    due = {**P, "latest_start": date(2029, 1, 1), "deadline": date(2028, 12, 30)}
    assert choices(projects=[due], cost_lines=cost).options["finish_index"].to_list() == [1]
    exact = {**due, "deadline": date(2028, 12, 31)}
    assert choices(projects=[exact], cost_lines=cost).options["finish_index"].to_list() == [1, 2]
