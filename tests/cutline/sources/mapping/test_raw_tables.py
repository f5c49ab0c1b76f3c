"""Raw tables: every row as text, and what nothing reads is kept aside."""

import json

import pytest
import xlsxwriter

from cutline.errors import SourceError
from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import (
    HEADER,
    NOON,
    accepted_of,
    one_source,
    raw_table,
    read_file,
    sources_of,
)


def test_rows_typed_into_the_settings_are_read_like_any_other(tmp_path):
    """[[tables.funds]]: the same contract, the file being portfolio.toml."""
    rows = [
        {"fund_id": "F", "cost_class": "capex", "fiscal_year": 2027, "amount": "1,000.00"},
        {"fund_id": "G", "cost_class": "x", "fiscal_year": 2027, "amount": "1"},
    ]
    chosen = settings_from({"tables": {"funds": rows}})
    accepted, bad = parse("funds", raw_table("funds", chosen, tmp_path), chosen).collect()
    assert accepted["amount_minor"].to_list() == [100_000]
    assert bad["source_file"].to_list() == ["portfolio.toml"]


def test_one_workbook_fills_several_tables_from_its_sheets(tmp_path):
    """A sheet for each feed; a sheet that is not there is named with those that are."""
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        register, money = book.add_worksheet("Register"), book.add_worksheet("Money")
        register.merge_range(0, 0, 0, 2, "Projects as of May")
        for i, row in enumerate([["project_id", "name", "status"], ["P", "N", "idea"]], 1):
            register.write_row(i, 0, row)
        for i, row in enumerate(
            [["", "", ""], ["project_id", "cost_class", "kind", "period_offset", "amount"], ["P", "capex", "plan", 0, 12.5]]
        ):
            money.write_row(i, 0, row)
    feeds = [{"table": "projects", "sheet": "Register"}, {"table": "cost_lines", "sheet": "Money"}]
    chosen = settings_from({"sources": [{"name": "s", "files": "f*", "header_row": 2, "feeds": feeds}]})
    found = deliveries_in_place(chosen, tmp_path, NOON)
    projects, _ = parse("projects", read_raw("projects", chosen, *found), chosen).collect()
    costs, _ = parse("cost_lines", read_raw("cost_lines", chosen, *found), chosen).collect()
    assert (projects["name"].to_list(), costs["amount_minor"].to_list()) == (["N"], [1250])
    with pytest.raises(SourceError, match="sheets Register, Money"):
        accepted_of(tmp_path, sheet="Plan")


def test_what_nothing_reads_is_kept_aside(tmp_path):
    """Row by row, as text, under its header, until somebody maps or ignores it."""
    (tmp_path / "s.csv").write_text("project_id,name,status,colour,colour\nP,A,idea,red,dark\n")
    frame = raw_table("projects", sources_of({"name": "s"}), tmp_path).collect()
    assert frame["aside"].to_list() == ['{"colour [4]":"red","colour [5]":"dark"}']
    assert raw_table("projects", sources_of({"name": "s", "ignore": ["colour"]}), tmp_path).collect()["aside"].to_list() == [None]


def test_headers_that_look_like_their_own_numbers(tmp_path):
    """x, x and `x [4]`: three columns kept aside under three names."""
    (tmp_path / "f.csv").write_text("project_id,name,status,x,x,x [4]\nP,N,idea,1,2,3\n")
    chosen = one_source("projects")
    raw = raw_table("projects", chosen, tmp_path).collect()
    assert json.loads(raw["aside"][0]) == {"x [4]": "1", "x [5]": "2", "x [4]'": "3"}


def test_a_declared_column_is_filled_down(tmp_path):
    """A pivot table writes a label once. A total passes nothing on, an unknown stays unknown, and each file begins anew."""
    text = f"{HEADER}\nP1,0,capex,1.00,plan\n,1,capex,2.00,plan\nTotal,,,3.00,\n ,2,capex,4.00,plan\nP2,0,capex,5.00,plan\n-,1,capex,6.00,plan\n"
    columns = {"project_id": {"from": "project_id", "fill_down": True}}
    accepted, bad, _ = read_file(tmp_path, text, columns=columns, not_data=["Total"])
    assert accepted.select("project_id", "amount_minor").rows() == [("P1", 100), ("P1", 200), ("P1", 400), ("P2", 500)]
    assert bad.select("source_row", "column", "rule").rows() == [(7, "project_id", "required")]
    top = f"{HEADER}\n,0,capex,1.00,plan\nP1,1,capex,2.00,plan\n"
    assert read_file(tmp_path, top, columns=columns)[1]["source_row"].to_list() == [2]
    assert read_file(tmp_path, text, not_data=["Total"])[1].height == 3


def test_a_filled_label_reaches_every_period_of_a_wide_layout(tmp_path):
    """The label is filled before the columns of periods become rows."""
    text = "Project,2027-01,2027-02\nP1,1.00,2.00\n,3.00,\n"
    columns = {"project_id": {"from": "Project", "fill_down": True}, "cost_class": {"value": "capex"}, "kind": {"value": "plan"}}
    wide = {"columns": r"(\d{4}-\d\d)", "name_to": "period_start", "value_to": "amount"}
    accepted, bad, _ = read_file(tmp_path, text, columns=columns, unpivot=wide, date_formats=["%Y-%m"])
    assert accepted.select("project_id", "amount_minor").rows() == [("P1", 100), ("P1", 200), ("P1", 300)]
    assert bad.is_empty()
