"""Presolve removes options that no plan or no best plan contains, and loses no best plan."""

from itertools import product

import numpy as np
import pytest

from optimizer.linear.matrix import Matrix
from optimizer.linear.rows import broken_rows
from optimizer.model.building import build_model
from optimizer.model.consequences import point_of
from optimizer.presolve.reductions import dominated, presolved
from optimizer.problem.building import build_problem
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.presolve.by_hand import LAW, costs, lean_rows, taken_out
from tests.optimizer.random_portfolios import random_frames
from tests.seeds import seed_ranges


def test_what_costs_more_than_there_is_and_what_needs_it_are_impossible():
    """A costs 101 of 100, B needs A and C needs B: none of them can run. D can."""
    options = [(p, "full", 0, 1, 10) for p in "ABCD"]
    spend = [("A", "full", 0, "capex", 2027, 101), ("D", "full", 0, "capex", 2027, 100)]
    needs = [("requires", "B", "A", 0, None), ("requires", "C", "B", 0, None)]
    payers = [(p, "F") for p in "ABCD"]
    assert taken_out(options=options, spend=spend, dependencies=needs, payers=payers) == (["A full", "B full", "C full"], [])


DEARER = [("A", "full", 0, "capex", 2027, 50), ("A", "lean", 0, "capex", 2027, 40)]


def test_a_mode_that_is_worth_less_and_costs_more_is_dominated():
    """The full mode costs 50 and is worth 9, the lean mode costs 40 and is worth 10."""
    options = [("A", "full", 0, 1, 9), ("A", "lean", 0, 1, 10)]
    assert taken_out(options=options, spend=DEARER, payers=[("A", "F")]) == ([], ["A full"])


@pytest.mark.parametrize(
    "more",
    [
        {"demand": [("A", "lean", 0, "R", 0, 1)], "capacity": [("R", 0, 5)]},  # lean needs people
        {"approved": [("A", "full", 0)]},  # full is what was approved
        {"stop_modes": [("A", "full")]},  # full is a way to stop
        {"limits": [("L", "group", "at least one full", "o", 1, None)], "limit_terms": [("L", "A", "full", 0, 1)]},
    ],
)
def test_it_is_not_where_it_has_something_for_it(more):
    """The dearer of the two modes is kept if there is a reason for which a plan may want it."""
    options = [("A", "full", 0, 1, 9), ("A", "lean", 0, 1, 10)]
    assert taken_out(options=options, spend=DEARER, payers=[("A", "F")], **more)[1] == []


@pytest.mark.parametrize("seeds", seed_ranges(40, 100))
def test_no_best_plan_needs_what_is_taken_out(seeds):
    """A hundred random portfolios of all families: no best selection has an option that was taken out, and some options are."""
    out = 0
    for seed in seeds:
        frames = random_frames(seed)
        expected, problem = enumerate_best(frames), build_problem(frames)
        most = presolved(problem, build_model(problem)).upper_limits
        gone = {
            (problem.projects[o.project], o.mode_id, o.start)
            for o, at_most in zip(problem.options, most, strict=False)
            if not at_most
        }
        out += len(gone)
        if expected is not None:
            assert not any(gone & set(keys) for keys in expected.best)
    assert out > len(seeds) // 3


def test_what_does_not_fit_beside_required_projects_is_out():
    """A must run and costs at least 30, so B at 71 cannot run and C at 70 can. D, which needs B, cannot run either."""
    needs = [("requires", "D", "B", 0, None)]
    out, _ = taken_out(**costs(A=60, a=30, B=71, C=70, D=1), requirements=LAW, dependencies=needs)
    assert out == ["B full", "D full"]


def test_what_excludes_a_required_project_is_out():
    """A must run and excludes B, so B cannot run."""
    out, _ = taken_out(**costs(A=1, B=1), requirements=LAW, dependencies=[("excludes", "A", "B", 0, None)])
    assert out == ["B full"]


def test_a_required_project_with_one_way_left_is_given():
    """A costs 101 or 60 of 100, so only the lean mode is left, and its row says that it is chosen."""
    rows = lean_rows(**costs(A=101, a=60, B=30, C=20), requirements=LAW)
    assert rows["choice[A]"] == ({"A lean": 1}, 1, 1)


def test_what_required_projects_need_is_required():
    """A needs B, B needs C or D, and D does not fit: A, B and C are in every plan."""
    needs = [("requires", "A", "B", 0, None), ("any_of", "B", "C", 0, "g"), ("any_of", "B", "D", 0, "g")]
    rows = lean_rows(**costs(A=40, B=30, C=30, D=31), requirements=LAW, dependencies=needs)
    assert {name: bounds for name, (_, *bounds) in rows.items()} == {f"choice[{p}]": [1, 1] for p in "ABC"} | {
        "choice[D]": [None, 1]
    }


@pytest.mark.parametrize("seeds", seed_ranges(40, 100))
def test_other_rows_hold_the_same_plans(seeds):
    """For every selection of a hundred random portfolios: it keeps the rows that the solver gets exactly when it keeps those of
    the model and has no dominated option. Some rows are left out, some changed, some cliques found.
    """
    left_out = changed = found = 0
    for seed in seeds:
        problem = build_problem(random_frames(seed))
        if np.prod([len(own) + 1 for own in problem.options_of]) > 1500:
            continue
        model = build_model(problem)
        lean, beaten = presolved(problem, model), dominated(problem, Matrix.of(model.rows, model.upper_limits))
        before, after = {each.name: each for each in model.rows}, {each.name: each for each in lean.rows}
        left_out += len(before.keys() - after.keys())
        changed += sum(after[name] is not before[name] for name in before.keys() & after.keys())
        found += len(after.keys() - before.keys())
        for picks in product(*[(None, *own) for own in problem.options_of]):
            chosen = frozenset(j for j in picks if j is not None)
            point = point_of(problem, chosen)
            is_plan = not broken_rows(model.rows, point) and not chosen & beaten
            assert is_plan == (
                not broken_rows(lean.rows, point) and all(by <= lean.upper_limits[j] for j, by in point.items())
            ), seed
    assert min(left_out, changed, found) > len(seeds) // 3
