"""The first nights of somebody new: examples beside own data, candidates without data, money in a plan by score."""

import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from assets.published_nights.rendering import read_headline
from pipelines.night import run_job


@pytest.fixture
def found(shared_data, tmp_path):
    """A fresh copy of a portfolio that somebody found a fault with."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(shared_data / "found" / name, tmp_path / name))

    return copy


def test_examples_beside_real_projects_stop_the_night(found, cutline):
    """The example files are named, and so is what the real projects lack. Taken out by `inspect`, they are gone for good."""
    folder = found("init_examples_in_a_real_night")
    code, _, err = cutline("check", folder)
    told = " ".join(err.split())
    assert code == 3
    assert "projects.csv (source projects): 3 row(s) of the examples" in told
    assert "3 of 6 candidates cannot be chosen: 3 have no cost" in told


@pytest.mark.long
def test_money_is_told_as_money_where_a_score_is_maximised(found):
    """A finding that is not solved again says what its project costs; the plan's worth stays in points."""
    night = run_job("nightly", found("cost_told_in_points"))
    published = night.folder / "published"
    findings = pl.read_csv(published / "csv" / "findings.csv", infer_schema=False)
    told = findings.filter(pl.col("rule") == "projects_told_apart")["detail"]
    assert told.str.contains(r"the project costs \$(10|27\.5)\.?\d?m").all()
    assert told.len() > 0
    page = (published / "page.html").read_text("utf-8")
    assert "costs $10.0m" in page
    assert not re.search(r"costs? [\d,.]+ points", page)
    assert "points" in dict(read_headline(published).lines)["Recommendation"]


@pytest.mark.long
def test_check_says_first_how_many_candidates_lack_what(found, cutline):
    """30 projects, of which 3 have a score and a cost: before anything else, `check` counts the others and names the columns."""
    code, out, _ = cutline("check", found("candidates_left_out_unsaid"))
    told = "27 of 30 candidates cannot be chosen: 21 have no score, 6 no score and no cost"
    assert code == 0
    assert " ".join(out.split()).partition("table file")[0].strip().startswith(told)
    assert "'cat' of p" in out
