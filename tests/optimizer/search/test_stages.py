"""Objectives and rows of the stages, computed by hand for two or three options."""

from optimizer.problem.building import build_problem
from optimizer.search.stages import TIE_WEIGHTS, another_selection, at_least, change_costs, tie_weights
from tests.optimizer.random_portfolios import frames_of

OPTIONS = [("A", "full", 0, 1, 5), ("A", "full", 1, 2, 4), ("B", "full", 0, 1, 3)]


def number_of(problem) -> dict:
    """The number of each option by project, mode and start."""
    return {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}


def test_the_change_against_the_approved_plan_counts_two_for_a_project_and_one_for_a_start():
    """A was approved at start 0: keeping it counts -2, moving it -1, leaving it out 0; adding B counts 2."""
    problem = build_problem(frames_of(options=OPTIONS, approved=[("A", "full", 0)]))
    at = number_of(problem)
    cost = change_costs(problem)
    assert {key: int(cost[j]) for key, j in at.items()} == {("A", "full", 0): -2, ("A", "full", 1): -1, ("B", "full", 0): 2}


def test_stopping_a_project_counts_as_dropping_it():
    """An option that stops a project counts 0, the same as leaving the approved project out."""
    problem = build_problem(
        frames_of(options=[*OPTIONS, ("A", "stop", 0, 1, 0)], approved=[("A", "full", 0)], stop_modes=[("A", "stop")])
    )
    assert int(change_costs(problem)[number_of(problem)["A", "stop", 0]]) == 0


def test_tie_weights_are_drawn_anew_with_every_salt_and_stay_in_their_range():
    """The same salt gives the same weights; every weight is from 1 to TIE_WEIGHTS."""
    problem = build_problem(frames_of(options=OPTIONS))
    first, again, other = tie_weights(problem, 0), tie_weights(problem, 0), tie_weights(problem, 1)
    assert first.tolist() == again.tolist() != other.tolist()
    assert all(1 <= weight <= TIE_WEIGHTS for weight in (*first.tolist(), *other.tolist()))


def test_a_stage_row_keeps_what_was_reached():
    """With the objective at 7 or more, 5 + 3 is kept and 4 + 0 is not."""
    problem = build_problem(frames_of(options=OPTIONS))
    at = number_of(problem)
    each = at_least(problem.objective, 7, "greatest value")
    assert (each.family, each.lower, each.upper) == ("stage", 7, None)
    assert each.excess({at["A", "full", 0]: 1, at["B", "full", 0]: 1}) == 0
    assert each.excess({at["A", "full", 1]: 1}) == -3


def test_every_selection_but_one_keeps_the_row_of_another_selection():
    """Of the eight selections of three options, the given one alone breaks the row."""
    problem = build_problem(frames_of(options=OPTIONS))
    chosen = frozenset({0, 2})
    each = another_selection(problem, chosen)
    every = [frozenset(j for j in range(3) if mask >> j & 1) for mask in range(8)]
    assert [other for other in every if each.excess(dict.fromkeys(other, 1))] == [chosen]
