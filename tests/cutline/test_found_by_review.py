"""What an independent review and a new user's trial found wrong without a word, each once: silent errors first, then faults."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import conform
from cutline.errors import CutlineError, SettingsError, SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.crosswalk import crosswalk_of
from cutline.sources.deliveries.intake import DELIVERY_SCHEMA, deliveries_in_place, take_in_deliveries
from cutline.sources.deliveries.store import Store
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.schema_drift import accepted_shapes_from, drift_of_shapes, table_shapes
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.typed_rows.quarantine_register import REGISTER_SCHEMA, updated_register
from tests.exports.make import VALUE, row, xlsx

NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)
COSTS = "project_id,period_offset,cost_class,amount,kind\n"
PROJECTS = "project_id,name,status\n"


def settings(
    table: str = "cost_lines",
    columns: dict | None = None,
    unpivot: dict | None = None,
    calendar: dict | None = None,
    **source: object,
) -> Settings:
    feed = {"table": table, "columns": columns or {}} | ({"unpivot": unpivot} if unpivot else {})
    return settings_from(
        {"calendar": calendar or {}, "sources": [{"name": "s", "files": "f*", "keep": "all", "feeds": [feed], **source}]}
    )


def read(
    folder: Path, data: str | bytes, table: str = "cost_lines", name: str = "f.csv", **rest
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    chosen = settings(table, **rest)
    raw = read_raw(table, chosen, *deliveries_in_place(chosen, folder, NOON))
    accepted, bad = parse(table, raw, chosen).collect()
    return accepted, bad, account_for_rows(table, raw, bad)


def test_a_bad_row_is_set_aside_with_the_project_its_id_was_rewritten_to(tmp_path):
    """PRJ-0007 is P7 in the portfolio: it is P7 whose cost line cannot be read."""
    rewrite = {"project_id": {"from": "project_id", "match": r"PRJ-0*(\d+)", "write": "P$1"}}
    accepted, bad, _ = read(tmp_path, COSTS + "PRJ-0007,0,capex,5.00,plan\nPRJ-0007,1,capex,oops,plan\n", columns=rewrite)
    assert accepted["project_id"].to_list() == bad["project_id"].to_list() == ["P7"]


def test_rewritten_and_unreadable_reaches_the_choice(starter, cutline):
    """The whole night: the project of a bad row is left out, under its own name, and no phantom stands beside it."""
    path = starter / "exports" / "cost_lines.csv"
    with path.open(newline="") as file:
        header, *lines = csv.reader(file)
    project, place = header.index("project_id"), header.index("amount")
    bad = lines[0][project]
    lines[0][place] = "oops"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(
            [header, *([f"X-{cell}" if i == project else cell for i, cell in enumerate(line)] for line in lines)]
        )
    toml = (starter / "portfolio.toml").read_text()
    toml = toml.replace(
        'table = "cost_lines"\n',
        'table = "cost_lines"\ncolumns = { project_id = { from = "project_id", match = "X-(.*)", write = "$1" } }\n',
        1,
    )
    (starter / "portfolio.toml").write_text(
        toml.replace("[planning]", "[quality]\nmax_quarantine_share_bp = 5000\n[planning]", 1)
    )
    code, _, err = cutline("run", starter)
    assert code == 0, err
    left_out = pl.read_parquet(starter / "published" / "parquet" / "not_selected.parquet")
    known = pl.read_parquet(starter / "published" / "tables" / "projects.parquet")["project_id"].to_list()
    assert bad in left_out.filter(pl.col("code") == "data")["project_id"].to_list()
    assert set(left_out["project_id"]) <= set(known)


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
    raw = read_raw("projects", chosen, *deliveries_in_place(chosen, tmp_path, NOON))
    accepted, told = parse("projects", raw, chosen, ids).collect()
    assert sorted(accepted["project_id"]) == ["0007", "P-9"]
    assert account_for_rows("projects", raw, told).filter(pl.col("source_system") == "tool").select(
        "read", "accepted", "superseded"
    ).rows() == [(2, 1, 1)]


def test_a_repeated_header_is_no_data_on_the_fast_way_either(tmp_path, monkeypatch):
    """In a table of free text it would be a person called person_id."""
    monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 0)
    people = "person_id,home_role,skill\n"
    accepted, _, rows = read(tmp_path, people + "a,R,S\n" + people + "b,R,S\n", "people")
    assert accepted["person_id"].to_list() == ["a", "b"]
    assert rows["not_data"].to_list() == [1]


def test_a_footer_that_is_a_row_is_not_dropped(tmp_path):
    """footer_rows = 1 on the day the total is missing: refused, with the row."""
    good = COSTS + "P,0,capex,1.00,plan\nQ,0,capex,2.00,plan\n"
    assert read(tmp_path, good + "Total,,,3.00,\n", footer_rows=1)[0].height == 2
    with pytest.raises(SourceError, match="Q, capex, plan, which looks like data"):
        read(tmp_path, good, footer_rows=1)


def test_a_transposed_line_that_is_too_short_is_refused(tmp_path):
    """Padded, its amounts would belong to other projects."""
    text = "project_id,A,B,C\nperiod_offset,0,0,0\ncost_class,capex,capex,capex\nkind,plan,plan,plan\namount,1.00,3.00\n"
    with pytest.raises(SourceError, match="3 cells in the 5th line"):
        read(tmp_path, text, transposed=True)


@pytest.mark.parametrize(
    ("form", "text", "day", "starts"),
    [
        ("%Y-%m-%dT%H:%M:%S%z", "2027-02-01T00:30:00+0200", date(2027, 2, 1), 1), ("%Y-%m-%dT%H:%M:%S%z", "2027-02-01T00:30:00Z", date(2027, 2, 1), 1),
        ("%b %Y-%y", "Jan 2023-24", date(2024, 1, 1), 4), ("%b %Y-%y", "May 2023-24", date(2023, 5, 1), 4), ("%Y-%y", "2023-24", None, 1),
        ("%d/%m/%y %H:%M", "05/02/27 10:15", date(2027, 2, 5), 1), ("%Y%m%d", "2027111", None, 1), ("%Y%m%d", "20270111", date(2027, 1, 11), 1),
        ("excel", "46k", None, 1),
    ],
)  # fmt: skip
def test_dates_that_were_read_as_another_day(tmp_path, form, text, day, starts):
    """An offset, a month within a fiscal year, a time after two digits, digits that could be two days."""
    accepted, bad, _ = read(tmp_path, f"{PROJECTS[:-1]},deadline\nP,N,idea,{text}\n", "projects", date_formats=[form], two_digit_years_from=1990,
                            calendar={"fiscal_year_starts_month": starts})  # fmt: skip
    assert (accepted["deadline"].to_list() if day else bad["found"].to_list()) == [day or text]


def test_columns_that_lose_to_another_are_kept_aside(tmp_path):
    """Of two aliases the first that is there counts; the other is not read, and that is said."""
    (tmp_path / "f.csv").write_text(COSTS[:-1].replace("amount", "cost") + ",budget\nP,0,capex,1.00,plan,9.00\n")
    chosen = settings(columns={"amount": ["cost", "budget"]})
    raw = read_raw("cost_lines", chosen, *deliveries_in_place(chosen, tmp_path, NOON)).collect()
    assert json.loads(raw["columns"][0])["unread"] == ["budget"]
    assert raw["aside"].to_list() == ['{"budget":"9.00"}']


def test_hours_beyond_all_bounds_are_bad(tmp_path):
    """Scaled, they would overflow to nobody at all."""
    rest = {"columns": {"fte": {"from": "fte", "unit": "hours"}}, "hours_per_fte": 100}
    _, bad, _ = read(tmp_path, "project_id,role_id,period_offset,fte\nP,R,0,9223372036854.776\n", "demand", **rest)
    assert bad["column"].to_list() == ["milli_fte"]


def test_ids_are_neither_empty_nor_in_disguise(tmp_path):
    """A rewriting that leaves nothing; a mark of no width before a blank; a quote after a blank; 7.0 for 7."""
    _, bad, _ = read(
        tmp_path,
        PROJECTS + "X,N,idea\n",
        "projects",
        columns={"project_id": {"from": "project_id", "match": r"X(\d*)", "write": "$1"}},
    )
    assert bad["column"].to_list() == ["project_id"]
    assert read(tmp_path, PROJECTS + "\u200b A,N,idea\n", "projects")[0]["project_id"].to_list() == ["A"]
    with pytest.raises(SourceError, match="a quote after a blank"):
        read(tmp_path, PROJECTS + 'X, "A",idea\n', "projects")
    data = io.BytesIO()
    pl.DataFrame({"project_id": [7.0], "name": ["N"], "status": ["idea"]}).write_parquet(data)
    (tmp_path / "f.csv").unlink()
    assert read(tmp_path, data.getvalue(), "projects", "f.parquet")[0]["project_id"].to_list() == ["7"]


def test_drift_looks_at_every_file_and_passes_over_null_words(tmp_path):
    """One of two files has lost a column; a tenth of the amounts are n/a tonight."""
    chosen = settings("projects")

    def shapes(*texts: str) -> pl.DataFrame:
        for i, text in enumerate(texts):
            (tmp_path / f"f{i}.csv").write_text(text)
        return table_shapes("projects", read_raw("projects", chosen, *deliveries_in_place(chosen, tmp_path, NOON)), chosen)

    full = "project_id,name,status,sponsor,whole_life_cost\n" + "".join(f"P{i},N,idea,X,{i}.50\n" for i in range(10))
    accepted = accepted_shapes_from(shapes(full, full.replace("P", "Q")))
    lost = full.replace("P", "Q").replace(",sponsor", "").replace(",X,", ",")
    assert drift_of_shapes(shapes(full, lost), accepted).select("change", "header").rows() == [("gone", "sponsor")]
    unknown = full.replace("P", "Q").replace("3.50", "n/a").replace("4.50", "n/a")
    assert drift_of_shapes(shapes(unknown, full), accepted).is_empty()


def test_accepting_one_source_leaves_the_others(tmp_path):
    """And a source without a file tonight keeps what was accepted."""
    shapes = pl.DataFrame(
        [(name, 0, "projects", ["project_id", "extra"], ["extra"], "project_id", "project_id", "text") for name in "ab"],
        schema={"source_system": pl.String, "feed": pl.Int64, "table": pl.String, "headers": pl.List(pl.String), "unread": pl.List(pl.String),
                "column": pl.String, "header": pl.String, "looks": pl.String}, orient="row",
    )  # fmt: skip
    before = {"c 0": {"table": "projects", "headers": [], "columns": {}}}
    assert set(accepted_shapes_from(shapes, before, ["a"])) == {"a 0", "c 0"}


def test_silence_releases_nothing(tmp_path):
    """A source that sent nothing tonight has mended nothing."""
    _, bad, _ = read(tmp_path, PROJECTS + "P,N,zombie\n", "projects")
    used = pl.DataFrame([("s", "f.csv", "h", 1, None, "used", "")], schema=DELIVERY_SCHEMA, orient="row")
    first = updated_register(pl.DataFrame(schema=REGISTER_SCHEMA), bad, used, ["s"], NOON)
    second = updated_register(first, bad.clear(), used.clear(), ["s"], NOON)
    assert second.select("first_seen", "released_at").rows() == [(NOON, None)]
    assert updated_register(second, bad.clear(), used, ["s"], NOON)["released_by"].to_list() == ["f.csv"]


def test_the_same_pair_cannot_be_and_not_be_one(tmp_path):
    """A crosswalk row and its denial."""
    rows = pl.DataFrame({"system": ["s", "s"], "other_id": ["a", "a"], "project_id": ["P", "P"], "is_same": [True, False]})
    with pytest.raises(SourceError, match="the same as P, and a row that says it is not"):
        crosswalk_of(conform("crosswalk", rows))


XER = "ERMHDR\t19\n%T\tPROJECT\n%F\tproj_id\tproj_short_name\n%R\t1\tP\n%T\tTASK\n%F\ttask_id\tproj_id\ttask_code\ttarget_start_date\n%R\t5\t1\tA\t2027-01-04\n"
LOADS = "%T\tTASKRSRC\n%F\ttask_id\ttarget_cost\n"


def test_a_schedule_loses_no_money(tmp_path):
    """A cost on a task that is not there is refused; one that is not stated is unknown, not nothing."""
    rest = {"columns": {"cost_class": {"value": "capex"}}, "format": "xer"}
    with pytest.raises(SourceError, match="task '9', which is not in table TASK"):
        read(tmp_path, XER + LOADS + "%R\t9\t7000\n%E\n", name="f.xer", **rest)
    with pytest.raises(SourceError, match="a field of table TASKRSRC twice"):
        read(
            tmp_path,
            XER + LOADS.replace("target_cost", "target_cost\ttarget_cost") + "%R\t5\t7000\t9\n%E\n",
            name="f.xer",
            **rest,
        )
    accepted, _, _ = read(tmp_path, XER + LOADS + "%R\t5\t7000\n%R\t5\t\n%E\n", name="f.xer", **rest)
    assert accepted["amount_minor"].to_list() == [700_000, None]
    whole = read(
        tmp_path,
        XER + LOADS + "%R\t5\t7000\n%R\t5\t\n%E\n",
        "projects",
        "f.xer",
        columns={"status": {"value": "idea"}, "name": "project_id"},
        format="xer",
    )[0]
    assert whole["whole_life_cost_minor"].to_list() == [None]


@pytest.mark.parametrize("cost", ["1e-99999999", "1e99999", "9" * 400, "NaN"])
def test_a_number_too_long_for_memory_is_refused(tmp_path, cost):
    """A few bytes that would become a gigabyte of digits."""
    with pytest.raises(SourceError):
        read(
            tmp_path, XER + LOADS + f"%R\t5\t{cost}\n%E\n", name="f.xer", columns={"cost_class": {"value": "capex"}}, format="xer"
        )


def test_work_nobody_is_assigned_to_is_told(tmp_path):
    """Ten hours without a resource: a row without a role, in quarantine."""
    text = ('<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Name>P</Name><Assignments><Assignment><TaskUID>1</TaskUID>'
            "<ResourceUID>-65535</ResourceUID><Work>PT10H0M0S</Work><Start>2027-01-04</Start></Assignment></Assignments></Project>")  # fmt: skip
    _, bad, _ = read(
        tmp_path, text, "demand", "f.xml", columns={"fte": {"from": "hours", "unit": "hours"}}, format="mspdi", hours_per_fte=100
    )
    assert bad["column"].to_list() == ["role_id"]


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("Worksheets/Sheet1.xml", None), ("/xl/worksheets/sheet1.xml", None), ("worksheets/none.xml", "no such part in the archive"),
        # Calamine does not open these; the file is refused with the sheet's name.
        ("./worksheets/sheet1.xml", "sheet 'A' cannot be opened"), ("worksheets\\sheet1.xml", "sheet 'A' cannot be opened"),
    ],
)  # fmt: skip
def test_a_sheet_is_found_or_missed_by_name(tmp_path, target, told):
    """Workbooks of other programs write the path to a sheet in ways of their own."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(row(2, VALUE)))) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'Target="worksheets/sheet1.xml"', f'Target="{target}"'.encode()))
    if told is None:
        assert read(tmp_path, packed.getvalue(), name="f.xlsx")[0].height == 1
    else:
        with pytest.raises(SourceError, match=told):
            read(tmp_path, packed.getvalue(), name="f.xlsx")


