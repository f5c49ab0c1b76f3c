"""Every format gives the same rows, and a file that is not as declared is refused."""

import gzip
from datetime import date

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.formats.sample_rows import (
    EXPECTED,
    GRID,
    JSON_LINES,
    csv_text,
    ods,
    parquet,
    xls,
    xlsx,
    zipped,
)
from tests.cutline.sources.reading_exports import (
    accepted_of,
    one_source,
    raw_table,
    read_file,
)


@pytest.mark.parametrize(
    ("data", "source", "told"),
    [
        ("project_id,name,status\nP,Île,idea\n".encode("cp1252"), {}, "offset 25"),  # wrong encoding
        ("project_id,name,status\nP,N,idea\n".encode("utf-16-le"), {"encoding": "latin-1"}, "NUL character"),  # UTF-16 as latin-1
        (b'project_id,name,status\nP,"N,idea\n', {}, "near line"),  # a quote never closed
        (b"project_id;name;status\nP;N;idea\n", {}, "delimiter"),  # wrong delimiter
        (b"project_id,name,name,status\nP,a,b,idea\n", {}, "2 columns headed 'name'"),  # duplicate headers
        (b"", {}, "an empty file"),  # empty
        (b"project_id,name\nP,N\n", {}, "headed 'status'"),  # a required column missing
    ],
)
def test_a_file_that_is_not_as_declared_is_an_error(tmp_path, data, source, told):
    """Never read as garbage: the message names the file, the place and the remedy."""
    with pytest.raises(SourceError) as refused:
        read_file(tmp_path, data, "projects", **source)
    assert told in str(refused.value)
    assert "f.csv" in str(refused.value)


def test_a_transposed_file_counts_columns(tmp_path):
    """Each record is a column; its number is where to look."""
    accepted, bad, _ = read_file(
        tmp_path, "project_id,A,B,C\nname,Alpha,Beta,Gamma\nstatus,idea,zombie,closed\n", "projects", transposed=True
    )
    assert accepted["project_id"].to_list() == ["A", "C"]
    assert bad["source_row"].to_list() == [3]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("f.csv", csv_text()), ("f.csv", csv_text().decode().encode("utf-8-sig")), ("f.csv", csv_text().decode().encode("utf-16")),
        ("f.csv", csv_text().replace(b"\n", b"\r\n")), ("f.csv", csv_text().replace(b"\n", b"\r")), ("f.txt", csv_text()),
        ("f.xlsx", xlsx()), ("f.xlsx", xlsx(date_1904=True)), ("f.xls", xls()), ("f.ods", ods()), ("f.parquet", parquet()), ("f.jsonl", JSON_LINES),
        ("f.csv.gz", gzip.compress(csv_text())), ("f.zip", zipped(csv_text())), ("f.zip", zipped(xlsx(), "plan.xlsx")),
        ("f.jsonl.gz", gzip.compress(JSON_LINES)),
    ],
)  # fmt: skip
def test_the_same_rows_in_every_format(tmp_path, name, data):
    """Leading zeros stay, dates are days, amounts exact, empty is unknown."""
    (tmp_path / name).write_bytes(data)
    accepted = accepted_of(tmp_path)
    assert accepted.select("project_id", "name", "status", "updated_at", "whole_life_cost_minor").rows() == EXPECTED


def test_rows_that_are_no_data_are_counted_beside(tmp_path):
    """Titles, a row that explains, a repeated header, notes, a total: declared or recognised, never read as projects."""
    rows = [["Report"], GRID[0], ["the key", "what it is called", "state", "day", "in pounds"], *GRID[1:], GRID[0], ["9", "C", "idea", "", ""],
            ["Note: draft"], ["Total", "", "", "", "1234.5"]]  # fmt: skip
    (tmp_path / "f.csv").write_bytes(csv_text(rows))
    chosen = one_source("projects", header_row=2, rows_below_header=1, footer_rows=1, not_data=["Note:.*"])
    raw = raw_table("projects", chosen, tmp_path).collect()
    reasons = ["row below the header", None, None, "repeated header", None, "declared as no data", "footer"]
    assert raw["not_data"].to_list() == reasons
    accepted = accepted_of(tmp_path, header_row=2, rows_below_header=1, footer_rows=1, not_data=["Note:.*"])
    assert accepted.select("project_id", "source_row").rows() == [("007", 4), ("8", 5), ("9", 7)]


def test_a_transposed_line_that_is_too_short_is_refused(tmp_path):
    """Padded, its amounts would belong to other projects."""
    text = "project_id,A,B,C\nperiod_offset,0,0,0\ncost_class,capex,capex,capex\nkind,plan,plan,plan\namount,1.00,3.00\n"
    with pytest.raises(SourceError, match="3 cells in the 5th line"):
        read_file(tmp_path, text, transposed=True)


def test_a_header_of_two_rows_is_joined(tmp_path):
    """A label over several columns counts for each of them; the rows below keep their numbers."""
    text = ",,2027,,2028,\nProject,Class,Q1,Q2,Q1,Q2\nP1,capex,1.00,2.00,3.00,4.00\n"
    columns = {
        "project_id": "Project",
        "cost_class": "Class",
        "kind": {"value": "plan"},
        "period_start": {"from": "period_start", "formats": ["%Y Q%q"]},
    }
    wide = {"columns": r"(\d{4} Q\d)", "name_to": "period_start", "value_to": "amount"}
    accepted, bad, _ = read_file(tmp_path, text, columns=columns, unpivot=wide, header_rows=2)
    assert bad.is_empty()
    assert accepted.select("period_start", "amount_minor", "source_row").rows() == [
        (date(2027, 1, 1), 100, 3), (date(2027, 4, 1), 200, 3), (date(2028, 1, 1), 300, 3), (date(2028, 4, 1), 400, 3),
    ]  # fmt: skip
