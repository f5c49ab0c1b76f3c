"""The approved plan becomes decisions, and gives way to what the exports say."""

from datetime import UTC, datetime

import polars as pl
import pytest

from assets.published_nights.files import read_frames
from cutline.approvals.approved_plan import with_approved_plan
from cutline.approvals.chain import APPROVED, approve, read_chain
from cutline.choices.options.requirements import approved_options
from cutline.errors import VerificationFailed
from cutline.settings.loading import load_settings
from optimizer.plan import Plan

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def approved_starter(published_starter):
    """The three-project portfolio with its night approved."""
    approve(published_starter / APPROVED, published_starter / "published", by="Board", note="minutes", now=NOON)
    return published_starter


def test_the_approved_plan_is_the_plan_of_the_night(approved_starter):
    """The same options, by the way that decisions of the exports go; the calendar may have moved on by a quarter."""
    night = approved_starter / "published"
    tables = read_frames(night, "tables", ("projects", "decisions"))
    found = with_approved_plan(tables, read_chain(approved_starter / APPROVED))
    plan, calendar = Plan.from_json((night / "plan.json").read_text("utf-8")), load_settings(night / "portfolio.toml").horizon()
    assert set(approved_options(found, calendar).iter_rows()) == {
        (each.project_id, each.mode_id, each.start_index) for each in plan.chosen
    }
    new = found.filter(pl.col("source_system") == "approved")
    assert new.height == len(plan.chosen) > 0
    assert new["decided_by"].unique().to_list() == ["Board"]
    assert new["reason"].unique().to_list() == ["minutes"]
    assert new["decided_at"].unique().to_list() == [NOON.date()]
    assert found.schema == tables["decisions"].schema


def test_a_decision_of_the_exports_counts_first_and_a_vanished_project_has_none(approved_starter):
    """The approved night says nothing about either."""
    night = approved_starter / "published"
    tables, chain = read_frames(night, "tables", ("projects", "decisions")), read_chain(approved_starter / APPROVED)
    first, second, *_ = with_approved_plan(tables, chain)["project_id"]
    own = with_approved_plan(tables, chain).head(1).with_columns(decision=pl.lit("reject"), source_system=pl.lit("board"))
    changed = {"projects": tables["projects"].filter(pl.col("project_id") != second), "decisions": own}
    found = with_approved_plan(changed, chain)
    assert found.filter(pl.col("project_id") == first)["decision"].to_list() == ["reject"]
    assert second not in found["project_id"].to_list()


def test_without_an_approval_nothing_changes(published_starter):
    """The table is the one of the exports."""
    tables = read_frames(published_starter / "published", "tables", ("projects", "decisions"))
    assert with_approved_plan(tables, read_chain(published_starter / APPROVED)) is tables["decisions"]


def test_an_approved_night_that_cannot_be_read_is_told(approved_starter):
    """It would be silently wrong to plan without it."""
    tables, chain = (
        read_frames(approved_starter / "published", "tables", ("projects", "decisions")),
        read_chain(approved_starter / APPROVED),
    )
    plan = chain.night_of(chain.last) / "plan.json"
    plan.chmod(0o644)
    plan.write_text("{}")
    with pytest.raises(VerificationFailed, match="the approved plan cannot be read"):
        with_approved_plan(tables, chain)
