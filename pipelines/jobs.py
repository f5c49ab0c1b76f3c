"""The jobs: the whole night, the quality gate without a plan, and a plan that is not published."""

import dagster as dg

from assets import core, finance, metrics, plan, problem, quality, quarantine, raw, reports, typed

GROUPS = (raw, typed, core, quarantine, problem, quality, metrics, plan, finance, reports)
ASSETS = [asset for group in GROUPS for asset in group.ASSETS]

# All jobs run in one process: a hundred small steps take seconds in one process, and minutes as separate processes. To run
# steps in parallel, set another executor in the configuration of the run.
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
