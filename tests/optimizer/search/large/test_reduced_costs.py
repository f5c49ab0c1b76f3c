"""Reduced costs: the bound holds for every selection of enumeration, and no best selection is ruled out."""

import numpy as np
import pytest

from optimizer.linear.matrix import FREE, Matrix, whole_model
from optimizer.linear.rows import broken_rows
from optimizer.model.building import build_model
from optimizer.model.consequences import point_of
from optimizer.presolve.reductions import presolved_with_facts
from optimizer.problem.building import build_problem
from optimizer.search.large.neighbourhood_search import units_of
from optimizer.search.large.reduced_costs import ReducedCosts
from optimizer.solver.relaxation import Relaxation, solve_relaxation
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import frames_of, random_frames


def costs_of(problem, prices=None):
    """The reduced costs at the prices of the relaxation, or at given prices; None if there is no relaxation."""
    model = build_model(problem)
    reduced, known = presolved_with_facts(problem, model)
    matrix = Matrix.of(reduced.rows, reduced.upper_limits)
    relaxation = solve_relaxation(whole_model(matrix, problem.objective, units_of(model)), seconds=60.0, seed=0)
    if relaxation is not None and prices is not None:
        relaxation = Relaxation(relaxation.bound, relaxation.figures, prices(len(relaxation.prices)), relaxation.value_unit)
    return None if relaxation is None else ReducedCosts.of(problem, matrix, known, relaxation)


@pytest.mark.parametrize("seed", range(24))
def test_best_selections_stay(seed):
    """Every best selection keeps the facts of its own value, and the rows that presolve makes from these facts."""
    frames = random_frames(seed)
    problem, best = build_problem(frames), enumerate_best(frames)
    costs = costs_of(problem)
    if best is None or costs is None:
        return
    assert costs.bound >= best.value
    facts = costs.facts(best.value)
    reduced, _ = presolved_with_facts(problem, build_model(problem), facts)
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    for keys in best.best:
        chosen = frozenset(number[key] for key in keys)
        runs = {problem.options[j].project for j in chosen}
        assert all(facts.upper_limits[j] == 1 for j in chosen)
        assert {p for p in range(len(problem.projects)) if facts.is_required[p]} <= runs
        assert not broken_rows(reduced.rows, point_of(problem, chosen))


@pytest.mark.parametrize("seed", range(12))
def test_any_prices_give_a_bound(seed):
    """Prices that have nothing to do with the relaxation: the bound is weak, and it holds."""
    frames = random_frames(seed)
    best = enumerate_best(frames)
    draw = np.random.default_rng(seed)
    costs = costs_of(build_problem(frames), lambda count: draw.normal(0.0, 1e3, count))
    if best is not None and costs is not None:
        assert costs.bound >= best.value


THREE = [("A", "full", 0, 1, 5), ("A", "lean", 0, 1, 7), ("B", "full", 0, 1, 100)]


def test_a_loss_is_what_the_bound_gives_up():
    """Without prices the bound is 7 + 100. Not running A loses 7 and not running B loses 100; a plan worth 105 must have B."""
    costs = costs_of(build_problem(frames_of(options=THREE)), np.zeros)
    assert costs is not None
    assert costs.bound == 107
    names = [costs.problem.projects[p] for p in range(2)]
    assert {name: int(loss) // costs.unit for name, loss in zip(names, costs.idle_losses, strict=True)} == {"A": 7, "B": 100}
    required = costs.facts(105).is_required
    assert {name for name, must in zip(names, required, strict=False) if must} == {"A", "B"}
    required = costs.facts(100).is_required
    assert {name for name, must in zip(names, required, strict=False) if must} == {"B"}


def test_a_required_project_is_never_idle():
    """A must run: its loss of not running stands for infinity, and the bound counts its best option."""
    costs = costs_of(build_problem(frames_of(options=THREE, requirements=[("A", "mandate", "law")])), np.zeros)
    assert costs is not None
    assert costs.bound == 107
    assert costs.idle_losses[costs.problem.projects.index("A")] == FREE


def test_a_kernel_has_the_incumbent_and_the_smallest_losses():
    """A kernel without room for a loss has the best option of each project, and the option of the incumbent that presolve had left out."""
    problem = build_problem(frames_of(options=THREE))
    costs = costs_of(problem, np.zeros)
    assert costs is not None
    value = {int(problem.values[j]): j for j in range(3)}
    kernel = costs.kernel(0, frozenset({value[5]}))
    assert set(np.flatnonzero(kernel.upper_limits).tolist()) == {value[5], value[7], value[100]}
    assert costs.kernel(0, frozenset()).upper_limits[value[5]] == 0
    assert costs.undecided(0) == 0
    assert costs.undecided(costs.unit * 7) == 1
