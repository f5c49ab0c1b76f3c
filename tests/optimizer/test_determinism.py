"""The same portfolio gives the same plan, whatever it is called and in whatever order it comes."""

import pytest

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import random_frames, renamed, tie_rich_frames


def selection(frames) -> set:
    plan = solve(build_problem(frames), Limits())
    return {(c.project_id, c.mode_id, c.start_index) for c in plan.chosen} if isinstance(plan, Plan) else {("none", "", 0)}


def content(frames, keys) -> list:
    """What the chosen options are, without what they are called: equal for portfolios that differ in names only."""
    rows = {(p, m, s): (s, f, v) for p, m, s, f, v in frames["options"].iter_rows()}
    spend = {}
    for p, m, s, *line in frames["spend"].iter_rows():
        spend.setdefault((p, m, s), []).append(tuple(line))
    return sorted((rows.get(key), sorted(spend.get(key, []))) for key in keys)


@pytest.mark.parametrize("seed", range(40))
def test_renaming_ids_and_shuffling_rows_changes_nothing_but_names(seed):
    """The selection under new ids is the old selection with new ids."""
    frames = random_frames(seed)
    other, new = renamed(frames, seed + 1)
    assert {(new.get(p, p), new.get(m, m), s) for p, m, s in selection(frames)} == selection(other)


@pytest.mark.parametrize("seed", range(40))
def test_renaming_tied_projects_changes_nothing_but_names(seed):
    """Where projects tie, what is chosen is the same in content; only between projects that differ in nothing may the id decide."""
    frames = tie_rich_frames(seed)
    other, _ = renamed(frames, seed + 1)
    assert content(frames, selection(frames)) == content(other, selection(other))


@pytest.mark.parametrize("seed", range(6))
def test_threads_and_seeds_change_nothing(seed):
    """The plan does not depend on the threads and the seed of the solver."""
    problem = build_problem(random_frames(seed))
    plans = [solve(problem, Limits(threads=1, seed=number)) for number in range(3)]
    assert len({plan.chosen if isinstance(plan, Plan) else "none" for plan in plans}) == 1
