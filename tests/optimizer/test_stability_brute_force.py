"""Beside an approved plan the optimiser finds what enumeration finds: value, number of changes and spend."""

import json
import random
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from cutline.contracts.choice_frames import CHOICE_FRAMES
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.enumeration import allowed_selections
from tests.optimizer.random_portfolios import frames_of, hiring_frames, moving_frames, random_frames, tie_rich_frames

MOST_WAYS = 2000  # more selections than these are left to the tests without an approved plan
CHUNK = 100


def frames_with_approved_plan(seed: int) -> tuple[dict[str, pl.DataFrame], int]:
    """A random portfolio with an approved plan, and a tolerance in basis points.

    Approved projects are there, gone, or both; in an option, in another mode, or at a start that is not offered. Now and then
    there is no approved plan, and now and then values are zero, so that many selections are equally good.
    """
    rng = random.Random(f"approved {seed}")
    frames = rng.choice([random_frames, random_frames, hiring_frames, moving_frames, tie_rich_frames])(rng.randrange(10**6))
    while ways_of(frames) > MOST_WAYS:
        frames = random_frames(rng.randrange(10**6))
    if rng.random() < 0.3:
        zero = pl.when(pl.Series([rng.random() < 0.6 for _ in range(frames["options"].height)], dtype=pl.Boolean)).then(0)
        frames = frames | {"options": frames["options"].with_columns(value=zero.otherwise(pl.col("value")))}
    rows, kind = {}, rng.choice(["none", "gone", "present", "mixed", "mixed"])
    for project, mode, start, *_ in frames["options"].sample(fraction=1.0, shuffle=True, seed=seed).iter_rows():
        if kind in ("present", "mixed") and rng.random() < 0.5:
            rows[project] = rng.choice([(mode, start), (mode, start), (mode, start + 9), ("other", start)])
    if kind in ("gone", "mixed"):
        rows |= {f"gone {i}": ("full", 0) for i in range(rng.randint(1, 2))}
    approved = frames_of(approved=[(project, *way) for project, way in rows.items()])["approved"]
    return frames | {"approved": approved}, rng.choice([0, 0, 1, 30, 300, 3000, 10_000])


def ways_of(frames) -> int:
    """How many selections an enumeration tries, hires aside."""
    count = 1
    for options in frames["options"].group_by("project_id").len()["len"]:
        count *= options + 1
    return count * 3 ** frames["hires"].height if frames["hires"].height < 9 else MOST_WAYS + 1


def changes(frames, keys) -> int:
    """2 for every project that is added or dropped, 1 for every project that runs otherwise than approved."""
    approved = {project: (mode, start) for project, mode, start in frames["approved"].iter_rows()}
    stops, known = set(frames["stop_modes"].iter_rows()), set(frames["options"]["project_id"])
    run = {p: (mode, start) for p, mode, start in keys if p in known and (p, mode) not in stops}
    dropped, added = set(approved) - set(run), set(run) - set(approved)
    return 2 * len(dropped | added) + sum(run[p] != approved[p] for p in set(run) & set(approved))


def expected(frames, tolerance_bp: int) -> tuple[int, int, int] | None:
    """Value, changes and spend of the plan by enumeration; None if no selection is allowed."""
    every = [(value, changes(frames, keys), spend) for keys, value, spend in allowed_selections(frames)]
    if not every:
        return None
    best = max(value for value, _, _ in every)
    if frames["approved"].height:
        near = [each for each in every if each[0] >= best - abs(best) * tolerance_bp // 10_000]
        return min(near, key=lambda each: (each[1], -each[0], each[2]))
    return min(every, key=lambda each: (-each[0], each[2]))


def compare(frames, tolerance_bp: int) -> str:
    """Compares one portfolio; returns what it exercised."""
    answer, found = expected(frames, tolerance_bp), solve(build_problem(frames), Limits(), value_tolerance_bp=tolerance_bp)
    if answer is None:
        assert isinstance(found, Failed)
        assert found.failure == "infeasible"
        return "infeasible"
    assert isinstance(found, Plan)
    spent = sum(a.amount_minor for a in found.allocations)
    told = changes(frames, [(c.project_id, c.mode_id, c.start_index) for c in found.chosen])
    if frames["approved"].height:
        assert (found.value, told, spent) == answer
    else:
        assert (found.value, spent) == (answer[0], answer[2])
    assert found.outcome == "proven"
    assert verify(frames, found).violations == ()
    return "gave up" if found.given_up else "kept"


def test_a_sample_of_portfolios_with_an_approved_plan_equals_brute_force():
    """Present, absent and mixed projects in the same and in other modes: a small sample of the long test."""
    seen = [compare(*frames_with_approved_plan(seed)) for seed in range(50)]
    assert {"infeasible", "kept", "gave up"} <= set(seen)


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(100))
def test_ten_thousand_portfolios_with_an_approved_plan_equal_brute_force(chunk):
    """The same on ten thousand portfolios: no difference in value, changes and spend."""
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        compare(*frames_with_approved_plan(seed))


def test_an_approved_plan_of_projects_that_are_gone_is_still_an_approved_plan():
    """B is worth nothing and costs nothing, and only a project that is gone was approved: the plan that adds nothing is the answer."""
    frames = frames_of(options=[("B", "full", 0, 1, 0)], approved=[("gone", "full", 0)])
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert plan.chosen == ()
    assert [stage.name for stage in plan.stages][:2] == ["greatest value", "least change"]


def found_frames(folder: Path) -> dict[str, pl.DataFrame]:
    """The frames of a found case; a frame that is absent is empty."""
    raw = json.loads((folder / "frames.json").read_text("utf-8"))
    return frames_of(**{name: [tuple(row) for row in raw[name]["rows"]] for name in CHOICE_FRAMES if name in raw})


def test_the_found_portfolio_of_which_two_changes_would_do(shared_data):
    """The approved plan names one project, which is gone: of the plans of value 0, the one that runs nothing changes least."""
    frames = found_frames(shared_data / "found" / "stability_two_changes_would_do")
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert plan.chosen == ()
    assert compare(frames, 0) == "kept"


def test_the_found_hire_that_is_not_told_is_missed_by_nobody(shared_data):
    """The plan hires; without the rows of the hire among the people bought, the verifier objects."""
    frames = found_frames(shared_data / "found" / "verifier_hire_not_told")
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert plan.arrivals
    assert verify(frames, plan).passed
    silent = replace(plan, bought=tuple(b for b in plan.bought if b.kind != "hire"))
    assert any(each.startswith("arrivals: ") for each in verify(frames, silent).violations)
