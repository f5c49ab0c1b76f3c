"""The Problem that the frames describe: who is required, what cannot be chosen, what is summed over blocks of periods."""

import polars as pl
import pytest

from cutline.errors import UsageError
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of

OPTIONS = [("A", "full", 0, 2, 50), ("A", "stop", 0, 1, -5), ("B", "full", 1, 2, 40)]


def test_a_required_project_without_an_option_cannot_be_chosen():
    """B is required and has an option; Z is required and has none."""
    problem = build_problem(frames_of(options=OPTIONS, requirements=[("B", "mandate", "law"), ("Z", "mandate", "safety")]))
    assert problem.required == {problem.projects.index("B"): ("mandate: law",)}
    assert problem.unavailable == {"Z": ("mandate: safety",)}


@pytest.mark.parametrize(("rule", "modes"), [("in_flight", {"full", "stop"}), ("mandate", {"full"})])
def test_a_way_to_stop_is_an_option_unless_the_project_must_run(rule, modes):
    """What is in flight may be stopped; what is mandated may not."""
    problem = build_problem(frames_of(options=OPTIONS, stop_modes=[("A", "stop")], requirements=[("A", rule, "why")]))
    assert {option.mode_id for option in problem.options if problem.projects[option.project] == "A"} == modes


def test_people_are_summed_over_a_block_of_periods():
    """Periods 1 and 2 are one block:

    A needs 300 + 500 of Dev in it, where 1,000 + 2,000 are; the block is called by its periods.
    """
    frames = frames_of(
        options=OPTIONS, demand=[("A", "full", 0, "Dev", 1, 300), ("A", "full", 0, "Dev", 2, 500)], grain=[(1, 1), (2, 1)],
        capacity=[("Dev", 0, 700), ("Dev", 1, 1000), ("Dev", 2, 2000)],
    )  # fmt: skip
    problem = build_problem(frames)
    assert problem.capacity == {("Dev", 0): 700, ("Dev", 1): 3000}
    assert [(place, amounts.tolist()) for place, _, amounts in problem.demand.by_place()] == [(("Dev", 1), [800])]
    assert (problem.period_words(0), problem.period_words(1)) == ("period 0", "periods 1 to 2")


def test_a_frame_without_its_columns_is_refused_with_what_to_do():
    """The frame, the columns found and expected, and what makes it."""
    with pytest.raises(UsageError) as refused:
        build_problem({"options": pl.DataFrame({"project_id": ["A"]})})
    assert "frame options" in str(refused.value)
    assert "project_id, mode_id, start_index, finish_index, value" in str(refused.value)
