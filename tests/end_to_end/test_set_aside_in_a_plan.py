"""A row that was set aside never turns an unknown figure of a planned night into a number, nor a figure into another one.

The plan is held fixed: a project that cannot be planned any more because of the row is taken out of it on both sides. What then
differs between the published tables comes from the row alone.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl
import pytest

from cutline.choices.costing.certain_rows import certain_rows
from cutline.choices.options.building import build_choices
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import allocation_frame, bought_frame, chosen_frame, gained_frame, moved_frame
from cutline.ledger.stage_gates import split_at_gates, with_unread_gates
from cutline.measures.set_aside import set_aside
from cutline.measures.topics import people, progress, spread, themes
from cutline.reports.sheets.all_sheets import SHEETS
from cutline.reports.sheets.sheet import Sheet
from cutline.reports.tables.published_table import NightResults
from cutline.reports.tables.published_tables import build_published_tables
from cutline.settings.all_settings import Settings
from cutline.sources.typed_rows.quarantine import EMPTIED
from pipelines.night import Night
from tests.cutline.measures.test_set_aside import emptied_columns, entries, wrong_figures

Frames = Mapping[str, pl.DataFrame]
TABLES_OF_PROJECTS = ("projects", "modes", "cost_lines", "benefits", "demand", "actuals", "evm", "milestones", "risks", "scores")
KEYS = {
    "selected": ["project_id"], "not_selected": ["project_id"], "costs": ["project_id"], "allocation": ["fund_id", "fiscal_year", "cost_class"],
    "allocation_lines": ["project_id", "fund_id", "fiscal_year", "cost_class", "release"], "stage_gates": ["project_id"],
    "utilisation": ["role_id", "period_index"], "utilisation_roles": ["role_id", "period_index"], "utilisation_units": ["unit", "period_index"],
    "utilisation_skills": ["skill", "period_index"], "over_allocations": ["view", "kind", "role_id", "first_index"], "theme_shares": ["theme"],
    "plan_spread": ["level", "project_id"], "money_to_complete": ["project_id"], "exceeded_limits": ["kind", "name", "first"],
    "people_bought": ["role_id", "period_index", "kind"], "ledger": ["account", "project_id", "fund_id", "cost_class", "fiscal_year", "release"],
}  # fmt: skip
# Words of the night that say of whom a row speaks, and texts that repeat the figures of their row.
WORDS = ("text", "name", "status", "project_class", "theme", "sponsor", "mode", "course", "required", "exceeds", "code", "verdict", "blocking",
         "projects", "project_ids", "relief", "relief_kind", "period", "first", "last", "compared", "passed_gate", "next_gate", "value_unit")  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """A night of the sample, and what is needed to measure it again."""

    tables: Frames
    results: NightResults
    night: Night
    whole: dict[tuple[str, ...], Frames] = field(default_factory=dict)  # the tables without any row lost, by the projects gone

    @property
    def settings(self) -> Settings:
        given = self.night.settings()
        return given.model_copy(update={"uncertainty": given.uncertainty.model_copy(update={"draws_log2": 6})})


@pytest.fixture(scope="module")
def planned(sample_night) -> Planned:
    tables, plan = {name: sample_night.frame(f"core_{name}") for name in EXPORTED}, sample_night.plan()
    problem = {
        name.removeprefix("problem_").removesuffix(".parquet") for name in sample_night.kept if name.startswith("problem_")
    }
    measures = {
        name.removeprefix("metrics_").removesuffix(".parquet") for name in sample_night.kept if name.startswith("metrics_")
    }
    report = {
        name: sample_night.frame(f"report_{name}") for name in ("deliveries", "kept_aside", "look_alikes", "quality_scores")
    }
    arrivals = report | {name: sample_night.frame(name) for name in ("quality_trend", "quality_exceptions", "field_freshness")}
    arrivals |= {"findings": sample_night.frame("finding_effects"), "emptied_cells": sample_night.frame("emptied_cells")}
    results = NightResults(
        tables, {name: sample_night.frame(f"problem_{name}") for name in problem}, chosen_frame(plan.chosen), sample_night.frame("plan_reasons"), sample_night.frame("plan_cards"),
        allocation_frame(plan.allocations), {name: sample_night.frame(f"metrics_{name}") for name in measures}, sample_night.frame("gate"),
        sample_night.frame("quarantine"), sample_night.frame("row_accounting"), arrivals,
        bought_frame(plan.bought), moved_frame(plan.moved), gained_frame(plan.gained), sample_night.frame("plan_frontier"),
    )  # fmt: skip
    return Planned(tables, results, sample_night)


def choices_of(planned: Planned, tables: Frames, lost: pl.DataFrame) -> Frames:
    return build_choices(tables, pl.concat([planned.results.quarantine, lost]), planned.settings).frames()


def frames_of(
    planned: Planned, tables: Frames, choices: Frames, new: tuple[pl.DataFrame, pl.DataFrame], gone: tuple[str, ...]
) -> Frames:
    """Every published table that needs a plan, and the ledger, of the plan without the projects `gone`.

    new: the rows that were set aside and the cells that were emptied, beside those of the night itself.
    """
    settings, base = planned.settings, planned.results
    quarantine, emptied = (pl.concat(both) for both in zip((base.quarantine, base.arrivals["emptied_cells"]), new, strict=True))
    aside = set_aside(quarantine, emptied, tables)
    in_plan = ~pl.col("project_id").is_in(gone).fill_null(value=False)
    chosen, allocations = base.chosen.filter(in_plan), base.allocations.filter(in_plan)
    known = with_unread_gates(certain_rows(tables, quarantine), pl.concat([quarantine, emptied]))
    parts = split_at_gates(allocations, chosen, known, settings)
    keys = chosen.select("project_id", "mode_id", "start_index")
    measures = {
        **base.measures,
        **people.people_metrics(tables, choices, keys, settings, aside, base.bought),
        **themes.theme_metrics(tables, choices, keys, aside),
        **spread.plan_spread_metrics(tables, keys, settings, aside),
        **progress.plan_progress_metrics(tables, choices, keys, settings, aside),
    }
    offered = choices["options"]["project_id"].unique().to_list()
    night = replace(
        base, tables=known, choices=choices, chosen=chosen, reasons=base.reasons.filter(pl.col("project_id").is_in(offered)),
        allocations=parts, measures=measures, quarantine=quarantine,
    )  # fmt: skip
    found = build_published_tables(night, settings)
    by_account = build_ledger(parts, base.moved).group_by(KEYS["ledger"]).agg(pl.col("amount_minor").sum())
    return {**{name: found[name] for name in KEYS if name != "ledger"}, "ledger": by_account}


def with_row_lost(
    planned: Planned, name: str, number: int, column: str | None
) -> tuple[Frames, tuple[pl.DataFrame, pl.DataFrame]]:
    """The tables without a row, or without a cell of it, and the entries of the quarantine that say so."""
    rows, is_it = planned.tables[name].slice(number, 1), pl.int_range(pl.len()) == number
    if column is None:
        kept, lost = planned.tables[name].filter(~is_it), (entries(name, rows), entries(name, rows.clear()))
    else:
        kept = planned.tables[name].with_columns(pl.when(~is_it).then(column).alias(column))
        lost = entries(name, rows.clear()), entries(name, rows, EMPTIED, column)
    return {**planned.tables, name: kept}, lost


def check_one(planned: Planned, name: str, number: int, column: str | None = None) -> None:
    """Compare every published table that needs a plan, with the row and without it."""
    tables, lost = with_row_lost(planned, name, number, column)
    choices = choices_of(planned, tables, lost[0])
    key = ["project_id", "mode_id", "start_index"]
    gone = tuple(planned.results.chosen.join(choices["options"], on=key, how="anti")["project_id"].sort())
    nothing = lost[0].clear(), lost[1].clear()
    if gone not in planned.whole:
        planned.whole[gone] = frames_of(planned, planned.tables, planned.results.choices, nothing, gone)
    before, after = planned.whole[gone], frames_of(planned, tables, choices, lost, gone)
    reserves = name == "milestones"
    if reserves:  # the milestone may be a gate, so more may be reserved, and nothing else may change
        assert (after["allocation"]["released_minor"] <= before["allocation"]["released_minor"]).all()
    for table, keys in KEYS.items():
        if reserves and ("release" in keys or table == "stage_gates"):
            continue
        drawn = [each for each in before[table].columns if table == "plan_spread" and each not in ("unknown", *keys)]
        drawn += ["released_minor", "reserved_minor"] * reserves
        words = [each for each in (*WORDS, *drawn) if each in before[table].columns and each not in keys]
        wrong = wrong_figures(before[table].drop(words), after[table].drop(words), keys)
        assert wrong == [], (table, wrong[:5], name, column, planned.tables[name].slice(number, 1).to_dicts())


@pytest.mark.parametrize(
    ("name", "column"),
    [("cost_lines", None), ("evm", None), ("milestones", None), ("projects", None), ("demand", None), ("projects", "theme")],
)
def test_one_row_set_aside_changes_no_figure_of_the_plan_into_another(planned, name, column):
    """Each figure stays as it is, becomes unknown, or stands in a row whose count of unknown members rose."""
    rows = planned.tables[name]
    filled = rows.select(pl.arg_where(pl.lit(value=True) if column is None else pl.col(column).is_not_null())).to_series()
    check_one(planned, name, random.Random(name).choice(filled.to_list() or list(range(rows.height))), column)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(300))
def test_any_row_set_aside_changes_no_figure_of_the_plan_into_another(planned, seed):
    """The same for a few hundred rows and cells."""
    rng = random.Random(seed)
    name = rng.choice([each for each in TABLES_OF_PROJECTS if planned.tables[each].height])
    rows = planned.tables[name]
    column = rng.choice([None, *emptied_columns(name, rows)]) if seed % 3 == 0 else None
    filled = [i for i in range(rows.height) if column is None or rows[column][i] is not None]
    check_one(planned, name, rng.choice(filled), column)


FLAGS_OF_SUMS = (
    "unvalued",
    "uncosted",
    "unexposed",
    "left_out",
    "unassessed_risks",
    "unknown",
    "unplaced",
    "cost_unknown",
    "unplanned",
)


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if isinstance(sheet, Sheet)], ids=lambda sheet: sheet.name)
def test_a_sheet_shows_what_its_sums_lack(planned, sheet):
    """A sheet that shows a table shows every count of what is missing from the figures of the table."""
    frame = planned.night.frame(f"report_{sheet.frame}")
    shown = {column.name for column in sheet.columns}
    assert [flag for flag in FLAGS_OF_SUMS if flag in frame.columns and flag not in shown] == []