@pytest.mark.parametrize("at", range(40, 2000, 97))
def test_a_flipped_byte_in_parquet_is_no_fault(tmp_path, at):
    """Refused, or read with whatever the byte has become; never a traceback in the middle of a night."""
    data = io.BytesIO()
    pl.DataFrame({"project_id": [f"P{i}" for i in range(300)], "name": ["N"] * 300, "status": ["idea"] * 300}).write_parquet(data)
    broken = bytearray(data.getvalue())
    broken[at % len(broken)] ^= 0x41
    (tmp_path / "f.parquet").write_bytes(bytes(broken))
    chosen = settings(
        "projects", columns={"name": {"from": "name", "optional": True}, "status": {"value": "idea"}}, ignore=[".*"]
    )
    try:
        raw = read_raw("projects", chosen, *deliveries_in_place(chosen, tmp_path, NOON))
        parse("projects", raw, chosen).collect()
    except CutlineError as error:
        assert "f.parquet" in str(error)  # noqa: PT017 - either is right


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (b'{"project_id": "\\ud800", "name": "N", "status": "idea"}', None),
        ('{"project_id": "P", "name": "a\u2028b\u0085c", "status": "idea"}'.encode(), 1),
    ],
)
def test_json_lines_end_at_line_ends_alone(tmp_path, line, rows):
    """Half a character is refused; a separator of paragraphs inside a text is text."""
    if rows is None:
        with pytest.raises(SourceError, match="half of a character in line 1"):
            read(tmp_path, line + b"\n", "projects", "f.jsonl")
    else:
        assert read(tmp_path, line + b"\n", "projects", "f.jsonl")[0].height == rows


