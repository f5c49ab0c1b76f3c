"""If time runs out after a selection that violates a rule, projects are dropped until the rest is a plan."""

import pytest

from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.exact.repair import without_blocking_projects
from optimizer.search.limits import Limits
from optimizer.search.stopping_rules import TimeLimit
from optimizer.solver.live_model import Answer
from tests.optimizer.random_portfolios import frames_of, random_frames

SMALL = {
    "options": [(p, "full", 0, 1, value) for p, value in (("A", 50), ("B", 30), ("C", 20))],
    "spend": [(p, "full", 0, "capex", 2027, 100) for p in "ABC"], "budgets": [("F", "capex", 2027, 200)], "years": [(2027,)],
    "payers": [(p, "F") for p in "ABC"],
}  # fmt: skip


def left_of_everything(monkeypatch, **rows: list[tuple]) -> list[str] | None:
    """Projects of the answer when the solver says all of them and the guard strikes then."""
    problem = build_problem(frames_of(**SMALL, **rows))
    search = ExactSearch(problem, Limits())
    everything = frozenset(range(len(problem.options)))

    def says_all(*_: object, **__: object) -> Answer:
        search.time_limit = TimeLimit(0.0)
        return Answer("limit", everything, 123.0, 7)

    monkeypatch.setattr(search._live, "maximise", says_all)
    answer = search.run(problem.objective)
    assert (answer.status, answer.bound) == ("limit", 123.0)
    return None if answer.chosen is None else sorted(problem.projects[problem.options[j].project] for j in answer.chosen)


def test_the_least_valuable_in_the_way_goes(monkeypatch):
    """Three projects cost 100 each of a budget of 200: the project worth 20 is left out."""
    assert left_of_everything(monkeypatch) == ["A", "B"]


def test_what_hangs_on_it_goes_with_it(monkeypatch):
    """B needs C: if C is left out, B is left out too."""
    assert left_of_everything(monkeypatch, dependencies=[("requires", "B", "C", 0, None)]) == ["A"]


def test_required_projects_stay_and_where_they_are_too_many_there_is_nothing(monkeypatch):
    """C is required, so B goes; with all three required nothing can be left out, and nothing is claimed."""
    assert left_of_everything(monkeypatch, requirements=[("C", "mandate", "law")]) == ["A", "C"]
    assert left_of_everything(monkeypatch, requirements=[(p, "mandate", "law") for p in "ABC"]) is None


def test_what_a_required_project_needs_is_not_left_out(monkeypatch):
    """A is required and needs C, the cheapest to lose: B goes instead."""
    needs = [("requires", "A", "C", 0, None)]
    assert left_of_everything(monkeypatch, requirements=[("A", "mandate", "law")], dependencies=needs) == ["A", "C"]


def test_a_project_that_a_caller_keeps_stays():
    """C is worth the least and would go; kept, it stays, and B goes instead."""
    problem = build_problem(frames_of(**SMALL))
    search = ExactSearch(problem, Limits())
    kept = problem.projects.index("C")
    found = without_blocking_projects(problem, frozenset(range(3)), search.broken_or_unfunded, also_kept=[kept])
    assert found is not None
    assert sorted(problem.projects[problem.options[j].project] for j in found) == ["A", "C"]


# Of the first 240 random portfolios, those whose greedy selection breaks a rule and can be repaired without dropping everything.
REPAIRABLE = (
    6, 7, 9, 10, 26, 28, 37, 39, 41, 44, 49, 51, 53, 58, 59, 68, 73, 78, 89, 90, 91, 93, 94, 95, 97, 101, 105, 108, 111, 112,
    115, 117, 118, 124, 130, 132, 133, 135, 136, 139, 140, 141, 151, 152, 154, 157, 158, 160, 164, 165, 177, 178, 180, 191, 192, 194, 197, 206,
    207, 208,
)  # fmt: skip


@pytest.mark.parametrize("seed", REPAIRABLE)
def test_what_is_repaired_keeps_every_rule(seed):
    """The first option of every project of a random portfolio over all families breaks a rule; what remains breaks none and can be paid."""
    problem = build_problem(random_frames(seed))
    search = ExactSearch(problem, Limits())
    greedy = frozenset(options[0] for options in problem.options_of if len(options))
    assert search.broken_or_unfunded(greedy)
    found = without_blocking_projects(problem, greedy, search.broken_or_unfunded)
    assert found
    assert found < greedy
    assert not search.broken_rows(found)
    assert not search.shortfalls(found)


def test_sixty_portfolios_are_repaired():
    """No seed stands twice in the list."""
    assert len(set(REPAIRABLE)) == len(REPAIRABLE) == 60
