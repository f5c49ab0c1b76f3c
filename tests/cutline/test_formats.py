"""Every format to the same rows: spreadsheets of three kinds, columns, lines, archives, project files, far-away folders."""

import gzip
import io
import re
import threading
import tomllib
import zipfile
from datetime import UTC, date, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec
import polars as pl
import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from cutline.errors import SettingsError, SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import deliveries_in_place, take_in_deliveries
from cutline.sources.deliveries.store import Store
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse

NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)
DAY = date(2027, 1, 31)
GRID = [
    ["project_id", "name", "status", "updated_at", "whole_life_cost"],
    ["007", "Zürich", "idea", "2027-01-31", "1234.5"],
    ["8", "B", "idea", "", ""],
]
EXPECTED = [("007", "Zürich", "idea", date(2027, 1, 31), 123450), ("8", "B", "idea", None, None)]


def settings(table: str = "projects", columns: dict | None = None, **source: object) -> Settings:
    return settings_from(
        {"sources": [{"name": "s", "files": "f*", "feeds": [{"table": table, "columns": columns or {}}], **source}]}
    )


def read(folder: Path, table: str = "projects", columns: dict | None = None, **source: object) -> pl.DataFrame:
    chosen = settings(table, columns, **source)
    accepted, bad = parse(table, read_raw(table, chosen, *deliveries_in_place(chosen, folder, NOON)), chosen).collect()
    assert bad.is_empty(), bad.to_dicts()
    return accepted


def csv_text(rows: list[list[str]] = GRID) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode()


def xlsx(date_1904: bool = False) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "date_1904": date_1904}) as book:
        page = book.add_worksheet("Plan")
        page.write_row(0, 0, GRID[0])
        page.write_row(1, 0, ["007", "Zürich", "idea"])
        page.write_datetime(1, 3, DAY, book.add_format({"num_format": "dd/mm/yyyy"}))
        page.write_formula(1, 4, "=1000+234.5", None, 1234.5)
        page.write_row(2, 0, [8, "B", "idea"])
    return data.getvalue()


def xls() -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("Plan")
    for j, cell in enumerate(GRID[0]):
        page.write(0, j, cell)
    for j, cell in enumerate(["007", "Zürich", "idea"]):
        page.write(1, j, cell)
    page.write(1, 3, DAY, xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    page.write(1, 4, 1234.5)
    for j, cell in enumerate([8, "B", "idea"]):
        page.write(2, j, cell)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def ods() -> bytes:
    book, page = OpenDocumentSpreadsheet(), Table(name="Plan")
    for i, row in enumerate(GRID):
        line = TableRow()
        for j, cell in enumerate(row):
            if i and j == 3 and cell:
                made = TableCell(valuetype="date", datevalue=cell)
            elif i and j == 4 and cell:
                made = TableCell(valuetype="float", value=float(cell))
            else:
                made = TableCell(valuetype="string")
                made.addElement(P(text=cell))
            line.addElement(made)
        page.addElement(line)
    book.spreadsheet.addElement(page)
    data = io.BytesIO()
    book.write(data)
    return data.getvalue()


def parquet() -> bytes:
    frame = pl.DataFrame(
        {"project_id": ["007", "8"], "name": ["Zürich", "B"], "status": ["idea", "idea"], "updated_at": pl.Series([DAY, None]).cast(pl.Datetime),
         "whole_life_cost": pl.Series(["1234.50", None]).cast(pl.Decimal(12, 2))}
    )  # fmt: skip
    data = io.BytesIO()
    frame.write_parquet(data)
    return data.getvalue()


JSON_LINES = (
    b'{"project_id": "007", "name": "Z\xc3\xbcrich", "status": "idea", "updated_at": "2027-01-31", "whole_life_cost": 1234.50}\n\n'
    b'{"status": "idea", "name": "B", "project_id": 8, "whole_life_cost": null}\n'
)


def zipped(data: bytes, name: str = "f.csv") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return packed.getvalue()


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
    accepted = read(tmp_path)
    assert accepted.select("project_id", "name", "status", "updated_at", "whole_life_cost_minor").rows() == EXPECTED


def test_the_fast_way_and_the_exact_way_read_the_same_cells(tmp_path, monkeypatch):
    """A large plain file goes through Polars, a small one through the csv module: the same rows, numbers and provenance."""
    lines = [f"P{i % 97:03d},Näme {i},idea,2027-01-{i % 28 + 1:02d},{'' if i % 5 == 0 else i * 7 / 4}" for i in range(3000)]
    lines[11] = ",, ,,"  # a blank row keeps its number
    text = ",".join(GRID[0]) + "\n" + "\n".join(lines) + "\n"
    for ends in ("\n", "\r\n"):
        (tmp_path / "f.csv").write_bytes(text.replace("\n", ends).encode())
        exact = read(tmp_path)
        monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 0)
        monkeypatch.setattr("cutline.sources.formats.unquoted_text.CHUNK_BYTES", 777)
        monkeypatch.setattr("cutline.sources.formats.delimited_text.delimited_rows", None)  # it would fail were it called
        assert read(tmp_path).equals(exact)
        assert exact.height == 2999
        monkeypatch.undo()


