"""The frozen Problem: the optimiser's integers in an order that does not depend on ids or row order.

Solvers break ties by the order of columns and rows. Sorting everything by what it *is* (values, spends, needs, relations) rather than by
what it is *called* makes the model the same matrix whatever the export's ids and row order are, and with it the answer.
"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import polars as pl

from cutline.contracts.choice_frames import CHOICE_FRAMES
from optimizer.linear.arrays import IntArray
from optimizer.problem.content_order import NamedFrames
from optimizer.problem.frames import checked_frame
from optimizer.problem.hires import hire_terms, with_hires
from optimizer.problem.option_arrays import Lines
from optimizer.problem.overtime import offers
from optimizer.problem.records import Dependency, Limit, Option, Problem, Programme, Robust, Synergy, Tail, Transfer

MODELLED_DEPENDENCIES = ("requires", "finish_to_start", "start_to_start", "excludes", "any_of", "together")
CLASS_ORDER = {"capex": 0, "opex": 1}


def build_problem(frames: Mapping[str, pl.DataFrame]) -> Problem:
    """The Problem that `frames` (CHOICE_FRAMES) describe. A missing frame is an empty one.

    Raises UsageError when a frame has not the columns it should have.
    """
    stated = {name: checked_frame(name, frames.get(name), schema) for name, schema in CHOICE_FRAMES.items()}
    terms, block_of = hire_terms(stated["hires"]), dict(stated["grain"].iter_rows())
    tables, hired = with_hires(stated, terms)
    tables = _at_grain(tables, block_of)
    named = NamedFrames(tables)
    order = named.project_order()
    number = {project: i for i, project in enumerate(order)}
    names = dict(tables["names"].iter_rows())
    fund_order = sorted(named.funds, key=lambda fund: (named.fund_print[fund], fund))
    role_order = sorted(named.roles, key=lambda role: (named.role_print[role], role))
    options = tuple(
        Option(
            number[project],
            mode,
            start,
            finish,
            value,
            named.spend[project, mode, start],
            named.demand[project, mode, start],
            (project, mode) in named.stops,
        )
        for project in order
        for mode, start, finish, value in sorted(
            named.options[project],
            key=lambda o, p=project: (o[1], named.option_print(p, o[0], o[1]), o[0]),  # type: ignore[misc]
        )
    )
    keys = pl.DataFrame(
        {
            "project_id": [order[o.project] for o in options],
            "mode_id": [o.mode_id for o in options],
            "start_index": [o.start for o in options],
            "option": range(len(options)),
        },
        schema={**dict(list(CHOICE_FRAMES["options"].items())[:3]), "option": pl.Int64()},
    )
    return Problem(
        projects=tuple(order),
        labels=tuple(f"{project} {names[project]}" if project in names else project for project in order),
        options=options,
        budgets={(f, c, y): a for f, c, y, a in tables["budgets"].iter_rows()},
        funds=tuple(fund_order),
        years=tuple(sorted(tables["years"]["fiscal_year"])),
        payers=tuple(tuple(fund for fund in fund_order if fund in named.payers[project]) for project in order),
        capacity={(r, t): a for r, t, a in tables["capacity"].iter_rows()},
        roles=tuple(role_order),
        required={number[p]: tuple(why) for p, why in sorted(named.required.items()) if p in number},
        unavailable={p: tuple(why) for p, why in sorted(named.required.items()) if p not in number},
        dependencies=tuple(
            sorted(
                (
                    Dependency(kind, number[a], number.get(b), lag, group, f"{b} {names[b]}" if b in names else b)
                    for kind, a, b, lag, group in tables["dependencies"].iter_rows()
                    if a in number and kind in MODELLED_DEPENDENCIES
                ),
                key=lambda d: (d.type, d.dependent, -1 if d.on is None else d.on, d.lag, d.group or ""),
            )
        ),
        approved={number[p]: (mode, start) for p, mode, start in tables["approved"].iter_rows() if p in number},
        elastic=offers(tables["elastic"], role_order, block_of),
        elastic_payers=tuple(fund for fund in fund_order if fund in set(tables["elastic_payers"]["fund_id"])),
        hires={number[project]: role for project, role in hired.items()},
        hire_terms=terms,
        transfers=tuple(
            sorted(
                (Transfer((a, b, c), (d, e, f), most) for a, b, c, d, e, f, most in tables["transfers"].iter_rows() if most > 0),
                key=lambda t: (fund_order.index(t.source[0]), t.source[1:], fund_order.index(t.target[0]), t.target[1:]),
            )
        ),
        limits=_limits(tables, {(order[o.project], o.mode_id, o.start): j for j, o in enumerate(options)}),
        synergies=_synergies(tables, number),
        programmes=_programmes(tables["programmes"], number),
        payer_limits={(number[p], fund): bp for p, fund, bp in tables["payer_limits"].iter_rows() if p in number},
        spend=Lines.of(_numbered(tables["spend"], keys), CLASS_ORDER),
        demand=Lines.of(_numbered(tables["demand"], keys), {role: i for i, role in enumerate(role_order)}),
        robust=tuple(sorted((Robust(*each) for each in tables["robust"].iter_rows() if each[-1] > 0), key=lambda r: r.gamma)),
        deviations={
            j: named.dear[order[o.project], o.mode_id, o.start]
            for j, o in enumerate(options)
            if (order[o.project], o.mode_id, o.start) in named.dear
        },
        tail=tuple(sorted((Tail(*each) for each in tables["tail"].iter_rows()), key=lambda t: (t.worst, t.floor))),
        scenarios=_scenarios(tables, {(order[o.project], o.mode_id, o.start): j for j, o in enumerate(options)}, options),
        last_of={block: period for period, block in sorted(block_of.items())},
    )


def _at_grain(tables: Mapping[str, pl.DataFrame], block_of: Mapping[int, int]) -> dict[str, pl.DataFrame]:
    """The frames with people by block where periods are planned together."""
    if not block_of:
        return dict(tables)
    pooled = {}
    for name in ("demand", "capacity"):
        at_block = tables[name].with_columns(pl.col("period_index").replace(block_of))
        pooled[name] = at_block.group_by(at_block.columns[:-1], maintain_order=True).agg(pl.col("milli_fte").sum())
    return {**tables, **pooled}


def _numbered(frame: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """A frame of an option's key, two columns for a place, and an amount, as lines (LINE_SCHEMA)."""
    key, place = frame.columns[:3], frame.columns[3:]
    return frame.join(keys, on=key).select(
        pl.col("option"), *(pl.col(old).alias(new) for old, new in zip(place, ("name", "at", "amount"), strict=True))
    )


