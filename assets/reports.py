"""The group `reports`, which writes a night: the published tables, the workbook, the page, and their publication.

A night is published by one atomic swap, which `cutline/publishing` makes. The functions that read a published night are in
`assets/published_nights`.
"""

import json
from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from assets.inputs import PORTFOLIO_OFFICE, asset_names, without_prefix
from assets.published_nights.memory import REMEMBERED_FRAMES, files_to_remember
from assets.published_nights.recheck import recheck
from assets.published_nights.rendering import headline_of
from assets.resources.clock import Clock
from assets.resources.portfolio import Portfolio
from cutline.choices.costing.certain_rows import certain_rows
from cutline.choices.options.choices import CHOICE_NAMES
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.ledger.frames import allocation_frame, bought_frame, chosen_frame, gained_frame, moved_frame
from cutline.ledger.stage_gates import split_at_gates, with_unread_gates
from cutline.measures.catalogue import PUBLISHED_METRICS
from cutline.publishing.atomic_publication import publish
from cutline.publishing.certificate import build_certificate, claims_of
from cutline.publishing.digests import CERTIFICATE, SEAL, as_json, digests_of, night_name, seal_of
from cutline.reports.flat import as_csv, as_parquet
from cutline.reports.page import render_page
from cutline.reports.tables.published_table import NightResults
from cutline.reports.tables.published_tables import PUBLISHED_TABLES, build_published_tables
from cutline.reports.workbook import render_workbook
from cutline.sources.typed_rows.quarantine import OUTRANKED
from data_quality.rule_model.results import CheckReport
from optimizer.model.building import build_model
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.engine_search import model_for_engines
from optimizer.search.limits import Limits
from optimizer.solver.engines.declaring import scaled_mps
from optimizer.solver.engines.trouble import FAULTS
from optimizer.solver.model_files.lp_file import lp_text
from optimizer.verifier.verdict import Verdict

CORE = asset_names("core", EXPORTED)
PROBLEM = asset_names("problem", CHOICE_NAMES)
MEASURES = asset_names("metrics", ("projects", *PUBLISHED_METRICS))
REPORT = asset_names("report", PUBLISHED_TABLES)
RESULTS_OF_A_NIGHT = ("plan.json", "verified.json", "ledger.parquet", "workbook", "page", "gate.parquet", "accepted_shapes.json")


