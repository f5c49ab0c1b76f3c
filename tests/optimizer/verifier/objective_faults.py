"""Faults in what a plan says about several objectives in order, each with the plans that it fits and the checks that must object."""

from dataclasses import replace

from optimizer.plan import Ties
from tests.optimizer.ranked_portfolios import ranked_portfolio
from tests.optimizer.verifier.stage_faults import fits_any


def ranked_frames(seed: int) -> dict:
    """The frames of a random portfolio with objectives in order."""
    return ranked_portfolio(seed).frames


def last_changed(plan, **changed):
    """The plan with fields of its last objective changed."""
    last = plan.objectives[-1]
    told = replace(last, **{field: change(getattr(last, field)) for field, change in changed.items()})
    return replace(plan, objectives=(*plan.objectives[:-1], told))


def fault_amount_of_an_objective(rng, frames, plan):
    """The last objective has one more than the plan has of it."""
    return last_changed(plan, value=lambda value: value + 1)


def fault_reached_by_an_objective(rng, frames, plan):
    """The stage of the last objective reached another amount."""
    return last_changed(plan, reached=lambda reached: reached + 1)


def fault_loss_that_was_not_permitted(rng, frames, plan):
    """The last objective may lose nothing, and the plan says otherwise."""
    return last_changed(plan, may_lose=lambda _: 5)


def fault_bound_of_an_objective(rng, frames, plan):
    """The plan has more of the last objective than its bound allows, or less where less is better."""
    step = 1 if plan.objectives[-1].is_least else -1
    return last_changed(plan, bound=lambda bound: bound + step)


def fault_sense_of_an_objective(rng, frames, plan):
    """An objective that is made small is said to be made great, or the other way round."""
    return last_changed(plan, is_least=lambda is_least: not is_least)


def fault_lost_objective(rng, frames, plan):
    """The last objective is not told."""
    return replace(plan, objectives=plan.objectives[:-1])


def fault_no_plan_is_as_good(rng, frames, plan):
    """Not even the plan itself is as good as the plan."""
    return replace(plan, ties=Ties(0, is_all=True))


OBJECTIVE_FAULTS = {
    fault_amount_of_an_objective: (fits_any, {"objectives"}),
    fault_reached_by_an_objective: (fits_any, {"objectives"}),
    fault_loss_that_was_not_permitted: (fits_any, {"objectives"}),
    fault_bound_of_an_objective: (fits_any, {"objectives"}),
    fault_sense_of_an_objective: (fits_any, {"objectives"}),
    fault_lost_objective: (fits_any, {"objectives"}),
    fault_no_plan_is_as_good: (fits_any, {"objectives"}),
}
