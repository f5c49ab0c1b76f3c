"""How robust the plan of a published night is: its projects over draws of the inputs, and plans that are protected."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from assets.published_nights.files import AskedNight, asked_night, read_frames
from assets.published_nights.rebuilding import quarantine_of
from cutline.choices.options.building import build_choices
from cutline.choices.options.option_values import cost_values
from cutline.choices.scenarios.input_draws import drawn_ppm, drawn_scores, scored_parts
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.settings.all_settings import Settings
from cutline.settings.planning.robustness import RobustnessSection
from cutline.settings.rules import RobustRule
from optimizer.explain.plans_elsewhere import by_first_objective
from optimizer.explain.robustness.input_draws import InputDraws
from optimizer.explain.robustness.own_gain import OwnGain
from optimizer.explain.robustness.own_gains import own_gains
from optimizer.explain.robustness.protection import ProtectedPlan, protected_plans, unprotected
from optimizer.explain.robustness.shares import ProjectShare, project_shares
from optimizer.explain.robustness.solving import DrawnPlan, solve_draws
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.hires_in_plan import option_keys_of
from optimizer.search.limits import Limits, Progress


@dataclass(frozen=True)
class NightRobustness:
    """How robust a night is. settings: of the night, with the number of draws that was asked for.

    drawn: the plan of each draw. kept: in how many draws the recommended plan, the plan without protection and each protected plan keep
    every rule, by name. shares: of each project, by id. gains: what its own gains decide, by id, of the borderline projects that were
    asked about. nominal: the plan without protection; None if none was found. protected: the protected plans.
    """

    plan: Plan
    projects: tuple[str, ...]
    names: dict[str, str]
    drawn: list[DrawnPlan]
    kept: dict[str, int]
    shares: dict[str, ProjectShare]
    gains: dict[str, OwnGain]
    nominal: Plan | None
    protected: list[ProtectedPlan]
    settings: Settings

    def as_values(self) -> dict[str, Any]:
        """The answer as values that can be written as JSON."""
        running = {each.project_id for each in self.plan.chosen}
        projects = [
            {
                "project_id": project, "name": self.names.get(project, ""), "is_chosen": project in running, "kind": each.kind, "draws_in": each.count,
                "draws": each.of, "driver": None if each.driver is None else asdict(each.driver),
                "own_gain": _told(self.gains[project], "project") if project in self.gains else None,
            }
            for project, each in sorted(self.shares.items())
        ]  # fmt: skip
        draws = [
            {**_told(each, "running", "kept"), "running": sorted(self.projects[p] for p in each.running)} for each in self.drawn
        ]
        return {
            "ranges": self.settings.robustness.model_dump(), "value_of_the_plan": self.plan.value, "keeps_every_rule_in": self.kept,
            "projects": projects, "draws": draws,
            "without_protection": None if self.nominal is None else {"value": self.nominal.value, "bound": self.nominal.bound},
            "protected": [_told(each, "plan") for each in self.protected],
        }  # fmt: skip


def _told(record: Any, *without: str) -> dict[str, Any]:
    """The fields of a record as values, without some."""
    return {name: value for name, value in asdict(record).items() if name not in without}


def night_robustness(
    night: Path, *, draws: int | None, details: int, processes: int, seconds: float, progress: Progress = lambda _: None
) -> NightRobustness:
    """How robust a published night is.

    draws: None for the number of [robustness]. details: of how many borderline projects it is searched what their own gains decide:
    those that are in nearest to half of the draws. seconds: the most time of each search. Raises UsageError as `asked_night`.
    """
    asked = asked_night(night)
    ranges = asked.settings.robustness if draws is None else asked.settings.robustness.model_copy(update={"draws": draws})
    settings = asked.settings.model_copy(update={"robustness": ranges})
    problem, solver = build_problem(by_first_objective(asked.frames)), settings.solver
    tables = read_frames(night, "tables", tuple(EXPORTED))
    costs = _costs_of_options(problem, asked, tables)
    inputs = _input_draws(problem, costs, tables, settings)
    whole = Limits(solver.gap_target_ppm, solver.max_nodes, seconds, solver.threads, solver.seed)
    nominal, protected = protected_plans(asked.frames, asked.plan, _protections(asked, tables, settings), whole, progress)
    plans = {
        "the recommended plan": asked.plan,
        "the plan without protection": nominal,
        **{f"the plan with {each.name}": each.plan for each in protected},
    }
    watched = {name: _selection(problem, plan) for name, plan in plans.items() if plan is not None}
    limits = Limits(ranges.gap_ppm, ranges.max_nodes, seconds, 1, solver.seed)
    progress(f"{ranges.draws} draws")
    drawn = solve_draws(problem, inputs, list(watched.values()), limits, processes=processes, progress=progress)
    shares = project_shares(problem, inputs, drawn)
    borderline = [each for each in shares if each.kind == "borderline"]
    asked_about = sorted(borderline, key=lambda each: (abs(2 * each.count - each.of), each.project))[:details]
    progress(f"what the own gains of {len(asked_about)} borderline projects decide")
    gains = own_gains(
        problem, costs, [each.project for each in asked_about], ranges.value_bp * 100, [watched["the recommended plan"]],
        replace(limits, gap_target_ppm=0, max_nodes=solver.max_nodes), processes=processes, progress=progress,
    )  # fmt: skip
    return NightRobustness(
        asked.plan, problem.projects, dict(asked.frames["names"].iter_rows()), drawn,
        {name: sum(each.kept[i] for each in drawn) for i, name in enumerate(watched)},
        {problem.projects[each.project]: each for each in shares}, {problem.projects[each.project]: each for each in gains},
        nominal, protected, settings,
    )  # fmt: skip


def _selection(problem: Problem, plan: Plan) -> frozenset[int]:
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    return frozenset(number[key] for key in option_keys_of(problem, plan))


def _input_draws(problem: Problem, costs: list[int], tables: Mapping[str, pl.DataFrame], settings: Settings) -> InputDraws:
    """The draws of [robustness], in the order of the problem, which depends on no id."""
    r, weight = settings.robustness, settings.planning.first_weights.get("score", 0)
    parts = scored_parts(tables, settings) if weight else None
    criteria = 0 if parts is None or parts.is_empty() else int(parts["place"].n_unique())
    p, f = len(problem.projects), len(problem.funds)
    ppm = drawn_ppm(r.draws, r.seed, [r.value_bp, r.cost_bp] * p + [r.budget_bp] * f + [r.weight_bp] * criteria)
    shift = np.zeros((r.draws, p), dtype=np.int64)
    if parts is not None and criteria:
        shift = weight * drawn_scores(parts, ppm[:, 2 * p + f :], problem.projects)
    return InputDraws(ppm[:, 0 : 2 * p : 2], ppm[:, 1 : 2 * p : 2], ppm[:, 2 * p : 2 * p + f], shift, costs)


def _costs_of_options(problem: Problem, asked: AskedNight, tables: Mapping[str, pl.DataFrame]) -> list[int]:
    """For each option what its costs take from its value. An option that stops a project has costs only."""
    frames = asked.frames
    found = cost_values(frames["options"], frames["stop_modes"], tables, quarantine_of(asked.folder), asked.settings)
    taken = {tuple(key): amount for *key, amount in found.group_by(OPTION_KEY).agg(pl.col("present_minor").sum()).iter_rows()}
    return [
        -min(each.value, 0) if each.is_stop else taken.get((problem.projects[each.project], each.mode_id, each.start), 0)
        for each in problem.options
    ]


def _protections(
    asked: AskedNight, tables: Mapping[str, pl.DataFrame], settings: Settings
) -> dict[str, Mapping[str, pl.DataFrame]]:
    """The frames with each protection: the declared ones, or robust budgets as [robustness] says."""
    found: dict[str, Mapping[str, pl.DataFrame]] = {}
    bare, rules = unprotected(asked.frames), settings.rules
    if rules.robust is not None and rules.robust.gamma:
        own = {name: asked.frames[name] for name in ("robust", "deviations")}
        found[f"robust budgets ({rules.robust.name}, {rules.robust.gamma} at once)"] = {**bare, **own}
    elif settings.robustness.gamma and settings.robustness.cost_bp:
        frames = build_choices(tables, quarantine_of(asked.folder), _with_robust_rule(settings)).frames()
        name = f"robust budgets ({settings.robustness.gamma} at once, each {settings.robustness.cost_bp / 100:g} % dearer)"
        found[name] = {**bare, **{each: frames[each] for each in ("robust", "deviations")}}
    if rules.tail is not None:
        found[f"a floor under its worst scenarios ({rules.tail.name})"] = {
            **bare,
            **{each: asked.frames[each] for each in ("tail", "scenarios")},
        }
    return found


def _with_robust_rule(settings: Settings) -> Settings:
    r: RobustnessSection = settings.robustness
    rule = RobustRule(name="robustness", owner="robustness", gamma=r.gamma, deviation_bp=r.cost_bp)
    return settings.model_copy(update={"rules": settings.rules.model_copy(update={"robust": rule})})
