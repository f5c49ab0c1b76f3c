"""The independent verifier: recomputes every rule and the objective in Python integers from the Plan and the frames alone.

Imports no solver and shares no code with the model: it reads the same frames a second time and states each rule in its own words. A plan
that fails here is never published.
"""

from collections import Counter

from optimizer.plan import Plan
from optimizer.verifier.funding import check_funding, check_moved, check_purses
from optimizer.verifier.people import check_bought, check_capacity, check_hired
from optimizer.verifier.reading import Frames, check_frames
from optimizer.verifier.relations import check_declared, check_dependencies, check_programmes, check_synergies
from optimizer.verifier.risk import check_robust, check_tail
from optimizer.verifier.selection import check_choice, check_objective, check_required
from optimizer.verifier.verdict import Verdict


def verify(frames: Frames, plan: Plan) -> Verdict:
    """Check `plan` against the choice frames (cutline.contracts.choice_frames.CHOICE_FRAMES)."""
    checks: Counter[str] = Counter()
    violations: list[str] = []
    picked = {chosen.project_id: chosen for chosen in plan.chosen}
    for family, rule in _RULES.items():
        for problem in rule(frames, plan, picked):
            checks[family] += 1
            if problem:
                violations.append(f"{family}: {problem}")
    return Verdict(dict(sorted(checks.items())), tuple(violations))


_RULES = {
    "frames": check_frames,
    "choice": check_choice,
    "objective": check_objective,
    "required": check_required,
    "funding": check_funding,
    "purses": check_purses,
    "moved": check_moved,
    "bought": check_bought,
    "hired": check_hired,
    "capacity": check_capacity,
    "dependencies": check_dependencies,
    "synergies": check_synergies,
    "programmes": check_programmes,
    "declared": check_declared,
    "robust": check_robust,
    "tail": check_tail,
}
