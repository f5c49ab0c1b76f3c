"""A reply of an engine is refused if it contradicts the model, the start or itself; each refusal names what it saw."""

import numpy as np
import pytest

from optimizer.solver.engines.examination import trial_model
from optimizer.solver.engines.judging import judge
from optimizer.solver.engines.trouble import EngineFailed

BEST, WORSE = [0.0, 1.0, 1.0], [1.0, 0.0, 0.0]  # worth 5 and 4


def reply(status="Optimal", sol_status="Optimal Solution Found", figures=BEST, bound=None) -> dict:
    return {"status": status, "sol_status": sol_status, "figures": figures, "bound": bound, "version": "1"}


STOPPED = "Solution Found"
REFUSED = [
    # the reply, the kind of trouble, words of the message
    (reply(figures=[1.0, 1.0, 1.0]), "broken_rule", 'the rule "weight" by 2'),
    (reply(sol_status=STOPPED, figures=[1.0, 1.0, 0.0]), "broken_rule", 'says "Solution Found" of a point that breaks'),
    (reply(figures=[0.0, 2.0, 0.0]), "broken_rule", "the limits of a column by 1"),
    (reply(figures=[0.5, 1.0, 0.0]), "not_whole", "0.500000 from a whole number"),
    (reply(figures=[0.0, None, 1.0]), "false_status", "gives no point"),
    (reply(figures=[0.0, float("nan"), 1.0]), "false_status", "gives no point"),
    (reply(status="Infeasible"), "false_status", "has the solution which it was given"),
    (reply(status="Unbounded"), "false_status", "every model of Cutline is bounded"),
    (reply(figures=[0.0, 0.0, 1.0]), "false_status", "worse by 50.0000% than the start"),
]


@pytest.mark.parametrize(("told", "kind", "words"), REFUSED)
def test_a_reply_that_contradicts_what_is_known_is_refused(told, kind, words):
    """The start is worth 4 and keeps the rule 2 x0 + x1 + x2 <= 2."""
    with pytest.raises(EngineFailed) as caught:
        judge("X", trial_model(), told, gap=0.0, start=np.array(WORSE))
    assert caught.value.trouble.kind == kind
    assert words in caught.value.trouble.said


def test_a_true_reply_is_taken_with_its_bound():
    """The best point, its bound, and a point that is whole up to the tolerance of the engine."""
    told = judge("X", trial_model(), reply(figures=[1e-7, 1.0, 0.9999999], bound=5.0), gap=0.0, start=np.array(WORSE))
    assert (told.status, told.figures.tolist(), told.bound) == ("optimal", BEST, 5.0)
    stopped = judge("X", trial_model(), reply(sol_status=STOPPED, figures=WORSE), gap=0.0, start=None)
    assert (stopped.status, stopped.figures.tolist(), stopped.bound) == ("limit", WORSE, None)
    assert judge("X", trial_model(), reply(status="Infeasible"), gap=0.0, start=None).status == "infeasible"


@pytest.mark.parametrize(
    ("figures", "kept"), [(BEST, BEST), ([1.0, 1.0, 1.0], None), ([0.5, 0.5, 0.5], None), ([None] * 3, None)]
)
def test_a_run_that_claims_nothing_gives_its_point_if_the_point_keeps_every_rule(figures, kept):
    """Gurobi's class in PuLP says "Not Solved" of a stopped run and leaves the best point in the columns."""
    told = judge(
        "X", trial_model(), reply(status="Not Solved", sol_status="No Solution Found", figures=figures), gap=0.0, start=None
    )
    assert told.status == "limit"
    assert (None if told.figures is None else told.figures.tolist()) == kept


@pytest.mark.parametrize(
    ("bound", "gap", "status"), [(5.0, 0.0, "optimal"), (5.4, 0.1, "optimal"), (5.6, 0.1, "limit"), (None, 0.1, "limit")]
)
def test_a_run_that_stopped_at_its_gap_calls_its_point_optimal(bound, gap, status):
    """SCIP's class in PuLP says of such a run that it stopped at a limit. The point is worth 5."""
    told = judge("X", trial_model(), reply(sol_status=STOPPED, bound=bound), gap=gap, start=None)
    assert told.status == status


def test_an_optimum_within_the_gap_may_be_worth_less_than_the_start():
    """With a gap of half the value, an engine may call a point optimal that is worth less than what it was given."""
    told = judge("X", trial_model(), reply(figures=[0.0, 1.0, 0.0]), gap=0.5, start=np.array(WORSE))
    assert told.status == "optimal"
