"""Checks that every chosen option exists, that no project is chosen twice, and that required projects are in the plan."""

from collections import Counter
from collections.abc import Iterator

from cutline.contracts.choice_frames import OPTION_KEY, REQUIRED_IN_FLIGHT
from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Picked, projects_run, rows_of


def check_choice(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each choice: the option exists, its finish is stated rightly, and its project is chosen once."""
    known = {(p, m, s): f for p, m, s, f, _ in rows_of(frames, "options", *OPTION_KEY, "finish_index", "value")}
    times = Counter(chosen.project_id for chosen in plan.chosen)
    for chosen in plan.chosen:
        key = (chosen.project_id, chosen.mode_id, chosen.start_index)
        if key not in known:
            yield f"{chosen.project_id} is run as {chosen.mode_id} from period {chosen.start_index}, which is not an option"
        elif known[key] != chosen.finish_index:
            yield f"{chosen.project_id} finishes in period {known[key]}, the plan says {chosen.finish_index}"
        else:
            yield f"{chosen.project_id} is chosen {times[chosen.project_id]} times" if times[chosen.project_id] > 1 else ""


def check_required(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each requirement: the required project is in the plan."""
    run = projects_run(frames, picked)
    for project, rule, text in rows_of(frames, "requirements", "project_id", "rule", "text"):
        # A project that is required only because it is in flight may be stopped, if an option to stop it is offered. A project
        # that is required for another reason may not be stopped.
        kept = project in (picked if rule == REQUIRED_IN_FLIGHT else run)
        yield "" if kept else f"{project} is left out although required: {text}"


CHECKS = {"choice": check_choice, "required": check_required}
