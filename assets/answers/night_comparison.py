"""Compares two published nights: value, projects, spend by fund and year, and the inputs that caused the difference."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from assets.published_nights.files import asked_night
from cutline.approvals.chain import APPROVED, read_chain
from cutline.errors import Finding, UsageError
from cutline.settings.all_settings import Settings
from optimizer.explain.attribution import Step, attribute
from optimizer.search.limits import Limits, Progress

PURSE = ("fund_id", "fiscal_year", "cost_class")


@dataclass(frozen=True)
class NightComparison:
    """Two nights side by side.

    values: what each plan is worth, in the unit of the objective. projects: one row for each project that enters, leaves or runs
    otherwise, the one that is worth most first. spend: one row for each purse whose budget or allocation differs, in minor units.
    steps: the causes; None if they were not asked for, or if the nights cannot be solved with one another's inputs; why_no_steps
    then says why.
    """

    names: tuple[str, str]
    values: tuple[int, int]
    projects: list[dict[str, Any]]
    spend: list[dict[str, Any]]
    steps: list[Step] | None
    why_no_steps: str
    settings: Settings


def compare_nights(
    before: Path, after: Path, *, seconds: float, with_causes: bool = True, progress: Progress = lambda _: None
) -> NightComparison:
    """The comparison of two nights. seconds: the most time of each solve of the causes.

    Raises UsageError as `asked_night`, and for nights whose values are in different units.
    """
    one, other = _Night(before), _Night(after)
    if one.unit != other.unit:
        told = [Finding(str(after), other.unit, one.unit, "compare nights with the same currency and objective")]
        raise UsageError("the two nights do not count in the same unit", told)
    why = "" if with_causes else "they were not asked for"
    if one.settings.calendar != other.settings.calendar or not one.frames["years"].equals(other.frames["years"]):
        why = why or "the calendars differ, so a period of one night is another period in the other"
    limits = Limits(one.settings.solver.gap_target_ppm, seconds=seconds, threads=other.settings.solver.threads)
    steps = None if why else attribute((one.frames, one.plan), (other.frames, other.plan), limits, progress)
    return NightComparison(
        (one.name, other.name), (one.plan.value, other.plan.value), _projects(one, other), _spend(one, other), steps, why, other.settings
    )  # fmt: skip


class _Night:
    """The files of one night that the comparison reads."""

    def __init__(self, folder: Path) -> None:
        asked = asked_night(folder, ("selected", "not_selected", "allocation"))
        self.name, self.frames, self.plan, self.settings = folder.resolve().name, asked.frames, asked.plan, asked.settings
        tables = asked.published
        self.selected, self.left_out, self.allocation = tables["selected"], tables["not_selected"], tables["allocation"]

    @property
    def unit(self) -> str:
        """What the objective counts, in words."""
        p = self.settings.portfolio
        names = ", then ".join(each.measure for each in self.settings.planning.objectives)
        blends = "".join(f"; {each.name}: {dict(each.weights)}" for each in self.settings.planning.blends)
        return f"{names} in {p.currency} with {p.minor_digits} decimal(s){blends}"


def _projects(one: _Night, other: _Night) -> list[dict[str, Any]]:
    """The projects that enter, leave or run otherwise, with what each is worth to the two plans."""
    columns = ["project_id", "name", "mode_id", "start", "value"]
    both = one.selected.select(columns).join(
        other.selected.select(columns), on="project_id", how="full", coalesce=True, suffix="_after"
    )
    reasons = dict(other.left_out.select("project_id", "reason").iter_rows())
    rows = []
    for row in both.iter_rows(named=True):
        was, now = (row["mode_id"], row["start"]), (row["mode_id_after"], row["start_after"])
        change = "enters" if row["mode_id"] is None else "leaves" if row["mode_id_after"] is None else "otherwise"
        if change == "otherwise" and was == now:
            continue
        rows.append({
            "project_id": row["project_id"], "name": row["name_after"] or row["name"], "change": change, "mode_before": was[0],
            "start_before": was[1], "mode_after": now[0], "start_after": now[1],
            "value_difference": (row["value_after"] or 0) - (row["value"] or 0), "reason": reasons.get(row["project_id"], ""),
        })  # fmt: skip
    return sorted(rows, key=lambda each: (-abs(each["value_difference"]), each["project_id"]))


def _spend(one: _Night, other: _Night) -> list[dict[str, Any]]:
    """The purses whose budget or allocation differs, in minor units; a purse that one night does not have is unknown there."""
    keys, amounts = list(PURSE), ["budget_minor", "allocated_minor"]
    both = one.allocation.select(*keys, *amounts).join(
        other.allocation.select(*keys, *amounts), on=keys, how="full", coalesce=True, suffix="_after", nulls_equal=True
    )
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in amounts)
    return both.filter(differs).sort(keys).to_dicts()


def last_two_nights(folder: Path) -> tuple[Path, Path]:
    """The night before the published one, and the published one. Raises UsageError if there are no two."""
    published = (folder / "published").resolve()
    nights = sorted(
        path for path in (folder / "store" / "nights").glob("*") if (path / "plan.json").exists() and path.name <= published.name
    )
    if len(nights) < 2 or not published.exists():
        found = Finding(
            str(folder / "store" / "nights"), f"{len(nights)} night(s)", "two nights", "run a second night, or name two nights"
        )
        raise UsageError("there are no two nights to compare", [found])
    return nights[-2], nights[-1]


def approved_and_published(folder: Path) -> tuple[Path, Path]:
    """The approved night and the published one. Raises UsageError if no night was approved, VerificationFailed for a broken chain."""
    chain = read_chain(folder / APPROVED, may_be_unfinished=True)
    if chain.last is None:
        found = Finding(str(folder / APPROVED), "no approval", "an approved night", "approve one with cutline approve")
        raise UsageError("there is no approved night to compare with", [found])
    return chain.night_of(chain.last), folder / "published"
