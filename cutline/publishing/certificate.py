"""The certificate of a night: its inputs, the versions that computed it, its outputs, and what was proven and checked.

The claims follow from the files of the night, so anybody can compute them again (`assets/published_nights/recheck.py` does).
What depends on the clock is in a separate part, `run`, so that the certificates of two nights on the same input differ only
in this part. The versions and this part follow from no file; the night's name carries a digest that covers them, too.
"""

import platform
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Any

import polars as pl

from cutline import __version__
from cutline.settings.all_settings import Settings
from cutline.valuation.money import unit_of_worth

PACKAGES = (
    "polars",
    "highspy",
    "pulp",
    "great-expectations",
    "dagster",
    "numpy",
    "pyxirr",
    "xlsxwriter",
    "altair",
    "vl-convert-python",
)
# The parts of a certificate that do not follow from the files of the night.
NOT_FROM_FILES = ("product", "versions", "run")
# The published tables that the claims are computed from.
CLAIM_FRAMES = ("row_accounting", "quality", "selected", "not_selected")
ROW_COUNTS = ("read", "accepted", "quarantined", "superseded")


def build_certificate(claims: Mapping[str, Any], *, effort: list[dict[str, Any]], run_id: str, now: datetime) -> dict[str, Any]:
    """The certificate of a night with these claims.

    effort: how many nodes and cut rounds each stage of the search took. now: the time of the publication.
    """
    return {
        **claims,
        "product": {"name": "cutline", "version": __version__},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "run": {"dagster_run_id": run_id, "published_at": now.isoformat(timespec="seconds"), "search": effort},
    }


def claims_of(
    *,
    settings: Settings,
    frames: Mapping[str, pl.DataFrame],
    plan: Mapping[str, Any],
    checks: Mapping[str, int],
    ledger: pl.DataFrame,
    outputs: Mapping[str, str],
) -> dict[str, Any]:
    """What the certificate of a verified plan claims, computed from the contents of the night.

    frames: the published tables CLAIM_FRAMES by name. plan: the content of plan.json. checks: the number of checks of the
    verifier by rule. outputs: digests of the published files by path.
    """
    accounting, quality = frames["row_accounting"], frames["quality"]
    return {
        "portfolio": settings.portfolio.name,
        "currency": settings.portfolio.currency,
        "as_of": as_of(accounting, settings),
        "inputs": {"portfolio.toml": outputs["portfolio.toml"], "files": _files_read(accounting)},
        "rows": accounting.select(pl.col(ROW_COUNTS).sum()).row(0, named=True),
        "outcome": plan["outcome"],
        "objective": {"kind": settings.planning.first_measure, "unit": unit_of_worth(settings), **_value_and_bound(plan)},
        "stages": plan["stages"],
        "solver": plan["solver"],
        **{part: plan[part] for part in ("objectives", "ties", "engine", "opinion") if plan.get(part)},
        "verifier": {"passed": True, "checks": dict(checks), "violations": 0},
        "ledger": _ledger_sums(ledger),
        "quality": {status: int((quality["status"] == status).sum()) for status in ("passed", "failed", "broken")},
        "projects": {"selected": frames["selected"].height, "not_selected": frames["not_selected"].height},
        "outputs": dict(outputs),
    }


def _files_read(accounting: pl.DataFrame) -> list[dict[str, Any]]:
    """Each file of the exports with its hash and the numbers of its rows."""
    of_files = accounting.filter(pl.col("file_hash") != "")
    return (
        of_files.group_by("source_file", "source_system", "file_hash", "as_of_date")
        .agg(pl.col(ROW_COUNTS).sum())
        .with_columns(pl.col("as_of_date").cast(pl.String))
        .sort("source_system", "source_file")
        .to_dicts()
    )


def _value_and_bound(plan: Mapping[str, Any]) -> dict[str, int | None]:
    """The value of the plan, its bound, and the gap between them. Value given up to stay close to the approved plan, or
    for the objectives after the first, does not count as gap.
    """
    value, bound = plan["value"], plan["bound"]
    given_up = max(plan["stages"][-1]["value_given_up"], 0) if plan["stages"] else 0
    gap = bound - value - given_up
    return {
        "value": value,
        "bound": bound,
        "gap": gap,
        "given_up_for_later_objectives" if plan.get("objectives") else "given_up_for_stability": given_up,
        "gap_ppm": -(-gap * 1_000_000 // abs(value)) if value else None,
    }


def _ledger_sums(ledger: pl.DataFrame) -> dict[str, int | bool]:
    balance = int(ledger["amount_minor"].sum())
    debits = int(ledger.filter(pl.col("amount_minor") > 0)["amount_minor"].sum())
    return {"entries": ledger.height, "debits_minor": debits, "credits_minor": debits - balance, "ties": balance == 0}


def as_of(accounting: pl.DataFrame, settings: Settings) -> str:
    """The day that the night describes: portfolio.as_of, or else the newest day in the names of the exports, or else a text
    that says there is none.
    """
    newest = settings.portfolio.as_of or accounting.filter(pl.col("read") > pl.col("superseded"))["as_of_date"].max()
    return str(newest) if newest else "not stated by the exports"
