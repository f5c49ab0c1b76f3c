"""The search by the core: the optimum of enumeration, the same course every time, and no false plan."""

import pytest

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.model import cuts
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.large import core_search
from optimizer.search.large import large_portfolios as large
from optimizer.search.large.core_search import CoreSearch
from optimizer.search.large.neighbourhood_search import NeighbourhoodSearch
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.search.stopping_rules import TimeLimit
from optimizer.solver import scaling
from optimizer.solver.live_model import END_RUN
from tests.optimizer.random_portfolios import random_frames
from tests.optimizer.search.large.proven_optimum import check_optimum


@pytest.fixture
def by_core(monkeypatch):
    """Every portfolio is solved by its core, from small kernels, and a neighbourhood is solved in every pause."""
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    monkeypatch.setattr(core_search, "NARROWED_OPTIONS", 1)
    monkeypatch.setattr(core_search, "FIRST_NODES", 0)
    monkeypatch.setattr(core_search, "FIRST_PAUSE", 0)
    monkeypatch.setattr(core_search, "FIRST_KERNELS", (2, 4))


@pytest.mark.parametrize("seed", range(24))
def test_a_core_search_equals_brute_force(by_core, seed):
    """Every family, a cent from tight: the optimum of enumeration, proven, and the plan passes the verifier."""
    check_optimum(random_frames(seed))


@pytest.mark.parametrize("threads", [1, 2])
def test_a_core_search_finds_the_value_of_the_whole_model(monkeypatch, by_core, threads):
    """Sixty projects, with one thread and with two."""
    problem = build_problem(joint_portfolio(2, 60))
    by_its_core = solve(problem, Limits(threads=threads))
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 10**9)
    whole = solve(problem, Limits())
    assert isinstance(by_its_core, Plan)
    assert isinstance(whole, Plan)
    assert (by_its_core.value, by_its_core.bound, by_its_core.outcome) == (whole.value, whole.bound, "proven")


def test_false_selections_end_a_run_and_are_cut_off(monkeypatch, by_core):
    """Rows so coarse that many of the solver's selections are false ones: the optimum is that of enumeration all the same."""
    monkeypatch.setattr(scaling, "COEF_MAX", 100)
    monkeypatch.setattr(cuts, "COEF_MAX", 100)
    for seed in range(12):
        check_optimum(random_frames(seed))


def test_a_better_plan_of_a_neighbourhood_is_in_the_answer(monkeypatch, by_core):
    """The neighbourhoods return the optimum when they are asked first, and the tree may not search: the answer has the optimum."""
    problem = build_problem(joint_portfolio(0, 40))
    best = ExactSearch(problem, Limits()).run(problem.objective).chosen
    assert best is not None

    def step(self: NeighbourhoodSearch, time_limit: TimeLimit) -> bool:
        is_better = self.state.value < ExactSearch.value(search, best)
        self.start_from(best)
        return is_better

    monkeypatch.setattr(core_search, "CORE_OF_KERNEL", 0)
    monkeypatch.setattr(NeighbourhoodSearch, "step", step)
    search, told = ExactSearch(problem, Limits(max_nodes=1)), list[int]()
    core = CoreSearch(search, TimeLimit(100), lambda chosen, value, bound: told.append(value))
    assert core.open()
    answer = core.run()
    assert answer.chosen is not None
    assert search.value(answer.chosen) == search.value(best) == told[-1]
    assert answer.bound >= search.value(best)


def test_a_caller_ends_a_run():
    """A run whose caller returns END_RUN in the first pause stops at a limit, and its bound is above the optimum."""
    problem = build_problem(joint_portfolio(2, 60))
    search = ExactSearch(problem, Limits())
    best = search.run(problem.objective)
    told: list[int] = []
    ended = ExactSearch(problem, Limits(), is_plain_tree=True).run(
        problem.objective, propose=lambda nodes: END_RUN, on_better_plan=lambda chosen, value, bound: told.append(value)
    )
    assert best.chosen is not None
    assert ended.status == "limit"
    assert ended.bound > search.value(best.chosen) >= max(told, default=0)
