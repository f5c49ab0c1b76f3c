"""Checks the dependencies between projects: prerequisites, exclusions, and projects that run together or not at all."""

from collections import defaultdict
from collections.abc import Iterator

from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Picked, projects_run, rows_of


def check_dependencies(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each dependency, and one for each group of projects of which another project needs at least one."""
    groups: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    picked = projects_run(frames, picked)
    for kind, a, b, lag, group in rows_of(
        frames, "dependencies", "type", "from_project_id", "to_project_id", "lag_periods", "group_id"
    ):
        own, other = picked.get(a), picked.get(b)
        if kind == "any_of":
            groups[a, group or None].append(b)
        elif kind == "excludes":
            yield f"{a} and {b} exclude one another, both are chosen" if own and other else ""
        elif kind == "together":
            yield f"{a} and {b} go together, one is chosen" if bool(own) != bool(other) else ""
        elif kind in ("requires", "finish_to_start", "start_to_start"):
            if not own:
                yield ""
            elif not other:
                yield f"{a} needs {b}, which is left out"
            elif kind == "finish_to_start" and own.start_index < other.finish_index + lag:
                yield f"{a} starts in period {own.start_index}, {b} finishes in {other.finish_index} with lag {lag}"
            elif kind == "start_to_start" and own.start_index < other.start_index + lag:
                yield f"{a} starts in period {own.start_index}, {b} in {other.start_index} with lag {lag}"
            else:
                yield ""
    for (a, _), members in sorted(groups.items(), key=repr):
        yield f"{a} needs one of {', '.join(members)}" if a in picked and not any(b in picked for b in members) else ""


CHECKS = {"dependencies": check_dependencies}
