"""From tables to a verified plan: the optimiser's integers, the gate, the plan, the verdict, the reasons."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import dagster as dg
import polars as pl

from assets.resources import Clock, Portfolio
from cutline.choices.limits.planning_blocks import period_namer
from cutline.choices.options.building import build_choices
from cutline.choices.options.choices import CHOICE_NAMES, choices_from
from cutline.contracts.tables.all_tables import DECIDING_TABLES, EXPORTED
from cutline.contracts.tables.records import Tables
from cutline.errors import CutlineError, NoPlan, VerificationFailed
from cutline.reports.frames import amount_text
from cutline.settings.all_settings import Settings
from cutline.sources.deliveries.drop_zone import unread_files
from cutline.sources.schema_drift import accepted_from, drift
from cutline.valuation.money import format_minor
from data_quality.doubt import Data
from data_quality.effect import effects
from data_quality.gate import day_of
from data_quality.memory import VOLUME_SCHEMA, volumes
from data_quality.rules import Arrivals, Night
from data_quality.scores import REMEMBERED, quality_frames
from optimizer.explain.compare_plans import Compared, compare
from optimizer.explain.reasons import reasons, reasons_frame
from optimizer.infeasible.way_out import find_way_out
from optimizer.infeasible.wording import no_plan_findings, way_out_findings
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits, Progress
from optimizer.search.solve import Failed
from optimizer.search.time_guard import solve_guarded
from optimizer.verifier.verdict import Verdict
from optimizer.verifier.verify import verify

OWNERS = ["team:portfolio-office"]
CORE = {table: dg.AssetIn(f"core_{table}") for table in EXPORTED}
EFFECT_NODES = 5  # times the nodes of a reason
PROBLEM = {name: dg.AssetIn(f"problem_{name}") for name in CHOICE_NAMES}


@dg.multi_asset(
    ins=CORE,
    outs={
        f"problem_{name}": dg.AssetOut(
            group_name="problem", kinds={"polars"}, owners=OWNERS, description=f"The optimiser's input: {meaning}."
        )
        for name, meaning in CHOICE_NAMES.items()
    },
)
def problem(portfolio: Portfolio, quarantine: pl.DataFrame, **tables: pl.DataFrame) -> Iterator[dg.Output[pl.DataFrame]]:
    """Every way each project may be run, what it is worth, spends and needs."""
    for name, frame in build_choices(tables, quarantine, portfolio.settings()).frames().items():
        yield dg.Output(frame, f"problem_{name}")


@dg.multi_asset(
    name="judge_night",
    ins={f"core_{table}": dg.AssetIn() for table in EXPORTED} | {f"problem_{name}": dg.AssetIn() for name in CHOICE_NAMES},
    outs={
        "gate": dg.AssetOut(
            group_name="quality", kinds={"polars"}, owners=["team:data-engineering"],
            description="Every rule's result: foreign keys, cycles, contradictions, what is missing to decide, what moved since last night.",
        ),
        "gate_findings": dg.AssetOut(
            group_name="quality", kinds={"polars"}, owners=["team:data-engineering"],
            description="What each rule objects to, row by row, exceptions included.",
        ),
        "quality_trend": dg.AssetOut(
            group_name="quality", kinds={"polars"}, owners=["team:data-engineering"],
            description="The score of each source and owner, night by night.",
        ),
        "quality_scores": dg.AssetOut(
            group_name="quality", kinds={"polars"}, owners=["team:data-engineering"], description="Tonight's scores beside the day before."
        ),
        "quality_exceptions": dg.AssetOut(
            group_name="quality", kinds={"polars"}, owners=["team:data-engineering"], description="What may stand until a day, and what it covers tonight."
        ),
        "field_freshness": dg.AssetOut(
            group_name="quality", kinds={"polars"}, owners=["team:data-engineering"],
            description="Every field: the day of the export that fills it, how much is known, and since when it has not changed.",
        ),
    },
)  # fmt: skip
def gate(
    portfolio: Portfolio, clock: Clock, quarantine: pl.DataFrame, row_accounting: pl.DataFrame, deliveries: pl.DataFrame,
    export_shapes: pl.DataFrame, emptied_cells: pl.DataFrame, identity_suggestions: pl.DataFrame, **frames: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:  # fmt: skip
    """Runs every rule on the night."""
    settings, store = portfolio.settings(), portfolio.store
    arrivals = Arrivals(
        deliveries,
        drift(export_shapes, store.accepted_shapes()),
        emptied_cells,
        identity_suggestions,
        tuple(unread_files(settings, portfolio.exports)),
    )
    night = Night(
        {table: frames[f"core_{table}"] for table in EXPORTED}, quarantine, row_accounting,
        choices_from({name: frames[f"problem_{name}"] for name in CHOICE_NAMES}), settings, arrivals,
        day_of(settings, deliveries, clock.now().date()), store.remembered("volumes", VOLUME_SCHEMA, "how much there was on the last good night"),
    )  # fmt: skip
    remembered = {name: store.remembered(name, schema, what) for name, (schema, what) in REMEMBERED.items()}
    frames_of_gate = quality_frames(night, remembered)
    for name, frame in frames_of_gate.items():
        yield dg.Output(frame, name)
    for name, output in (("trend", "quality_trend"), ("fields", "field_freshness")):
        store.remember(name, frames_of_gate[output])


@dg.asset(
    group_name="quality", kinds={"file"}, owners=["team:data-engineering"], deps=["gate"], ins={f"core_{table}": dg.AssetIn() for table in EXPORTED},
    description="What the exports looked like, and how much they held, when they were accepted: what a later night is compared with.",
)  # fmt: skip
def accepted_shapes(portfolio: Portfolio, export_shapes: pl.DataFrame, **frames: pl.DataFrame) -> pl.DataFrame:
    portfolio.store.keep_accepted_shapes(accepted_from(export_shapes, portfolio.store.accepted_shapes()))
    portfolio.store.remember("volumes", volumes({table: frames[f"core_{table}"] for table in EXPORTED}))
    return export_shapes


def _limits(portfolio: Portfolio) -> Limits:
    s = portfolio.settings().solver
    return Limits(s.gap_target_ppm, s.max_nodes, s.time_limit_seconds, s.threads, s.seed, s.neighbourhoods)


@dg.asset(
    group_name="plan", kinds={"pulp", "highs"}, owners=OWNERS, io_manager_key="json", ins=PROBLEM, deps=["gate"],
    description="The recommended portfolio: projects, options, starts and who pays, with value, bound and gap.",
)  # fmt: skip
def plan(context: dg.AssetExecutionContext, portfolio: Portfolio, **frames: pl.DataFrame) -> Plan:
    problem, tolerance = build_problem(frames), portfolio.settings().planning.value_tolerance_bp
    found = solve_guarded(
        problem, _limits(portfolio), value_tolerance_bp=tolerance, progress=context.log.info, is_attended=portfolio.is_attended
    )
    if isinstance(found, Failed):
        raise no_plan(found, frames, portfolio, context.log.info)
    portfolio.store.keep_no_plan(None)
    context.add_output_metadata(
        {"outcome": found.outcome, "value": found.value, "bound": found.bound, "projects": len(found.chosen)}
    )
    return found


@dg.asset(
    group_name="plan", kinds={"python"}, owners=OWNERS, io_manager_key="json", ins=PROBLEM,
    description="The independent integer verifier's verdict on the plan; a plan that fails stops here.",
)  # fmt: skip
def verified(context: dg.AssetExecutionContext, plan: Plan, **frames: pl.DataFrame) -> Verdict:
    verdict = verify(frames, plan)
    context.add_output_metadata({"checks": sum(verdict.checks.values()), **verdict.checks})
    if not verdict.passed:
        raise VerificationFailed("the plan failed the integer verifier: " + "; ".join(verdict.violations[:10]))
    return verdict


@dg.asset(
    group_name="plan", kinds={"highs"}, owners=OWNERS, ins=PROBLEM, deps=["verified"],
    description="Why each project that could have been chosen was not: price, what it would displace, what it runs into.",
)  # fmt: skip
def plan_reasons(context: dg.AssetExecutionContext, portfolio: Portfolio, plan: Plan, **frames: pl.DataFrame) -> pl.DataFrame:
    s = portfolio.settings().solver
    limits = Limits(s.reason_gap_ppm, s.reason_max_nodes, s.time_limit_seconds, s.threads, s.seed)
    return reasons_frame(reasons(build_problem(frames), plan, limits, progress=context.log.info))


@dg.asset(
    group_name="quality", kinds={"highs"}, owners=["team:data-engineering"], deps=["verified"],
    ins={f"core_{table}": dg.AssetIn() for table in EXPORTED} | {f"raw_{table}": dg.AssetIn(dagster_type=pl.LazyFrame) for table in DECIDING_TABLES},
    description="Whether each finding matters: what is at stake, and for the largest whether any plausible value would change the plan.",
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
    data = Data(
        {t: frames[f"core_{t}"] for t in EXPORTED}, quarantine, {t: frames[f"raw_{t}"] for t in DECIDING_TABLES}, settings
    )
    s = settings.solver
    # As closely as the plan itself was proven, with fewer nodes for each: what they do not settle is said to be open.
    limits = Limits(s.gap_target_ppm, s.reason_max_nodes * EFFECT_NODES, s.time_limit_seconds, s.threads, s.seed)
    return effects(
        gate_findings, data, lambda other: decide_again(other.tables, other.quarantine, settings, plan, limits), settings.quality.effect_solves,
        partial(amount_text, settings=settings), context.log.info,
    )  # fmt: skip


def no_plan(found: Failed, frames: dict[str, pl.DataFrame], portfolio: Portfolio, progress: Progress) -> NoPlan:
    """Why there is none and, where the problem is infeasible, the way out, kept in store/no_plan.json until a night has a plan."""
    settings = portfolio.settings()
    findings = no_plan_findings(found, settings.portfolio.minor_digits)
    if found.failure != "infeasible":
        return NoPlan("no plan", findings)
    way = find_way_out(frames, _limits(portfolio), value_tolerance_bp=settings.planning.value_tolerance_bp, progress=progress)
    p = settings.portfolio
    words = way_out_findings(
        way,
        partial(format_minor, currency=p.currency, digits=p.minor_digits),
        partial(amount_text, settings=settings),
        period_namer(settings),
    )
    values = {"failure": found.failure, **way.as_dict()}
    portfolio.store.keep_no_plan(values)
    return NoPlan("no plan", [*findings, *words], values)


def decide_again(tables: Tables, quarantine: pl.DataFrame, settings: Settings, plan: Plan, limits: Limits) -> Compared | None:
    """The plan against the best one of other tables; None where those cannot be decided on."""
    try:
        return compare(build_problem(build_choices(tables, quarantine, settings).frames()), plan, limits)
    except CutlineError:
        return None
