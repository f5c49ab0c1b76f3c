"""The same two projects in every format, and the same schedule as three scheduling programs write it."""

import io
import zipfile
from datetime import date

import polars as pl
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

DAY = date(2027, 1, 31)


GRID = [
    ["project_id", "name", "status", "updated_at", "whole_life_cost"],
    ["007", "Zürich", "idea", "2027-01-31", "1234.5"],
    ["8", "B", "idea", "", ""],
]


EXPECTED = [("007", "Zürich", "idea", date(2027, 1, 31), 123450), ("8", "B", "idea", None, None)]


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
    "%R\t101\t10\tM1\tDesign approved\tTT_FinMile\tCP_Drtn\t0\t0\t0\t\t2027-03-05 17:00\t\t2027-03-05 17:00\t\t\n"
    "%R\t103\t11\tM1\tDesign approved\tTT_FinMile\tCP_Drtn\t0\t0\t0\t\t2027-02-26 17:00\t\t\t\t\n"
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
<Activity><ObjectId>101</ObjectId><Id>M1</Id><Name>Design approved</Name><Type>Finish Milestone</Type><PlannedFinishDate>2027-03-05T17:00:00</PlannedFinishDate>
<FinishDate>2027-03-05T17:00:00</FinishDate></Activity>
<ResourceAssignment><ActivityObjectId>100</ActivityObjectId><ResourceObjectId>5</ResourceObjectId><PlannedUnits>320</PlannedUnits><PlannedCost>32000.10</PlannedCost>
<ActualCost>15500.05</ActualCost><RemainingCost>16500</RemainingCost></ResourceAssignment>
<ResourceAssignment><ActivityObjectId>100</ActivityObjectId><ResourceObjectId>6</ResourceObjectId><PlannedUnits>10</PlannedUnits><PlannedCost>5000</PlannedCost>
<ActualCost>0</ActualCost><RemainingCost>5000</RemainingCost><PlannedStartDate>2027-01-04T08:00:00</PlannedStartDate><PlannedFinishDate>2027-01-29T17:00:00</PlannedFinishDate></ResourceAssignment>
<ActivityExpense><ActivityObjectId>100</ActivityObjectId><PlannedCost>1000</PlannedCost><ActualCost>0</ActualCost><RemainingCost>1000</RemainingCost></ActivityExpense>
</Project><BaselineProject><ObjectId>11</ObjectId><OriginalProjectObjectId>10</OriginalProjectObjectId><Id>BRIDGE-B1</Id>
<Activity><Id>M1</Id><PlannedStartDate>2027-02-20T08:00:00</PlannedStartDate><PlannedFinishDate>2027-02-26T17:00:00</PlannedFinishDate></Activity>
</BaselineProject></APIBusinessObjects>"""


SCHEDULES = {"xer": ("f.xer", XER), "mspdi": ("f.xml", MSPDI), "pmxml": ("f.xml", PMXML)}


# A XER file of one project and one task, without its last line; and the head of the table of costs.
SMALL_XER = "ERMHDR\t19\n%T\tPROJECT\n%F\tproj_id\tproj_short_name\n%R\t1\tP\n%T\tTASK\n%F\ttask_id\tproj_id\ttask_code\ttarget_start_date\n%R\t5\t1\tA\t2027-01-04\n"


SMALL_XER_COSTS = "%T\tTASKRSRC\n%F\ttask_id\ttarget_cost\n"
