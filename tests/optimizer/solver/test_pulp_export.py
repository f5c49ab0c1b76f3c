"""The model as PuLP writes it: another solver finds the same optimum, and a file says that it is maximised."""

import pulp
import pytest

from optimizer.model.building import build_model
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.solver.pulp_export import to_pulp, write_model
from tests.optimizer.mps import optimum
from tests.optimizer.random_portfolios import medium_frames, random_frames


@pytest.mark.parametrize("seed", [3, 11, 27])
def test_the_model_pulp_writes_has_the_same_optimum(seed):
    """Another solver on the exported model agrees: the bundled CBC, as a cross-check, on small numbers it can hold."""
    from optimizer.model.building import build_model
    from optimizer.plan import Plan
    from optimizer.search.limits import Limits
    from optimizer.search.solve import solve

    frames = random_frames(seed)
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    model = to_pulp(build_model(problem))
    status = model.solve(pulp.HiGHS(msg=False))
    if isinstance(plan, Plan):
        assert status == pulp.LpStatusOptimal
        assert round(pulp.value(model.objective) or 0) == pytest.approx(plan.value, rel=1e-6)
    else:
        assert status != pulp.LpStatusOptimal


@pytest.mark.parametrize("ending", [".lp", ".mps"])
def test_a_portfolio_that_is_written_says_that_it_is_maximised(tmp_path, ending):
    """Whoever reads the file finds the plan's value, not the worst plan's."""
    problem = build_problem(medium_frames(5))
    plan = solve(problem, Limits())
    assert isinstance(plan, Plan)
    path = tmp_path / f"portfolio{ending}"
    write_model(build_model(problem), path)
    assert optimum(path) == plan.value
