"""A night whose money is vired and waits for a stage gate, from portfolio.toml to what people read."""

import json

import openpyxl
import polars as pl

DECLARED = """
[[rules.virement]]
name = "V1"
owner = "treasurer"
from_fund = "MAIN"
from_class = "capex"
to_fund = "MAIN"
to_class = "opex"
most_minor = 6_000_000

[[tables.milestones]]
project_id = "P1"
milestone_id = "Design gate"
baseline_date = "2027-03-31"
is_gate = true
"""
WORDS = "moved €50,000.00 from MAIN capex FY2027 to MAIN opex FY2027 under virement V1, owner treasurer"


def declare(folder, text: str = DECLARED) -> None:
    """P1 needs 150,000 of opex and 100,000 are budgeted."""
    funds = folder / "exports" / "funds.csv"
    assert "200,000.00" in funds.read_text()
    funds.write_text(funds.read_text().replace("200,000.00", "100,000.00"))
    settings = folder / "portfolio.toml"
    settings.write_text(settings.read_text() + text)


def test_moved_and_reserved_money_reaches_every_report(starter, cutline):
    """P1 costs 400,000 of capex before its gate and 150,000 of opex after it, 50,000 of which are vired. Sheet, table, page, summary and ledger show it."""
    declare(starter)
    code, out, err = cutline("run", starter)
    assert code == 0, err
    night = starter / "published"
    frames = {p.stem: pl.read_parquet(p) for p in (night / "parquet").glob("*.parquet")}
    [moved] = frames["money_moved"].rows(named=True)
    assert (moved["amount_minor"], moved["rule_id"], moved["owner"], moved["text"]) == (5_000_000, "V1", "treasurer", WORDS)
    [gate] = frames["stage_gates"].rows(named=True)
    assert (gate["project_id"], gate["next_gate"], str(gate["gate_date"]), gate["period"]) == (
        "P1",
        "Design gate",
        "2027-03-31",
        "FY2027-Q1",
    )
    assert (gate["released_minor"], gate["reserved_minor"]) == (40_000_000, 15_000_000)
    allocation = frames["allocation"]
    assert (allocation["released_minor"] + allocation["reserved_minor"]).equals(allocation["allocated_minor"])
    assert (allocation["budget_minor"] + allocation["moved_minor"] - allocation["allocated_minor"]).equals(
        allocation["remaining_minor"]
    )
    lines = frames["allocation_lines"].filter(pl.col("release") == "reserved")
    assert lines.select("project_id", "cost_class", "amount_minor").rows() == [("P1", "opex", 15_000_000)]
    accounts = dict(frames["ledger"].group_by("account").agg(pl.col("amount_minor").sum()).iter_rows())
    assert (accounts["project:P1:capex"], accounts["reserve:P1:opex"]) == (40_000_000, 15_000_000)
    book = openpyxl.load_workbook(night / "workbook.xlsx", read_only=True)
    assert {"Money moved", "Stage gates"} <= set(book.sheetnames)
    assert WORDS in {cell for row in book["Money moved"].iter_rows(values_only=True) for cell in row}
    page = (night / "page.html").read_text()
    for told in (WORDS, "Design gate", "€150,000.00 reserved until the next gate of 1 project is passed"):
        assert told in page
    assert "€50,000.00 vired" in out
    assert cutline("verify", starter)[0] == 0
    assert json.loads((night / "certificate.json").read_text())["ledger"]["ties"]


def test_a_virement_from_a_fund_nobody_knows_stops_the_night(starter, cutline):
    """It is a mistake in the settings: exit code 2, with the rule and the nearest fund, and nothing is published."""
    declare(starter, DECLARED.replace('from_fund = "MAIN"', 'from_fund = "MIAN"'))
    code, _, err = cutline("run", starter)
    assert code == 2
    assert "rules.virement, 1 (V1), from_fund" in err
    assert "did you mean 'MAIN'?" in err
    assert not (starter / "published").exists()


def test_without_gates_and_moves_nothing_is_said_of_them(published_starter):
    """There is no empty sheet and no empty section, and everything that is allocated is released."""
    night = published_starter / "published"
    assert {"Money moved", "Stage gates"}.isdisjoint(openpyxl.load_workbook(night / "workbook.xlsx", read_only=True).sheetnames)
    assert "stage gate" not in (night / "page.html").read_text()
    allocation = pl.read_parquet(night / "parquet" / "allocation.parquet")
    assert allocation["released_minor"].equals(allocation["allocated_minor"].rename("released_minor"))