def test_headers_that_look_like_their_own_numbers(tmp_path):
    """x, x and `x [4]`: three columns kept aside under three names."""
    (tmp_path / "f.csv").write_text("project_id,name,status,x,x,x [4]\nP,N,idea,1,2,3\n")
    chosen = settings("projects")
    raw = read_raw("projects", chosen, *deliveries_in_place(chosen, tmp_path, NOON)).collect()
    assert json.loads(raw["aside"][0]) == {"x [4]": "1", "x [5]": "2", "x [4]'": "3"}


@pytest.mark.parametrize("name", ["shapes.json", "quarantine.parquet", "manifest.json"])
def test_a_damaged_store_says_so(tmp_path, name):
    """And what removing the file would lose."""
    (tmp_path / name).write_bytes(b"\xff{damaged")
    store = Store(tmp_path)
    with pytest.raises(CutlineError, match="or remove it"):
        {"shapes.json": store.accepted_shapes, "quarantine.parquet": store.register, "manifest.json": store.manifest}[name]()


def test_names_and_patterns_that_are_none(tmp_path):
    """A pattern glob cannot take; a day that is only half captured."""
    with pytest.raises(SettingsError, match="file pattern"):
        take_in_deliveries(settings("projects", files="f**.csv"), tmp_path, Store(tmp_path / "store"), NOON)
    (tmp_path / "f_0101.csv").write_text(PROJECTS)
    with pytest.raises(SourceError, match="does not tell its day"):
        take_in_deliveries(
            settings("projects", as_of=r"_(?P<y>\d{4})?(?P<m>\d\d)(?P<d>\d\d)"), tmp_path, Store(tmp_path / "store"), NOON
        )


def test_text_in_square_brackets_is_shown_as_it_is(starter, tmp_path, cutline):
    """A terminal's markup has no say over headers, ids and file names."""
    (tmp_path / "odd [x].csv").write_text("Project Id,Project Name,[/b] cost [k]\nP,[/x],1\nQ,N,2\n")
    code, out, _ = cutline("inspect", tmp_path / "odd [x].csv")
    assert (code, "[/b] cost [k]" in out) == (0, True)
    assert cutline("quarantine", starter, "--source", "nosuch")[0] == 2
    assert cutline("quarantine", starter, "--csv", tmp_path / "none" / "x.csv")[0] == 2
