"""Makes the workbook, the page and the headline of a published night again, from its files."""

import json
from dataclasses import asdict
from pathlib import Path

import polars as pl

from assets.published_nights.files import read_frames
from cutline.publishing.certificate import as_of
from cutline.publishing.digests import CERTIFICATE, check_digests
from cutline.reports.headline import engine_lines
from cutline.reports.headline.headline import Headline, headline
from cutline.reports.page import render_page
from cutline.reports.tables.published_tables import PUBLISHED_TABLES
from cutline.reports.workbook import render_workbook
from cutline.settings.loading import Settings, load_settings
from optimizer.plan import Plan
from optimizer.search.engine_fallback import trouble_of
from optimizer.search.second_opinion import opinion_trouble
from optimizer.verifier.verdict import Verdict


def headline_of(frames: dict[str, pl.DataFrame], settings: Settings, plan: Plan, verdict: Verdict) -> Headline:
    """The headline of a plan, from its published tables."""
    checks = sum(verdict.checks.values())
    day = as_of(frames["row_accounting"], settings)
    return headline(
        frames, settings, outcome=plan.outcome, value=plan.value, gap=plan.gap, given_up=plan.given_up, checks=checks, as_of=day,
        searched_by=searched_by(plan, settings), second_opinion=second_opinion_on(plan, settings),
        objectives=[asdict(each) for each in plan.objectives], ties=None if plan.ties is None else asdict(plan.ties),
    )  # fmt: skip


def searched_by(plan: Plan, settings: Settings) -> str:
    """Which engine other than the built-in one was asked for a plan, and what became of its answer; empty if none was asked."""
    trouble, report = trouble_of(plan), plan.engine
    if trouble is not None:
        return engine_lines.replaced(trouble.sentence)
    return "" if report is None else engine_lines.planned(report.name, report.version, report.status, report.bound, settings)


def second_opinion_on(plan: Plan, settings: Settings) -> str:
    """What another engine said of the finished plan; empty if none was asked."""
    opinion = plan.opinion
    if opinion is None:
        return ""
    trouble = opinion_trouble(opinion)
    if trouble is not None:
        return engine_lines.refused(trouble.sentence)
    return engine_lines.second_opinion(asdict(opinion), settings)


def _read_back(night: Path) -> tuple[dict[str, pl.DataFrame], Headline]:
    frames = read_frames(night, "parquet", tuple(PUBLISHED_TABLES))
    plan = Plan.from_json((night / "plan.json").read_text("utf-8"))
    certificate = json.loads((night / CERTIFICATE).read_text("utf-8"))
    verdict = Verdict(certificate["verifier"]["checks"], ())
    return frames, headline_of(frames, load_settings(night / "portfolio.toml"), plan, verdict)


def read_headline(night: Path) -> Headline:
    """The headline of a published night, from its files."""
    return _read_back(night)[1]


def render_again(night: Path) -> dict[str, bytes]:
    """The workbook and the page of a published night, made again from its files. Raises VerificationFailed if a file was changed."""
    check_digests(night)
    frames, head = _read_back(night)
    return {"workbook.xlsx": render_workbook(frames, head), "page.html": render_page(frames, head)}
