"""Checks a published night again, from nothing but its files: its digests, the rules of the plan, the ledger, and its claims."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from assets.published_nights.files import read_frames
from assets.published_nights.rebuilding import check_parts, quarantine_of
from cutline import __version__
from cutline.choices.costing.certain_rows import certain_rows
from cutline.choices.options.choices import CHOICE_NAMES
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import Finding, VerificationFailed
from cutline.ledger.check import check_ledger
from cutline.ledger.frames import bought_frame, chosen_frame
from cutline.publishing.certificate import CLAIM_FRAMES, NOT_FROM_FILES, claims_of
from cutline.publishing.digests import CERTIFICATE, check_digests
from cutline.settings.all_settings import Settings
from cutline.settings.loading import load_settings
from cutline.settings.solver import BUILT_IN_ENGINE
from optimizer.plan import Plan
from optimizer.verifier.verdict import Verdict
from optimizer.verifier.verify import verify


def recheck(night: Path) -> tuple[Verdict, dict[str, Any]]:
    """Check that a night is whole and as it was published, that the plan keeps every rule, that the ledger ties, and that every
    claim of the certificate follows from the files.

    Returns the verdict and the certificate. Raises UsageError for what is no night, VerificationFailed or LedgerDoesNotTie.
    """
    certificate = check_digests(night)
    try:
        verdict = recheck_contents(night)
        _check_claims(night, certificate, verdict)
    except (pl.exceptions.PolarsError, OSError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        # The digests agree, so somebody certified files that Cutline did not write, or another version wrote them.
        found = Finding(str(night), f"{type(error).__name__}: {error}", "files as Cutline writes them", _action(certificate))
        raise VerificationFailed(f"the files of {night.resolve().name} cannot be read", [found]) from error
    return verdict, certificate


def _action(certificate: Mapping[str, Any]) -> str:
    published_by = certificate.get("product", {}).get("version")
    if published_by != __version__:
        return f"verify it with version {published_by}, which published it; this is version {__version__}"
    return "do not use this night: its files contradict each other"


def recheck_contents(night: Path) -> Verdict:
    """The check of `recheck` without the digests and the claims, for a night that has no certificate yet."""
    plan = Plan.from_json((night / "plan.json").read_text("utf-8"))
    verdict = verify(read_frames(night, "problem", tuple(CHOICE_NAMES)), plan)
    if not verdict.passed:
        raise VerificationFailed(f"the plan in {night} breaks its rules:\n  " + "\n  ".join(verdict.violations[:20]))
    ledger = pl.read_parquet(night / "parquet" / "ledger.parquet")
    tables, settings = read_frames(night, "tables", EXPORTED), load_settings(night / "portfolio.toml")
    _check_limits(plan, settings)
    check_parts(night, tables, settings)
    known = certain_rows(tables, quarantine_of(night))
    check_ledger(ledger, chosen_frame(plan.chosen), known, settings, bought_frame(plan.bought))
    return verdict


def _check_limits(plan: Plan, settings: Settings) -> None:
    """The verifier judges "proven" by the gap target that the plan states, so the plan must state the limits of the settings."""
    expected: dict[str, Any] = {
        "gap_target_ppm": settings.solver.gap_target_ppm,
        "max_nodes": settings.solver.max_nodes,
        "seed": settings.solver.seed,
        "threads": settings.solver.threads,
        "value_tolerance_bp": settings.planning.value_tolerance_bp,
    }
    stated: dict[str, Any] = {name: plan.solver.get(name) for name in expected}
    expected["engine"], stated["engine"] = settings.solver.engine, plan.solver.get("engine", BUILT_IN_ENGINE)
    action = "run again: portfolio.toml was changed during the run; a published night that says so was changed, so do not use it"
    problems = list(_differences(stated, expected, "solver", ("plan.json", "portfolio.toml", action)))
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
    words = CERTIFICATE, "the files of the night", _action(certificate)
    problems = list(_differences(claimed, claims, "", words))
    if problems:
        raise VerificationFailed(f"the certificate of {night.resolve().name} claims what its files do not show", problems)


def _differences(claimed: Any, computed: Any, place: str, words: tuple[str, str, str]) -> Iterator[Finding]:
    """A finding for each value that differs, by its place. words: the file of the claims, what they are computed from, and what to
    do. The texts of JSON are compared, so that true is not 1.
    """
    where, source, action = words
    if isinstance(claimed, Mapping) and isinstance(computed, Mapping):
        for name in sorted({*claimed, *computed}):
            below = f"{place}.{name}" if place else name
            if name in claimed and name in computed:
                yield from _differences(claimed[name], computed[name], below, words)
            else:
                found, expected = ("a claim", "no claim") if name in claimed else ("no claim", "a claim")
                yield Finding(f"{where}, {below}", found, f"{expected}, by {source}", action)
    elif (found := json.dumps(claimed, sort_keys=True)) != (expected := json.dumps(computed, sort_keys=True)):
        yield Finding(f"{where}, {place}", found[:300], f"{expected[:300]}, by {source}", action)
