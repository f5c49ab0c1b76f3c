"""A night that plans quarters by half-year, from portfolio.toml to what people read."""

import json

import openpyxl
import polars as pl
import pytest

FROM = "from FY2027-Q1 on"
BY_BLOCK = "fine_periods = 0\ncoarse_periods = 2\n"


def plan_by_block(folder, planning: str) -> None:
    """P1 needs 2.5 analysts in its first quarter and 1.5 in its second; 2 are there in the year's first quarter, 3 in the others."""
    settings, capacity = folder / "portfolio.toml", folder / "exports" / "capacity.csv"
    for path, old, new in (
        (settings, "[planning]\n", f"[planning]\n{planning}"),
        (capacity, "2027-01-01,6,3", "2027-01-01,6,4"),
    ):
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")


def start_of_p1(folder) -> str:
    selected = pl.read_parquet(folder / "published" / "parquet" / "selected.parquet")
    return selected.filter(pl.col("project_id") == "P1")["start"].item()


@pytest.mark.long
def test_a_night_by_block_is_published_with_what_exceeds_its_periods(starter, cutline):
    """P1 starts at once: the half-year has 5 for the 4 it needs, its first quarter half an analyst too few. Table, sheet, page and summary report it. The verifier checks one role in two blocks."""
    plan_by_block(starter, BY_BLOCK)
    code, out, err = cutline("run", starter)
    assert code == 0, err
    assert start_of_p1(starter) == "FY2027-Q1"
    night = starter / "published"
    assert pl.read_parquet(night / "problem" / "grain.parquet").rows() == [(0, 0), (1, 0), (2, 2), (3, 2)]
    over = pl.read_parquet(night / "parquet" / "block_overloads.parquet")
    assert over.rows(named=True) == [
        {"role_id": "Analyst", "period_index": 0, "first_index": 0, "last_index": 1, "there_milli_fte": 2000, "bought_milli_fte": 0,
         "used_milli_fte": 2500, "over_milli_fte": 500, "period": "FY2027-Q1", "first": "FY2027-Q1", "last": "FY2027-Q2"}
    ]  # fmt: skip
    line = "1 role and period exceeds its capacity: work must move within its block"
    assert f"{FROM}; {line}" in " ".join(out.split())
    page = (night / "page.html").read_text("utf-8")
    assert line in page
    assert "Work that must move within its block of periods" in page
    assert "Within blocks" in openpyxl.load_workbook(night / "workbook.xlsx", read_only=True).sheetnames
    assert (night / "csv" / "block_overloads.csv").read_text("utf-8-sig").startswith("role_id,period_index,first_index")
    assert json.loads((night / "certificate.json").read_text("utf-8"))["verifier"]["checks"]["capacity"] == 2
    assert cutline("verify", starter)[0] == 0


@pytest.mark.long
def test_a_strict_night_exceeds_no_period(starter, cutline):
    """Starts are chosen by half-year, and people are limited by quarter: P1 waits for the second half, and the summary says that every period has enough people."""
    plan_by_block(starter, BY_BLOCK + "coarse_is_strict = true\n")
    code, out, err = cutline("run", starter)
    assert code == 0, err
    assert start_of_p1(starter) == "FY2027-Q3"
    assert pl.read_parquet(starter / "published" / "parquet" / "block_overloads.parquet").is_empty()
    assert f"{FROM}; every period by itself has enough people" in " ".join(out.split())


def test_blocks_that_cannot_be_are_refused_before_anything_is_read(starter, cutline):
    """Exit code 2, with where, found, expected and what to do."""
    plan_by_block(starter, "fine_periods = 4\n")
    code, _, err = cutline("run", starter)
    assert code == 2
    assert "planning, fine_periods" in err
    assert "at most 3" in err
