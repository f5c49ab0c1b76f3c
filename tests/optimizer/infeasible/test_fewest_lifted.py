"""The rules to lift if no money and no people help, computed by hand."""

import time

from optimizer.infeasible.fewest_lifted import fewest_lifted
from optimizer.model.rules_and_rows import ruled_rows
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from tests.optimizer.random_portfolios import frames_of

LAW = [(p, "mandate", "law") for p in "AB"]


def lifted(seconds: float = 30.0, **rows) -> tuple[list[str], bool] | None:
    """For three projects without cost: the labels of the rules to lift, and whether their weight is proven least."""
    problem = build_problem(frames_of(options=[(p, "full", 0, 1, 5) for p in "ABC"], **rows))
    found = fewest_lifted(problem, ruled_rows(problem), Limits(), time.monotonic() + seconds)
    return found and (sorted(rule.label for rule in found[0]), found[1])


def test_a_relation_is_lifted_before_two_mandates():
    """A and B must run and exclude one another: the exclusion weighs 1, a mandate 100."""
    assert lifted(requirements=LAW, dependencies=[("excludes", "A", "B", 0, None)]) == (["at most one of A, B"], True)


def test_nothing_is_lifted_where_the_rules_can_hold():
    """A single mandate contradicts nothing, and that is proven."""
    assert lifted(requirements=LAW) == ([], True)


def test_of_two_limits_that_contradict_one_another_one_is_lifted():
    """At least two, and at most one, of A and B: either weighs 1, and one of them is enough."""
    terms = [(limit, p, "full", 0, 1) for limit in "01" for p in "AB"]
    found = lifted(
        limits=[("0", "group", "two of A and B", "board", 2, None), ("1", "group", "one of A and B", "office", None, 1)],
        limit_terms=terms,
    )
    assert found is not None
    labels, is_proven = found
    assert labels in (["one of A and B"], ["two of A and B"])
    assert is_proven


def test_nothing_is_claimed_when_no_time_is_left():
    """Without time for a solve there is no answer, not an empty one."""
    assert lifted(seconds=-1.0, requirements=LAW, dependencies=[("excludes", "A", "B", 0, None)]) is None
