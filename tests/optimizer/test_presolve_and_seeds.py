"""Presolve and seed are means, not inputs: on portfolios too large to enumerate the answer does not depend on them, and another solver agrees."""

import pytest

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.cp_sat import IS_THERE, second_opinions
from tests.optimizer.random_portfolios import medium_frames

SEEDS = 10
CHUNK = 10


def answer(problem, limits: Limits) -> tuple | str:
    """Value, spend and selection, or what is said where there is no plan."""
    found = solve(problem, limits)
    if not isinstance(found, Plan):
        return found.failure
    assert (found.outcome, found.gap) == ("proven", 0)
    spend = sum(a.amount_minor for a in found.allocations)
    return found.value, spend, found.chosen


def check(cases: range, seeds: int) -> set[str]:
    """One answer for every case, with presolve and without, from every seed, and CP-SAT's where it is installed."""
    said = {}
    for case in cases:
        frames = medium_frames(case)
        problem = build_problem(frames)
        answers = {answer(problem, Limits(seed=seed, presolve=presolve)) for seed in range(seeds) for presolve in (True, False)}
        assert len(answers) == 1, case
        [said[case]] = answers
        if said[case] != "infeasible":
            assert verify(frames, solve(problem, Limits())).passed
    if IS_THERE:
        others = second_opinions(medium_frames(case) for case in cases)
        assert others == [one if isinstance(one, str) else one[:2] for one in said.values()]
    return {one if isinstance(one, str) else "plan" for one in said.values()}


def test_three_seeds_with_and_without_presolve_agree():
    """A few of the two hundred in every run; some of them infeasible."""
    assert check(range(205, 209), 3) == {"plan", "infeasible"}


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(20))
def test_two_hundred_portfolios_have_one_answer_to_the_cent(chunk):
    """Ten seeds, presolve on and off: the same value, spend and selection twenty times; where CP-SAT is installed it confirms value and
    spend, and every `infeasible`; where it is not, that stands on the solver without presolve.
    """
    assert check(range(chunk * CHUNK, (chunk + 1) * CHUNK), SEEDS) <= {"plan", "infeasible"}
