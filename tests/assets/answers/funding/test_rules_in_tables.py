"""Decisions that keep a project out, and reserves for stage gates, have prices as other rules have."""

from datetime import date

import polars as pl

from assets.answers.funding.night_rule_prices import night_rule_prices
from assets.answers.funding.rules_in_tables import rules_in_tables
from assets.published_nights.files import asked_night, read_frames
from assets.published_nights.rebuilding import quarantine_of
from cutline.contracts.tables.all_tables import EXPORTED
from optimizer.explain.funding.greatest_value import base_of
from optimizer.explain.funding.rule_prices import rule_prices
from optimizer.search.limits import Limits


def _with(tables, name, **row):
    """The tables with one row more."""
    frame = tables[name]
    more = pl.DataFrame([row]).select(pl.col(key).cast(frame.schema[key]) for key in row)
    return {**tables, name: pl.concat([frame, more], how="diagonal")}


def test_a_project_that_a_decision_keeps_out_has_a_price(published_starter):
    """Without the decision P1 is offered again; the optimum of the frames without it is today's."""
    night = published_starter / "published"
    asked, tables, quarantine = asked_night(night), read_frames(night, "tables", EXPORTED), quarantine_of(night)
    kept = _with(tables, "decisions", project_id="P1", decision="force_out", decided_by="board", reason="too early")
    [each] = rules_in_tables(kept, quarantine, asked.frames, asked.settings)
    assert (each.kind, each.subject, each.owner) == ("force_out", "P1", "board")
    assert all(each.frames[name].equals(frame) for name, frame in asked.frames.items())


def test_a_reserve_for_a_stage_gate_is_lifted_from_the_spend(published_starter):
    """P1 has a gate in the first period: what it spends later is reserved, and without the reserve it is free for others."""
    night = published_starter / "published"
    asked, tables, quarantine = asked_night(night), read_frames(night, "tables", EXPORTED), quarantine_of(night)
    day = asked.settings.calendar.horizon_start
    gated = _with(tables, "milestones", project_id="P1", milestone_id="G1", is_gate=True, forecast_date=day)
    [reserve] = rules_in_tables(gated, quarantine, asked.frames, asked.settings)
    assert (reserve.kind, reserve.owner) == ("reserve", "finance")
    before, after = (
        frame.filter(pl.col("project_id") == "P1")["amount_minor"].sum()
        for frame in (asked.frames["spend"], reserve.frames["spend"])
    )
    others = [frame.filter(pl.col("project_id") != "P1") for frame in (asked.frames["spend"], reserve.frames["spend"])]
    assert 0 <= after < before
    assert others[0].equals(others[1])
    [price] = rule_prices(base_of(asked.frames, asked.plan, Limits()), [reserve], Limits())
    assert price.is_exact


def test_without_gates_and_decisions_there_is_no_such_rule(published_starter):
    """The starter has neither."""
    night = published_starter / "published"
    asked = asked_night(night)
    assert list(rules_in_tables(read_frames(night, "tables", EXPORTED), quarantine_of(night), asked.frames, asked.settings)) == []


def test_an_owner_and_a_last_day_are_those_of_the_tables(published_starter):
    """The mandate of P3 has an owner and a last day in the table of projects."""
    path = published_starter / "published" / "tables" / "projects.parquet"
    projects = pl.read_parquet(path)
    is_p3 = pl.col("project_id") == "P3"
    changed = projects.with_columns(
        mandate_owner=pl.when(is_p3).then(pl.lit("fire brigade")).otherwise("mandate_owner"),
        mandate_expires=pl.when(is_p3).then(pl.lit(date(2031, 1, 1))).otherwise("mandate_expires"),
    )
    changed.write_parquet(path)
    found = night_rule_prices(published_starter / "published", seconds=60)
    assert [(each.owner, each.expires) for each in found.prices] == [
        ("fire brigade", date(2031, 1, 1)),
        ("portfolio office", None),
    ]