@pytest.mark.parametrize(
    "line", ['P,"a,b",idea,,1', "P,a,idea", "P,a,idea,,1,2", "P,a\rb,idea,,1", "P,\0,idea,,1", "", "P,caf\xe9,idea,,1"]
)  # fmt: skip
def test_what_is_not_plain_goes_the_exact_way(tmp_path, monkeypatch, line):
    """A quote, a row of another width, a bare CR, a NUL, an empty line, a byte that is no UTF-8: not one is left to the fast reader."""
    from cutline.sources.formats.unquoted_text import unquoted_text

    monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 0)
    good = ",".join(GRID[0]) + "\nP,a,idea,,1\n"
    source = settings().sources[0]
    (tmp_path / "f.csv").write_bytes(good.encode())
    assert unquoted_text(tmp_path / "f.csv", source) is not None
    (tmp_path / "f.csv").write_bytes((good + line + "\nP,a,idea,,1\n").encode("latin-1"))
    assert unquoted_text(tmp_path / "f.csv", source) is None


def test_rows_that_are_no_data_are_counted_beside(tmp_path):
    """Titles, a row that explains, a repeated header, notes, a total: declared or recognised, never read as projects."""
    rows = [["Report"], GRID[0], ["the key", "what it is called", "state", "day", "in pounds"], *GRID[1:], GRID[0], ["9", "C", "idea", "", ""],
            ["Note: draft"], ["Total", "", "", "", "1234.5"]]  # fmt: skip
    (tmp_path / "f.csv").write_bytes(csv_text(rows))
    chosen = settings(header_row=2, rows_below_header=1, footer_rows=1, not_data=["Note:.*"])
    raw = read_raw("projects", chosen, *deliveries_in_place(chosen, tmp_path, NOON)).collect()
    reasons = ["row below the header", None, None, "repeated header", None, "declared as no data", "footer"]
    assert raw["not_data"].to_list() == reasons
    accepted = read(tmp_path, header_row=2, rows_below_header=1, footer_rows=1, not_data=["Note:.*"])
    assert accepted.select("project_id", "source_row").rows() == [("007", 4), ("8", 5), ("9", 7)]


