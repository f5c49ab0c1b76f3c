"""A project is run in one way at most; what required projects must be lifted for weighs by its reason."""

import pytest

from optimizer.model.families.relations.choice import rows, rules_behind
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of

OPTIONS = [("A", "full", 0, 1, 50), ("A", "lean", 0, 1, 30)]


def pieces(*requirements: tuple) -> list[tuple]:
    """Bounds of the rows, with the rule behind each: its place and weight."""
    problem = build_problem(frames_of(options=OPTIONS, requirements=list(requirements)))
    found = rules_behind(problem, rows(problem))
    return [(each.name, each.lower, each.upper, [(rule.place, rule.weight) for rule in rules]) for each, rules in found]


def test_that_a_project_is_run_once_at_most_nobody_can_lift():
    """One row, with no rule behind it."""
    assert pieces() == [("choice[A]", None, 1, [])]


@pytest.mark.parametrize(
    ("reason", "weight"),
    [
        (("decision", "board"), 10),
        (("mandate", "contractual"), 100),
        (("mandate", "regulatory"), 1000),
        (("mandate", "safety"), 1000),
    ],
)
def test_a_requirement_weighs_by_its_reason(reason, weight):
    """The row is cut in two: at most one option always stays, at least one is the requirement."""
    assert pieces(("A", *reason)) == [("choice[A]", None, 1, []), ("choice[A]", 1, None, [(("A",), weight)])]


def test_of_several_reasons_the_heaviest_counts():
    """A decision and a mandate of law: to lift it is to lift the mandate."""
    assert pieces(("A", "decision", "board"), ("A", "mandate", "safety"))[1][3] == [(("A",), 1000)]


def test_a_required_project_without_an_option_has_a_row_that_nothing_satisfies():
    """Z has no option: 1 <= 0, behind which its requirement stands."""
    [broken, _] = pieces(("Z", "mandate", "contractual"))
    assert broken == ("choice[Z]", 1, None, [(("Z",), 100)])
