"""What each status of HiGHS means to Cutline, with a point in hand and without: a table with a row for each, and none may be missing."""

import math
from types import SimpleNamespace

import highspy
import pytest

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.solver.live_model import LiveModel
from optimizer.solver.status import read_status
from tests.optimizer.random_portfolios import frames_of

VALUE, OPEN = 5, 1000  # of the only project; what the bound leaves open above it
# Status: with a point (what highs.py says, what solve makes of it), without one (the same).
TABLE = {
    "kNotset": (("error", "feasible"), ("error", "no_plan")),
    "kLoadError": (("error", "feasible"), ("error", "no_plan")),
    "kModelError": (("error", "feasible"), ("error", "no_plan")),
    "kPresolveError": (("error", "feasible"), ("error", "no_plan")),
    "kSolveError": (("error", "feasible"), ("error", "no_plan")),
    "kPostsolveError": (("error", "feasible"), ("error", "no_plan")),
    "kUnknown": (("error", "feasible"), ("error", "no_plan")),
    "kModelEmpty": (("optimal", "proven"), ("error", "no_plan")),  # optimal without a point is a fault
    "kOptimal": (("optimal", "proven"), ("error", "no_plan")),
    "kInfeasible": (("error", "feasible"), ("infeasible", "infeasible")),  # and infeasible with one
    "kUnboundedOrInfeasible": (("error", "feasible"), ("error", "no_plan")),  # it does not know: never read as infeasible
    "kUnbounded": (("unbounded", "feasible"), ("unbounded", "unbounded")),
    "kObjectiveBound": (("limit", "feasible"), ("limit", "no_plan")),
    "kObjectiveTarget": (("limit", "feasible"), ("limit", "no_plan")),
    "kTimeLimit": (("limit", "feasible"), ("limit", "no_plan")),
    "kIterationLimit": (("limit", "feasible"), ("limit", "no_plan")),
    "kSolutionLimit": (("limit", "feasible"), ("limit", "no_plan")),
    "kInterrupt": (("limit", "feasible"), ("limit", "no_plan")),
    "kMemoryLimit": (("limit", "feasible"), ("limit", "no_plan")),
    "kHighsInterrupt": (("limit", "feasible"), ("limit", "no_plan")),
}
CASES = [(name, has_point, *TABLE[name][not has_point]) for name in TABLE for has_point in (True, False)]


class Saying:
    """HiGHS that runs as ever and then says something else."""

    def __init__(self, honest: highspy.Highs, name: str, *, has_point: bool) -> None:
        self._honest, self._name, self._has_point = honest, name, has_point

    def __getattr__(self, name):
        return getattr(self._honest, name)

    def getModelStatus(self):  # noqa: N802, it is HiGHS's name
        return highspy.HighsModelStatus.__members__[self._name]

    def getInfo(self):  # noqa: N802
        honest = self._honest.getInfo().primal_solution_status
        point = honest if self._has_point else highspy.kSolutionStatusNone
        bound = VALUE if self._name in ("kOptimal", "kModelEmpty") else VALUE + OPEN
        return SimpleNamespace(primal_solution_status=point, mip_dual_bound=bound, mip_node_count=0)


def test_no_status_of_the_installed_highs_is_missing():
    """A new version may bring a new one: then somebody has to say what it means."""
    assert set(TABLE) == set(highspy.HighsModelStatus.__members__)


@pytest.mark.parametrize(("name", "has_point", "status", "outcome"), CASES)
def test_what_highs_says_is_read_as(monkeypatch, name, has_point, status, outcome):
    """The status and its bound as the live model tells them: only a run that ended well, or at a limit, claims one."""
    ceiling = 77.0
    said = highspy.HighsModelStatus.__members__[name]
    assert read_status(said, 50.0, ceiling, has_point=has_point) == (status, 50.0 if status in ("optimal", "limit") else ceiling)
    assert read_status(said, math.inf, ceiling, has_point=has_point) == (status, ceiling)
    assert read_status(said, math.nan, ceiling, has_point=has_point) == (status, ceiling)


@pytest.mark.parametrize(("name", "has_point", "status", "outcome"), CASES)
def test_what_solve_makes_of_it(monkeypatch, name, has_point, status, outcome):
    """Every run of every configuration ends like that: the outcome is typed, and nothing is proven that was not."""
    build = LiveModel.__init__

    def built(self, *args, **kwargs):
        build(self, *args, **kwargs)
        self._highs = Saying(self._highs, name, has_point=has_point)

    monkeypatch.setattr(LiveModel, "__init__", built)
    frames = frames_of(
        options=[("A", "full", 0, 1, VALUE), ("B", "full", 0, 1, 3)], spend=[(p, "full", 0, "capex", 2027, 1) for p in "AB"],
        budgets=[("F", "capex", 2027, 1)], years=[(2027,)], payers=[("A", "F"), ("B", "F")],
    )  # fmt: skip
    found = solve(build_problem(frames), Limits(seconds=5))
    assert (found.outcome if isinstance(found, Plan) else found.failure) == outcome
    if isinstance(found, Failed):
        assert not found.broken or outcome == "infeasible"
    else:
        assert found.bound >= found.value
        assert (found.gap == 0) == (outcome == "proven")
