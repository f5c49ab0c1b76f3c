"""Faults in what a plan says about its stages and its gap, each with the plans that it fits and the checks that must object."""

from dataclasses import replace

from optimizer.plan import Stage


def stage_changed(plan, name, **changed):
    """The plan with fields of the stage called `name` changed."""
    return replace(
        plan,
        stages=tuple(
            replace(each, **{field: change(getattr(each, field)) for field, change in changed.items()})
            if each.name == name
            else each
            for each in plan.stages
        ),
    )


def has_stage(name):
    """Fits plans with a stage called `name`."""
    return lambda frames, plan: any(each.name == name for each in plan.stages)


def fault_first_stage_worth_more(rng, frames, plan):
    """The first stage found a cent more than was given up and kept."""
    return stage_changed(plan, "greatest value", result=lambda result: result + 1)


def fault_first_stage_gives_up(rng, frames, plan):
    """The first stage gives up value."""
    return stage_changed(plan, "greatest value", value_given_up=lambda _: 1)


def fault_spend_of_a_stage(rng, frames, plan):
    """The least spend is a cent less than what is spent."""
    return stage_changed(plan, "least spend", result=lambda result: result - 1)


def fault_given_up(rng, frames, plan):
    """The last stage says that a cent was given up."""
    last = replace(plan.stages[-1], value_given_up=plan.stages[-1].value_given_up + 1)
    return replace(plan, stages=(*plan.stages[:-1], last))


def fault_stage_nobody_knows(rng, frames, plan):
    """A stage has a name that no stage has."""
    return replace(plan, stages=(replace(plan.stages[0], name="greatest joy"), *plan.stages[1:]))


def fault_stage_twice(rng, frames, plan):
    """The first stage is stated twice."""
    return replace(plan, stages=(plan.stages[0], *plan.stages))


def fault_stage_of_change_without_approved_plan(rng, frames, plan):
    """A change is told against an approved plan that does not exist."""
    return replace(plan, stages=(plan.stages[0], Stage("least change", 0, 0, True, 0, 0), *plan.stages[1:]))


def fault_outcome_nobody_knows(rng, frames, plan):
    """The outcome is neither proven nor feasible."""
    return replace(plan, bound=plan.bound + 10**12, outcome="excellent")


def fault_gap_base(rng, frames, plan):
    """The gap is measured against another value."""
    return replace(plan, solver={**plan.solver, "gap_base": plan.solver["gap_base"] + 1})


def fits_any(frames, plan) -> bool:
    """Fits every plan."""
    return True


STAGE_FAULTS = {
    fault_first_stage_worth_more: (fits_any, {"stages"}),
    fault_first_stage_gives_up: (fits_any, {"stages"}),
    fault_spend_of_a_stage: (has_stage("least spend"), {"stages"}),
    fault_given_up: (fits_any, {"stages"}),
    fault_stage_nobody_knows: (fits_any, {"stages"}),
    fault_stage_twice: (fits_any, {"stages"}),
    fault_stage_of_change_without_approved_plan: (fits_any, {"stages"}),
    fault_outcome_nobody_knows: (fits_any, {"objective"}),
    fault_gap_base: (fits_any, {"objective"}),
}
