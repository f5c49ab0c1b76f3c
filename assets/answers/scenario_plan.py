"""Plans a scenario from a published night, and compares its plan with the night's. The night and the portfolio stay as they are."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.published_nights.files import asked_night, read_frames
from assets.published_nights.rebuilding import quarantine_of
from cutline.choices.limits.planning_blocks import period_namer
from cutline.choices.options.building import build_choices
from cutline.choices.scenarios.overrides import scenario_frames, scenario_settings
from cutline.choices.scenarios.scenario_file import Scenario, load_scenario
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import NoPlan
from cutline.reports.amounts import amount_text
from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_minor
from optimizer.explain.plans_elsewhere import changes_between, kept_close, running_options, tolerance_of, value_elsewhere
from optimizer.infeasible.way_out import find_way_out
from optimizer.infeasible.wording import no_plan_findings, way_out_findings
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits, Progress
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify


@dataclass(frozen=True)
class ScenarioPlan:
    """The plan of a scenario beside the plan of the night.

    values: what the night's plan and the scenario's plan are worth, each under its own inputs, in the unit of the objective.
    kept: what the night's plan would be worth under the scenario; None if it breaks a rule of the scenario. gap: by how much the
    scenario's plan may be below its best one. names: the names of the projects that differ.
    """

    name: str
    scenario: Scenario
    values: tuple[int, int]
    kept: int | None
    gap: int
    entered: tuple[str, ...]
    left: tuple[str, ...]
    otherwise: tuple[str, ...]
    names: dict[str, str]
    plan: Plan
    settings: Settings

    def as_values(self) -> dict[str, Any]:
        """The comparison as values that can be written as JSON."""
        return {
            "scenario": self.name, "title": self.scenario.title, "values": self.values, "night_plan_under_scenario": self.kept, "gap": self.gap,
            "entered": self.entered, "left": self.left, "otherwise": self.otherwise,
            "chosen": [vars(each) for each in self.plan.chosen],
        }  # fmt: skip


def plan_scenario(
    portfolio: Path, night: Path, name: str, *, seconds: float, progress: Progress = lambda _: None
) -> ScenarioPlan:
    """Plans the scenario `name` of a portfolio, from the tables of a published night.

    seconds: the most time of the search. Raises UsageError as `asked_night`, SettingsError for a scenario that cannot be
    used, and NoPlan with the conflict and the way out for one that no plan can keep.
    """
    asked, toml = asked_night(night), night / "portfolio.toml"
    scenario, base, plan = load_scenario(portfolio, name), asked.settings, asked.plan
    settings, tables = scenario_settings(toml, scenario, name, base), read_frames(night, "tables", EXPORTED)
    quarantine = quarantine_of(night)
    was = build_choices(tables, quarantine, base).frames()
    frames = scenario_frames(build_choices(tables, quarantine, settings).frames(), scenario, name)
    limits = Limits(
        settings.solver.gap_target_ppm, settings.solver.max_nodes, seconds, settings.solver.threads, settings.solver.seed
    )
    close = kept_close(frames, plan)
    found = solve(build_problem(close), limits, value_tolerance_bp=tolerance_of(asked.frames, plan), progress=progress)
    if not isinstance(found, Plan):
        raise no_plan_for(f"scenario {name}", frames, found, limits, settings, progress)
    verdict = verify(close, found)
    if not verdict.passed:
        raise NoPlan(f"the plan of scenario {name} failed the integer verifier: {verdict.violations[0]}", [])
    moved = changes_between(running_options(was, plan), running_options(frames, found))
    names = {**dict(was["names"].iter_rows()), **dict(frames["names"].iter_rows())}
    told = {each: names.get(each, "") for each in sorted({*moved[0], *moved[1], *moved[2]})}
    return ScenarioPlan(
        name, scenario, (plan.value, found.value), value_elsewhere(frames, plan), found.gap, *moved, told, found, settings
    )


def no_plan_for(what: str, frames: Any, failed: Any, limits: Limits, settings: Settings, progress: Progress) -> NoPlan:
    """The error of a question without a plan: what contradicts what, and the cheapest way out. what: the question in words."""
    p = settings.portfolio
    money = lambda minor: format_minor(minor, p.currency, p.minor_digits)  # noqa: E731
    worth = lambda amount: amount_text(amount, settings)  # noqa: E731
    findings = no_plan_findings(failed, money, worth)
    if failed.failure != "infeasible":
        return NoPlan(f"no plan for {what}", findings)
    way = find_way_out(frames, limits, progress=progress)
    return NoPlan(f"no plan for {what}", [*findings, *way_out_findings(way, money, worth, period_namer(settings))], way.as_dict())
