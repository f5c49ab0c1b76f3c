"""Every budget a cent short of what the best set costs: the answer against an exact judge that is no solver (exact.py)."""

from collections import Counter

import numpy as np
import polars as pl
import pytest

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.exact import better
from tests.optimizer.random_portfolios import competing_frames, frames_of, random_frames, short_by_a_cent
from tests.optimizer.small_portfolios import one_fund

CASES = 10  # of a chunk
JUDGED_BY = ("options", "spend", "budgets", "years", "payers", "requirements")


def value_of(found) -> int | None:
    """None for a problem that is called infeasible; anything else without a plan is no answer here."""
    if isinstance(found, Plan):
        assert (found.outcome, found.gap) == ("proven", 0)
        return found.value
    assert found.failure == "infeasible"
    return None


def judged(frames) -> str:
    """What the solver's answer is: right, worse than the optimum, overspent, or infeasible where a selection exists."""
    found = solve(build_problem(frames), Limits())
    if isinstance(found, Plan) and not verify(frames, found).passed:
        return "overspent"
    value = value_of(found)
    if better(frames, value) is None:
        return "right"
    return "false infeasible" if value is None else "worse than the optimum"


def a_cent_short(chunk: int, cases: int):
    """Portfolios whose every budget is a cent short of the best set of another, which is judged too."""
    seed = chunk * 1000
    while cases:
        frames = competing_frames(seed)
        seed += 1
        found = solve(build_problem(frames), Limits())
        if isinstance(found, Plan):
            cases -= 1
            yield short_by_a_cent(frames, found.allocations)
        else:
            assert better(frames, value_of(found)) is None


def test_ten_cases_a_cent_short_are_right():
    """A few of the five hundred in every run."""
    assert Counter(map(judged, a_cent_short(0, CASES))) == {"right": CASES}


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(1, 51))
def test_five_hundred_cases_a_cent_short_are_right(chunk):
    """None overspent, none called infeasible that is not, none worse than the optimum."""
    assert Counter(map(judged, a_cent_short(chunk, CASES))) == {"right": CASES}


def known_to_the_judge(frames) -> dict:
    """A portfolio with the families that the judge knows, and no others."""
    pairs = frames["dependencies"].filter(pl.col("type").is_in(["requires", "excludes"]))
    ids = frames["options"]["project_id"].unique().to_list()
    pairs = pairs.filter(pl.col("from_project_id").is_in(ids) & pl.col("to_project_id").is_in(ids))
    return {**frames_of(), **{name: frames[name] for name in JUDGED_BY}, "dependencies": pairs}


@pytest.mark.parametrize("chunk", range(2))
def test_the_judge_agrees_with_enumeration(chunk):
    """It finds a best selection when asked for more than one less, nothing better than the best, and nothing where nothing is allowed."""
    seen = Counter()
    for seed in range(chunk * 60, (chunk + 1) * 60):
        frames = known_to_the_judge(random_frames(seed))
        expected = enumerate_best(frames)
        assert better(frames, None if expected is None else expected.value) is None
        if expected is not None:
            found = better(frames, expected.value - 1)
            worth = {(p, mode, start): value for p, mode, start, _, value in frames["options"].iter_rows()}
            assert sum(worth[key] for key in found) == expected.value
        seen["infeasible" if expected is None else "plan"] += 1
    assert min(seen["infeasible"], seen["plan"]) > 5


def test_the_judge_refuses_what_it_does_not_know():
    """A verdict that leaves a family out is none."""
    with pytest.raises(AssertionError):
        better(frames_of(synergies=[("S", "A", 1)]), 0)


def test_the_judge_finds_what_a_careless_answer_misses():
    """On portfolios a cent short, a value one below the solver's is seen to be too low."""
    for frames in a_cent_short(99, 5):
        found = solve(build_problem(frames), Limits())
        assert better(frames, found.value - 1) is not None


@pytest.mark.parametrize("seed", range(60))
def test_budgets_a_cent_short_of_the_best_set_are_never_overspent(seed):
    """Adversarial: large amounts, the budget one cent below what the best set costs; the answer equals enumeration to the cent."""
    rng = np.random.default_rng(seed)
    count = 10
    costs = {f"P{i}": int(rng.integers(10**9, 10**11)) for i in range(count)}
    values = {p: int(c * rng.uniform(0.9, 1.1)) for p, c in costs.items()}
    budget = sum(costs[p] for p in costs if rng.random() < 0.6)
    tight = one_fund(costs, values, max(budget - 1, 0))
    expected, plan = enumerate_best(tight), solve(build_problem(tight), Limits())
    assert isinstance(plan, Plan)
    assert plan.value == expected.value
    assert verify(tight, plan).passed
