"""Values a list of projects that people selected by hand, beside the plan of a published night."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from assets.answers.night_comparison import PURSE, NightComparison
from assets.answers.scenario_plan import no_plan_for
from assets.published_nights.files import AskedNight, asked_night
from cutline.choices.limits.planning_blocks import period_namer
from cutline.choices.scenarios.selected_list import frames_of_list, read_list
from cutline.errors import VerificationFailed
from optimizer.explain.plans_elsewhere import Frames, kept_close, running_options
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits, Progress
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify


def compare_with_list(
    night: Path, path: Path, *, seconds: float, progress: Progress = lambda _: None
) -> tuple[NightComparison, list[str], int]:
    """The plan of a night beside the most valuable plan that runs exactly the projects of a list; the rules that the list breaks by
    leaving projects out; and by how much the value of the list may be higher than told, if a limit stopped the search.

    path: the file with the list. seconds: the most time of the search. Raises UsageError for a list that cannot be used, and NoPlan
    with the conflict and the way out if no plan runs exactly these projects.
    """
    asked = asked_night(night, ("allocation", "not_selected"))
    calendar, solver = asked.settings.horizon(), asked.settings.solver
    reasons = dict(asked.published["not_selected"].select("project_id", "reason").iter_rows())
    frames, broken = frames_of_list(asked.frames, read_list(path), calendar, path, reasons)
    limits = Limits(solver.gap_target_ppm, solver.max_nodes, seconds, solver.threads, solver.seed)
    close = kept_close(frames, asked.plan)
    found = solve(build_problem(close), limits, progress=progress)
    if not isinstance(found, Plan):
        raise no_plan_for(f"the list {path.name}", frames, found, limits, asked.settings, progress)
    verdict = verify(close, found)
    if not verdict.passed:
        raise VerificationFailed(f"the plan of {path.name} failed the integer verifier: {verdict.violations[0]}")
    names = (night.resolve().name, path.name)
    comparison = NightComparison(
        names, (asked.plan.value, found.value), _projects(asked, frames, found), _spend(asked, found), None,
        "a list of projects has no inputs of its own", asked.settings,
    )  # fmt: skip
    return comparison, broken, found.gap


def _projects(asked: AskedNight, frames: Frames, found: Plan) -> list[dict[str, Any]]:
    """As of two nights: the projects that enter, leave or run otherwise, the one worth most first."""
    label, names = period_namer(asked.settings), dict(asked.frames["names"].iter_rows())
    worth = {
        (p, m, s): v for p, m, s, v in asked.frames["options"].select("project_id", "mode_id", "start_index", "value").iter_rows()
    }
    before, after = running_options(asked.frames, asked.plan), running_options(frames, found)
    rows = []
    for project in sorted(before.keys() | after.keys()):
        was, now = before.get(project), after.get(project)
        if was != now:
            rows.append({
                "project_id": project, "name": names.get(project), "change": "enters" if was is None else "leaves" if now is None else "otherwise",
                "mode_before": was and was[0], "start_before": was and label(was[1]), "mode_after": now and now[0], "start_after": now and label(now[1]),
                "value_difference": (worth[project, *now] if now else 0) - (worth[project, *was] if was else 0), "reason": "",
            })  # fmt: skip
    return sorted(rows, key=lambda each: (-abs(each["value_difference"]), each["project_id"]))


def _spend(asked: AskedNight, found: Plan) -> list[dict[str, Any]]:
    """The purses of which another amount is allocated, in minor units. The budgets are the same."""
    now: dict[tuple[str, int, str], int] = defaultdict(int)
    for each in found.allocations:
        now[each.fund_id, each.fiscal_year, each.cost_class] += each.amount_minor
    rows = []
    for row in asked.published["allocation"].sort(list(PURSE)).iter_rows(named=True):
        after = now[row["fund_id"], row["fiscal_year"], row["cost_class"]]
        if after != row["allocated_minor"]:
            rows.append({
                **{name: row[name] for name in PURSE}, "budget_minor": row["budget_minor"], "allocated_minor": row["allocated_minor"],
                "budget_minor_after": row["budget_minor"], "allocated_minor_after": after,
            })  # fmt: skip
    return rows
