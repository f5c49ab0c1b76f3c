"""Checks that the plan counts exactly the synergies, and the benefits of complete programmes, whose projects all run."""

from collections import Counter
from collections.abc import Iterator

from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Picked, projects_run, rows_of


def check_synergies(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each synergy: the plan counts the synergy once if all of its projects run, and else not at all."""
    missing: dict[tuple[str, str, int], int] = Counter()
    run = set(projects_run(frames, picked))
    for name, project, amount in rows_of(frames, "synergies", "synergy_id", "project_id", "amount"):
        missing["synergies", name, amount] += project not in run
    for name, project, benefit in rows_of(frames, "programmes", "rule_id", "project_id", "benefit"):
        if benefit is not None:
            missing["programmes", f"programme {name}", benefit] += project not in run
    comes = Counter((name, amount) for (_, name, amount), count in missing.items() if count == 0)
    told = Counter((gained.synergy_id, gained.value) for gained in plan.gained)
    for key in sorted({(name, amount) for _, name, amount in missing} | set(told)):
        yield (
            ""
            if told[key] == comes[key]
            else f"synergy {key[0]} of {key[1]} comes {comes[key]} times, the plan counts it {told[key]} times"
        )


CHECKS = {"synergies": check_synergies}
