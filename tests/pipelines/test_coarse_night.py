"""A night that plans far quarters by half-year, from portfolio.toml to what people read."""

import json

import openpyxl
import polars as pl


def plan_by_block(folder, planning: str) -> None:
    settings = folder / "portfolio.toml"
    text = settings.read_text("utf-8")
    assert 'objective = "value"\n' in text
    settings.write_text(text.replace('objective = "value"\n', f'objective = "value"\n{planning}', 1), "utf-8")


def test_a_night_by_block_is_published_with_what_exceeds_its_periods(sample, cutline):
    """Two quarters by themselves, then half-years: verified, repeatable by anyone, and every figure of the check ties to the other tables."""
    plan_by_block(sample, "fine_periods = 2\ncoarse_periods = 2\n")
    code, out, err = cutline("run", sample)
    assert code == 0, err
    night = sample / "published"
    grain = pl.read_parquet(night / "problem" / "grain.parquet")
    assert grain.rows() == [(t, t // 2 * 2) for t in range(2, 12)]
    over = pl.read_parquet(night / "parquet" / "block_overloads.parquet")
    used = pl.read_parquet(night / "parquet" / "utilisation.parquet")
    assert over.height > 0
    tied = over.join(used, on=["role_id", "period_index"])
    assert tied.height == over.height
    assert tied["used_milli_fte"].equals(tied["planned_milli_fte"])
    assert tied["there_milli_fte"].equals(tied["capacity_milli_fte"])
    places = "1 role and period exceeds its" if over.height == 1 else f"{over.height} roles and periods exceed their"
    line = f"from 2027-Q4 on; {places} capacity: work must move within its block"
    assert line in out
    assert line in (night / "page.html").read_text("utf-8")
    assert "Work that must move within its block of periods" in (night / "page.html").read_text("utf-8")
    assert "Within blocks" in openpyxl.load_workbook(night / "workbook.xlsx", read_only=True).sheetnames
    assert (night / "csv" / "block_overloads.csv").read_text("utf-8-sig").startswith("role_id,period_index,first_index,last_index,there_milli_fte")  # fmt: skip
    assert json.loads((night / "certificate.json").read_text("utf-8"))["verifier"]["checks"]["capacity"] > 0
    assert cutline("verify", sample)[0] == 0


def test_a_strict_night_exceeds_no_period(sample, cutline):
    """Starts by half-year, people by quarter: the check has nothing to say, and says so."""
    plan_by_block(sample, "fine_periods = 2\ncoarse_periods = 2\ncoarse_is_strict = true\n")
    code, out, err = cutline("run", sample)
    assert code == 0, err
    assert pl.read_parquet(sample / "published" / "parquet" / "block_overloads.parquet").is_empty()
    assert "from 2027-Q4 on; every period by itself has enough people" in out


def test_blocks_that_cannot_be_are_refused_before_anything_is_read(starter, cutline):
    """Exit code 2, with where, found, expected and what to do."""
    plan_by_block(starter, "fine_periods = 4\n")
    code, _, err = cutline("run", starter)
    assert code == 2
    assert "planning, fine_periods" in err
    assert "at most 3" in err
