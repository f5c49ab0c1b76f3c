"""Files that take columns from the file of another source."""

import json
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from cutline.errors import Finding, SettingsError, SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import raw_table

COSTS = [["WBS", "Amount"], ["W1", "10"], ["W2", "20"], ["W1", "5"]]
MASTERS = [["WBS element", "Project", "Class"], ["W1", "P1", "capex"], ["W2", "P2", "opex"], ["W9", "P9", "opex"]]
JOIN = {"source": "masters", "on": {"WBS": "WBS element"}, "take": ["Project", "Class"]}
COLUMNS = {
    "project_id": "Project", "cost_class": "Class", "amount": "Amount", "period_offset": {"value": "0"}, "kind": {"value": "plan"},
}  # fmt: skip


def joined_settings(
    ending: str = "csv", join: dict | list | None = None, feed: dict | None = None, **masters: object
) -> Settings:
    """Cost lines of the source `costs`, whose rows take project and class from the source `masters`."""
    costs = {"table": "cost_lines", "columns": COLUMNS, "join": join or JOIN, **(feed or {})}
    return settings_from(
        {"portfolio": {"currency": "GBP"}, "sources": [
            {"name": "costs", "files": f"costs.{ending}", "feeds": [costs]},
            {"name": "masters", "files": f"masters*.{ending}", **masters},
        ]}
    )  # fmt: skip


