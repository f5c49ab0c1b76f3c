"""A night whose parts come from two nights fails, even if every digest is right."""

import shutil

import polars as pl
import pytest

from assets.published_nights.files import read_frames
from assets.published_nights.rebuilding import check_parts
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import VerificationFailed
from cutline.settings.loading import load_settings


@pytest.fixture
def night(starter_run, tmp_path):
    """A copy of the files of a published night."""
    return shutil.copytree((starter_run[0] / "published").resolve(), tmp_path / "night")


def check(night) -> None:
    check_parts(night, read_frames(night, "tables", EXPORTED), load_settings(night / "portfolio.toml"))


def change(path, change) -> None:
    change(pl.read_parquet(path)).write_parquet(path)


def test_a_published_night_belongs_together(night):
    """The input of the optimiser, built again, is the published one."""
    check(night)


def test_tables_of_another_night_are_found(night):
    """One benefit is a cent larger than the one with which the plan was made."""
    change(night / "tables" / "benefits.parquet", lambda rows: rows.with_columns(pl.col("amount_minor") + 1))
    with pytest.raises(VerificationFailed, match=r"problem/options\.parquet"):
        check(night)


def test_a_rule_that_stops_the_night_is_applied_again(night):
    """A project stands in two rows."""
    change(night / "tables" / "projects.parquet", lambda rows: pl.concat([rows, rows.head(1)]))
    with pytest.raises(VerificationFailed, match="projects_key_is_unique"):
        check(night)


def test_a_closed_gate_is_found(night):
    """The published results of the rules have one that stops the night."""
    failed = pl.when(pl.col("rule") == "mandates_fit_funds").then(pl.lit("failed")).otherwise("status").alias("status")
    change(night / "parquet" / "quality.parquet", lambda rows: rows.with_columns(failed))
    with pytest.raises(VerificationFailed, match="mandates_fit_funds"):
        check(night)
