"""Whether a selection keeps a subset of the rules, by hand."""

import time

import pytest

from optimizer.infeasible.rule_subsets import RuleSubsets, UndecidedError, broken_rules
from optimizer.model.rules_and_rows import ruled_rows
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from tests.optimizer.small_portfolios import one_fund

# A and B must run, cost 60 and 50, and F holds 100.
PROBLEM = build_problem(one_fund({"A": 60, "B": 50}, {"A": 5, "B": 5}, 100, requirements=[(p, "mandate", "law") for p in "AB"]))
KNOWN = ruled_rows(PROBLEM)


def subsets(seconds: float = 30.0) -> RuleSubsets:
    return RuleSubsets(PROBLEM, KNOWN, KNOWN.rules, Limits(), time.monotonic() + seconds)


def test_all_rules_together_have_no_selection_and_any_two_have_one():
    """The purse and both mandates contradict one another; without any one of them there is a selection."""
    every = frozenset(KNOWN.rules)
    assert len(every) == 3
    asked = subsets()
    assert asked.selection_keeping(every) is None
    for rule in KNOWN.rules:
        assert asked.selection_keeping(every - {rule}) is not None


def test_a_selection_keeps_the_rules_that_it_was_asked_for():
    """If both mandates are kept and the purse is not, both projects run."""
    mandates = frozenset(rule for rule in KNOWN.rules if rule.kind == "requirement")
    assert subsets().selection_keeping(mandates) == {0, 1}


def test_the_relaxation_names_the_rules_that_contradict_one_another():
    """Both mandates cost 110 of 100, so the relaxation cannot keep them either."""
    assert set(subsets().contradicting(frozenset(KNOWN.rules))) == set(KNOWN.rules)


def test_no_time_is_no_answer():
    """Without time left, the search claims neither a selection nor that there is none."""
    with pytest.raises(UndecidedError):
        subsets(seconds=-1.0).selection_keeping(frozenset(KNOWN.rules))


def test_the_rules_that_a_selection_breaks_are_named():
    """The empty selection violates both mandates; both projects together violate the purse."""
    assert {rule.label for rule in broken_rules(PROBLEM, KNOWN, frozenset())} == {
        "A must be in the plan (mandate: law)",
        "B must be in the plan (mandate: law)",
    }
    assert {rule.label for rule in broken_rules(PROBLEM, KNOWN, frozenset({0, 1}))} == {"capex FY2027, F"}
