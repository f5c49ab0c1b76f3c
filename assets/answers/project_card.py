"""Gathers what a published night and two further searches say of one project: why it is in or out, and what would change that."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import polars as pl

from assets.published_nights.files import asked_night
from cutline.errors import Finding, UsageError
from cutline.settings.all_settings import Settings
from optimizer.explain.prices import Price
from optimizer.explain.thresholds.joining import Joining, what_lets_in
from optimizer.explain.thresholds.leaving import price_of_leaving
from optimizer.search.limits import Limits


@dataclass(frozen=True)
class ProjectCard:
    """What is known of one project of a night.

    row: its row of the table `selected` or `not_selected`. changes: the rows of `displacements`. joining: what would let it in; None
    for a project of the plan, and for one that was not offered to the optimiser. leaving: what the plan without it is worth less; None
    for a project that is left out.
    """

    project_id: str
    is_selected: bool
    row: dict[str, Any]
    changes: list[dict[str, Any]]
    joining: Joining | None
    leaving: Price | None
    settings: Settings


def project_card(night: Path, project_id: str, seconds: float) -> ProjectCard:
    """The card of a project. night: the folder of a published night. seconds: the most time of each search.

    Raises UsageError as `asked_night`, and for a project that the night does not know.
    """
    asked = asked_night(night, ("selected", "not_selected", "displacements"))
    frames, plan, settings, tables = asked.frames, asked.plan, asked.settings, asked.published
    selected, left_out = _row_of(tables["selected"], project_id), _row_of(tables["not_selected"], project_id)
    row = selected or left_out
    if row is None:
        known = [*tables["selected"]["project_id"], *tables["not_selected"]["project_id"]]
        near = get_close_matches(project_id, known, 3)
        action = f"did you mean {' or '.join(near)}?" if near else "cutline quarantine lists the rows that could not be read"
        raise UsageError(
            "no such project", [Finding(str(night), project_id, f"one of the {len(known):,} projects of the night", action)]
        )
    limits = Limits(seconds=seconds, threads=settings.solver.threads, seed=settings.solver.seed)
    is_offered = project_id in frames["options"]["project_id"].to_list()
    joining = what_lets_in(frames, plan, project_id, limits) if not selected and is_offered else None
    leaving = price_of_leaving(frames, plan, project_id, limits) if selected else None
    changes = tables["displacements"].filter(pl.col("project_id") == project_id).to_dicts()
    return ProjectCard(project_id, selected is not None, row, changes, joining, leaving, settings)


def _row_of(table: pl.DataFrame, project_id: str) -> dict[str, Any] | None:
    found = table.filter(pl.col("project_id") == project_id).to_dicts()
    return found[0] if found else None