def write_file(path: Path, rows: list[list[str]]) -> None:
    """Write rows of text as a file of the format of its ending."""
    records = [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
    if path.suffix == ".csv":
        path.write_text("".join(",".join(row) + "\n" for row in rows))
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
    elif path.suffix == ".parquet":
        pl.DataFrame(records).write_parquet(path)
    else:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


def lines_of(folder: Path, settings: Settings) -> tuple[list[tuple], pl.DataFrame, pl.DataFrame]:
    """Project, class and amount of the accepted lines; the bad cells; the counts of the files."""
    raw = raw_table("cost_lines", settings, folder)
    accepted, bad = parse("cost_lines", raw, settings).collect()
    lines = accepted.select("project_id", "cost_class", "amount_minor", "source_file", "source_row").rows()
    return lines, bad, account_for_rows("cost_lines", raw, bad)


def refusal(folder: Path, settings: Settings) -> Finding:
    """The only finding with which the files are refused."""
    with pytest.raises(SourceError) as refused:
        raw_table("cost_lines", settings, folder)
    (finding,) = refused.value.findings
    return finding


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl", "parquet"])
def test_rows_take_columns_from_another_file(tmp_path, ending):
    """By the key, in the order of their own file, which their origin names; both files are counted row by row."""
    write_file(tmp_path / f"costs.{ending}", COSTS)
    write_file(tmp_path / f"masters.{ending}", MASTERS)
    lines, bad, counts = lines_of(tmp_path, joined_settings(ending))
    first = 2 if ending in ("csv", "xlsx") else 1
    file = f"costs.{ending}"
    assert lines == [
        ("P1", "capex", 1000, file, first), ("P2", "opex", 2000, file, first + 1), ("P1", "capex", 500, file, first + 2),
    ]  # fmt: skip
    assert bad.is_empty()
    assert counts.select("source_system", "source_file", "read", "accepted", "not_data").rows() == [
        ("costs", file, 3, 3, 0), ("masters", f"masters.{ending}", 0, 0, 3),
    ]  # fmt: skip
    assert counts["file_hash"].n_unique() == 2


@pytest.mark.parametrize(
    ("unmatched", "lines", "counted"),
    [("unknown", ["P1", "P2"], (3, 2, 1, 0)), ("leave_out", ["P1", "P2"], (2, 2, 0, 1))],
)
def test_a_row_without_a_match_is_refused_or_is_what_the_join_says(tmp_path, unmatched, lines, counted):
    """Unknown: the taken cells are empty, so that a row without its project is quarantined. Left out: counted as not data."""
    write_file(tmp_path / "costs.csv", [*COSTS[:3], ["W3", "7"]])
    write_file(tmp_path / "masters.csv", MASTERS)
    assert refusal(tmp_path, joined_settings()) == Finding(
        "costs.csv (source costs, table cost_lines), join with source masters",
        "1 rows whose WBS is in no row of masters.csv: row 4: 'W3'",
        "a row of masters.csv for each row",
        "send the missing rows, or correct the key; or write unmatched = 'unknown' in the join, which leaves the taken cells empty, "
        "or 'leave_out', which leaves the rows out",
    )
    found, bad, counts = lines_of(tmp_path, joined_settings(join={**JOIN, "unmatched": unmatched}))
    assert [line[0] for line in found] == lines
    assert counts.filter(source_system="costs").select("read", "accepted", "quarantined", "not_data").row(0) == counted
    assert bad["source_row"].unique().to_list() == ([4] if unmatched == "unknown" else [])


def test_several_rows_of_one_key_are_refused_if_they_differ(tmp_path):
    """Rows that say the same are one; a key that no row asks for harms nobody; empty keys match nothing."""
    write_file(tmp_path / "costs.csv", COSTS)
    write_file(
        tmp_path / "masters.csv", [*MASTERS, ["W1", "P1", "capex"], ["W9", "P0", "opex"], ["", "P3", "opex"], ["", "P4", "opex"]]
    )
    assert len(lines_of(tmp_path, joined_settings())[0]) == 3
    write_file(tmp_path / "masters.csv", [*MASTERS, ["W1", "P7", "capex"]])
    finding = refusal(tmp_path, joined_settings())
    assert finding.found == "1 keys with rows in masters.csv that differ in Project, Class: 'W1' in the rows 2, 5"
    assert finding.action == "remove the wrong rows at their source, or add the header that tells the rows apart to `on`"
    write_file(tmp_path / "costs.csv", [*COSTS, ["", "7"]])
    write_file(tmp_path / "masters.csv", [*MASTERS, ["", "P3", "opex"]])
    assert "row 5: an empty cell" in refusal(tmp_path, joined_settings()).found


def test_a_key_of_two_columns_and_a_second_join(tmp_path):
    """The second join finds its rows by a column that the first has taken; a filter may name a taken column, too."""
    (tmp_path / "costs.csv").write_text("WBS,Year,Amount\nW1,2027,10\nW1,2028,20\nW2,2027,1\n")
    (tmp_path / "masters.csv").write_text("WBS,Year,Project\nW1,2027,P1\nW1,2028,P2\nW2,2027,P3\n")
    (tmp_path / "classes.csv").write_text("Id,Class\nP1,capex\nP2,opex\nP3,opex\n")
    joins = [
        {"source": "masters", "on": ["WBS", "Year"], "take": "Project"},
        {"source": "classes", "on": {"Project": "Id"}, "take": {"Class": "Class"}},
    ]
    feed = {"table": "cost_lines", "columns": COLUMNS, "join": joins, "where_not": {"Project": "P3"}}
    sources = [{"name": "costs", "files": "costs.csv", "feeds": [feed]}]
    others = [{"name": name, "files": f"{name}.csv"} for name in ("masters", "classes")]
    settings = settings_from({"portfolio": {"currency": "GBP"}, "sources": sources + others})
    lines = lines_of(tmp_path, settings)[0]
    assert [line[:3] for line in lines] == [("P1", "capex", 1000), ("P2", "opex", 2000)]


def test_a_bad_cell_of_a_joined_column_names_the_other_source(tmp_path):
    """It has no address in the file of the row; that file's rows are as wide as before."""
    write_file(tmp_path / "costs.csv", COSTS)
    write_file(tmp_path / "masters.csv", [MASTERS[0], ["W1", "P1", "capital"], ["W2", "P2", "opex"]])
    bad = lines_of(tmp_path, joined_settings())[1]
    assert bad.select("source_file", "source_row", "cell", "header", "found", "rule").rows() == [
        ("costs.csv", 2, "joined from source masters", "Class", "capital", "allowed values"),
        ("costs.csv", 4, "joined from source masters", "Class", "capital", "allowed values"),
    ]


@pytest.mark.parametrize(
    ("join", "masters", "where", "found"),
    [
        ({"on": {"WBZ": "WBS element"}}, MASTERS, "costs.csv (source costs, table cost_lines)", "0 columns headed 'WBZ'"),
        ({"on": {"WBS": "Element"}}, MASTERS, "masters.csv (source masters)", "0 columns headed 'Element'"),
        ({"take": {"Project": "Projekt", "Class": "Class"}}, MASTERS, "masters.csv (source masters)", "0 columns headed 'Projekt'"),
        ({"take": ["Project", "Class"]}, [["WBS element", "Project", "Class", "Class"]], "masters.csv (source masters)", "2 columns headed 'Class'"),
        ({"take": {"Project": "Project", "Class": "Class", "Amount": "Project"}}, MASTERS,
         "costs.csv (source costs, table cost_lines), join with source masters", "a column headed 'Amount' in the file itself"),
        ({}, [*MASTERS, ["W8", "P", "opex", "x"]], "masters.csv (source masters) row 5", "4 cells where the header has 3"),
    ],
)  # fmt: skip
def test_columns_and_rows_that_do_not_fit_are_findings(tmp_path, join, masters, where, found):
    """Each names its file; nothing is joined in a doubtful way."""
    write_file(tmp_path / "costs.csv", COSTS)
    write_file(tmp_path / "masters.csv", masters)
    finding = refusal(tmp_path, joined_settings(join={**JOIN, **join}))
    assert (finding.where, finding.found) == (where, found)
    assert finding.expected
    assert finding.action


def test_the_newest_file_of_the_other_source_counts(tmp_path):
    """An older file is superseded for joins as for tables, and a source without a file is a finding."""
    write_file(tmp_path / "costs.csv", COSTS)
    write_file(tmp_path / "masters_2027-01-01.csv", [MASTERS[0], ["W1", "OLD", "capex"], ["W2", "OLD", "capex"]])
    write_file(tmp_path / "masters_2027-02-01.csv", MASTERS)
    day = {"as_of": r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"}
    lines, _, counts = lines_of(tmp_path, joined_settings(**day))
    assert {line[0] for line in lines} == {"P1", "P2"}
    assert "masters_2027-02-01.csv" in counts["source_file"].to_list()
    for path in tmp_path.glob("masters*"):
        path.unlink()
    assert refusal(tmp_path, joined_settings(**day, required=False)).found == "no file of that source in use"


@pytest.mark.parametrize(
    ("join", "said"),
    [({"source": "master"}, "did you mean 'masters'"), ({"on": {}}, "at least 1"), ({"take": {"A": " "}}, "headers with text")],
)
def test_settings_of_a_join_are_checked_when_they_are_read(join, said):
    """A source that nobody knows, no key, and a header without text."""
    with pytest.raises(SettingsError, match=said) as refused:
        joined_settings(join={**JOIN, **join})
    assert refused.value.findings[0].where in ("portfolio.toml, as a whole", *(
        f"portfolio.toml, sources, 1 (costs), feeds, 1 (cost_lines), join{key}" for key in ("", ", on")
    ))  # fmt: skip


def test_a_source_without_feeds_is_joined_or_refused():
    """It would be delivered and never read."""
    with pytest.raises(SettingsError, match=r"'lonely' has no \[\[sources.feeds\]\] and no join names it"):
        settings_from({"sources": [{"name": "lonely", "files": "f*"}]})


def test_the_key_of_a_join_is_read(tmp_path):
    """It is not reported as a column that nothing reads; another column is, also if the join took it for nothing."""
    write_file(tmp_path / "costs.csv", [[*COSTS[0], "Note"], *([*row, "x"] for row in COSTS[1:])])
    write_file(tmp_path / "masters.csv", MASTERS)
    settings = joined_settings(join={**JOIN, "take": {**{name: name for name in JOIN["take"]}, "Element": "WBS element"}})
    raw = raw_table("cost_lines", settings, tmp_path).filter(pl.col("feed") == 0).collect()
    assert json.loads(raw["columns"][0])["unread"] == ["Note", "Element"]