@dg.multi_asset(
    ins=CORE | PROBLEM | MEASURES,
    deps=["ledger"],
    outs={
        f"report_{name}": dg.AssetOut(group_name="reports", kinds={"polars"}, owners=PORTFOLIO_OFFICE, description=table.meaning)
        for name, table in PUBLISHED_TABLES.items()
    },
)
def report(
    portfolio: Portfolio, plan: Plan, plan_reasons: pl.DataFrame, plan_cards: pl.DataFrame, plan_frontier: pl.DataFrame, gate: pl.DataFrame,
    quarantine: pl.DataFrame, row_accounting: pl.DataFrame, deliveries: pl.DataFrame, kept_aside: pl.DataFrame,
    identity_suggestions: pl.DataFrame, emptied_cells: pl.DataFrame, finding_effects: pl.DataFrame, quality_trend: pl.DataFrame,
    quality_scores: pl.DataFrame, quality_exceptions: pl.DataFrame, field_freshness: pl.DataFrame, **frames: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:  # fmt: skip
    """Builds every published table from the results of the night."""
    tables, chosen, settings = without_prefix("core", frames), chosen_frame(plan.chosen), portfolio.settings()
    lost = pl.concat([quarantine, emptied_cells]).filter(pl.col("action") != OUTRANKED)
    known = with_unread_gates(certain_rows(tables, quarantine), lost)
    night = NightResults(
        known, without_prefix("problem", frames), chosen, plan_reasons, plan_cards, split_at_gates(allocation_frame(plan.allocations), chosen, known, settings),
        without_prefix("metrics", frames), gate, quarantine, row_accounting,
        {"deliveries": deliveries, "kept_aside": kept_aside, "look_alikes": identity_suggestions, "emptied_cells": emptied_cells,
         "findings": finding_effects, "quality_trend": quality_trend, "quality_scores": quality_scores, "quality_exceptions": quality_exceptions,
         "field_freshness": field_freshness.drop("digest")},
        bought_frame(plan.bought), moved_frame(plan.moved), gained_frame(plan.gained), plan_frontier,
    )  # fmt: skip
    for name, frame in build_published_tables(night, settings).items():
        yield dg.Output(frame, f"report_{name}")


@dg.asset(
    group_name="reports", kinds={"excel"}, owners=PORTFOLIO_OFFICE, io_manager_key="file", ins=REPORT,
    description="The workbook: summary, selected, not selected, allocation, utilisation, metrics, data quality.",
)  # fmt: skip
def workbook(portfolio: Portfolio, plan: Plan, verified: Verdict, **frames: pl.DataFrame) -> bytes:
    shown = without_prefix("report", frames)
    return render_workbook(shown, headline_of(shown, portfolio.settings(), plan, verified))


@dg.asset(
    group_name="reports", kinds={"html"}, owners=PORTFOLIO_OFFICE, io_manager_key="file", ins=REPORT,
    description="One self-contained web page, which needs no network, no script and no server.",
)  # fmt: skip
def page(portfolio: Portfolio, plan: Plan, verified: Verdict, **frames: pl.DataFrame) -> bytes:
    shown = without_prefix("report", frames)
    return render_page(shown, headline_of(shown, portfolio.settings(), plan, verified))


def contents_of(portfolio: Portfolio, plan: Plan, ledger: pl.DataFrame, frames: dict[str, pl.DataFrame]) -> dict[str, bytes]:
    """Every file of a night except the workbook, the page, the certificate and its seal, by path."""
    flat = {**without_prefix("report", frames), "ledger": ledger}
    problem = without_prefix("problem", frames)
    return {
        **{f"csv/{name}.csv": as_csv(frame) for name, frame in flat.items()},
        **{f"parquet/{name}.parquet": as_parquet(frame) for name, frame in flat.items()},
        **{f"tables/{name}.parquet": as_parquet(frame) for name, frame in without_prefix("core", frames).items()},
        **{f"problem/{name}.parquet": as_parquet(frame) for name, frame in problem.items()},
        "plan.json": plan.to_json(with_effort=False).encode("utf-8"),
        "model.lp": lp_text(build_model(build_problem(problem))).encode("utf-8"),
        **_model_of_a_faulty_engine(plan, problem),
        "portfolio.toml": portfolio.settings_file.read_bytes(),
    }


def _model_of_a_faulty_engine(plan: Plan, problem: dict[str, pl.DataFrame]) -> dict[str, bytes]:
    """The model as an engine got it, for its makers, if an engine gave a false status or a point that breaks a rule."""
    kinds = {each.trouble for each in (plan.engine, plan.opinion) if each is not None}
    if not kinds & set(FAULTS):
        return {}
    seed = int(plan.solver["seed"])
    return {"engine_model.mps": scaled_mps(model_for_engines(build_problem(problem), Limits(seed=seed)))}


@dg.asset(
    group_name="reports", kinds={"parquet", "csv"}, owners=PORTFOLIO_OFFICE, io_manager_key="certificate", ins=CORE | PROBLEM | REPORT | {name: dg.AssetIn() for name in REMEMBERED_FRAMES},
    description="The newest good night: workbook, page, CSV, Parquet, certificate. It is published by one atomic swap, together with what later nights compare with; a night that fails leaves both as they were.",
)  # fmt: skip
def published(
    context: dg.AssetExecutionContext, portfolio: Portfolio, clock: Clock, plan: Plan, verified: Verdict, ledger: pl.DataFrame,
    workbook: bytes, page: bytes, gate: pl.DataFrame, accepted_shapes: dict[str, Any], **frames: pl.DataFrame,
) -> dict[str, object]:  # fmt: skip
    CheckReport.from_frame(gate).demand_passed()
    portfolio.demand_one_piece([*RESULTS_OF_A_NIGHT, *(f"{name}.parquet" for name in frames)])
    contents = {"workbook.xlsx": workbook, "page.html": page, **contents_of(portfolio, plan, ledger, frames)}
    claims = claims_of(
        settings=portfolio.settings(), frames=without_prefix("report", frames), plan=json.loads(contents["plan.json"]),
        checks=verified.checks, ledger=ledger, outputs=digests_of(contents),
    )  # fmt: skip
    certificate = build_certificate(claims, effort=plan.effort(), run_id=context.run.run_id, now=clock.now())
    contents |= _sealed(as_json(certificate))
    remembered = files_to_remember(accepted_shapes, frames)
    portfolio.note_publication(night_name(certificate), remembered)
    folder = publish(portfolio.path, night_name(certificate), contents, recheck, portfolio.may_be_replaced(), remembered)
    context.add_output_metadata({"folder": dg.MetadataValue.path(str(folder)), "projects": len(plan.chosen)})
    return certificate


def _sealed(certificate: bytes) -> dict[str, bytes]:
    return {CERTIFICATE: certificate, SEAL: seal_of(certificate)}


ASSETS = [report, workbook, page, published]
