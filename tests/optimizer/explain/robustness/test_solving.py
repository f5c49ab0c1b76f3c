"""The plan of each draw is what enumeration finds, whatever the number of processes and the ids."""

import numpy as np
import pytest

from optimizer.explain.robustness.input_draws import InputDraws
from optimizer.explain.robustness.solving import BLOCK, solve_draws
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from tests.optimizer.enumeration import allowed_selections, enumerate_best
from tests.optimizer.explain.robustness.drawn_portfolios import drawn_frames, random_draws
from tests.optimizer.random_portfolios import nominal_frames, renamed
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges


@pytest.mark.parametrize("seeds", seed_ranges(15, 200))
def test_each_draw_equals_brute_force(seeds):
    """Value, bound, an impossible draw, and whether a watched selection keeps every rule: as enumeration says of the drawn frames."""
    seen = set()
    for seed in seeds:
        frames = nominal_frames(seed)
        problem = build_problem(frames)
        draws = random_draws(problem, 4, seed)
        watched = frozenset({problem.options_of[0][0]}) if problem.options else frozenset()
        for each in solve_draws(problem, draws, [watched], Limits()):
            there = drawn_frames(frames, problem, draws, each.draw)
            best = enumerate_best(there, at_any_spend=True)
            assert (each.value, each.bound) == ((None, None) if best is None else (best.value, best.value))
            assert (each.is_impossible, each.is_stopped) == (best is None, False)
            keys = frozenset((problem.projects[o.project], o.mode_id, o.start) for o in (problem.options[j] for j in watched))
            assert each.kept == (any(keys == chosen for chosen, _, _ in allowed_selections(there)),)
            if best is not None:
                runs = {problem.projects[p] for p in each.running}
                stops = set(frames["stop_modes"].iter_rows())
                assert runs in [{p for p, mode, _ in keys if (p, mode) not in stops} for keys in best.best]
            seen.add("impossible" if best is None else "kept" if each.kept[0] else "broken")
    assert {"impossible", "broken", "kept"} <= seen


def test_two_processes_give_the_same_answers():
    """Three blocks of draws, in this process and in two others: the same plans, in the same order."""
    problem = build_problem(nominal_frames(3))
    draws = random_draws(problem, 2 * BLOCK + 3, 1)
    one, two = (solve_draws(problem, draws, [frozenset()], Limits(), processes=n) for n in (1, 2))
    assert one == two
    assert [each.draw for each in one] == list(range(len(draws)))


def test_other_ids_give_the_same_answers():
    """Draws belong to places in the content order, so the same draws under other ids give the same values."""
    frames = nominal_frames(5)
    other, _ = renamed(frames, 7)
    found = []
    for each in (build_problem(frames), build_problem(other)):
        found.append([(plan.value, len(plan.running)) for plan in solve_draws(each, random_draws(each, 5, 2), [], Limits())])
    assert found[0] == found[1]


def test_a_search_that_its_nodes_stop_is_told(monkeypatch):
    """The gap of 0 is not reached: stopped, with a plan and a bound above it."""
    from optimizer.search.exact import exact_search

    honest = exact_search.LiveModel.maximise

    def hasty(self, objective, **kwargs):
        answer = honest(self, objective, **kwargs)
        return type(answer)("limit", answer.chosen, answer.bound + 5, 1)

    monkeypatch.setattr(exact_search.LiveModel, "maximise", hasty)
    problem = build_problem(one_fund({"A": 1}, {"A": 5}, 10))
    nothing = np.zeros((1, 1), dtype=np.int64)
    [plan] = solve_draws(problem, InputDraws(nothing, nothing, nothing, nothing, [0]), [], Limits())
    assert (plan.value, plan.bound, plan.is_stopped, plan.is_impossible) == (5, 10, True, False)
    [within] = solve_draws(problem, InputDraws(nothing, nothing, nothing, nothing, [0]), [], Limits(gap_target_ppm=1_000_000))
    assert not within.is_stopped