XER = (
    "ERMHDR\t19.12\t2027-01-10\tProject\tadmin\n"
    "%T\tCURRTYPE\n%F\tcurr_id\tdecimal_symbol\tcurr_short_name\n%R\t1\tPeriod\tGBP\n"
    "%T\tPROJECT\n%F\tproj_id\tproj_short_name\tplan_start_date\tplan_end_date\tscd_end_date\tlast_recalc_date\torig_proj_id\tguid\n"
    "%R\t10\tBRIDGE\t2027-01-04 08:00\t2027-03-31 17:00\t2027-03-12 17:00\t2027-02-01 00:00\t\tG1\n"
    "%R\t11\tBRIDGE-B1\t2027-01-04 08:00\t\t\t\t10\tG2\n"
    "%T\tPROJWBS\n%F\twbs_id\tproj_id\tproj_node_flag\twbs_name\n%R\t1\t10\tY\tThe bridge at Hexham\n%R\t2\t10\tN\tDeck\n"
    "%T\tRSRC\n%F\trsrc_id\trsrc_short_name\trsrc_type\n%R\t5\tENG\tRT_Labor\n%R\t6\tSTEEL\tRT_Mat\n"
    "%T\tTASK\n%F\ttask_id\tproj_id\ttask_code\ttask_name\ttask_type\tcomplete_pct_type\tphys_complete_pct\ttarget_drtn_hr_cnt\tremain_drtn_hr_cnt"
    "\ttarget_start_date\ttarget_end_date\tearly_start_date\tearly_end_date\tact_start_date\tact_end_date\n"
    "%R\t100\t10\tA100\tDesign\tTT_Task\tCP_Phys\t50\t320\t160\t2027-01-04 08:00\t2027-02-26 17:00\t\t2027-02-26 17:00\t2027-01-04 08:00\t\n"
    "%R\t101\t10\tM1\tDesign approved\tTT_FinMile\tCP_Drtn\t0\t0\t0\t\t2027-02-26 17:00\t\t2027-03-05 17:00\t\t\n"
    "%R\t102\t11\tA100\tDesign\tTT_Task\tCP_Phys\t0\t320\t320\t2027-01-04 08:00\t2027-02-26 17:00\t\t\t\t\n"
    "%T\tTASKRSRC\n%F\ttaskrsrc_id\ttask_id\tproj_id\trsrc_id\ttarget_qty\ttarget_cost\tact_reg_cost\tact_ot_cost\tremain_cost\ttarget_start_date"
    "\ttarget_end_date\n"
    "%R\t1\t100\t10\t5\t320\t32000.10\t15000\t500.05\t16500\t2027-01-04 08:00\t2027-02-26 17:00\n"
    "%R\t2\t100\t10\t6\t10\t5000\t0\t0\t5000\t2027-01-04 08:00\t2027-01-29 17:00\n"
    "%R\t3\t102\t11\t5\t320\t99999\t0\t0\t99999\t\t\n"
    "%T\tPROJCOST\n%F\tcost_item_id\ttask_id\ttarget_cost\tact_cost\tremain_cost\n%R\t1\t100\t1000\t0\t1000\n%E\n"
).encode("cp1252")  # fmt: skip

MSPDI = b"""<?xml version="1.0" encoding="UTF-8"?>
<Project xmlns="http://schemas.microsoft.com/project"><Name>BRIDGE.mpp</Name><Title>The bridge at Hexham</Title><Manager>M</Manager>
<GUID>G1</GUID><CurrencyCode>GBP</CurrencyCode><StartDate>2027-01-04T08:00:00</StartDate><FinishDate>2027-03-12T17:00:00</FinishDate>
<StatusDate>2027-02-01T00:00:00</StatusDate>
<Tasks>
<Task><UID>0</UID><Name>BRIDGE</Name><Summary>1</Summary><BCWS>1900000.5</BCWS><BCWP>1850005</BCWP><ACWP>1550005</ACWP><RemainingCost>2250000</RemainingCost>
<Baseline><Number>0</Number><Cost>3700010</Cost></Baseline></Task>
<Task><UID>1</UID><Name>Design</Name><Summary>0</Summary><Milestone>0</Milestone><Start>2027-01-04T08:00:00</Start><Finish>2027-02-26T17:00:00</Finish>
<FixedCost>100000</FixedCost></Task>
<Task><UID>2</UID><Name>Design approved</Name><Milestone>1</Milestone><Start>2027-03-05T17:00:00</Start><Finish>2027-03-05T17:00:00</Finish>
<Baseline><Number>0</Number><Finish>2027-02-26T17:00:00</Finish></Baseline></Task>
</Tasks>
<Resources><Resource><UID>5</UID><Name>ENG</Name><Type>1</Type></Resource><Resource><UID>6</UID><Name>STEEL</Name><Type>0</Type></Resource></Resources>
<Assignments>
<Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>5</ResourceUID><Work>PT320H0M0S</Work><Cost>3200010</Cost>
<Start>2027-01-04T08:00:00</Start><Finish>2027-02-26T17:00:00</Finish></Assignment>
<Assignment><UID>2</UID><TaskUID>1</TaskUID><ResourceUID>6</ResourceUID><Work>PT10H0M0S</Work><Cost>500000</Cost>
<Start>2027-01-04T08:00:00</Start><Finish>2027-01-29T17:00:00</Finish></Assignment>
</Assignments></Project>"""

