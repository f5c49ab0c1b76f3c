"""Every row of every file is counted once."""

import polars as pl

from cutline.contracts.tables.all_tables import conform
from cutline.settings.loading import settings_from
from cutline.sources.crosswalk import crosswalk_of
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import (
    PROJECTS,
    one_source,
    raw_table,
)


def test_newer_files_supersede_older_ones_and_every_row_is_counted(tmp_path):
    """The day in the name decides, not the time of the file."""
    (tmp_path / "f_20270108.csv").write_text("project_id,name,status\nA,New,idea\nB,New,idea\n")
    (tmp_path / "f_20270101.csv").write_text("project_id,name,status\nA,Old,idea\n")
    chosen = one_source("projects", as_of=r"_(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)")
    raw = raw_table("projects", chosen, tmp_path)
    accepted, bad = parse("projects", raw, chosen).collect()
    assert accepted["name"].to_list() == ["New", "New"]
    rows = account_for_rows("projects", raw, bad)
    assert rows.select("read", "accepted", "superseded").rows() == [(1, 0, 1), (2, 2, 0)]


def test_a_beaten_row_takes_no_other_with_it(tmp_path):
    """Two sheets of one workbook: row 2 of the one is outranked, row 2 of the other is not."""
    import xlsxwriter

    (tmp_path / "m.csv").write_text(PROJECTS + "0007,N,idea\n")
    with xlsxwriter.Workbook(tmp_path / "tool.xlsx") as book:
        for sheet, project in (("A", "P-7"), ("B", "P-9")):
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, ["project_id", "name", "status"])
            page.write_row(1, 0, [project, "N", "idea"])
    feeds = [{"table": "projects", "sheet": sheet} for sheet in "AB"]
    chosen = settings_from(
        {
            "sources": [
                {"name": "m", "files": "m.csv", "feeds": [{"table": "projects"}]},
                {"name": "tool", "files": "tool.xlsx", "feeds": feeds},
            ]
        }
    )
    ids = crosswalk_of(conform("crosswalk", pl.DataFrame({"system": ["tool"], "other_id": ["P-7"], "project_id": ["0007"]})))
    raw = raw_table("projects", chosen, tmp_path)
    accepted, told = parse("projects", raw, chosen, ids).collect()
    assert sorted(accepted["project_id"]) == ["0007", "P-9"]
    assert account_for_rows("projects", raw, told).filter(pl.col("source_system") == "tool").select(
        "read", "accepted", "superseded"
    ).rows() == [(2, 1, 1)]
