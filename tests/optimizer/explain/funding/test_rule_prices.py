"""The price of each rule is what enumeration finds when the rule is left out of the frames."""

import pytest

from optimizer.explain.funding.greatest_value import base_of
from optimizer.explain.funding.rule_prices import rule_prices, rules_to_lift
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import hiring_frames, random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges


@pytest.mark.parametrize("frames_from", [random_frames, hiring_frames])
@pytest.mark.parametrize("seeds", seed_ranges(8, 300))
def test_every_price_equals_brute_force(seeds, frames_from):
    """Requirements, relations, programmes, declared limits, robust budgets, floors and ring-fences."""
    priced, kinds = 0, set()
    for seed in seeds:
        frames = frames_from(seed)
        plan = solve(build_problem(frames), Limits())
        if not isinstance(plan, Plan):
            continue
        lifted = rules_to_lift(frames)
        found = rule_prices(base_of(frames, plan, Limits()), lifted, Limits())
        for each, price in zip(lifted, found, strict=True):
            best = enumerate_best(dict(each.frames))
            assert (price.at_least, price.at_most) == (best.value - plan.value,) * 2, (seed, each.label)
            assert price.is_tie == (best.value == plan.value)
            priced += not price.is_tie
            kinds.add(each.kind)
    assert priced > 0
    assert len(kinds) > (3 if len(seeds) > 50 else 2)


def test_a_mandate_has_the_price_of_what_it_keeps_out():
    """M must run for 60 of 100 and is worth 1; without it A runs, which is worth 10."""
    frames = one_fund({"M": 60, "A": 60}, {"M": 1, "A": 10}, 100, requirements=[("M", "mandate", "law")])
    [each] = rules_to_lift(frames)
    [price] = rule_prices(base_of(frames, solve(build_problem(frames), Limits()), Limits()), [each], Limits())
    assert (price.kind, price.subject, price.at_least, price.at_most) == ("mandate", "M", 9, 9)
    assert (price.entered, price.left) == (("A",), ("M",))


def test_a_rule_that_costs_nothing_is_a_tie():
    """M would run anyway."""
    frames = one_fund({"M": 60, "A": 60}, {"M": 11, "A": 10}, 100, requirements=[("M", "mandate", "law")])
    plan = solve(build_problem(frames), Limits())
    [price] = rule_prices(base_of(frames, plan, Limits()), rules_to_lift(frames), Limits())
    assert (price.is_tie, price.entered) == (True, ())


def test_a_price_is_against_the_optimum_and_not_against_a_plan_that_gave_up_value():
    """The published plan is B for 998, because B was approved. The optimum is A for 1000, and without the mandate C is worth 1500."""
    frames = one_fund(
        {"A": 40, "B": 40, "C": 60, "M": 60}, {"A": 1000, "B": 998, "C": 1500, "M": 0}, 100,
        approved=[("B", "full", 0), ("M", "full", 0)], requirements=[("M", "mandate", "law")],
    )  # fmt: skip
    plan = solve(build_problem(frames), Limits(), value_tolerance_bp=100)
    base = base_of(frames, plan, Limits())
    assert (plan.value, base.value, base.bound, base.published) == (998, 1000, 1000, 998)
    [price] = rule_prices(base, rules_to_lift(frames), Limits())
    assert (price.at_least, price.at_most, price.entered) == (1500, 1500, ("C",))


def test_a_search_that_stops_tells_both_ends():
    """With one node the interval contains the true price."""
    frames = random_frames(3)
    seed = 3
    while not isinstance(plan := solve(build_problem(frames), Limits()), Plan) or not rules_to_lift(frames):
        seed += 1
        frames = random_frames(seed)
    lifted, base = rules_to_lift(frames), base_of(frames, plan, Limits())
    true, early = (rule_prices(base, lifted, limits) for limits in (Limits(), Limits(max_nodes=1)))
    for one, other in zip(true, early, strict=True):
        assert other.at_least <= one.at_least
        assert other.at_most is None or other.at_most >= one.at_most