PMXML = b"""<?xml version="1.0" encoding="UTF-8"?>
<APIBusinessObjects xmlns="http://xmlns.oracle.com/Primavera/P6/V19.12/API/BusinessObjects">
<Currency><ObjectId>1</ObjectId><Id>GBP</Id></Currency>
<Resource><ObjectId>5</ObjectId><Id>ENG</Id><ResourceType>Labor</ResourceType></Resource>
<Resource><ObjectId>6</ObjectId><Id>STEEL</Id><ResourceType>Material</ResourceType></Resource>
<Project><ObjectId>10</ObjectId><Id>BRIDGE</Id><Name>The bridge at Hexham</Name><GUID>G1</GUID><PlannedStartDate>2027-01-04T08:00:00</PlannedStartDate>
<ScheduledFinishDate>2027-03-12T17:00:00</ScheduledFinishDate><MustFinishByDate>2027-03-31T17:00:00</MustFinishByDate><DataDate>2027-02-01T00:00:00</DataDate>
<Activity><ObjectId>100</ObjectId><Id>A100</Id><Name>Design</Name><Type>Task Dependent</Type><PercentCompleteType>Physical</PercentCompleteType>
<PhysicalPercentComplete>0.5</PhysicalPercentComplete><PlannedStartDate>2027-01-04T08:00:00</PlannedStartDate><PlannedFinishDate>2027-02-26T17:00:00</PlannedFinishDate></Activity>
<Activity><ObjectId>101</ObjectId><Id>M1</Id><Name>Design approved</Name><Type>Finish Milestone</Type><PlannedFinishDate>2027-02-26T17:00:00</PlannedFinishDate>
<FinishDate>2027-03-05T17:00:00</FinishDate></Activity>
<ResourceAssignment><ActivityObjectId>100</ActivityObjectId><ResourceObjectId>5</ResourceObjectId><PlannedUnits>320</PlannedUnits><PlannedCost>32000.10</PlannedCost>
<ActualCost>15500.05</ActualCost><RemainingCost>16500</RemainingCost></ResourceAssignment>
<ResourceAssignment><ActivityObjectId>100</ActivityObjectId><ResourceObjectId>6</ResourceObjectId><PlannedUnits>10</PlannedUnits><PlannedCost>5000</PlannedCost>
<ActualCost>0</ActualCost><RemainingCost>5000</RemainingCost><PlannedStartDate>2027-01-04T08:00:00</PlannedStartDate><PlannedFinishDate>2027-01-29T17:00:00</PlannedFinishDate></ResourceAssignment>
<ActivityExpense><ActivityObjectId>100</ActivityObjectId><PlannedCost>1000</PlannedCost><ActualCost>0</ActualCost><RemainingCost>1000</RemainingCost></ActivityExpense>
</Project></APIBusinessObjects>"""

SCHEDULES = {"xer": ("f.xer", XER), "mspdi": ("f.xml", MSPDI), "pmxml": ("f.xml", PMXML)}


@pytest.fixture(params=SCHEDULES)
def schedule(request, tmp_path) -> tuple[Path, str]:
    """The same bridge as Primavera, as Microsoft Project and as Primavera's XML tell it."""
    name, data = SCHEDULES[request.param]
    (tmp_path / name).write_bytes(data)
    return tmp_path, request.param


