"""Gathers what a published night and further searches say of one project: why it is in or out, and what would change that."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import polars as pl

from assets.answers.known_answers import card_row, proven_cut, proven_leaving, proven_price
from assets.published_nights.files import AskedNight, asked_night, read_frames
from assets.published_nights.rebuilding import quarantine_of
from cutline.choices.options.option_values import cost_values
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import Finding, UsageError
from cutline.settings.all_settings import Settings
from optimizer.explain.prices import Price
from optimizer.explain.thresholds.cheaper import Level, how_much_cheaper, how_much_dearer
from optimizer.explain.thresholds.cost_changes import CostChange, CostValues, cost_values_of
from optimizer.explain.thresholds.joining import Joining, what_lets_in
from optimizer.explain.thresholds.leaving import price_of_leaving
from optimizer.explain.thresholds.more_value import value_it_lacks
from optimizer.explain.thresholds.rules_in_the_way import InTheWay, rules_in_the_way
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.hires_in_plan import option_keys_of
from optimizer.search.limits import Limits


@dataclass(frozen=True)
class LineCut:
    """The least cut of the lines of one cost class in one fiscal year, or of all classes in one year, if cost_class is None.

    cut: its level counts minor units.
    """

    cost_class: str | None
    fiscal_year: int
    cut: Level


@dataclass(frozen=True)
class ProjectCard:
    """What is known of one project of a night.

    row: its row of the table `selected` or `not_selected`. changes: the rows of `displacements`. Of a project that is left out:
    more_value, how much more it must be worth; cheaper, by how much all its costs must fall; cheaper_lines, the same for single lines
    and years, if that was asked for; joining, what would let it in; in_the_way, the rules that keep it out,
    which is None as well if that was not asked for, or if none were found. These are None for a project of the plan, and for one that was not
    offered to the optimiser. Of a project of the plan: leaving, what the plan without it is worth less; dearer, how much more it may
    cost before it leaves. dearer is None as well if the price of leaving is not exact, or if a rule requires the project.
    """

    project_id: str
    is_selected: bool
    row: dict[str, Any]
    changes: list[dict[str, Any]]
    more_value: Price | None
    cheaper: Level | None
    cheaper_lines: list[LineCut]
    joining: Joining | None
    in_the_way: InTheWay | None
    leaving: Price | None
    dearer: Level | None
    settings: Settings


def project_card(
    night: Path, project_id: str, seconds: float, *, with_lines: bool = False, with_rules: bool = False
) -> ProjectCard:
    """The card of a project. What the cards of the night have proven is not searched again.

    night: the folder of a published night. seconds: the most time of each search. with_lines: whether the
    least cut of each line and of each year is searched as well. with_rules: whether the rules that keep the project out are.

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
    changes = tables["displacements"].filter(pl.col("project_id") == project_id).to_dicts()
    problem = build_problem(frames)
    values = cost_values_of(problem, _cost_values(asked))
    card = card_row(night, project_id)
    if selected:
        leaving, dearer = proven_leaving(card) or _leaving(asked, problem, project_id, values, limits)
        return ProjectCard(project_id, True, row, changes, None, None, [], None, None, leaving, dearer, settings)
    if not is_offered:
        return ProjectCard(project_id, False, row, changes, None, None, [], None, None, None, None, settings)
    p = problem.projects.index(project_id)
    told, cut = proven_price(row), proven_cut(card)
    lacks, with_it = value_it_lacks(problem, plan, p, limits) if told is None else (told, None)
    if cut is None:
        known = [] if with_it is None else [with_it]
        cut = how_much_cheaper(problem, CostChange(p, values), plan.value, limits, known=known)
    lines = list(_line_cuts(problem, p, values, plan, limits)) if with_lines else []
    joining = what_lets_in(frames, plan, project_id, limits)
    in_the_way = rules_in_the_way(problem, plan, p, limits) if with_rules and joining.state != "free" else None
    return ProjectCard(project_id, False, row, changes, lacks, cut, lines, joining, in_the_way, None, None, settings)


def _leaving(
    asked: AskedNight, problem: Problem, project_id: str, values: CostValues, limits: Limits
) -> tuple[Price, Level | None]:
    """What the plan without a project is worth less, and how much more the project may cost before that plan is better."""
    price = price_of_leaving(asked.frames, asked.plan, project_id, limits)
    if price.at_least is None or not price.is_exact:
        return price, None
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    own = frozenset(number[key] for key in option_keys_of(problem, asked.plan))
    change = CostChange(problem.projects.index(project_id), values)
    return price, how_much_dearer(problem, change, asked.plan.value - price.at_least, limits, known=[own])


def _line_cuts(problem: Problem, p: int, values: CostValues, plan: Plan, limits: Limits) -> Iterator[LineCut]:
    """The least cut of each cost class in each year, and of all classes of a year that has more than one."""
    places = sorted({(year, kind) for j in problem.running_options_of[p] for kind, year, _ in problem.options[j].spend})
    for year in sorted({year for year, _ in places}):
        kinds = [kind for at, kind in places if at == year]
        for together in [*([kind] for kind in kinds), *([kinds] if len(kinds) > 1 else [])]:
            change = CostChange(p, values, frozenset((kind, year) for kind in together))
            cut = how_much_cheaper(problem, change, plan.value, limits)
            yield LineCut(together[0] if len(together) == 1 else None, year, cut)


def _cost_values(asked: AskedNight) -> pl.DataFrame:
    """What the costs of each option take from its value, from the canonical tables of the night."""
    tables = read_frames(asked.folder, "tables", tuple(EXPORTED))
    return cost_values(asked.frames["options"], asked.frames["stop_modes"], tables, quarantine_of(asked.folder), asked.settings)


def _row_of(table: pl.DataFrame, project_id: str) -> dict[str, Any] | None:
    found = table.filter(pl.col("project_id") == project_id).to_dicts()
    return found[0] if found else None
