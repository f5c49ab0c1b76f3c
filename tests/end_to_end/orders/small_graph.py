"""A graph of eight assets in place of some three hundred, for orders by the hundred.

Everything that orders try is the product's own: taking exports in, the folders of runs, the stores, the lineage, the memory and the
publication. Only the contents are small: a gate of two rules, a plan that is a sum, and a night of four files.
"""

import hashlib
from pathlib import Path

import dagster as dg
import polars as pl

from assets.raw import ASSETS as RAW_ASSETS
from assets.resources.clock import Clock
from assets.resources.portfolio import Portfolio
from assets.resources.stores import stores
from cutline.errors import DataBlocked
from cutline.publishing.atomic_publication import publish
from cutline.publishing.digests import CERTIFICATE, SEAL, as_json, check_digests, digests_of, night_name, seal_of
from cutline.publishing.remembered import remembered_now
from cutline.reports.flat import as_csv, as_parquet
from cutline.sources.deliveries.store import Store
from pipelines.clock import SystemClock
from tests.end_to_end.stopped_runs import WITHOUT_CHECKS

VOLUMES: dict[str, pl.DataType] = {"table": pl.String(), "rows": pl.Int64(), "day": pl.String()}
FRAMES = ("plan", "report", "accepted_volumes")


def _ids(frame: pl.LazyFrame) -> list[str]:
    return frame.filter(~pl.col("is_superseded") & (pl.col("feed") >= 0)).select("project_id").collect()["project_id"].to_list()


@dg.asset(ins={"raw_projects": dg.AssetIn(dagster_type=pl.LazyFrame)})
def gate(portfolio: Portfolio, raw_projects: pl.LazyFrame) -> pl.DataFrame:
    """Whether no project is there twice, and no more than a quarter of the rows of the published night is missing."""
    ids = _ids(raw_projects)
    before = portfolio.remembered.kept_frame("volumes", VOLUMES, "the rows")["rows"].sum()
    return pl.DataFrame(
        {"rule": ["no project twice", "rows are there"], "passed": [len(ids) == len(set(ids)), 4 * len(ids) >= 3 * before]}
    )


def _demand_passed(gate: pl.DataFrame) -> None:
    if not gate["passed"].all():
        raise DataBlocked("the quality gate stops the night")


@dg.asset_check(asset="gate", blocking=True)
def rules(gate: pl.DataFrame) -> dg.AssetCheckResult:
    """The gate as Dagster shows it."""
    return dg.AssetCheckResult(passed=bool(gate["passed"].all()))


@dg.asset(ins={"raw_cost_lines": dg.AssetIn(dagster_type=pl.LazyFrame)})
def plan(portfolio: Portfolio, gate: pl.DataFrame, raw_cost_lines: pl.LazyFrame) -> pl.DataFrame:
    """A number that every cell of the cost lines and the settings change."""
    _demand_passed(gate)
    cells = raw_cost_lines.select("project_id", "amount_minor").collect().write_csv()
    return pl.DataFrame({"plan": [hashlib.sha256(cells.encode() + portfolio.settings_file.read_bytes()).hexdigest()]})


@dg.asset
def report(portfolio: Portfolio, plan: pl.DataFrame) -> pl.DataFrame:
    """The plan beside the history that published nights have left."""
    history = portfolio.remembered.kept_frame("volumes", VOLUMES, "the rows").sort("day")
    return pl.DataFrame(
        {"told": [*plan["plan"], *(f"{day}: {rows} rows of {table}" for table, rows, day in history.iter_rows())]}
    )


@dg.asset(deps=["gate"], ins={"raw_projects": dg.AssetIn(dagster_type=pl.LazyFrame)})
def accepted_volumes(portfolio: Portfolio, raw_projects: pl.LazyFrame) -> pl.DataFrame:
    """The rows of tonight."""
    day = str(portfolio.settings().portfolio.as_of)
    return pl.DataFrame([("projects", len(_ids(raw_projects)), day)], schema=VOLUMES, orient="row")


@dg.asset(io_manager_key="file")
def page(report: pl.DataFrame) -> bytes:
    """A finished file."""
    return as_csv(report)


@dg.asset(io_manager_key="certificate")
def published(
    context: dg.AssetExecutionContext, portfolio: Portfolio, clock: Clock, deliveries: pl.DataFrame, gate: pl.DataFrame,
    plan: pl.DataFrame, report: pl.DataFrame, accepted_volumes: pl.DataFrame, page: bytes,
) -> dict[str, object]:  # fmt: skip
    """The night, published as the product publishes its own (`assets.reports.published`)."""
    _demand_passed(gate)
    portfolio.demand_one_piece(["page", "gate.parquet", "deliveries.parquet", *(f"{name}.parquet" for name in FRAMES)])
    contents = {
        "page.html": page,
        "parquet/plan.parquet": as_parquet(plan),
        "portfolio.toml": portfolio.settings_file.read_bytes(),
    }
    certificate = {
        "inputs": {"files": deliveries.select("source_file", "file_hash").sort("source_file").to_dicts()},
        "outputs": digests_of(contents),
        "run": {"dagster_run_id": context.run.run_id, "published_at": clock.now().isoformat(timespec="seconds")},
    }
    contents |= {CERTIFICATE: as_json(certificate), SEAL: seal_of(as_json(certificate))}
    remembered = {"volumes.parquet": as_parquet(accepted_volumes)}
    portfolio.note_publication(night_name(certificate), remembered)
    publish(portfolio.path, night_name(certificate), contents, check_digests, portfolio.may_be_replaced(), remembered)
    return certificate


def small_job(folder: str, job: str) -> dg.JobDefinition:
    """The job of a portfolio: the night, with the check or without."""
    portfolio = Portfolio(folder=folder)
    raw = [each for each in RAW_ASSETS if each.key.to_user_string() in ("deliveries", "raw_projects", "raw_cost_lines")]
    everything = dg.AssetSelection.all()
    jobs = {"nightly": everything, WITHOUT_CHECKS: everything.without_checks()}
    return dg.Definitions(
        assets=[*raw, gate, plan, report, accepted_volumes, page, published], asset_checks=[rules],
        jobs=[dg.define_asset_job(name, selection, executor_def=dg.in_process_executor) for name, selection in jobs.items()],
        resources={"portfolio": portfolio, "clock": SystemClock(), **stores(portfolio.lineage)},
    ).resolve_job_def(job)  # fmt: skip


def accept_rows(folder: Path) -> None:
    """Forgets the rows of the published night, as `cutline accept` does."""
    remembered = Store(remembered_now(folder))
    remembered.keep_frame("volumes", pl.DataFrame(schema=VOLUMES))
