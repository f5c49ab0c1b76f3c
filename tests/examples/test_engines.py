"""The sample and the examples, planned by other engines: each value lies within the proven gaps of the built-in engine's plan."""

from pathlib import Path

import pytest

from assets.published_nights.files import read_frames
from cutline.choices.options.choices import CHOICE_NAMES
from cutline.settings.loading import load_settings
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.solver.engines.catalogue import EngineChoice
from optimizer.verifier.verify import verify
from tests.examples.published_portfolios import PUBLISHED_FILES

ENGINES = ("PULP_CBC_CMD", "HiGHS", "SCIP_PY")


def check_against_built_in(night: Path, name: str) -> None:
    """Both intervals from value to bound hold the best value, so they overlap; the verifier passes the plan."""
    own, settings = Plan.from_json((night / "plan.json").read_text("utf-8")), load_settings(night / "portfolio.toml")
    s = settings.solver
    limits = Limits(s.gap_target_ppm, s.max_nodes, s.time_limit_seconds, s.threads, s.seed, engine=EngineChoice(name))
    frames = read_frames(night, "problem", tuple(CHOICE_NAMES))
    plan = solve(build_problem(frames), limits, value_tolerance_bp=settings.planning.value_tolerance_bp)
    assert isinstance(plan, Plan)
    assert verify(frames, plan).passed
    assert plan.engine is not None
    assert (plan.engine.name, plan.engine.outcome) == (name, "planned")
    assert plan.value + plan.given_up <= own.bound
    assert own.value + own.given_up <= plan.bound


@pytest.mark.parametrize("name", ENGINES)
def test_the_sample_by_another_engine(sample_night, name):
    """Twenty projects."""
    check_against_built_in(sample_night.folder / "published", name)


@pytest.mark.long
@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("example", list(PUBLISHED_FILES))
def test_an_example_by_another_engine(night_of, example, name):
    """Portfolios of real offices."""
    check_against_built_in(night_of(example) / "published", name)
