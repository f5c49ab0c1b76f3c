"""The verifier on robust budgets."""

from dataclasses import replace

from optimizer.plan import Allocation
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.verifier.by_hand import CHOSE_BOTH, A, B, objecting


def test_a_fund_must_hold_what_dear_projects_cost():
    """A and B cost 500 each and may come in 60 and 40 dearer.

    With one of them at its high cost 1,060 are needed, with both 1,100.
    """
    keys = [("A", "full", 0, "capex", 2027), ("B", "full", 0, "capex", 2027)]
    rows = {
        "options": [A, B], "spend": [(*key, 500) for key in keys], "years": [(2027,)], "payers": [("A", "F"), ("B", "F")],
        "deviations": [(*keys[0], 60), (*keys[1], 40)],
    }  # fmt: skip
    plan = replace(CHOSE_BOTH, allocations=tuple(Allocation(p, "F", "capex", 2027, 500) for p in "AB"))
    for gamma, enough in ((0, 1000), (1, 1060), (2, 1100), (7, 1100)):
        for held in (enough, enough - 1):
            frames = frames_of(**rows, robust=[("reserve", "cfo", gamma)] if gamma else [], budgets=[("F", "capex", 2027, held)])
            check = "robust" if gamma else "purses"  # without a robust budget only what is paid must be held
            assert objecting(verify(frames, plan)) == (set() if held == enough else {check})
