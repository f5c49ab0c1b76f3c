"""A real export through configuration alone: the UK Government Major Projects Portfolio of 2021."""

import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.examples.published_portfolios import EXAMPLES, canonical, report

EXEMPT = "Exempt under Section|is not in a position|is still at the planning stage"


@pytest.fixture(scope="module")
def portfolio(night_of) -> Path:
    """The example with its night run."""
    return night_of("uk_gmpp")


@pytest.fixture(scope="module")
def raw(portfolio) -> pl.DataFrame:
    """The file as text, read by another road."""
    return pl.read_csv(
        (portfolio / "exports" / "uk_gmpp_2021.csv").read_bytes().decode("cp1252").encode(), separator=";", infer_schema=False
    )


def test_the_example_is_configuration_only():
    """No data ship with it."""
    assert [path.name for path in (EXAMPLES / "uk_gmpp").iterdir()] == ["portfolio.toml"]


def test_all_184_projects_are_accounted_for(portfolio, raw):
    """Every row is read and accepted, and every project is selected or has a reason."""
    accounting = report(portfolio, "row_accounting").filter(pl.col("source_system") == "gmpp")
    assert dict(accounting.select("table", "read").iter_rows()) == {
        "projects": 184,
        "cost_lines": 184,
        "scores": 2 * 184,
        "milestones": 2 * 184,
    }
    assert accounting["accepted"].to_list() == accounting["read"].to_list()
    ids = [*report(portfolio, "selected")["project_id"], *report(portfolio, "not_selected")["project_id"]]
    assert sorted(ids) == sorted(raw["project_number"])
    assert len(ids) == 184


def test_whole_life_cost_reconciles_with_the_published_total(portfolio):
    """£542.0bn to the published precision, £541,951.37m to the last digit of the file."""
    total = canonical(portfolio, "projects")["whole_life_cost_minor"].sum()
    assert total == 54_195_137_000_000
    assert f"{total / 100 / 1e9:.1f}" == "542.0"


@pytest.mark.parametrize(
    ("header", "name", "column"),
    [("wlc_baseline_incl_NCG", "projects", "whole_life_cost_minor"), ("total_baseline", "cost_lines", "amount_minor")],
)
def test_every_exempt_figure_is_null_and_every_zero_is_zero(portfolio, raw, header, name, column):
    """Unknown is null, never zero; known is exactly what was published; nothing else became null."""
    found = dict(canonical(portfolio, name).select("project_id", column).iter_rows())
    exempt = raw.filter(pl.col(header).str.contains(EXEMPT))["project_number"].to_list()
    assert len(exempt) == {"wlc_baseline_incl_NCG": 20, "total_baseline": 11}[header]
    for project, text in raw.select("project_number", header).iter_rows():
        expected = None if project in exempt else int(Decimal(text.replace("£", "").replace(",", "")) * 10**8)
        assert found[project] == expected, (project, text)
    assert 0 in found.values()


def test_no_project_of_unknown_cost_is_chosen(portfolio):
    """What is not known cannot be afforded, and the reason says so."""
    unknown = set(canonical(portfolio, "cost_lines").filter(pl.col("amount_minor").is_null())["project_id"])
    left_out = report(portfolio, "not_selected")
    assert len(unknown) == 11
    assert unknown <= set(left_out.filter(pl.col("code") == "data")["project_id"])


def test_an_annual_budget_selects_a_verified_portfolio(portfolio, cutline):
    """Proven to be the best, within £30bn, and verified again from the files alone."""
    certificate = json.loads((portfolio / "published" / "certificate.json").read_text())
    assert (certificate["outcome"], certificate["objective"]["gap"], certificate["verifier"]["passed"]) == ("proven", 0, True)
    assert 0 < report(portfolio, "allocation")["allocated_minor"].sum() <= 3_000_000_000_000
    assert cutline("verify", portfolio)[0] == 0
