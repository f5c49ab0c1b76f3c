"""Rows that are switched off and on."""

from optimizer.linear.rows import row
from optimizer.solver.switched_model import SwitchedModel
from tests.optimizer.solver.small_models import model_of

ROWS = [
    row("most", "group", "at most one", [(0, 1), (1, 1)], None, 1),
    row("first", "choice", "the first must run", [(0, 1)], 1, None),
    row("second", "choice", "the second must run", [(1, 1)], 1, None),
    row("third", "choice", "the third must run", [(2, 1)], 1, None),
]


def switched(*is_on: bool) -> SwitchedModel:
    model = SwitchedModel(model_of([1, 1, 1], ROWS), threads=1, seed=0)
    model.switch(is_on)
    return model


def test_only_the_rows_that_are_on_have_to_be_kept():
    """The first three contradict one another; without any one of them there is a selection."""
    ask = {"max_nodes": 100, "seconds": 10.0}
    assert switched(True, True, True, True).any_point(**ask).status == "infeasible"
    assert switched(False, True, True, True).any_point(**ask).chosen == {0, 1, 2}
    without_second = switched(True, True, False, True).any_point(**ask).chosen
    assert without_second is not None
    assert {0, 2} <= without_second
    assert 1 not in without_second


def test_a_row_can_be_switched_on_again():
    """A row is switched off and then on: the model has its first solution again."""
    model = switched(False, True, True, True)
    model.switch([True] * 4)
    assert model.any_point(max_nodes=100, seconds=10.0).status == "infeasible"


def test_the_rows_of_a_contradiction_are_named_with_their_multipliers():
    """The third requirement has nothing to do with it; a feasible relaxation names nothing."""
    found = switched(True, True, True, True).contradicting_rows(10.0)
    assert set(found) == {0, 1, 2}
    assert len(set(found.values())) == 1  # 1 + 1 > 1: each row counts once
    assert switched(False, True, True, True).contradicting_rows(10.0) == {}