def _scenarios(
    tables: Mapping[str, pl.DataFrame], number: Mapping[tuple[str, str, int], int], options: tuple[Option, ...]
) -> IntArray:
    """The value of each option in each scenario, its own value where none is drawn."""
    place = {scenario: s for s, scenario in enumerate(sorted(tables["scenarios"]["scenario"].unique()))}
    values = np.tile(np.array([o.value for o in options], dtype=np.int64), (len(place), 1))
    for scenario, project, mode, start, value in tables["scenarios"].iter_rows():
        if (project, mode, start) in number:
            values[place[scenario], number[project, mode, start]] = value
    return values


def _synergies(tables: Mapping[str, pl.DataFrame], number: Mapping[str, int]) -> tuple[Synergy, ...]:
    """Those whose projects can all be run; the others never come."""
    stated = tables["synergies"].group_by("synergy_id").agg(pl.col("amount").first(), "project_id")
    whole = (
        tables["programmes"]
        .filter(pl.col("benefit").is_not_null())
        .group_by("rule_id")
        .agg(pl.col("benefit", "owner").first(), "project_id")
    )
    found = [(name, amount, members, None) for name, amount, members in stated.iter_rows()]
    found += [(f"programme {name}", amount, members, owner) for name, amount, owner, members in whole.iter_rows()]
    come = [
        Synergy(name, amount, tuple(sorted(number[p] for p in members)), owner)
        for name, amount, members, owner in found
        if all(p in number for p in members)
    ]
    return tuple(sorted(come, key=lambda each: (each.members, each.amount, not each.is_of_programme, each.name)))


def _programmes(frame: pl.DataFrame, number: Mapping[str, int]) -> tuple[Programme, ...]:
    bound = frame.filter("is_all_or_none").group_by("rule_id").agg(pl.col("owner").first(), pl.col("project_id").sort())
    found = [
        Programme(
            name, owner, tuple(sorted(number[p] for p in members if p in number)), tuple(p for p in members if p not in number)
        )
        for name, owner, members in bound.iter_rows()
    ]
    return tuple(sorted(found, key=lambda each: (each.members, len(each.absent), each.name)))


def _limits(tables: Mapping[str, pl.DataFrame], number: Mapping[tuple[str, str, int], int]) -> tuple[Limit, ...]:
    weights: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for limit, project, mode, start, weight in tables["limit_terms"].iter_rows():
        if (project, mode, start) in number:
            weights[limit].append((number[project, mode, start], weight))
    found = [
        Limit(family, label, owner, lower, upper, tuple(sorted(weights[limit])))
        for limit, family, label, owner, lower, upper in tables["limits"].iter_rows()
    ]
    return tuple(sorted(found, key=lambda each: (each.family, repr((each.lower, each.upper)), each.weights, each.label)))
