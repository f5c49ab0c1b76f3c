"""Builds the frozen Problem from the choice frames, in an order that depends neither on ids nor on the order of rows.

Equal portfolios give the same matrix, and therefore the same plan, whatever the ids and the row order of the export are
(content_order.py).
"""

from collections.abc import Mapping, Sequence

import polars as pl

from cutline.contracts.choice_frames import CHOICE_FRAMES, OPTION_KEY
from optimizer.problem.content_order import ContentOrder
from optimizer.problem.declared_rules import (
    dependencies_of,
    limits_of,
    programmes_of,
    scenarios_of,
    synergies_of,
    transfers_of,
)
from optimizer.problem.frames import checked_frame
from optimizer.problem.frames_by_id import FramesById
from optimizer.problem.hires import hire_terms, with_hires
from optimizer.problem.objectives import costs_of_people, ranked_objectives
from optimizer.problem.option_arrays import CLASS_ORDER, OptionAmounts, OptionKey
from optimizer.problem.overtime import people_offers
from optimizer.problem.records import Option, Problem, RobustBudget, ScenarioFloor


def build_problem(frames: Mapping[str, pl.DataFrame]) -> Problem:
    """Builds the Problem that `frames` (CHOICE_FRAMES) describe. A missing frame counts as an empty frame.

    Raises UsageError if a frame lacks a column that its schema names.
    """
    stated = {name: checked_frame(name, frames.get(name), schema) for name, schema in CHOICE_FRAMES.items()}
    terms, block_of = hire_terms(stated["hires"]), dict(stated["grain"].iter_rows())
    tables, hired = with_hires(stated, terms)
    tables = _people_by_block(tables, block_of)
    by_id = FramesById(tables)
    order, names = ContentOrder(by_id), dict(tables["names"].iter_rows())
    projects, funds, roles = order.projects(), order.funds(), order.roles()
    number = {project: i for i, project in enumerate(projects)}
    options = tuple(each for project in projects for each in _options_of(project, number[project], by_id, order))
    option = {(projects[o.project], o.mode_id, o.start): j for j, o in enumerate(options)}
    elastic = people_offers(tables["elastic"], roles, block_of, costs_of_people(tables))
    joint = synergies_of(tables["synergies"], tables["programmes"], number, tables["objective_synergies"])
    return Problem(
        projects=tuple(projects),
        labels=tuple(f"{project} {names[project]}" if project in names else project for project in projects),
        options=options,
        budgets={(f, c, y): a for f, c, y, a in tables["budgets"].iter_rows()},
        funds=tuple(funds),
        years=tuple(sorted(tables["years"]["fiscal_year"])),
        payers=tuple(tuple(fund for fund in funds if fund in by_id.payers[project]) for project in projects),
        capacity={(r, t): a for r, t, a in tables["capacity"].iter_rows()},
        roles=tuple(roles),
        required={number[p]: tuple(why) for p, why in sorted(by_id.required.items()) if p in number},
        unavailable={p: tuple(why) for p, why in sorted(by_id.required.items()) if p not in number},
        dependencies=dependencies_of(tables["dependencies"], number, names),
        approved={number[p]: (mode, start) for p, mode, start in tables["approved"].iter_rows() if p in number},
        has_approved_plan=tables["approved"].height > 0,
        elastic=elastic,
        elastic_payers=tuple(fund for fund in funds if fund in set(tables["elastic_payers"]["fund_id"])),
        hires={number[project]: role for project, role in hired.items()},
        hire_terms=terms,
        transfers=transfers_of(tables["transfers"], funds),
        limits=limits_of(tables["limits"], tables["limit_terms"], option),
        synergies=joint,
        programmes=programmes_of(tables["programmes"], number),
        payer_limits={(number[p], fund): bp for p, fund, bp in tables["payer_limits"].iter_rows() if p in number},
        spend=OptionAmounts.of(_numbered(tables["spend"], option), CLASS_ORDER),
        demand=OptionAmounts.of(_numbered(tables["demand"], option), {role: i for i, role in enumerate(roles)}),
        robust=_robust_budgets(tables["robust"]),
        deviations={j: by_id.above_spend[key] for key, j in option.items() if key in by_id.above_spend},
        tail=tuple(sorted((ScenarioFloor(*each) for each in tables["tail"].iter_rows()), key=lambda t: (t.worst, t.floor))),
        scenarios=scenarios_of(tables["scenarios"], option, options),
        block_end={block: period for period, block in sorted(block_of.items())},
        ranked=ranked_objectives(tables, option, elastic, [each.name for each in joint], terms),
    )


def _robust_budgets(frame: pl.DataFrame) -> tuple[RobustBudget, ...]:
    """The declared robust budgets that protect against something."""
    return tuple(sorted((RobustBudget(*each) for each in frame.iter_rows() if each[-1] > 0), key=lambda r: r.gamma))


_KEY_SCHEMA = {**{column: CHOICE_FRAMES["options"][column] for column in OPTION_KEY}, "option": pl.Int64()}


def _options_of(project: str, number: int, by_id: FramesById, order: ContentOrder) -> Sequence[Option]:
    return [
        Option(
            number, mode, start, finish, value,
            by_id.spend[project, mode, start], by_id.demand[project, mode, start], (project, mode) in by_id.stops,
        )
        for mode, start, finish, value in order.options_of(project)
    ]  # fmt: skip


def _people_by_block(tables: Mapping[str, pl.DataFrame], block_of: Mapping[int, int]) -> dict[str, pl.DataFrame]:
    """Returns the frames with demand and capacity summed over each block of periods that are planned together."""
    if not block_of:
        return dict(tables)
    pooled = {}
    for name in ("demand", "capacity"):
        at_block = tables[name].with_columns(pl.col("period_index").replace(block_of))
        pooled[name] = at_block.group_by(at_block.columns[:-1], maintain_order=True).agg(pl.col("milli_fte").sum())
    return {**tables, **pooled}


def _numbered(frame: pl.DataFrame, option: Mapping[OptionKey, int]) -> pl.DataFrame:
    """Turns a frame into lines (LINE_SCHEMA). Its columns are the key of an option, two columns for a place, and an amount.

    option: the number of each option, by key.
    """
    keys = pl.DataFrame([(*key, j) for key, j in option.items()], _KEY_SCHEMA, orient="row")
    key, place = frame.columns[:3], frame.columns[3:]
    return frame.join(keys, on=key).select(
        pl.col("option"), *(pl.col(old).alias(new) for old, new in zip(place, ("name", "at", "amount"), strict=True))
    )
