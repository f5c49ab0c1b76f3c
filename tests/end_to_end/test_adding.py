"""The worked additions of docs/adding.md, in a copy of the repository: one of each kind arrives in graph, documents, plan and workbook."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.end_to_end.additions import ROOT, copy_of_the_repository, sections

KINDS = ("A rule family", "A metric", "An export format", "A sheet", "A quality rule")


def run(checkout: Path, *arguments: str) -> str:
    """Run this interpreter on the code of the copy, and return what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_every_line_that_the_guide_names_stands_once():
    """Each change of the guide has its place in the repository as it is."""
    for change in (each for changes in sections().values() for each in changes if each.side != "new"):
        lines = (ROOT / change.path).read_text("utf-8").splitlines()
        assert [line.strip() for line in lines].count(change.anchor) == 1, (change.path, change.anchor)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy of the repository with every addition of the guide made, and its generated pages written again."""
    copy = copy_of_the_repository(tmp_path_factory.mktemp("adding") / "copy")
    for changes in sections().values():
        for change in changes:
            change.apply(copy)
    run(copy, "-m", "docs.generate")
    run(copy, "-m", "tests.assets.write_graph")
    return copy


@pytest.fixture(scope="module")
def night(checkout) -> Path:
    """The published night of the three example projects, delivered in the toy format and breaking the toy rule."""
    folder = checkout.parent / "portfolio"
    run(checkout, "-m", "pipelines", "init", str(folder))
    exports, settings = folder / "exports", folder / "portfolio.toml"
    delivered = pl.read_csv(exports / "projects.csv", infer_schema=False)
    rows = [delivered.columns, *([cell or "" for cell in row] for row in delivered.iter_rows())]
    (exports / "projects.pipes").write_text("\n".join(["#pipes", *("|".join(row) for row in rows)]) + "\n")
    (exports / "projects.csv").unlink()
    settings.write_text(settings.read_text("utf-8").replace('files = "projects.csv"', 'files = "projects.pipes"'), "utf-8")
    run(checkout, "-m", "pipelines", "run", str(folder))
    return folder / "published"


@pytest.mark.parametrize("kind", KINDS)
def test_an_addition_touches_at_most_three_files(kind):
    """Its test aside."""
    touched = {change.path for change in sections()[kind]}
    assert 1 <= len({path for path in touched if not path.startswith("tests/")}) <= 3


def test_the_rule_family_binds_the_plan_and_is_checked(checkout, night):
    """Its row is in the model, the verifier counted its checks, no period has more than two starts, and its line is in the documents."""
    assert "starts" in (night / "model.lp").read_text()
    assert json.loads((night / "certificate.json").read_text())["verifier"]["checks"]["starts"] > 0
    assert pl.read_parquet(night / "parquet" / "selected.parquet").height > 0
    assert "few_starts_at_once" in (checkout / "docs" / "formulation.md").read_text("utf-8")


def test_the_metric_is_an_asset_a_documented_table_and_a_sheet(checkout, night):
    """The catalogue carries it everywhere."""
    assert "metrics_sponsors" in (checkout / "tests" / "golden" / "graph.json").read_text()
    assert "open_projects" in (checkout / "docs" / "metrics.md").read_text("utf-8")
    assert pl.read_parquet(night / "parquet" / "sponsors.parquet")["projects"].sum() == 3
    assert "Sponsors" in openpyxl.load_workbook(night / "workbook.xlsx", read_only=True).sheetnames


def test_the_export_format_is_read(checkout, night):
    """The three projects came in the toy format, which the settings page names."""
    files = pl.read_parquet(night / "parquet" / "row_accounting.parquet")
    assert files.filter(pl.col("source_file") == "projects.pipes")["accepted"].to_list() == [3]
    assert "pipes" in (checkout / "docs" / "settings.md").read_text("utf-8")


def test_the_sheet_and_its_table_are_published(checkout, night):
    """In the workbook, as CSV and Parquet, and on the page of outputs."""
    assert "Spend by sponsor" in openpyxl.load_workbook(night / "workbook.xlsx", read_only=True).sheetnames
    assert (night / "csv" / "spend_by_sponsor.csv").exists()
    assert (night / "parquet" / "spend_by_sponsor.parquet").exists()
    assert "spend_by_sponsor" in (checkout / "docs" / "outputs.md").read_text("utf-8")


def test_the_quality_rule_is_a_check_a_documented_rule_and_a_finding(checkout, night):
    """The longest of the three names has 26 characters, and the rule allows 24."""
    assert "names_fit_on_a_slide" in (checkout / "tests" / "golden" / "graph.json").read_text()
    assert "names_fit_on_a_slide" in (checkout / "docs" / "rules.md").read_text("utf-8")
    findings = pl.read_parquet(night / "parquet" / "findings.parquet").filter(pl.col("rule") == "names_fit_on_a_slide")
    assert findings["project_id"].to_list() == ["P1"]


@pytest.mark.long
def test_the_tests_of_the_additions_pass(checkout):
    """Each toy comes with its own test; the copy's own checks of registries and catalogues stand beside them."""
    added = [change.path for changes in sections().values() for change in changes if change.path.startswith("tests/")]
    assert len(added) >= 4
    run(checkout, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *added)
