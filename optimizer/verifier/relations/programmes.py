"""Checks that of a programme declared as all or none either every project runs or none does."""

from collections import defaultdict
from collections.abc import Iterator

from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Picked, projects_run, rows_of


def check_programmes(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """One check for each declared programme of which all projects run or none."""
    run, members = set(projects_run(frames, picked)), defaultdict[tuple[str, str], set[str]](set)
    for name, owner, project, is_all_or_none in rows_of(frames, "programmes", "rule_id", "owner", "project_id", "is_all_or_none"):
        if is_all_or_none:
            members[name, owner].add(project)
    for (name, owner), own in sorted(members.items()):
        without = sorted(own - run)
        yield f"{name} ({owner}): all or none of them run, without {', '.join(without)}" if own & run and without else ""


CHECKS = {"programmes": check_programmes}
