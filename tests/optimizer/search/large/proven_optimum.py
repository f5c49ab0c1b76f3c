"""Compares what a search of large portfolios finds with enumeration, whichever of its ways the test has switched on."""

import polars as pl

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.enumeration import enumerate_best


def check_optimum(frames: dict[str, pl.DataFrame]) -> None:
    """The plan has the value of enumeration, proven, and passes the verifier; there is none if enumeration finds none."""
    expected, found = enumerate_best(frames), solve(build_problem(frames), Limits())
    if expected is None:
        assert not isinstance(found, Plan)
        return
    assert isinstance(found, Plan)
    assert (found.value, found.outcome) == (expected.value, "proven")
    assert verify(frames, found).passed
