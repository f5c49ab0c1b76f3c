"""Everything stands in an order of its content: ids and the order of rows have no say."""

from dataclasses import replace

import pytest

from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of, random_frames, renamed


def content(problem) -> tuple:
    """What the model is made of, without any id."""
    return (
        [replace(option, mode_id="", demand=()) for option in problem.options],
        problem.spend.place.tolist(),
        problem.spend.option.tolist(),
        problem.spend.amount.tolist(),
        problem.demand.place.tolist(),
        problem.demand.amount.tolist(),
        [(d.type, d.dependent, d.on, d.lag) for d in problem.dependencies],
        [(limit.family, limit.lower, limit.upper, limit.weights) for limit in problem.limits],
        [(each.amount, each.members) for each in problem.synergies],
    )


@pytest.mark.parametrize("seed", range(20))
def test_renamed_and_shuffled_frames_are_the_same_problem(seed):
    """Every id renamed, every frame shuffled: the same numbers in the same places."""
    frames = random_frames(seed)
    other, _ = renamed(frames, seed)
    assert content(build_problem(frames)) == content(build_problem(other))


def test_projects_that_differ_only_in_whom_they_need_are_told_apart():
    """A and B are alike; C needs A. Whatever A and B are called, the one that is needed stands in the same place."""
    places = set()
    for needed, other in (("A", "B"), ("B", "A")):
        options = [(p, "full", 0, 1, 5) for p in "AB"] + [("C", "full", 0, 1, 3)]
        problem = build_problem(frames_of(options=options, dependencies=[("requires", "C", needed, 0, None)]))
        places.add((problem.projects.index(needed), problem.projects.index(other)))
    assert len(places) == 1


def test_projects_are_told_apart_by_what_those_that_need_them_are_needed_for():
    """A and B are alike, C needs A and D needs B; only C is needed by E.

    So A and B differ at the second look, whatever they are called.
    """
    options = [(p, "full", 0, 1, value) for p, value in (("A", 5), ("B", 5), ("C", 3), ("D", 3), ("E", 1))]
    places = set()
    for near, far in (("A", "B"), ("B", "A")):
        needs = [("requires", "C", near, 0, None), ("requires", "D", far, 0, None), ("requires", "E", "C", 0, None)]
        problem = build_problem(frames_of(options=options, dependencies=needs))
        places.add((problem.projects.index(near), problem.projects.index(far)))
    assert len(places) == 1


def test_an_id_decides_only_between_projects_that_are_alike():
    """A and B differ in nothing but their id."""
    assert build_problem(frames_of(options=[(p, "full", 0, 1, 5) for p in "BA"])).projects == ("A", "B")
