"""Every reason of the sample says what a full solve of the published model with the project forced in says."""

from collections import Counter
from pathlib import Path

import pytest

from optimizer.explain.reasons import Reason, reasons
from optimizer.model.building import build_model
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.solver.model_files.writing import write_model
from tests.optimizer.forced_solves import Judge, options_of, with_differences
from tests.optimizer.random_portfolios import random_frames


def check(judge: Judge, plan: Plan, reason: Reason) -> str:
    """Compares one reason with a full solve: never a contradiction, and what is told as proven is equal. Returns its state."""
    full = judge.best_with(reason.project_id)
    if full.bound is None:
        assert (reason.code, reason.loss, reason.loss_at_most) == ("never_fits", None, None)
        return "never fits"
    assert reason.loss is not None
    if full.value is not None:
        assert reason.loss <= plan.value - full.value  # a lower end is proven: no plan with the project is cheaper
        assert reason.displacement is None or reason.loss_at_most == reason.loss
    if reason.loss_at_most is not None:
        assert reason.loss_at_most >= plan.value - full.bound  # an upper end is a plan that the full solve's bound allows
    if full.value != full.bound:
        return "open to the judge"
    if reason.state == "proven":
        assert reason.loss == reason.loss_at_most == plan.value - full.value
    if reason.displacement is None:
        return reason.state
    told = with_differences(options_of(plan), reason)
    assert judge.is_allowed(told) == full.value
    if reason.displacement.is_one_of_several:
        fewest = judge.fewest_changes(reason.project_id, options_of(plan), full.value)
        count = Counter(each.change for each in reason.displacement.differences)
        assert 2 * (count["enters"] + count["leaves"]) + count["otherwise"] == fewest
        return "one of several"
    assert told == full.options
    return "told"


def test_the_judge_and_the_reasons_agree_on_small_portfolios(tmp_path):
    """The judge is itself judged by portfolios of which enumeration knows the reasons (`test_reasons.py`)."""
    seen = Counter()
    for seed in range(12):
        frames = random_frames(seed)
        problem = build_problem(frames)
        plan = solve(problem, Limits())
        model = build_model(problem)
        if isinstance(plan, Plan) and len(model.columns) == len(problem.options):
            write_model(model, tmp_path / f"{seed}.lp")
            judge = Judge(tmp_path / f"{seed}.lp", frames)
            seen.update(check(judge, plan, each) for each in reasons(problem, plan, Limits()))
    assert seen["told"] >= 3


@pytest.mark.long
def test_every_reason_of_the_sample_is_what_a_full_solve_says(tmp_path):
    """The portfolio of `make run`: each project left out is forced into the published model."""
    import polars as pl

    from cutline.choices.options.choices import CHOICE_NAMES
    from cutline.samples.sample_folder import write_sample
    from pipelines.night import run_job

    write_sample(tmp_path / "portfolio", 120, 7)
    run_job("nightly", tmp_path / "portfolio")
    published = tmp_path / "portfolio" / "published"
    frames = {name: pl.read_parquet(published / "problem" / f"{name}.parquet") for name in CHOICE_NAMES}
    check_night(published / "model.lp", frames, Plan.from_json((published / "plan.json").read_text("utf-8")))


def check_night(lp: Path, frames, plan: Plan) -> Counter[str]:
    """Compares every reason of a night. Most displacements stay unproven, but at least ten must be told."""
    judge = Judge(lp, frames)
    found = reasons(build_problem(frames), plan, Limits(2000, 200))
    seen = Counter(check(judge, plan, each) for each in found)
    assert seen["told"] >= 10
    return seen
