"""What a project's own gains decide: by hand, and against enumeration at many points."""

import numpy as np
import pytest

from optimizer.explain.robustness.own_gain import OwnGain, own_gain
from optimizer.explain.robustness.own_gains import own_gains
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import nominal_frames
from tests.optimizer.small_portfolios import one_fund, plan_of
from tests.seeds import seed_ranges


def asked(frames, project: str, range_ppm: int, costs: dict | None = None, limits: Limits | None = None) -> OwnGain:
    problem = build_problem(frames)
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    chosen = frozenset(number[c.project_id, c.mode_id, c.start_index] for c in plan_of(frames).chosen)
    own = [(costs or {}).get(problem.projects[o.project], 0) for o in problem.options]
    return own_gain(problem, own, problem.projects.index(project), range_ppm, [chosen], limits or Limits())


# A gains 10,000 and B, which takes its place, is worth 9,500: A leaves at -5 %. Over +-20 % it varies by 2,000, so to know is worth
# (2,000 - 500)^2 / (4 x 2,000) = 281.25. The bounds are whole units, so the interval is a little wider.
ONE_PLACE = one_fund({"A": 10, "B": 10}, {"A": 10_000, "B": 9_500}, 10)


def test_a_project_that_leaves_by_hand():
    """The flip at -5 %, and the value of knowing 281.25."""
    found = asked(ONE_PLACE, "A", 200_000)
    assert (found.flips_at_ppm, found.is_exact) == (-50_000, True)
    assert found.worth_low == 281
    assert 282 <= found.worth_high <= 283


def test_a_project_that_enters_by_hand():
    """B enters at 10,000 / 9,500: +5.263157 %. It varies by 1,900: (1,900 - 500)^2 / (4 x 1,900) = 257.89."""
    found = asked(ONE_PLACE, "B", 200_000)
    assert (found.flips_at_ppm, found.is_exact) == (52_631, True)
    assert found.worth_low == 257
    assert 258 <= found.worth_high <= 260


def test_costs_do_not_vary_with_gains():
    """A is worth 10,000 with costs of 10,000, so it gains 20,000: it leaves at -2.5 %, and to know is worth 3,500^2 / 16,000 = 765.625."""
    found = asked(ONE_PLACE, "A", 200_000, costs={"A": 10_000})
    assert found.flips_at_ppm == -25_000
    assert found.worth_low == 765
    assert 766 <= found.worth_high <= 767


def test_gains_that_decide_nothing_are_worth_nothing_to_know():
    """Within +-4 % A stays; the exact value of knowing is 0, and the bound is a rounding unit or two."""
    found = asked(ONE_PLACE, "A", 40_000)
    assert (found.flips_at_ppm, found.worth_low, found.is_exact) == (None, 0, True)
    assert found.worth_high <= 2


@pytest.mark.parametrize("seeds", seed_ranges(range(6, 10), 120))
def test_the_value_of_knowing_equals_brute_force(seeds):
    """For every project the mean of the best value over 2,001 points of the range, by enumeration, less the value of the plan: within the
    told interval, but for what 2,001 points miss of an integral and the rounding of whole units.
    """
    moved, steps = 0, np.linspace(-0.9, 0.9, 2001)
    for seed in seeds:
        frames = nominal_frames(seed)
        best = enumerate_best(frames)
        if best is None or not best.best or frames["options"].height > 12:
            continue
        for project in sorted(set(frames["options"]["project_id"]) & {p for p, *_ in build_problem_keys(frames)}):
            found = asked(frames, project, 900_000)
            assert found.is_exact
            lines = _lines(frames, project)
            values = np.max([a + b * steps for a, b in lines], axis=0)
            mean = (values.sum() - (values[0] + values[-1]) / 2) / 2000
            missed = max(abs(b) for _, b in lines) * 0.9 / 1000 + abs(best.value) * 1e-9
            assert found.worth_low - missed - 1 <= mean - best.value <= found.worth_high + missed
            assert found.worth_high - found.worth_low <= 4
            moved += mean > best.value + missed + 1
    assert moved > 0


def build_problem_keys(frames) -> list:
    """The options that the problem has."""
    problem = build_problem(frames)
    return [(problem.projects[o.project], o.mode_id, o.start) for o in problem.options]


def _lines(frames, project: str) -> set[tuple[int, int]]:
    """Every allowed selection as a line: its value, and the gains of the project's option (costs are 0), unless that option stops it."""
    from tests.optimizer.enumeration import allowed_selections

    value = {(p, m, s): v for p, m, s, _, v in frames["options"].iter_rows()}
    stops = set(frames["stop_modes"].iter_rows())
    return {
        (worth, sum(value[key] for key in keys if key[0] == project and (key[0], key[1]) not in stops))
        for keys, worth, _ in allowed_selections(frames)
    }


def test_a_search_that_is_stopped_tells_an_interval(monkeypatch):
    """The bound at each point is 50 above the plan: the interval holds the true value and is not called exact."""
    from optimizer.search.exact import exact_search

    honest = exact_search.LiveModel.maximise

    def hasty(self, objective, **kwargs):
        answer = honest(self, objective, **kwargs)
        return type(answer)("limit", answer.chosen, answer.bound + 50, 1)

    problem = build_problem(ONE_PLACE)
    chosen = frozenset({next(j for j, o in enumerate(problem.options) if problem.projects[o.project] == "A")})
    monkeypatch.setattr(exact_search.LiveModel, "maximise", hasty)
    found = own_gain(problem, [0, 0], problem.projects.index("A"), 200_000, [chosen], Limits())
    assert not found.is_exact
    assert found.worth_low < 281 < 282 < found.worth_high


def test_two_processes_give_the_same_answers():
    """Both projects, in this process and in two others, in the order that was asked for."""
    problem = build_problem(ONE_PLACE)
    chosen = frozenset({next(j for j, o in enumerate(problem.options) if problem.projects[o.project] == "A")})
    one, two = (own_gains(problem, [0, 0], [1, 0], 200_000, [chosen], Limits(), processes=n) for n in (1, 2))
    assert one == two
    assert [each.project for each in one] == [1, 0]
