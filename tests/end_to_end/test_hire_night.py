"""A night that hires, from the export of capacity to what people read."""

import json

import openpyxl
import polars as pl
import pytest

HEADER = "role_id,period_start,fte_gross,run_fte,hire_max,hire_cost,recruit_lead_periods\n"


def one_analyst(folder, hires: str) -> None:
    """Leave one analyst for projects. P1 needs two and a half in its first quarter and one and a half in the next. hires: who can be hired."""
    starts = ("2027-01-01", "2027-04-01", "2027-07-01", "2027-10-01")
    rows = [f"Analyst,{start},6,5,{hires}\n" for start in starts]
    (folder / "exports" / "capacity.csv").write_text(HEADER + "".join(rows))


@pytest.mark.long
def test_hires_reach_every_report(starter, cutline):
    """Two analysts at 10,000 a quarter, not before the second. P1 could start then and pay them for three quarters; a quarter later it is worth some 8,000 less and they cost 20,000 less."""
    one_analyst(starter, "2.5,10000,1")
    code, out, err = cutline("run", starter)
    assert code == 0, err
    night = starter / "published"
    frames = {p.stem: pl.read_parquet(p) for p in (night / "parquet").glob("*.parquet")}
    selected = dict(frames["selected"].select("project_id", "start_date").iter_rows())
    assert (set(selected), str(selected["P1"])) == ({"P1", "P3"}, "2027-07-01")
    bought = frames["people_bought"].select("role_id", "period", "kind", "milli_fte", "fiscal_year", "amount_minor").rows()
    assert bought == [("Analyst", f"FY2027-Q{q}", "hire", 2000, 2027, 2_000_000) for q in (3, 4)]
    lines = frames["allocation_lines"].filter(pl.col("project_id").is_null())
    assert lines.select("fund_id", "cost_class", "fiscal_year", "amount_minor").rows() == [("MAIN", "opex", 2027, 4_000_000)]
    accounts = dict(frames["ledger"].group_by("account").agg(pl.col("amount_minor").sum()).iter_rows())
    assert accounts["people:opex"] == 4_000_000
    book = openpyxl.load_workbook(night / "workbook.xlsx", read_only=True)
    assert "hire" in {cell for row in book["People bought"].iter_rows(values_only=True) for cell in row}
    assert "hires of Analyst" not in out + (night / "page.html").read_text()  # they are no projects
    assert "2 projects" in out
    assert cutline("verify", starter)[0] == 0
    assert json.loads((night / "certificate.json").read_text())["ledger"]["ties"]


@pytest.mark.long
def test_hires_without_a_lead_time_are_told_and_not_made(starter, cutline):
    """An unknown lead time does not mean at once: the night warns, hires nobody and leaves P1 out."""
    one_analyst(starter, "2.5,10000,")
    code, out, err = cutline("run", starter)
    assert code == 0, err
    frames = {p.stem: pl.read_parquet(p) for p in (starter / "published" / "parquet").glob("*.parquet")}
    assert "P1" not in frames["selected"]["project_id"].to_list()
    assert frames["people_bought"].is_empty()
    assert "hires without a lead time" in out + err + " ".join(
        frames["findings"].select(pl.concat_str(pl.col(pl.String), separator=" ", ignore_nulls=True)).to_series()
    )
