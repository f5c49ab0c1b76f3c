"""Checks that the plan's value is the value of what it chose, and checks its bound, value given up and outcome."""

from collections.abc import Iterator

from cutline.contracts.choice_frames import OPTION_KEY, REQUIRED_IN_FLIGHT
from optimizer.plan import Plan
from optimizer.verifier.ranked_objectives import allowed_loss
from optimizer.verifier.reading import HIRED, Frames, Picked, hires_by_key, offers_by_key, rows_of


def check_objective(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes five checks: of the value, the bound, the value given up for stability, the base of the gap, and the outcome."""
    values = {(p, m, s): v for p, m, s, v in rows_of(frames, "options", *OPTION_KEY, "value")}
    total = sum(values.get((c.project_id, c.mode_id, c.start_index), 0) for c in plan.chosen)
    total -= value_lost_to_people(frames, plan)
    total += sum(gained.value for gained in plan.gained)
    yield "" if total == plan.value else f"the chosen options are worth {total}, the plan says {plan.value}"
    yield "" if plan.bound >= plan.value else f"the bound {plan.bound} is below the value {plan.value}"
    given_up = max(plan.stages[-1].value_given_up, 0) if plan.stages else 0
    is_one = frames["objectives"].is_empty()
    tolerance = abs(plan.value + given_up) * int(plan.solver.get("value_tolerance_bp", 0)) // 10_000
    allowed = tolerance if is_one else allowed_loss(frames, 0, plan.value + given_up)
    yield (
        ""
        if given_up <= allowed
        else f"{'stability' if is_one else 'the later objectives'} gave up {given_up}, the tolerance allows {allowed}"
    )
    best: dict[str, int] = {}
    must_run = {p for p, rule in rows_of(frames, "requirements", "project_id", "rule") if rule != REQUIRED_IN_FLIGHT}
    stops = {(p, m) for p, m in rows_of(frames, "stop_modes", "project_id", "mode_id") if p in must_run}
    for (project, mode, _), value in values.items():
        if (project, mode) not in stops:
            best[project] = max(best.get(project, value), value)
    required = {project for (project,) in rows_of(frames, "requirements", "project_id")}
    base = abs(plan.value - sum(best[project] for project in required if project in best))
    told = plan.solver.get("gap_base", base)
    yield "" if told == base else f"the gap is measured against {base}, the plan says {told}"
    proven = (plan.bound - plan.value - given_up) * 1_000_000 <= int(plan.solver["gap_target_ppm"]) * base
    yield (
        ""
        if plan.outcome == ("proven" if proven else "feasible")
        else f"the outcome {plan.outcome} does not fit the gap {plan.bound - plan.value}"
    )


def value_lost_to_people(frames: Frames, plan: Plan) -> int:
    """The value that the plan loses because of the people it buys and hires, in the unit of the objective."""
    offers, hires, lost = offers_by_key(frames), hires_by_key(frames), 0
    for b in plan.bought:
        if b.kind == HIRED and (b.role_id, b.period_index) in hires:
            size, _, _, loss, _, _ = hires[b.role_id, b.period_index]
            lost += b.milli_fte // size * loss
        elif (b.role_id, b.period_index, b.kind) in offers:
            step, _, _, loss, _ = offers[b.role_id, b.period_index, b.kind]
            lost += b.milli_fte // step * loss
    return lost


CHECKS = {"objective": check_objective}
