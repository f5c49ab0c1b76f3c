"""Objectives in order, on portfolios that can be solved by hand."""

import pytest

from cutline.errors import UsageError
from optimizer.plan import ObjectiveResult, Plan, Ties
from optimizer.problem.building import build_problem
from optimizer.search.large import large_portfolios
from optimizer.search.limits import Limits
from optimizer.search.objectives_in_order import MOST_TIES
from optimizer.search.solve import solve, solve_from
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of, medium_frames
from tests.optimizer.small_portfolios import one_fund, plan_of

COST = {"A": 10, "B": 6, "C": 4}
VALUE = {"A": 400, "B": 300, "C": 60}


def cheaper_by_permission(lose: tuple = (None, 60)) -> tuple[dict, Plan]:
    """A with C is worth 460 for 14, A alone 400 for 10, B with C 360 for 10; the cost may take 60 of the value."""
    frames = one_fund(
        COST, VALUE, 14, objectives=[(0, "value", "minor", False, 0, None, None), (1, "cost", "minor", True, 0, *lose)],
        objective_terms=[(1, p, "full", 0, cost) for p, cost in COST.items()],
    )  # fmt: skip
    return frames, plan_of(frames)


@pytest.mark.parametrize(
    ("lose", "selected", "permitted"),
    [((None, None), "AC", 0), ((None, 59), "AC", 59), ((None, 60), "A", 60), ((1304, None), "AC", 59), ((1305, None), "A", 60)],
)
def test_the_second_objective_costs_the_first_what_it_may(lose, selected, permitted):
    """Leaving C out costs 60 of 460: 1,304 basis points are 59, and 1,305 are 60."""
    _, plan = cheaper_by_permission(lose)
    assert "".join(c.project_id for c in plan.chosen) == selected
    spent = sum(COST[c.project_id] for c in plan.chosen)
    value = sum(VALUE[c.project_id] for c in plan.chosen)
    assert plan.objectives == (
        ObjectiveResult("value", "minor", False, 460, 460, value, permitted),
        ObjectiveResult("cost", "minor", True, spent, spent, spent, 0),
    )
    assert (plan.outcome, plan.given_up, plan.gap) == ("proven", 460 - value, 0)


def test_what_costs_nobody_anything_is_won_back():
    """A and B cost the same and may take the place of one another at a loss of 100: the first objective keeps the better one."""
    frames = one_fund(
        {"A": 10, "B": 10}, {"A": 400, "B": 300}, 10,
        objectives=[(0, "value", "minor", False, 0, None, None), (1, "projects", "projects", False, 0, None, 200)],
        objective_terms=[(1, p, "full", 0, 1) for p in "AB"],
    )  # fmt: skip
    plan = plan_of(frames)
    assert [c.project_id for c in plan.chosen] == ["A"]
    assert [stage.name for stage in plan.stages] == ["greatest value", "objective 2: greatest projects", "won back: value"]
    assert plan.ties == Ties(1, is_all=True)


def test_the_cheapest_of_equal_plans_then_the_one_that_changes_least():
    """A, B and C are worth the same; C is dearer; of A and B the approved one is taken, and three were equal."""
    frames = one_fund(
        {"A": 10, "B": 10, "C": 11}, dict.fromkeys("ABC", 400), 11, approved=[("B", "full", 0)],
        objectives=[(0, "value", "minor", False, 0, None, None), (1, "projects", "projects", True, 0, None, None)],
        objective_terms=[(1, p, "full", 0, 1) for p in "ABC"],
    )  # fmt: skip
    plan = plan_of(frames)
    assert [c.project_id for c in plan.chosen] == ["B"]
    assert plan.ties == Ties(3, is_all=True)
    assert [stage.name for stage in plan.stages][-2:] == ["least spend", "least change"]


def test_ties_beyond_the_limit_are_at_least_so_many():
    """One of thirty equal projects: the count stops, and does not say that it is all."""
    names = [f"P{i:02d}" for i in range(30)]
    frames = one_fund(
        dict.fromkeys(names, 1), dict.fromkeys(names, 5), 1,
        objectives=[(0, "value", "minor", False, 0, None, None), (1, "projects", "projects", True, 0, None, None)],
        objective_terms=[(1, p, "full", 0, 1) for p in names],
    )  # fmt: skip
    assert plan_of(frames).ties == Ties(MOST_TIES, is_all=False)


def test_one_objective_says_nothing_of_objectives():
    """The words `objectives` and `ties` are not in the text of such a plan, so its bytes are those of a plan before there were several."""
    text = plan_of(one_fund(COST, VALUE, 14)).to_json()
    assert '"objectives"' not in text
    assert '"ties"' not in text


def test_a_plan_with_objectives_is_written_and_read_without_loss():
    """The plan of two objectives, through JSON and back."""
    _, plan = cheaper_by_permission()
    assert Plan.from_json(plan.to_json()) == plan


def test_a_search_by_parts_keeps_the_permission(monkeypatch):
    """A portfolio of sixty projects that is solved by neighbourhoods: the verifier passes, and no tie is counted."""
    frames = medium_frames(3)
    terms = [(1, p, m, s, 1) for p, m, s, *_ in frames["options"].iter_rows()]
    declared = [(0, "value", "minor", False, 0, None, None), (1, "projects", "projects", False, 0, 100, None)]
    frames |= {name: frames_of(**{name: rows})[name] for name, rows in (("objectives", declared), ("objective_terms", terms))}
    monkeypatch.setattr(large_portfolios, "WHOLE_MODEL_OPTIONS", 10)
    problem = build_problem(frames)
    exact = solve(problem, Limits())
    assert isinstance(exact, Plan)
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    chosen = frozenset(number[c.project_id, c.mode_id, c.start_index] for c in exact.chosen)
    plan = solve_from(problem, Limits(), chosen, exact.bound + 10**6)
    assert verify(frames, plan).violations == ()
    assert plan.ties is None
    assert plan.objectives[1].value >= exact.objectives[1].value
    assert plan.objectives[1].bound is not None
    assert not plan.stages[1].is_complete


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"objectives": [(1, "value", "minor", False, 0, None, None)]}, "rank 1 at place 0"),
        ({"objective_people": [(1, "Dev", 0, "overtime", -1)]}, "gains by people"),
    ],
)
def test_objectives_that_the_model_cannot_keep_are_refused(changed, found):
    """Ranks with a gap, and an objective that buying people would make better: the solver would buy people for nothing."""
    rows = {
        "objectives": [(0, "value", "minor", False, 0, None, None), (1, "cost", "minor", True, 0, None, None)],
        "elastic": [("Dev", 0, "overtime", 100, 3, 30, 25, 2027)],
    }
    with pytest.raises(UsageError, match=found):
        build_problem(frames_of(**(rows | changed)))
