"""A project runs with, or after, what it needs; the rows of all periods are one rule."""

import pytest

from optimizer.model.families.relations.prerequisite import relation_name, rows, rules_behind
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of

# A starts in period 0 or 2 and takes 2 periods, B starts in 1 or 3.
OPTIONS = [("A", "full", 0, 2, 50), ("A", "full", 2, 4, 45), ("B", "full", 1, 2, 40), ("B", "full", 3, 4, 35)]


def starts(*dependencies: tuple) -> dict[str, dict[str, int]]:
    """The coefficients of each row, by project and start."""
    problem = build_problem(frames_of(options=OPTIONS, dependencies=list(dependencies)))
    names = [f"{problem.projects[option.project]}{option.start}" for option in problem.options]
    return {
        each.name: {names[j]: a for j, a in zip(each.cols.tolist(), each.coefs.tolist(), strict=True)} for each in rows(problem)
    }


def test_what_needs_another_runs_no_more_often_than_it():
    """B in any of its options needs A in any of its."""
    assert starts(("requires", "B", "A", 0, None)) == {"requires[B,A]": {"B1": 1, "B3": 1, "A0": -1, "A2": -1}}


def test_a_start_waits_for_the_finish_of_the_other():
    """A that starts in 0 finishes in 2: B cannot start in 1, and in 3 it can. A that starts in 2 is too late for both."""
    assert starts(("finish_to_start", "B", "A", 0, None)) == {
        "finish_to_start[B,A,1]": {"B1": 1},
        "finish_to_start[B,A,3]": {"B1": 1, "B3": 1, "A0": -1},
    }


@pytest.mark.parametrize(("lag", "late"), [(1, {"B1": 1, "B3": 1, "A0": -1, "A2": -1}), (2, {"B1": 1, "B3": 1, "A0": -1})])
def test_a_lag_counts_from_the_start_of_the_other(lag, late):
    """A start of A in 2 is early enough for B in 3 with a lag of 1, not with 2."""
    assert starts(("start_to_start", "B", "A", lag, None))["start_to_start[B,A,3]"] == late


def test_what_needs_a_project_that_cannot_be_chosen_cannot_run():
    """Z has no option: nothing makes up for B."""
    assert starts(("requires", "B", "Z", 0, None)) == {"requires[B,-]": {"B1": 1, "B3": 1}}


def test_the_rows_of_all_periods_are_one_rule():
    """Two rows for two starts of B, one rule that can be lifted, which is called without the period."""
    problem = build_problem(frames_of(options=OPTIONS, dependencies=[("finish_to_start", "B", "A", 0, None)]))
    found = [rules for _, rules in rules_behind(problem, rows(problem))]
    assert len(found) == 2
    assert found[0] == found[1]
    assert [rule.place for rule in found[0]] == [("finish_to_start[B,A]",)]
    assert relation_name("requires[B,A]") == "requires[B,A]"
