"""The neighbourhood search takes the same course every time, and every step keeps every rule."""

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.large.neighbourhood_search import NeighbourhoodSearch
from optimizer.search.limits import Limits
from optimizer.search.stopping_rules import TimeLimit


def neighbourhood_search_of(problem, seed: int = 0) -> NeighbourhoodSearch:
    search = ExactSearch(problem, Limits())
    return NeighbourhoodSearch(
        problem, search.model, search.matrix, problem.objective, seed=seed, missing_rows=search.matrix_with_missing_rows
    )


def test_the_course_is_the_same_every_time_and_every_step_keeps_every_rule():
    """Two searches of one portfolio take the same way; each better selection satisfies all rows in integers; the relaxation bounds them all."""
    problem = build_problem(joint_portfolio(1, 80))
    ways = []
    for _ in range(2):
        search, way = neighbourhood_search_of(problem), []
        relaxed = search.relax(60.0)
        assert relaxed is not None
        assert search.find_first_plan(TimeLimit(120))
        for _ in range(4):
            search.step(TimeLimit(60))
            way.append((search.state.value, search.state.incumbent, search.state.size))
        ways.append(way)
    assert ways[0] == ways[1]
    values = [value for value, _, _ in ways[0]]
    assert values == sorted(values)
    assert values[-1] <= relaxed.bound
    search = ExactSearch(problem, Limits())
    for _, chosen, _ in ways[0]:
        assert not search.broken_rows(chosen)
        assert not search.shortfalls(chosen)
