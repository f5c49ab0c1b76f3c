"""Checks dependencies, synergies, programmes and declared limits."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from cutline.contracts.choice_frames import OPTION_KEY
from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Picked, projects_run, rows_of


def check_dependencies(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
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


def check_synergies(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
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


def check_programmes(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    run, members = set(projects_run(frames, picked)), defaultdict[tuple[str, str], set[str]](set)
    for name, owner, project, is_all_or_none in rows_of(frames, "programmes", "rule_id", "owner", "project_id", "is_all_or_none"):
        if is_all_or_none:
            members[name, owner].add(project)
    for (name, owner), own in sorted(members.items()):
        without = sorted(own - run)
        yield f"{name} ({owner}): all or none of them run, without {', '.join(without)}" if own & run and without else ""


def check_declared(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    sums: dict[str, int] = defaultdict(int)
    for limit, project, mode, start, weight in rows_of(frames, "limit_terms", "limit_id", *OPTION_KEY, "weight"):
        chosen = picked.get(project)
        if chosen and (chosen.mode_id, chosen.start_index) == (mode, start):
            sums[limit] += weight
    for limit, label, owner, lower, upper in rows_of(frames, "limits", "limit_id", "label", "owner", "lower", "upper"):
        kept = (lower is None or sums[limit] >= lower) and (upper is None or sums[limit] <= upper)
        yield "" if kept else f"{label} ({owner}): {sums[limit]} is not within {lower} and {upper}"
