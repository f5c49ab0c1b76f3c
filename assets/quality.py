"""The group `quality`: results of every rule, scores, exceptions, and whether a finding matters to the plan.

The group also keeps the figures that later nights are compared with. The Dagster checks are in `checks.py`, the rules
themselves in `data_quality/`.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import dagster as dg
import polars as pl

from assets.answers.other_data import Decided, decider
from assets.inputs import DATA_ENGINEERING, asset_names, without_prefix
from assets.resources.clock import Clock
from assets.resources.portfolio import Portfolio
from assets.resources.quick_night import is_quick
from cutline.choices.options.choices import CHOICE_NAMES, choices_from
from cutline.contracts.tables.all_tables import DECIDING_TABLES, EXPORTED
from cutline.reports.amounts import amount_text, money_text
from cutline.sources.schema_drift import accepted_shapes_from, drift_of_shapes
from data_quality.effects.decided_data import DecidedData
from data_quality.effects.finding_effects import Writers, effects
from data_quality.rule_model.decisive_values import decisive_values
from data_quality.rule_model.night import Arrivals, Night, day_of_night
from data_quality.rule_model.results import CheckReport
from data_quality.rule_model.volumes import VOLUME_SCHEMA, volumes
from data_quality.scorecard.quality_frames import REMEMBERED, quality_frames
from optimizer.explain.workers.worker_pool import processes_of
from optimizer.plan import Plan
from optimizer.search.limits import Limits

CORE = asset_names("core", EXPORTED)
EFFECT_NODES = 20  # A finding may use this many times the nodes of a reason.


# One step makes all of these tables, so a job takes all of them or none.
GATE_TABLES = {
    "gate": "The result of every rule: foreign keys, cycles, contradictions, what is missing for a decision, what changed since last night.",
    "gate_findings": "The rows that each rule objects to, with the rows under an exception.",
    "quality_trend": "The score of each source and owner, night by night.",
    "quality_scores": "Tonight's scores beside the day before.",
    "quality_exceptions": "The findings that are accepted until a day, and how many rows each exception covers tonight.",
    "field_freshness": "For every field: the day of the export that fills it, the share that is known, and since when it has not changed.",
}


@dg.multi_asset(
    name="judge_night",
    ins=CORE | asset_names("problem", CHOICE_NAMES),
    outs={
        name: dg.AssetOut(group_name="quality", kinds={"polars"}, owners=DATA_ENGINEERING, description=meaning)
        for name, meaning in GATE_TABLES.items()
    },
)  # fmt: skip
def gate(
    portfolio: Portfolio, clock: Clock, quarantine: pl.DataFrame, row_accounting: pl.DataFrame, deliveries: pl.DataFrame,
    export_shapes: pl.DataFrame, emptied_cells: pl.DataFrame, identity_suggestions: pl.DataFrame, dashes_among_figures: pl.DataFrame, **frames: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:  # fmt: skip
    """Checks every rule of the night and scores the sources and owners."""
    settings, before = portfolio.settings(), portfolio.remembered
    drift = drift_of_shapes(export_shapes, before.accepted_shapes())
    night = Night(
        without_prefix("core", frames), quarantine, row_accounting, choices_from(without_prefix("problem", frames)), settings,
        Arrivals(deliveries, drift, emptied_cells, identity_suggestions, portfolio.unread(), dashes_among_figures),
        day_of_night(settings, deliveries, portfolio.day(clock.now())), before.kept_frame("volumes", VOLUME_SCHEMA, "how much there was on the last good night"),
    )  # fmt: skip
    remembered = {name: before.kept_frame(name, schema, what) for name, (schema, what) in REMEMBERED.items()}
    for name, frame in quality_frames(night, remembered).items():
        yield dg.Output(frame, name)


@dg.asset(
    group_name="quality", kinds={"json"}, owners=DATA_ENGINEERING, io_manager_key="certificate",
    description="The columns of the exports as later nights compare theirs with them, once this night is published.",
)  # fmt: skip
def accepted_shapes(portfolio: Portfolio, gate: pl.DataFrame, export_shapes: pl.DataFrame) -> dict[str, Any]:
    CheckReport.from_frame(gate).demand_passed()
    return accepted_shapes_from(export_shapes, portfolio.remembered.accepted_shapes())


@dg.asset(
    group_name="quality", kinds={"polars"}, owners=DATA_ENGINEERING, deps=["gate"], ins=CORE,
    description="How many rows and what totals the exports have. Later nights are compared with them, once this night is published.",
)  # fmt: skip
def accepted_volumes(portfolio: Portfolio, **frames: pl.DataFrame) -> pl.DataFrame:
    tables = {table: frames[f"core_{table}"] for table in EXPORTED}
    return pl.concat([volumes(tables), decisive_values(tables, portfolio.settings())])


@dg.asset(
    group_name="quality", kinds={"highs"}, owners=DATA_ENGINEERING, deps=["verified"],
    ins=CORE | {f"raw_{table}": dg.AssetIn(dagster_type=pl.LazyFrame) for table in DECIDING_TABLES},
    description="Whether each finding matters: what is at stake, and, for those with the most at stake, whether a plausible other value would change the plan.",
)  # fmt: skip
def finding_effects(
    context: dg.AssetExecutionContext,
    portfolio: Portfolio,
    plan: Plan,
    quarantine: pl.DataFrame,
    gate_findings: pl.DataFrame,
    **frames: Any,
) -> pl.DataFrame:
    settings = portfolio.settings()
    data = DecidedData(
        {t: frames[f"core_{t}"] for t in EXPORTED}, quarantine, {t: frames[f"raw_{t}"] for t in DECIDING_TABLES}, settings
    )
    s = settings.solver
    # Each comparison aims at the gap of the plan itself, with fewer nodes. If the nodes do not suffice to prove the effect
    # of a finding, the finding is reported as open.
    limits = Limits(s.gap_target_ppm, s.reason_max_nodes * EFFECT_NODES, s.time_limit_seconds, s.threads, s.seed)
    decide = (
        None
        if is_quick(context)
        else decider(Decided(data, plan, limits), processes_of(s.processes, frames["core_projects"].height))
    )
    writers = Writers(partial(money_text, settings=settings), partial(amount_text, settings=settings))
    return effects(gate_findings, data, decide, settings.quality.effect_solves, writers, context.log.info)


ASSETS = [gate, accepted_shapes, accepted_volumes, finding_effects]
