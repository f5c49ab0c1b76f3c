"""Checks a published night again, from nothing but its files: its digests, the rules of the plan, and the ledger."""

from pathlib import Path
from typing import Any

import polars as pl

from assets.published_nights.files import read_frames
from cutline.choices.options.choices import CHOICE_NAMES
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import VerificationFailed
from cutline.ledger.check import check_ledger
from cutline.ledger.frames import bought_frame, chosen_frame
from cutline.publishing.digests import check_digests
from cutline.settings.loading import load_settings
from optimizer.plan import Plan
from optimizer.verifier.verdict import Verdict
from optimizer.verifier.verify import verify


def recheck(night: Path) -> tuple[Verdict, dict[str, Any]]:
    """Check that every file has the digest of its certificate, that the plan keeps every rule, and that the ledger ties.

    Returns the verdict and the certificate. Raises VerificationFailed or LedgerDoesNotTie.
    """
    certificate = check_digests(night)
    return recheck_contents(night), certificate


def recheck_contents(night: Path) -> Verdict:
    """The check of `recheck` without the digests, for a night that has no certificate yet."""
    plan = Plan.from_json((night / "plan.json").read_text("utf-8"))
    verdict = verify(read_frames(night, "problem", tuple(CHOICE_NAMES)), plan)
    if not verdict.passed:
        raise VerificationFailed(f"the plan in {night} breaks its rules:\n  " + "\n  ".join(verdict.violations[:20]))
    ledger = pl.read_parquet(night / "parquet" / "ledger.parquet")
    tables, settings = read_frames(night, "tables", EXPORTED), load_settings(night / "portfolio.toml")
    check_ledger(ledger, chosen_frame(plan.chosen), tables, settings, bought_frame(plan.bought))
    return verdict
