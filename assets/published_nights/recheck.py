"""Checks a published night again, from nothing but its files: its digests, the rules of the plan, the ledger, and its claims."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from assets.published_nights.files import read_frames
from cutline.choices.options.choices import CHOICE_NAMES
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import Finding, VerificationFailed
from cutline.ledger.check import check_ledger
from cutline.ledger.frames import bought_frame, chosen_frame
from cutline.publishing.certificate import CLAIM_FRAMES, NOT_FROM_FILES, claims_of
from cutline.publishing.digests import CERTIFICATE, check_digests
from cutline.settings.all_settings import Settings
from cutline.settings.loading import load_settings
from optimizer.plan import Plan
from optimizer.verifier.verdict import Verdict
from optimizer.verifier.verify import verify


def recheck(night: Path) -> tuple[Verdict, dict[str, Any]]:
    """Check that a night is whole and as it was published, that the plan keeps every rule, that the ledger ties, and that every
    claim of the certificate follows from the files.

    Returns the verdict and the certificate. Raises UsageError for what is no night, VerificationFailed or LedgerDoesNotTie.
    """
    certificate = check_digests(night)
    verdict = recheck_contents(night)
    _check_claims(night, certificate, verdict)
    return verdict, certificate


def recheck_contents(night: Path) -> Verdict:
    """The check of `recheck` without the digests and the claims, for a night that has no certificate yet."""
    plan = Plan.from_json((night / "plan.json").read_text("utf-8"))
    verdict = verify(read_frames(night, "problem", tuple(CHOICE_NAMES)), plan)
    if not verdict.passed:
        raise VerificationFailed(f"the plan in {night} breaks its rules:\n  " + "\n  ".join(verdict.violations[:20]))
    ledger = pl.read_parquet(night / "parquet" / "ledger.parquet")
    tables, settings = read_frames(night, "tables", EXPORTED), load_settings(night / "portfolio.toml")
    _check_limits(plan, settings)
    check_ledger(ledger, chosen_frame(plan.chosen), tables, settings, bought_frame(plan.bought))
    return verdict


def _check_limits(plan: Plan, settings: Settings) -> None:
    """The verifier judges "proven" by the gap target that the plan states, so the plan must state the limits of the settings."""
    expected = {
        "gap_target_ppm": settings.solver.gap_target_ppm,
        "max_nodes": settings.solver.max_nodes,
        "seed": settings.solver.seed,
        "threads": settings.solver.threads,
        "value_tolerance_bp": settings.planning.value_tolerance_bp,
    }
    stated = {name: plan.solver.get(name) for name in expected}
    problems = list(_differences(stated, expected, "solver", "plan.json", "portfolio.toml"))
    if problems:
        raise VerificationFailed("the plan was searched under other settings than those of the night", problems)


def _check_claims(night: Path, certificate: Mapping[str, Any], verdict: Verdict) -> None:
    """Compute every claim of the certificate again and compare. The versions and the times follow from no file: the seal and the
    night's name cover them.
    """
    claims = claims_of(
        settings=load_settings(night / "portfolio.toml"),
        frames=read_frames(night, "parquet", CLAIM_FRAMES),
        plan=json.loads((night / "plan.json").read_text("utf-8")),
        checks=verdict.checks,
        ledger=pl.read_parquet(night / "parquet" / "ledger.parquet"),
        outputs=certificate["outputs"],
    )
    claimed = {name: value for name, value in certificate.items() if name not in NOT_FROM_FILES}
    problems = list(_differences(claimed, claims, "", CERTIFICATE, "the files of the night"))
    if problems:
        raise VerificationFailed(f"the certificate of {night.resolve().name} claims what its files do not show", problems)


def _differences(claimed: Any, computed: Any, place: str, where: str, source: str) -> Iterator[Finding]:
    """A finding for each value that differs, by its place in the file `where`. The texts of JSON are compared, so that true is
    not 1.
    """
    if isinstance(claimed, Mapping) and isinstance(computed, Mapping):
        for name in sorted({*claimed, *computed}):
            below = f"{place}.{name}" if place else name
            yield from _differences(claimed.get(name, "nothing"), computed.get(name, "nothing"), below, where, source)
    elif (found := json.dumps(claimed, sort_keys=True)) != (expected := json.dumps(computed, sort_keys=True)):
        expected = f"{expected[:300]}, by {source}"
        yield Finding(f"{where}, {place}", found[:300], expected, "do not use this night: its files contradict each other")
