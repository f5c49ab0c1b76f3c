"""The plan of the last approved night as rows of the table `decisions`, so that the next plan stays close to it."""

import json
from datetime import datetime
from typing import Any

import polars as pl

from cutline.approvals.chain import Chain
from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.projects import IMPLICIT_MODE
from cutline.contracts.tables.records import Tables
from cutline.errors import Finding, VerificationFailed
from cutline.settings.loading import load_settings

SOURCE = "approved"  # what stands in source_system


def with_approved_plan(tables: Tables, chain: Chain) -> pl.DataFrame:
    """The table `decisions` with a row `approve` for each project of the last approved plan.

    A project about which the exports have a decision keeps that decision. A project that is not in the exports any more has no row.
    Raises VerificationFailed if the approved night cannot be read.
    """
    decisions, last = tables["decisions"], chain.last
    if last is None:
        return decisions
    night, at = chain.night_of(last), datetime.fromisoformat(last.approved_at).date()
    try:
        chosen: list[dict[str, Any]] = json.loads((night / "plan.json").read_text("utf-8"))["chosen"]
        calendar = load_settings(night / "portfolio.toml").horizon()
        stops = set(pl.read_parquet(night / "problem" / "stop_modes.parquet").select("project_id", "mode_id").iter_rows())
        rows = [
            {
                "project_id": each["project_id"], "run_id": last.night, "mode_id": None if each["mode_id"] == IMPLICIT_MODE else each["mode_id"],
                "start_period": calendar.period_start(each["start_index"]), "decision": "approve", "decided_by": last.approved_by, "decided_at": at,
                "reason": last.note, "source_system": SOURCE, "source_file": f"{SOURCE}/{last.folder_name}.json", "source_row": i,
            }
            for i, each in enumerate(chosen, 1)
            if (each["project_id"], each["mode_id"]) not in stops
        ]  # fmt: skip
    except (OSError, pl.exceptions.PolarsError, LookupError, TypeError, ValueError) as error:
        found = Finding(str(night), f"{type(error).__name__}: {error}", "the copy of the approved night", "check the folder with cutline verify, and restore it")  # fmt: skip
        raise VerificationFailed("the approved plan cannot be read", [found]) from error
    schema = TABLES["decisions"].schema
    approved = pl.DataFrame(
        [{name: None, **row} for row in rows for name in ("as_of_date",)], schema=schema, infer_schema_length=None
    )
    known = approved.join(tables["projects"].select("project_id"), on="project_id", how="semi", maintain_order="left")
    return pl.concat([decisions, known.join(decisions.select("project_id"), on="project_id", how="anti", maintain_order="left")])
