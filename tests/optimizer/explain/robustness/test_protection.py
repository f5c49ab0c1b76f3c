"""Protected plans beside the plan without protection: what they cost, and how they differ."""

from optimizer.explain.robustness.protection import protected_plans, unprotected
from optimizer.search.limits import Limits
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.small_portfolios import one_fund, plan_of

COSTS, VALUES = {"A": 10, "B": 8, "C": 4}, {"A": 100, "B": 70, "C": 31}


def with_robust(frames, gamma: int = 1):
    """Each project may cost 2 more, `gamma` of them at once."""
    own = frames_of(
        robust=[("r", "o", gamma)],
        deviations=[(p, "full", 0, kind, year, 2) for p, _, _, kind, year, _ in frames["spend"].iter_rows()],
    )
    return {**frames, **{name: own[name] for name in ("robust", "deviations")}}


def test_the_cost_of_robust_budgets_by_hand():
    """18 pay A with B (170), which leaves nothing for a dearer one; A with C costs 14 and is worth 131, so protection costs 39."""
    frames = one_fund(COSTS, VALUES, 18)
    nominal, [robust] = protected_plans(frames, plan_of(frames), {"one dearer": with_robust(frames)}, Limits())
    assert nominal is not None
    assert (nominal.value, robust.value, robust.bound, robust.cost_at_least, robust.cost_at_most) == (170, 131, 131, 39, 39)
    assert (robust.entered, robust.left, robust.otherwise) == (("C",), ("B",), ())


def test_a_protection_that_no_plan_keeps_is_told():
    """A is mandated and may cost more than there is."""
    frames = one_fund({"A": 10}, {"A": 5}, 11, requirements=[("A", "mandate", "law")])
    _, [robust] = protected_plans(frames, plan_of(frames), {"dearer": with_robust(frames)}, Limits())
    assert (robust.value, robust.is_impossible, robust.cost_at_least, robust.plan) == (None, True, None, None)


def test_the_plan_without_protection_has_no_rule_that_protects():
    """The frames of the night declare a robust budget and a later objective; neither counts."""
    frames = with_robust(one_fund(COSTS, VALUES, 18, objectives=[(0, "value", "minor", False, 0, None, None)]))
    bare = unprotected(frames)
    assert all(bare[name].is_empty() for name in ("robust", "deviations", "objectives"))
    assert bare["budgets"].equals(frames["budgets"])
