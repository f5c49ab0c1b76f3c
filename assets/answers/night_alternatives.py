"""Other plans of a published night that are nearly as good, each described by how it differs from the recommended plan."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from assets.published_nights.files import asked_night, read_frames
from cutline.settings.all_settings import Settings
from optimizer.explain.alternatives import Alternatives, alternatives
from optimizer.explain.plans_elsewhere import running_options
from optimizer.search.limits import Limits, Progress

Running = Mapping[str, tuple[str, int]]


@dataclass(frozen=True)
class NightAlternatives:
    """The alternatives of a night. base: the value of the recommended plan. names: the names of the projects. spend: for each
    alternative, cost class and fiscal year to what it spends more than the recommended plan, in minor units. themes: for each
    alternative, theme to how many more projects of it run. Differences of nothing are left out.
    """

    base: int
    answer: Alternatives
    names: dict[str, str]
    spend: list[dict[tuple[str, int], int]]
    themes: list[dict[str, int]]
    settings: Settings

    def as_values(self) -> dict[str, Any]:
        """The alternatives as values that can be written as JSON."""
        return {
            "value_of_the_plan": self.base, "is_all": self.answer.is_all,
            "alternatives": [
                {
                    "value": each.value, "bound": each.bound, "is_best": each.is_best, "entered": each.entered, "left": each.left,
                    "otherwise": each.otherwise, "running": {p: {"mode_id": mode, "start_index": start} for p, (mode, start) in each.running.items()},
                    "spend": [{"cost_class": kind, "fiscal_year": year, "amount_minor": more} for (kind, year), more in spend.items()],
                    "themes": themes,
                }
                for each, spend, themes in zip(self.answer.found, self.spend, self.themes, strict=True)
            ],
        }  # fmt: skip


def night_alternatives(
    night: Path, *, count: int, projects: int, within_bp: int, seconds: float, progress: Progress = lambda _: None
) -> NightAlternatives:
    """The alternatives of a published night, as of `alternatives`. seconds: the most time of each search.

    Raises UsageError as `asked_night`.
    """
    asked = asked_night(night)
    frames, plan, settings = asked.frames, asked.plan, asked.settings
    limits = Limits(settings.solver.gap_target_ppm, seconds=seconds, threads=settings.solver.threads, seed=settings.solver.seed)
    answer = alternatives(frames, plan, count=count, projects=projects, within_bp=within_bp, limits=limits, progress=progress)
    themes = dict(read_frames(night, "tables", ("projects",))["projects"].select("project_id", "theme").iter_rows())
    was = running_options(frames, plan)
    return NightAlternatives(
        plan.value, answer, dict(frames["names"].iter_rows()), [_spend_more(frames, was, each.running) for each in answer.found],
        [_themes_more(themes, was, each.running) for each in answer.found], settings,
    )  # fmt: skip


def _spend_more(frames: Mapping[str, pl.DataFrame], was: Running, now: Running) -> dict[tuple[str, int], int]:
    """Cost class and fiscal year of the horizon to what the projects of one plan spend more than those of another, in minor units."""
    spend = frames["spend"].join(frames["years"], on="fiscal_year", how="semi")
    more: Counter[tuple[str, int]] = Counter()
    for project, mode, start, kind, year, amount in spend.iter_rows():
        more[kind, year] += amount * ((now.get(project) == (mode, start)) - (was.get(project) == (mode, start)))
    return {key: by for key, by in sorted(more.items()) if by}


def _themes_more(themes: Mapping[str, str | None], was: Running, now: Running) -> dict[str, int]:
    more: Counter[str] = Counter(themes.get(p) or "no theme" for p in now)
    more.subtract(Counter(themes.get(p) or "no theme" for p in was))
    return {theme: by for theme, by in sorted(more.items()) if by}
