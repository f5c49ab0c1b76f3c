"""What follows from a selection: people bought, what they cost, synergies that are earned."""

from optimizer.model.consequences import point_of
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.small_portfolios import CONTRACTOR, OVERTIME, needs_people, steps_at_most


def figures(frames, *projects: str) -> dict[str, int]:
    """The figures of all columns, by name, when these projects run in their only option."""
    problem = build_problem(frames)
    chosen = frozenset(j for j, option in enumerate(problem.options) if problem.projects[option.project] in projects)
    return {problem.layout.names[j]: figure for j, figure in point_of(problem, chosen).items()}


def test_people_are_bought_in_whole_steps_the_cheapest_first():
    """A is short of 451: three steps of overtime at 30 are all there are, two of contractors at 40 follow, the second for 51;
    170 in 2027.
    """
    frames = needs_people(OVERTIME, CONTRACTOR) | {"capacity": frames_of(capacity=[("Dev", 0, 2049)])["capacity"]}
    found = figures(frames, "A")
    assert found == {"w[A,full,0]": 1, "n[Dev,0,overtime]": 3, "n[Dev,0,contractor]": 2, "b[2027]": 170}


def test_no_more_is_bought_than_is_offered():
    """Where two of five steps can be had, two are bought: that more is missing is what the row of capacity says."""
    found = figures(needs_people(steps_at_most(OVERTIME, 2)), "A")
    assert found == {"w[A,full,0]": 1, "n[Dev,0,overtime]": 2, "b[2027]": 60}


def test_who_chooses_nothing_buys_nobody():
    """No project needs anybody."""
    assert figures(needs_people(OVERTIME)) == {}


def test_a_synergy_comes_when_all_its_projects_run_and_none_is_stopped():
    """A with B earns it, A alone does not; a way to stop B is no way of running it."""
    rows = {"options": [("A", "full", 0, 1, 5), ("B", "full", 0, 1, 5)], "synergies": [("gain", "A", 9), ("gain", "B", 9)]}
    assert "q[gain]" in figures(frames_of(**rows), "A", "B")
    assert "q[gain]" not in figures(frames_of(**rows), "A")
    assert "q[gain]" not in figures(frames_of(**rows, stop_modes=[("B", "full")]), "A", "B")
