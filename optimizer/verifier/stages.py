"""Checks what the plan says about its stages: value, change, spend and value given up are those of what it chose.

What only the search knows (nodes, cuts, whether a stage was completed) and the result of the tie order cannot be recomputed.
"""

from collections.abc import Iterator

from cutline.contracts.choice_frames import OPTION_KEY
from optimizer.plan import Plan
from optimizer.verifier.money.funding import amounts_owed
from optimizer.verifier.reading import Frames, Picked, projects_run, rows_of

VALUE, CHANGE, WON_BACK, SPEND, TIES = "greatest value", "least change", "value won back", "least spend", "tie order"
ORDER = (VALUE, CHANGE, WON_BACK, SPEND, TIES)


def check_stages(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Checks the order of the stages, the value given up, and the result of each stage that can be recomputed.

    A stage that a limit stopped may be surpassed by a later one, so its result is only a limit for the plan. In a plan without
    stages there is nothing to check.
    """
    if not plan.stages:
        return
    names = [each.name for each in plan.stages]
    in_order = objectives_in_order(frames)
    order = (VALUE, *in_order, SPEND, CHANGE, TIES) if in_order else ORDER
    places = [order.index(name) if name in order else -1 for name in names]
    once = [place for place in places if place != order.index(TIES)]
    is_ordered = -1 not in places and places == sorted(places) and len(set(once)) == len(once) and names[0] == VALUE
    yield "" if is_ordered else f"the stages {names} are unknown, repeated or out of order"
    is_paired = bool(in_order) or (CHANGE in names) == (WON_BACK in names)
    yield "" if is_paired and (CHANGE in names) <= (frames["approved"].height > 0) else "a stage of change is misplaced"
    best = plan.stages[0].result
    yield "" if plan.bound >= best else f"the bound {plan.bound} is below the value {best} that was found"
    yield "" if plan.stages[0].value_given_up == 0 else "the first stage gives up value"
    last = plan.stages[-1].value_given_up
    yield "" if last == best - plan.value else f"{best - plan.value} was given up, the last stage says {last}"
    reached = {
        CHANGE: (change_against_approved(frames, picked), -1),
        WON_BACK: (plan.value, 1),
        SPEND: (sum(amounts_owed(frames, plan, picked).values()), -1),
    }
    for stage in plan.stages:
        if stage.name == TIES:
            yield "" if stage.value_given_up == last else f"{stage.value_given_up} was given up to decide a tie"
        elif stage.name in reached:
            result, sign = reached[stage.name]
            is_true = result == stage.result if stage.is_complete else (result - stage.result) * sign >= 0
            yield "" if is_true else f"{stage.name} is {result}, the plan says {stage.result}"


def objectives_in_order(frames: Frames) -> list[str]:
    """The names of the stages of the objectives after the first, in their order, and of those that win back what an objective lost.

    There are none where there is one objective.
    """
    ranked = sorted(rows_of(frames, "objectives", "rank", "name", "is_least"))
    further = [f"objective {rank + 1}: {'least' if is_least else 'greatest'} {name}" for rank, name, is_least in ranked[1:]]
    return [*further, *(f"won back: {name}" for _, name, _ in ranked[:-1])]


def change_against_approved(frames: Frames, picked: Picked) -> int:
    """The change against the approved plan, less a constant: 2 for each approved project that can be chosen.

    A project that runs and is not approved counts 2. An approved project counts -2 as approved, and -1 if it runs otherwise.
    """
    approved = {project: (mode, start) for project, mode, start in rows_of(frames, "approved", *OPTION_KEY)}
    total = 0
    for project, chosen in projects_run(frames, picked).items():
        if project not in approved:
            total += 2
        else:
            total -= 2 if approved[project] == (chosen.mode_id, chosen.start_index) else 1
    return total


CHECKS = {"stages": check_stages}
