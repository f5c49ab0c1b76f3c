"""The jobs: the whole night, and the quality gate alone."""

import dagster as dg

from assets.core import INTAKE_ASSETS, TYPED_ASSETS
from assets.finance import ledger
from assets.metrics import METRIC_ASSETS
from assets.portfolio import accepted_shapes, finding_effects, gate, plan, plan_reasons, problem, verified
from assets.raw import RAW_ASSETS
from assets.reports import page, published, report, workbook

ASSETS = [
    *RAW_ASSETS, *TYPED_ASSETS, *INTAKE_ASSETS, accepted_shapes, problem, gate, *METRIC_ASSETS, plan, verified, plan_reasons, finding_effects, ledger, report,
    workbook, page, published,
]  # fmt: skip

# In process: a hundred small steps cost seconds there and minutes as processes of their own. Set another executor in the run's
# configuration for a fan-out.
# One step makes them; a job takes all of them or none.
GATE = ("gate", "gate_findings", "quality_trend", "quality_scores", "quality_exceptions", "field_freshness")
nightly = dg.define_asset_job(
    "nightly",
    dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="The whole night: exports in, a published portfolio out.",
)
quality = dg.define_asset_job(
    "quality",
    dg.AssetSelection.assets(*GATE, "quarantine_register").upstream(),
    executor_def=dg.in_process_executor,
    description="The exports through the quality gate; nothing is planned or published.",
)
decision = dg.define_asset_job(
    "decision",
    dg.AssetSelection.assets("plan_reasons", "ledger", *GATE).upstream(),
    executor_def=dg.in_process_executor,
    description="A verified plan from the exports as they are; nothing is published.",
)
JOBS = [nightly, quality, decision]
