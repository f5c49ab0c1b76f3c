"""The jobs: the whole night, and the quality gate alone."""

import dagster as dg

from assets import core, finance, metrics, plan, problem, quality, quarantine, raw, reports, typed

GROUPS = (raw, typed, core, quarantine, problem, quality, metrics, plan, finance, reports)
ASSETS = [asset for group in GROUPS for asset in group.ASSETS]

# All jobs run in process: a hundred small steps cost seconds there and minutes as processes of their own. Set another executor in the run's
# configuration for a fan-out.
nightly = dg.define_asset_job(
    "nightly",
    dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="The whole night: exports in, a published portfolio out.",
)
quality_gate = dg.define_asset_job(
    "quality",
    dg.AssetSelection.assets(*quality.GATE_TABLES, "quarantine_register").upstream(),
    executor_def=dg.in_process_executor,
    description="The exports through the quality gate; nothing is planned or published.",
)
decision = dg.define_asset_job(
    "decision",
    dg.AssetSelection.assets("plan_reasons", "ledger", *quality.GATE_TABLES).upstream(),
    executor_def=dg.in_process_executor,
    description="A verified plan from the exports as they are; nothing is published.",
)
JOBS = [nightly, quality_gate, decision]
