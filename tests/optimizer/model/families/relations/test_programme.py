"""Projects that belong together: pairs, declared programmes, and benefits of the whole that nobody can lift."""

import pytest

from optimizer.infeasible.way_out import find_way_out
from optimizer.model.families.relations.programme import rows, rules_behind
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.small_portfolios import one_fund

OPTIONS = [(p, "full", 0, 1, value) for p, value in (("A", 50), ("B", 40), ("C", 30))]


def pieces(**rest) -> list[tuple]:
    """The name of each row with the kind and place of the rule behind it."""
    problem = build_problem(frames_of(options=OPTIONS, **rest))
    return [(each.name, *((rule.kind, rule.place) for rule in rules)) for each, rules in rules_behind(problem, rows(problem))]


def test_a_pair_is_one_relation_whichever_way_round_it_is_stated():
    """Both statements have the two projects in order as their place."""
    found = pieces(dependencies=[("together", "A", "B", 0, None), ("together", "B", "A", 0, None)])
    assert {piece[1:] for piece in found} == {(("relation", ("A", "B")),)}
    assert len(found) == 2


def test_a_pair_with_a_project_that_cannot_be_chosen_is_called_by_its_row():
    """A goes with Z, which has no option."""
    assert pieces(dependencies=[("together", "A", "Z", 0, None)]) == [("together[A,-]", ("relation", ("together[A,-]",)))]


@pytest.mark.parametrize("pair", [("A", "Z"), ("Z", "A")])
def test_a_project_does_not_run_without_the_one_that_it_goes_with(pair):
    """Whichever of the two is stated first; otherwise the verifier would refuse the plan."""
    frames = one_fund({"A": 1, "B": 1}, {"A": 5, "B": 3}, 9, dependencies=[("together", *pair, 0, None)])
    plan = solve(build_problem(frames), Limits())
    assert [each.project_id for each in plan.chosen] == ["B"]
    assert verify(frames, plan).passed
    must = {**frames, "requirements": one_fund({"A": 1}, {"A": 5}, 9, requirements=[("A", "mandate", "law")])["requirements"]}
    way = find_way_out(must, Limits())
    assert way.lifted
    assert way.plan is not None


def test_a_declared_programme_is_one_rule_for_all_its_members():
    """Two rows bind three members; both have the programme and its owner as their place."""
    found = pieces(programmes=[("metro", "board", p, True, None) for p in "ABC"])
    assert [piece[1:] for piece in found] == [(("programme", ("metro", "board")),)] * 2


def test_a_benefit_of_the_whole_forbids_nothing_unless_there_is_a_floor():
    """Its rows say when the benefit comes. With a floor under the value they stay, and nobody can lift them."""
    benefit = [("metro", "board", p, False, 7) for p in "AB"]
    assert pieces(programmes=benefit) == []
    with_floor = pieces(programmes=benefit, tail=[("floor", "cro", 1, 5)], scenarios=[(0, "A", "full", 0, 3)])
    assert sorted(with_floor) == [("programme[programme metro,A]",), ("programme[programme metro,B]",)]
