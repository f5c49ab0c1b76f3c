"""The independent verifier: recomputes every rule and the objective, in Python integers, from the Plan and the frames.

The verifier imports no solver and shares no code with the model: it reads the same frames a second time and states each rule
again in code of its own. A plan that the verifier rejects is never published. The checks are discovered automatically: every
module of this room and its sub-rooms declares its checks in a constant CHECKS.
"""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from optimizer import verifier
from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Picked
from optimizer.verifier.verdict import Verdict

# A check yields one text for each item that it looks at: the violation in words, or an empty text if the rule is kept.
Check = Callable[[Frames, Plan, Picked], Iterator[str]]

# Violations are reported in the order of this list. Checks that are missing from the list follow in alphabetical order.
REPORTED_FIRST = (
    "frames", "choice", "objective", "required", "funding", "purses", "money_years", "moved", "bought", "hired", "capacity",
    "dependencies", "synergies", "programmes", "declared", "robust", "tail",
)  # fmt: skip


class CheckDeclaredTwiceError(Exception):
    """Two modules of the verifier declare a check of the same name, so one of the two checks would not run."""


def verify(frames: Frames, plan: Plan) -> Verdict:
    """Check `plan` against the choice frames (cutline.contracts.choice_frames.CHOICE_FRAMES)."""
    checks: Counter[str] = Counter()
    violations: list[str] = []
    picked = {chosen.project_id: chosen for chosen in plan.chosen}
    for name, check in CHECKS.items():
        for violation in check(frames, plan, picked):
            checks[name] += 1
            if violation:
                violations.append(f"{name}: {violation}")
    return Verdict(dict(sorted(checks.items())), tuple(violations))


def in_report_order(declared: Iterable[tuple[str, Mapping[str, Check]]]) -> dict[str, Check]:
    """Returns the checks of all modules in the order in which violations are reported.

    declared: the name of each module with its checks. Raises CheckDeclaredTwiceError if two modules declare a check of the same
    name.
    """
    found: dict[str, tuple[str, Check]] = {}
    for module, checks in declared:
        for name, check in checks.items():
            if name in found:
                raise CheckDeclaredTwiceError(
                    f"the check {name!r} is declared by {found[name][0]} and {module}: rename one of them"
                )
            found[name] = module, check
    place = {name: i for i, name in enumerate(REPORTED_FIRST)}
    return {name: found[name][1] for name in sorted(found, key=lambda name: (place.get(name, len(place)), name))}


def _declared() -> Iterator[tuple[str, Mapping[str, Check]]]:
    names = (each.name for each in pkgutil.walk_packages(verifier.__path__, verifier.__name__ + ".") if not each.ispkg)
    for name in sorted(set(names) - {__name__}):
        yield name, getattr(importlib.import_module(name), "CHECKS", {})


CHECKS = in_report_order(_declared())
