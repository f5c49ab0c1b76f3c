"""Plans that are protected by robust budgets or by a floor under the worst scenarios, beside the plan without protection."""

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.explain.plans_elsewhere import Frames, by_first_objective, changes_between, kept_close, running_options
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits, Progress
from optimizer.search.solve import solve

PROTECTIONS = ("robust", "deviations", "tail", "scenarios")  # the frames that protect


@dataclass(frozen=True)
class ProtectedPlan:
    """A plan with one protection. value, bound: of its first objective; None if no plan was found. is_impossible: it is proven that no
    plan keeps the protection. cost_at_least, cost_at_most: what the protection takes from the value; None if that is not known.
    entered, left, otherwise: how it differs from the plan without protection. plan: None if none was found.
    """

    name: str
    value: int | None
    bound: int | None
    is_impossible: bool
    cost_at_least: int | None
    cost_at_most: int | None
    entered: tuple[str, ...]
    left: tuple[str, ...]
    otherwise: tuple[str, ...]
    plan: Plan | None


def unprotected(frames: Frames) -> Frames:
    """The frames of the first objective without any protection."""
    return {name: frame.clear() if name in PROTECTIONS else frame for name, frame in by_first_objective(frames).items()}


def protected_plans(
    frames: Frames, base: Plan, protections: Mapping[str, Frames], limits: Limits, progress: Progress = lambda _: None
) -> tuple[Plan | None, list[ProtectedPlan]]:
    """The plan without protection, and the plan with each protection. frames: of the night. base: the plan to stay close to among
    plans of equal value. protections: name to the frames with that protection.
    """
    progress("the plan without protection")
    nominal = solve(build_problem(kept_close(unprotected(frames), base)), limits)
    if not isinstance(nominal, Plan):
        return None, []
    before, found = running_options(frames, nominal), []
    for name, own in protections.items():
        progress(f"the plan with {name}")
        answer = solve(build_problem(kept_close(by_first_objective(own), nominal)), limits)
        if not isinstance(answer, Plan):
            found.append(ProtectedPlan(name, None, None, answer.failure == "infeasible", None, None, (), (), (), None))
            continue
        moved = changes_between(before, running_options(own, answer))
        least, most = max(nominal.value - answer.bound, 0), nominal.bound - answer.value
        found.append(ProtectedPlan(name, answer.value, answer.bound, False, least, most, *moved, answer))
    return nominal, found