def test_a_schedule_is_a_source_of_projects_and_milestones(schedule):
    """Name, dates, currency; milestones with baseline and forecast. A baseline in the same file is no project."""
    folder, kind = schedule
    projects = read(folder, "projects", {"status": {"value": "in_flight"}}, format=kind, ignore=[".*"])
    assert projects.select("project_id", "name", "earliest_start", "currency").rows() == [
        ("BRIDGE", "The bridge at Hexham", date(2027, 1, 4), "GBP")
    ]
    milestones = read(folder, "milestones", format=kind, ignore=[".*"])
    assert milestones.select("baseline_date", "forecast_date", "actual_date").rows() == [
        (date(2027, 2, 26), date(2027, 3, 5), None)
    ]


def test_a_schedule_s_work_is_spread_over_its_months(schedule):
    """320 hours from 4 January to 26 February 2027, 40 working days of which 20 are in January: half and half, in FTE of 160 hours."""
    folder, kind = schedule
    demand = read(folder, "demand", {"fte": {"from": "hours", "unit": "hours"}}, format=kind, hours_per_fte=160)
    assert demand.select("project_id", "role_id", "period_start", "milli_fte").rows() == [
        ("BRIDGE", "ENG", date(2027, 1, 1), 1000), ("BRIDGE", "ENG", date(2027, 2, 1), 1000),
    ]  # fmt: skip


def test_a_schedule_s_money_sums_to_the_cent(schedule):
    """£32,000.10 of labour over two months, £5,000 of steel in one, £1,000 besides: nothing is lost in the spreading."""
    folder, kind = schedule
    costs = read(folder, "cost_lines", {"cost_class": {"value": "capex"}}, format=kind)
    by_type = dict(costs.group_by("cost_type").agg(pl.col("amount_minor").sum()).iter_rows())
    assert by_type == {"labour": 3_200_010, "vendor": 500_000, "other": 100_000}
    assert costs.filter(pl.col("cost_type") == "vendor")["period_start"].to_list() == [date(2027, 1, 1)]


def test_a_schedule_s_earned_value(schedule):
    """By hand: BAC 38,000.10; 50 % done; labour 21 of 40 days planned by 1 February, steel all of it; Project's own figures where it has them."""
    folder, kind = schedule
    evm = read(folder, "evm", format=kind).select(
        "planned_minor", "earned_minor", "actual_minor", "budget_at_completion_minor", "estimate_to_complete_minor"
    )
    if kind == "mspdi":
        assert evm.rows() == [(1_900_000, 1_850_005, 1_550_005, 3_700_010, 2_250_000)]
    else:
        planned = round(3_200_010 * 21 / 40) + 500_000 + round(100_000 * 21 / 40)
        assert evm.rows() == [(planned, 1_900_005, 1_550_005, 3_800_010, 2_250_000)]


def test_any_table_of_an_xer_file_can_be_read(tmp_path):
    """By its own name and its own fields, for what the ready-made tables leave out."""
    (tmp_path / "f.xer").write_bytes(XER)
    columns = {"project_id": "task_code", "name": "task_name", "status": {"value": "idea"}}
    chosen = settings_from({"sources": [{"name": "s", "files": "f*", "format": "xer", "ignore": [".*"],
                                         "feeds": [{"table": "projects", "sheet": "TASK", "columns": columns}]}]})  # fmt: skip
    accepted, _ = parse("projects", read_raw("projects", chosen, *deliveries_in_place(chosen, tmp_path, NOON)), chosen).collect()
    assert accepted["project_id"].to_list() == ["A100", "M1", "A100"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (XER[:-4], "no line %E at the end"), (XER.replace(b"32000.10", b"lots"), "'lots' is not a number"), (XER.replace(b"%T\tTASK\n", b"%T\tRSRC\n"), "table RSRC twice"),
        (XER + b"rubbish\n", "'rubbish' in line"), (XER.replace(b"2027-02-26", b"2027-02-31"), "day is out of range"),
    ],
)  # fmt: skip
def test_a_damaged_xer_is_refused(tmp_path, data, told):
    """Cut off, a word for a number, a table twice: where and what."""
    (tmp_path / "f.xer").write_bytes(data)
    with pytest.raises(SourceError, match=told):
        read(tmp_path, "cost_lines", {"cost_class": {"value": "capex"}}, format="xer")


