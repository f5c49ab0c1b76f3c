"""The whole model that is fed by neighbourhoods: the optimum of the whole model, the same course every time, and no false plan."""

import pytest

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.model import cuts
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.large import fed_search
from optimizer.search.large import large_portfolios as large
from optimizer.search.large.fed_search import FedSearch
from optimizer.search.large.neighbourhood_search import NeighbourhoodSearch
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.search.stopping_rules import TimeLimit
from optimizer.solver import scaling
from tests.optimizer.random_portfolios import random_frames
from tests.optimizer.search.large.proven_optimum import check_optimum


@pytest.fixture
def fed_from_the_first_node(monkeypatch):
    """Every portfolio is solved by the fed search, and a neighbourhood is solved in every pause."""
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    monkeypatch.setattr(large, "CORE_OPTIONS", -1)
    monkeypatch.setattr(large, "FED_SEARCH_PPM", 10**9)
    monkeypatch.setattr(fed_search, "FIRST_NODES", 0)
    monkeypatch.setattr(fed_search, "FIRST_PAUSE", 0)


@pytest.mark.parametrize("seed", range(24))
def test_a_fed_search_equals_brute_force(fed_from_the_first_node, seed):
    """Every family, a cent from tight: the optimum of enumeration, proven, and the plan passes the verifier."""
    check_optimum(random_frames(seed))


@pytest.mark.parametrize("threads", [1, 2])
def test_a_fed_search_finds_the_value_of_the_whole_model(monkeypatch, fed_from_the_first_node, threads):
    """Sixty projects, with one thread and with two."""
    problem = build_problem(joint_portfolio(2, 60))
    fed = solve(problem, Limits(threads=threads))
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 10**9)
    whole = solve(problem, Limits())
    assert isinstance(fed, Plan)
    assert isinstance(whole, Plan)
    assert (fed.value, fed.bound, fed.outcome) == (whole.value, whole.bound, "proven")


def test_false_selections_end_a_run_and_are_cut_off(monkeypatch, fed_from_the_first_node):
    """Rows so coarse that many of the solver's selections are false ones: the optimum is that of enumeration all the same."""
    monkeypatch.setattr(scaling, "COEF_MAX", 100)
    monkeypatch.setattr(cuts, "COEF_MAX", 100)
    for seed in range(12):
        check_optimum(random_frames(seed))


def test_a_better_plan_of_a_neighbourhood_is_in_the_answer(monkeypatch, fed_from_the_first_node):
    """The neighbourhoods return the optimum when they are asked first, and the tree may not search: the answer has the optimum."""
    problem = build_problem(joint_portfolio(0, 40))
    best = ExactSearch(problem, Limits()).run(problem.objective).chosen
    assert best is not None
    search = ExactSearch(problem, Limits(max_nodes=1))
    neighbourhoods = NeighbourhoodSearch(
        problem, search.model, search.matrix, problem.objective, seed=0, missing_rows=search.matrix_with_missing_rows
    )
    assert neighbourhoods.relax(60.0)
    assert neighbourhoods.find_first_plan(TimeLimit(60))

    def step(self: NeighbourhoodSearch, time_limit: TimeLimit) -> bool:
        self.start_from(best)
        return True

    monkeypatch.setattr(NeighbourhoodSearch, "step", step)
    told: list[int] = []
    answer = FedSearch(search, neighbourhoods, TimeLimit(100), lambda chosen, value, bound: told.append(value)).run()
    assert answer.chosen is not None
    assert search.value(answer.chosen) == search.value(best) == told[-1]
