"""Checks that a programme declared as all or none runs with all of its projects or with none of them."""

from collections import defaultdict
from collections.abc import Iterator

from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Picked, projects_run, rows_of


def check_programmes(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each programme that is declared as all or none."""
    run, members = set(projects_run(frames, picked)), defaultdict[tuple[str, str], set[str]](set)
    for name, owner, project, is_all_or_none in rows_of(frames, "programmes", "rule_id", "owner", "project_id", "is_all_or_none"):
        if is_all_or_none:
            members[name, owner].add(project)
    for (name, owner), own in sorted(members.items()):
        without = sorted(own - run)
        yield f"{name} ({owner}): all or none of them run, without {', '.join(without)}" if own & run and without else ""


CHECKS = {"programmes": check_programmes}