def test_decimal_commas_of_a_xer_are_declared_by_its_own_currency(tmp_path):
    """P6 writes numbers in the style of the machine that exported them, and says which."""
    data = XER.replace(b"Period", b"Comma").replace(b"32000.10", b"32000,10").replace(b"500.05", b"500,05")
    (tmp_path / "f.xer").write_bytes(data)
    costs = read(tmp_path, "cost_lines", {"cost_class": {"value": "capex"}}, format="xer")
    assert costs["amount_minor"].sum() == 3_800_010


@pytest.fixture
def far_away() -> str:
    """A folder in fsspec's memory, as an object store would show it."""
    system = fsspec.filesystem("memory")
    system.pipe("/bucket/ppm/f_1.csv", csv_text())
    yield "memory://bucket/ppm/f_*.csv"
    system.store.clear()


def test_a_far_away_folder_is_read_like_a_near_one(tmp_path, far_away):
    """By URL: copied under its hash first, then read from there."""
    chosen, store = settings(files=far_away), Store(tmp_path / "store")
    deliveries = take_in_deliveries(chosen, tmp_path / "exports", store, NOON)
    assert deliveries.select("source_file", "status").rows() == [("f_1.csv", "used")]
    fsspec.filesystem("memory").rm("/bucket/ppm/f_1.csv")
    accepted, _ = parse("projects", read_raw("projects", chosen, deliveries, store.path), chosen).collect()
    assert accepted["project_id"].to_list() == ["007", "8"]
    with pytest.raises(SourceError, match="no file"):
        take_in_deliveries(chosen, tmp_path / "exports", store, NOON)


def test_a_web_server_is_a_source(tmp_path):
    """http:// against a server of this machine; an address that does not answer is an error that names it."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "f.csv").write_bytes(csv_text())
    handler = partial(_Quiet, directory=str(tmp_path / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/f.csv"
        chosen, store = settings(files=address), Store(tmp_path / "store")
        deliveries = take_in_deliveries(chosen, tmp_path / "exports", store, NOON)
        server.shutdown()
        thread.join()
    accepted, _ = parse("projects", read_raw("projects", chosen, deliveries, store.path), chosen).collect()
    assert accepted["project_id"].to_list() == ["007", "8"]
    with pytest.raises(SourceError, match="or no answer"):
        take_in_deliveries(chosen, tmp_path / "exports", store, NOON)


def test_an_address_of_an_unknown_kind_is_a_settings_error(tmp_path):
    """And says what to install."""
    with pytest.raises(SettingsError, match="gopher"):
        take_in_deliveries(settings(files="gopher://x/f.csv"), tmp_path, Store(tmp_path / "store"), NOON)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


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
        read(tmp_path, sheet="Plan")


def test_the_wide_example_of_the_guide_reads(tmp_path):
    """What docs/exports.md shows is what works: German months, thousands of euros, an empty cell that is no row."""
    guide = (Path(__file__).parents[2] / "docs" / "exports.md").read_text("utf-8")
    block = re.search(r"## Months as columns.*?```toml\n(.*?)```", guide, re.DOTALL)[1]
    head = '[[sources]]\nname = "k"\nfiles = "k.csv"\nencoding = "cp1252"\ndelimiter = ";"\ndecimal = ","\nthousands = "."\ntwo_digit_years_from = 2000\n'
    chosen = settings_from(tomllib.loads(head + block))
    (tmp_path / "k.csv").write_bytes("Projekt;Art;Jan 27;Mrz 27\nP1;Investition;12,5;1.000,5\nP2;Betrieb;;3\n".encode("cp1252"))
    accepted, bad = parse(
        "cost_lines", read_raw("cost_lines", chosen, *deliveries_in_place(chosen, tmp_path, NOON)), chosen
    ).collect()
    assert bad.is_empty()
    assert accepted.select("project_id", "period_start", "amount_minor").rows() == [
        ("P1", date(2027, 1, 1), 1_250_000), ("P1", date(2027, 3, 1), 100_050_000), ("P2", date(2027, 3, 1), 300_000),
    ]  # fmt: skip
