"""The hostile corpus: small files, each named for its defect, and what must become of each. `python -m tests.exports.make` writes them.

A case has one of three outcomes. `refused`: no row of the file is read, and `told` lists words of the message. `quarantined`: `told`
lists the row and the column of each bad cell. `accepted`: the file is unusual and right, and `told` is the number of its rows. Nothing
but this module writes the files beside it.
"""

import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
COSTS = "project_id,period_offset,cost_class,amount,kind"
GOOD = "P,0,capex,1.00,plan"
WHEN = (2027, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Case:
    """One file of the corpus. source, columns: what its source and its feed declare. told: what its outcome must show, see above."""

    name: str
    data: bytes
    outcome: str
    told: tuple[object, ...] = ()
    table: str = "cost_lines"
    source: dict[str, object] = field(default_factory=dict)
    columns: dict[str, object] = field(default_factory=dict)


def refused(name: str, data: bytes | str, *told: str, **rest: object) -> Case:
    return Case(name, data if isinstance(data, bytes) else data.encode(), "refused", told, **rest)  # type: ignore[arg-type]


def quarantined(name: str, data: bytes | str, *told: tuple[int, str], **rest: object) -> Case:
    return Case(name, data if isinstance(data, bytes) else data.encode(), "quarantined", told, **rest)  # type: ignore[arg-type]


def accepted(name: str, data: bytes | str, rows: int, **rest: object) -> Case:
    return Case(name, data if isinstance(data, bytes) else data.encode(), "accepted", (rows,), **rest)  # type: ignore[arg-type]


def csv(*rows: str, header: str = COSTS) -> str:
    return "".join(f"{row}\n" for row in (header, *rows))


def zipped(members: dict[str, bytes], level: int = 9) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return data.getvalue()


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def cell(text: str) -> str:
    """A cost line whose amount is `text`."""
    return csv(GOOD, f'Q,0,capex,"{text}",plan')


# --- workbooks, written part by part, so that each part can be wrong ---------------------------------------------------------------

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = "".join(f'<c r="{"ABCDE"[i]}1" t="inlineStr"><is><t>{name}</t></is></c>' for i, name in enumerate(COSTS.split(",")))
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefg", "bcdefgh", strict=True))
    + "]>"
)


def text_cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, amount: str) -> str:
    cells = (
        text_cell(f"A{number}", "P")
        + f'<c r="B{number}"><v>0</v></c>'
        + text_cell(f"C{number}", "capex")
        + amount
        + text_cell(f"E{number}", "plan")
    )
    return f'<row r="{number}">{cells}</row>'


def sheet(body: str, head: str = HEAD, prolog: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<worksheet {MAIN}><sheetData><row r="1">{head}</row>{body}</sheetData></worksheet>'


def xlsx(body: str = "", **parts: str) -> bytes:
    members = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}">{parts.get("properties", "")}<sheets>{parts.get("sheets", SHEETS)}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": RELATIONS.format(f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>' + parts.get("relations", "")),
        "xl/worksheets/sheet1.xml": parts.get("sheet", sheet(body)),
    }  # fmt: skip
    members |= {name: text for name, text in parts.items() if name.startswith("xl/")}
    return zipped({name: text.encode() for name, text in members.items() if text is not None})


SHEETS = '<sheet name="A" sheetId="1" r:id="r1"/>'
VALUE = '<c r="D2"><v>1.5</v></c>'


def ods(cells: str, prolog: str = "") -> bytes:
    head = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>' for name in COSTS.split(",")
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    ) + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'  # fmt: skip
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="A">'
        f"<table:table-row>{head}</table:table-row>{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def ods_row(amount: str) -> str:
    word = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="0"><text:p>0</text:p></table:table-cell>'
    return f"<table:table-row>{word.format('P')}{number}{word.format('capex')}{amount}{word.format('plan')}</table:table-row>"


def xls(error: bool) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    page = book.add_sheet("A")
    for j, name in enumerate(COSTS.split(",")):
        page.write(0, j, name)
    for j, value in enumerate(["P", 0, "capex", 1.5, "plan"]):
        if error and j == 3:
            page.row(1).set_cell_error(j, "#DIV/0!")
        else:
            page.write(1, j, value)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def parquet(amount: object, **more: object) -> bytes:
    import polars as pl

    data = io.BytesIO()
    pl.DataFrame(
        {"project_id": ["P"], "period_offset": [0], "cost_class": ["capex"], "amount": [amount], "kind": ["plan"], **more}
    ).write_parquet(data)
    return data.getvalue()


def line(**changes: object) -> bytes:
    record = {"project_id": "P", "period_offset": 0, "cost_class": "capex", "amount": "1.00", "kind": "plan", **changes}
    return json.dumps(record).encode() + b"\n"


def lying_zip() -> bytes:
    """A zip whose directory says that its member has 10 bytes."""
    data = bytearray(zipped({"f.csv": csv(GOOD).encode() * 50}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(mark)
        data[place + at : place + at + 4] = struct.pack("<I", 10)
    return bytes(data)


def locked_zip() -> bytes:
    data = bytearray(zipped({"f.csv": csv(GOOD).encode()}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def twice_zip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo("f.csv", WHEN), csv(GOOD))
        archive.filelist[0].filename = "g.csv"
        archive.NameToInfo.clear()
        archive.writestr(zipfile.ZipInfo("f.csv", WHEN), csv(GOOD))
        archive.filelist[0].filename = "f.csv"
    return data.getvalue()


# --- the cases ---------------------------------------------------------------------------------------------------------------------


def bytes_and_encodings() -> Iterator[Case]:
    good = csv(GOOD)
    umlaut = csv("Zürich,0,capex,1.00,plan")
    yield refused("empty.csv", b"", "an empty file")
    yield refused("spaces_alone.csv", b"   \n  \n", "a blank row 1")
    yield refused("newlines_alone.csv", b"\n\n\n", "a blank row 1")
    yield refused("byte_order_mark_alone.csv", b"\xef\xbb\xbf", "header in row 1")
    yield refused("nul_in_a_cell.csv", good.replace("1.00", "1\0.00"), "NUL character", "line 2")
    yield refused("utf16_without_a_mark.csv", good.encode("utf-16-le"), "NUL character")
    yield refused("latin1_in_utf8.csv", umlaut.encode("latin-1"), "byte fc at offset 49", "line 2", "text in utf-8")
    yield refused("mixed_encodings.csv", umlaut.encode() + "Köln,0,capex,1.00,plan\n".encode("cp1252"), "byte f6", "line 3")
    yield refused("cut_in_a_character.csv", umlaut.encode()[:50], "byte c3 at offset 49")
    yield refused("overlong_utf8.csv", good.encode() + b"\xc0\x80,0,capex,1,plan\n", "byte c0", "line 3")
    yield refused("surrogate_in_utf8.csv", good.encode() + b"\xed\xa0\x80,0,capex,1,plan\n", "byte ed", "line 3")
    yield refused("utf8_declared_as_cp1252.csv", umlaut.encode(), "UTF-8", "as declared", source={"encoding": "cp1252"})
    yield refused(
        "control_characters_in_latin1.csv",
        csv("P\x93,0,capex,1,plan").encode("latin-1"),
        "control character 93",
        source={"encoding": "latin-1"},
    )
    yield refused(
        "undefined_in_cp1252.csv", csv("P").encode() + b"\x81,0,capex,1,plan\n", "byte 81", source={"encoding": "cp1252"}
    )
    yield refused("utf16_cut_short.csv", good.encode("utf-16")[:-1], "utf-16")
    yield refused("utf16_declared_over_utf8.csv", good + "x", "utf-16", source={"encoding": "utf-16"})
    yield refused("mainframe_code_page.csv", good.encode("cp500"), "text in utf-8")
    yield refused("noise.csv", bytes(range(255, 0, -1)) * 4, "text in utf-16")
    yield refused("program.csv", b"MZ\x90\0\x03" + b"\0" * 60, "text in utf-8")
    yield refused("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "byte 89 at offset 0")
    yield accepted("utf32_with_a_mark.csv", good.encode("utf-32"), 1)
    yield accepted("two_byte_order_marks.csv", b"\xef\xbb\xbf\xef\xbb\xbf" + good.encode(), 1)
    yield accepted("replacement_declared.csv", umlaut.encode("latin-1"), 1, source={"undecodable": "replace"})
    yield accepted("no_break_spaces_around.csv", csv("\u00a0P\u00a0,0,capex,\u00a01.00\u00a0,plan"), 1)
    yield accepted("zero_width_marks_around.csv", csv("\ufeffP\u200b,0,capex,1.00,plan"), 1)


def wrong_magic() -> Iterator[Case]:
    good = csv(GOOD).encode()
    html = b"<html><body><table><tr><td>project_id</td></tr></table></body></html>"
    yield refused("pdf_called_csv.csv", b"%PDF-1.7\n" + good, "a PDF")
    yield refused("workbook_called_csv.csv", xlsx(row(2, VALUE)), "begins like")
    yield refused("csv_called_xlsx.xlsx", good, "begins like text", "xlsx")
    yield refused("web_page_called_xls.xls", html, "some XML, or a web page")
    yield refused("web_page_called_csv.csv", html, "some XML, or a web page")
    yield refused("xls_called_xlsx.xlsx", xls(error=False), "begins like xls")
    yield refused("xlsx_called_xls.xls", xlsx(row(2, VALUE)), "begins like xlsx")
    yield refused("parquet_called_csv.csv", parquet("1.00"), "begins like parquet")
    yield refused("csv_called_parquet.parquet", good, "begins like text")
    yield refused("zip_called_csv.csv", zipped({"f.csv": good}), "begins like a zip")
    yield refused("gzip_called_csv.csv", packed(good), "begins like gzip")
    yield refused("xml_called_csv.csv", b'<?xml version="1.0"?><rows/>', "some XML")
    yield refused("zip_called_xlsx.xlsx", zipped({"f.csv": good}), "begins like a zip")
    yield refused("csv_called_zip.zip", good, "begins like text")
    yield refused("csv_called_gz.csv.gz", good, "begins like text")
    yield refused("unknown_xml.xml", b'<?xml version="1.0"?><rows/>', "some XML")


def shapes() -> Iterator[Case]:
    yield refused("quote_never_closed.csv", csv('"P,0,capex,1.00,plan'), "near line 2")
    yield refused("text_after_a_quote.csv", csv('"P"x,0,capex,1.00,plan'), "near line 2")
    yield refused("bare_return_outside_quotes.csv", csv(GOOD) + "Q\rR,0,capex,1.00,plan\n", "bare carriage return", "line 3")
    yield refused(
        "mixed_line_ends_with_bare_returns.csv", csv(GOOD) + "Q,0,capex,1.00,plan\rR,0,capex,1.00,plan\n", "bare carriage return"
    )
    yield refused("wrong_delimiter.csv", csv(GOOD).replace(",", ";"), 'delimiter = ";"', "headers that the feed names")
    yield refused("header_missing.csv", f"{GOOD}\n{GOOD}\n", "'amount'")
    yield refused("header_twice.csv", csv(GOOD + ",2", header=COSTS + ",amount"), "2 columns headed 'amount'")
    yield refused("header_renamed.csv", csv(GOOD).replace("amount", "amount_eur"), "'amount_eur'", "if the column was renamed")
    yield refused("header_nearly_known.csv", csv(GOOD + ",x", header=COSTS + ",mode_ids"), "'mode_ids'", "nearly the same")
    yield refused("header_cut_off.csv", csv(GOOD).replace("amount,kind", "amo"), "'kind'")
    yield refused(
        "header_of_a_million_columns.csv.gz", packed(b"," * 1_000_000 + b"\n" + b"1," * 10 + b"\n"), "1,000,001 cells in line 1"
    )
    yield refused(
        "header_of_seventeen_thousand_columns.csv", ",".join(f"c{i}" for i in range(17_000)) + "\n", "17,000 cells in line 1"
    )
    yield refused(
        "one_row_of_a_million_records.csv", "project_id\nname\n" + "," * 300_000 + "\n", "records", source={"transposed": True}
    )
    yield refused(
        "cell_of_eleven_million_letters.csv.gz", packed(csv(f"{'P' * 11_000_000},0,capex,1,plan").encode()), "a cell of more than"
    )
    yield refused("header_row_beyond_the_end.csv", csv(GOOD), "header_row = 1", source={"header_row": 9})
    yield refused("more_footers_than_rows.csv", csv(GOOD), "footer_rows", source={"footer_rows": 5})
    yield refused("data_under_no_header.csv", csv(GOOD + ",secret", header=COSTS + ","), "under no header", "column F")
    yield quarantined("short_row.csv", csv(GOOD, "Q,0,capex"), (3, ""))
    yield quarantined("long_row.csv", csv(GOOD, "Q,0,capex,1.00,plan,more"), (3, ""))
    yield quarantined("unquoted_thousands.csv", csv(GOOD, "Q,0,capex,1,000.00,plan"), (3, ""))
    yield quarantined(
        "total_at_the_end.csv", csv(GOOD, "Total,,,1.00,"), (3, "cost_class"), (3, "kind"), (3, "period_offset or period_start")
    )
    yield quarantined("note_at_the_end.csv", csv(GOOD, "Source: finance"), (3, ""))
    yield accepted("header_alone.csv", csv(), 0)
    yield accepted("no_last_newline.csv", csv(GOOD).rstrip(), 1)
    yield accepted("blank_lines_between.csv", csv(GOOD, "", ",,,,", "Q,0,capex,1.00,plan"), 2)
    yield accepted("a_hundred_thousand_blank_lines.csv.gz", packed(csv(GOOD).encode() + b"\n" * 100_000), 1)
    yield accepted("repeated_header.csv", csv(GOOD, COSTS, "Q,0,capex,1.00,plan"), 2)
    yield accepted("trailing_delimiters.csv", csv(GOOD + ",,", header=COSTS + ",,"), 1)
    yield accepted("line_break_in_a_header.csv", csv(GOOD).replace("amount", '"amount\n"'), 1)
    yield accepted("line_break_in_a_cell.csv", csv('"P\nQ",0,capex,1.00,plan'), 1)
    yield accepted("bare_return_in_a_quoted_cell.csv", csv('"P\rQ",0,capex,1.00,plan'), 1)
    yield accepted("old_macintosh_line_ends.csv", csv(GOOD).replace("\n", "\r"), 1)
    yield accepted("header_in_capitals.csv", csv(GOOD).replace(COSTS, COSTS.upper()), 1)
    yield accepted("doubled_quotes.csv", csv('"P ""the"" Q",0,capex,1.00,plan'), 1)


AMOUNTS = {
    "exponent": "1e5", "too_large_a_double": "1e308", "infinity": "inf", "minus_infinity": "-Infinity", "not_a_number": "NaN", "hexadecimal": "0x10",
    "underscores": "1_000", "half_a_cent": "1.005", "two_points": "1.2.3", "uneven_thousands": "1,2345", "decimal_comma": "12,34",
    "two_minus_signs": "--5", "minus_at_the_end": "5-", "bracket_not_closed": "(5", "minus_in_brackets": "(-5)", "sign_alone": "£",
    "per_cent": "5%", "another_currency": "USD 5", "another_sign": "€5", "beyond_int64": "9223372036854775808", "twenty_digits": "99999999999999999999",
    "over_the_limit": "10,000,000,000,000.01", "arabic_digits": "١٢", "full_width_digits": "１２", "letter_o": "1O0", "words": "one hundred",
    "to_be_confirmed": "TBC", "spreadsheet_reference_error": "#REF!", "spreadsheet_not_available": "#N/A", "column_too_narrow": "########",
    "formula": "=1+1", "fraction": "1/2", "apostrophe_thousands": "1'000", "space_thousands": "1 000", "range": "1-2", "about": "~5", "more_than": ">1000",
    "two_amounts": "1.00 2.00", "unit_twice": "5mm", "trillions": "5tn", "code_injection": "1;DROP", "negative_zero_point": "-.", "point_first": ".5",
    "date": "2027-01-01", "true": "true",
}  # fmt: skip


def amounts() -> Iterator[Case]:
    for name, text in AMOUNTS.items():
        yield quarantined(f"amount_{name}.csv", cell(text), (3, "amount_minor"))
    for name, text in {
        "accounting_brackets": "(1,234.00)",
        "typographic_minus": "\u22125.00",
        "sign_after": "5.00 £",
        "suffix": "£1.5m",
        "zero": "0",
    }.items():
        yield accepted(f"amount_{name}.csv", cell(text), 2)


def other_values() -> Iterator[Case]:
    def one(name: str, table: str, cells: dict[str, str], column: str, **rest: object) -> Case:
        return quarantined(
            f"{table}_{name}.csv", csv(",".join(cells.values()), header=",".join(cells)), (2, column), table=table, **rest
        )

    project = {"project_id": "P", "name": "N", "status": "idea"}
    demand = {"project_id": "P", "role_id": "R", "period_offset": "0", "fte": "1"}
    benefit = {"project_id": "P", "period_offset": "0", "category": "revenue", "amount": "1"}
    milestone = {"project_id": "P", "milestone_id": "M"}
    cost = dict(zip(COSTS.split(","), GOOD.split(","), strict=True))
    yield one("without_an_id", "projects", project | {"project_id": ""}, "project_id")
    yield one("id_is_a_null_word", "projects", project | {"project_id": "n/a"}, "project_id")
    yield one("id_spoiled_by_a_spreadsheet", "projects", project | {"project_id": "1.23457E+15"}, "project_id")
    yield one("id_is_an_error", "projects", project | {"project_id": "#N/A"}, "project_id")
    yield one("name_is_an_error", "projects", project | {"name": "#REF!"}, "name")
    yield one("status_unknown", "projects", project | {"status": "zombie"}, "status")
    yield one("date_that_never_was", "projects", project | {"deadline": "2027-02-30"}, "deadline")
    yield one("month_thirteen", "projects", project | {"deadline": "2027-13-01"}, "deadline")
    yield one("date_of_zeros", "projects", project | {"deadline": "0000-00-00"}, "deadline")
    yield one("date_of_another_format", "projects", project | {"deadline": "31/12/2027"}, "deadline")
    yield one("date_of_the_year_27", "projects", project | {"deadline": "0027-12-31"}, "deadline")
    yield one("date_at_the_end_of_time", "projects", project | {"deadline": "9999-12-31"}, "deadline")
    yield one("date_as_a_bare_serial", "projects", project | {"deadline": "45292"}, "deadline")
    yield one(
        "fiscal_years_that_do_not_follow",
        "projects",
        project | {"deadline": "2027-29"},
        "deadline",
        source={"date_formats": ["%Y-%y"]},
    )
    yield one("price_base_year_of_five_digits", "projects", project | {"price_base_year": "20277"}, "price_base_year")
    yield one("mandate_unknown", "projects", project | {"mandate": "perhaps"}, "mandate")
    yield one("people_negative", "demand", demand | {"fte": "-1"}, "milli_fte")
    yield one("people_in_words", "demand", demand | {"fte": "two"}, "milli_fte")
    yield one("people_of_ten_thousandths", "demand", demand | {"fte": "0.0005"}, "milli_fte")
    yield one("people_beyond_all_bounds", "demand", demand | {"fte": "99999999"}, "milli_fte")
    yield one("no_period", "demand", demand | {"period_offset": ""}, "period_offset or period_start")
    yield one("two_periods", "demand", demand | {"period_start": "2027-01-01"}, "period_offset or period_start")
    yield one("offset_of_a_century", "demand", demand | {"period_offset": "1201"}, "period_offset")
    yield one("offset_and_a_half", "demand", demand | {"period_offset": "0.5"}, "period_offset")
    yield one("chance_over_one", "benefits", benefit | {"probability": "120%"}, "probability_bp")
    yield one("chance_below_zero", "benefits", benefit | {"probability": "-5%"}, "probability_bp")
    yield one("chance_without_its_unit", "benefits", benefit | {"probability": "0.85"}, "probability_bp")
    yield one("gate_neither_yes_nor_no", "milestones", milestone | {"is_gate": "perhaps"}, "is_gate")
    yield one("currency_of_the_row_contradicted", "cost_lines", cost | {"amount": "£5", "currency": "USD"}, "amount_minor")
    yield one("class_unknown", "cost_lines", cost | {"cost_class": "both"}, "cost_class")
    yield one(
        "budget_negative", "funds", {"fund_id": "F", "cost_class": "capex", "fiscal_year": "2027", "amount": "-1"}, "amount_minor"
    )
    yield one(
        "budget_unknown", "funds", {"fund_id": "F", "cost_class": "capex", "fiscal_year": "2027", "amount": "n/a"}, "amount_minor"
    )
    yield one("impact_negative", "risks", {"project_id": "P", "risk_id": "R", "impact_likely": "-5"}, "impact_likely_minor")
    yield one("level_of_nine", "people", {"person_id": "P", "home_role": "R", "skill": "S", "level": "9"}, "level")
    yield one(
        "rate_of_nothing",
        "rates",
        {"kind": "currency", "from_currency": "USD", "to_currency": "GBP", "rate_date": "2027-01-01", "rate": "0"},
        "rate_e9",
    )
    yield accepted("projects_leading_zeros.csv", csv("007,N,idea", header="project_id,name,status"), 1, table="projects")
    yield accepted(
        "projects_formula_as_a_name.csv", csv("P,=HYPERLINK(1),idea", header="project_id,name,status"), 1, table="projects"
    )
    yield accepted("projects_error_in_a_cell_that_may_empty.csv", csv("P,N,idea,nonsense", header="project_id,name,status,deadline"), 1,
                   table="projects", source={"on_bad_row": "null"})  # fmt: skip


def workbooks() -> Iterator[Case]:
    good = row(2, VALUE)
    yield refused(
        "formula_without_a_value.xlsx", xlsx(row(2, '<c r="D2"><f>SUM(D3:D9)</f></c>')), "A!D2", "without a stored result"
    )
    yield refused("formula_with_an_empty_value.xlsx", xlsx(row(2, '<c r="D2"><f>D3</f><v></v></c>')), "A!D2")
    yield refused("shared_formula_without_a_value.xlsx", xlsx(good + row(3, '<c r="D3"><f t="shared" si="0"/></c>')), "A!D3")
    yield refused(
        "eight_formulas_without_values.xlsx",
        xlsx("".join(row(i, f'<c r="D{i}"><f>1</f></c>') for i in range(2, 10))),
        "and 3 more",
    )
    yield quarantined("error_cell.xlsx", xlsx(row(2, '<c r="D2" t="e"><v>#DIV/0!</v></c>')), (2, "amount_minor"))
    yield quarantined(
        "formula_that_is_an_error.xlsx", xlsx(row(2, '<c r="D2" t="e"><f>NA()</f><v>#N/A</v></c>')), (2, "amount_minor")
    )
    yield quarantined(
        "error_cell_for_an_id.xlsx",
        xlsx(good.replace(text_cell("A2", "P"), '<c r="A2" t="e"><v>#REF!</v></c>')),
        (2, "project_id"),
    )
    yield quarantined("double_too_large.xlsx", xlsx(row(2, '<c r="D2"><v>1e308</v></c>')), (2, "amount_minor"))
    yield quarantined("yes_for_an_amount.xlsx", xlsx(row(2, '<c r="D2" t="b"><v>1</v></c>')), (2, "amount_minor"))
    yield quarantined("third_of_a_cent.xlsx", xlsx(row(2, '<c r="D2"><v>0.333333333333333</v></c>')), (2, "amount_minor"))
    yield refused("cell_beyond_the_last_column.xlsx", xlsx(good + '<row r="3"><c r="XFE3"><v>1</v></c></row>'), "'XFE3'")
    yield refused(
        "cell_beyond_the_last_row.xlsx", xlsx(good + '<row r="1048577"><c r="A1048577"><v>1</v></c></row>'), "'A1048577'"
    )
    yield refused("cell_of_row_nought.xlsx", xlsx(good + '<row r="3"><c r="A0"><v>1</v></c></row>'), "'A0'")
    yield refused(
        "cell_with_a_number_of_twelve_digits.xlsx",
        xlsx(good + '<row r="3"><c r="A999999999999"><v>1</v></c></row>'),
        "'A999999999999'",
    )
    yield refused("cell_reference_that_is_none.xlsx", xlsx(good + '<row r="3"><c r="../A1"><v>1</v></c></row>'), "'../A1'")
    yield refused(
        "stray_cell_far_away.xlsx", xlsx(good + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "XFD1048576", "stray"
    )
    yield refused(
        "entity_bomb_in_the_sheet.xlsx", xlsx(sheet=sheet(good, prolog=BOMB.replace("x [", "worksheet ["))), "a document type"
    )
    yield refused(
        "entity_bomb_in_the_strings.xlsx",
        xlsx(good, **{"xl/sharedStrings.xml": f'<?xml version="1.0"?>{BOMB}<sst {MAIN}/>'}),
        "a document type",
    )
    yield refused(
        "outside_entity_in_the_workbook.xlsx",
        xlsx(good, **{"xl/styles.xml": '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'}),
        "a document type",
    )
    yield refused("sheet_cut_off.xlsx", xlsx(sheet=sheet(good)[:-30]), "broken XML")
    yield refused("sheet_part_missing.xlsx", xlsx(good, **{"xl/_rels/workbook.xml.rels": RELATIONS.format("")}), "")
    yield refused("string_that_is_not_there.xlsx", xlsx(row(2, '<c r="D2" t="s"><v>99</v></c>')), "")
    yield refused("no_sheets.xlsx", xlsx(good, sheets=""), "")
    yield refused("sheet_of_another_name.xlsx", xlsx(good), "a sheet called 'Plan'", source={"sheet": "Plan"})
    yield refused("packed_too_tightly.xlsx", xlsx(good, **{"xl/media.xml": "<x>" + " " * 40_000_000 + "</x>"}), "bytes unpacked")
    yield refused(
        "member_outside_the_workbook.xlsx", zipped({"xl/workbook.xml": b"<x/>", "../../evil.xml": b"<x/>"}), "'../../evil.xml'"
    )
    yield refused("workbook_cut_off.xlsx", xlsx(good)[:-200], "damaged zip")
    yield refused("workbook_under_a_password.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "begins like xls")
    yield refused("blank_sheet.xlsx", xlsx(sheet=sheet("", head="")), "header")
    yield accepted("formula_that_is_an_empty_text.xlsx", xlsx(row(2, '<c r="D2" t="str"><f>""</f><v></v></c>')), 1)
    yield accepted("cells_without_references.xlsx", xlsx(sheet=sheet(good.replace(' r="D2"', ""))), 1)
    yield accepted("noise_of_a_double.xlsx", xlsx(row(2, '<c r="D2"><v>1234.5600000000002</v></c>')), 1)
    yield accepted("amount_as_text.xlsx", xlsx(row(2, text_cell("D2", "£1,234.50"))), 1)
    yield quarantined("old_workbook_with_an_error.xls", xls(error=True), (2, "amount_minor"))
    yield accepted("old_workbook.xls", xls(error=False), 1)
    yield refused("old_workbook_cut_off.xls", xls(error=False)[:1500], "an xls workbook")
    yield refused("old_workbook_of_noise.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 10, "an xls workbook")
    number = '<table:table-cell office:value-type="float" office:value="1.5"><text:p>1.5</text:p></table:table-cell>'
    yield accepted("open_document.ods", ods(ods_row(number)), 1)
    yield refused("formula_without_a_value.ods", ods(ods_row('<table:table-cell table:formula="of:=1+1"/>')), "A!D2")
    yield quarantined("error_cell.ods", ods(ods_row('<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
                                                    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>')), (2, "amount_minor"))  # fmt: skip
    yield refused(
        "cell_repeated_a_billion_times.ods",
        ods(ods_row(number.replace("table-cell office", 'table-cell table:number-columns-repeated="1000000000" office', 1))),
        "stray",
    )
    yield refused(
        "row_repeated_a_billion_times.ods",
        ods(ods_row(number).replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1000000000">')),
        "stray",
    )
    yield refused("entity_bomb.ods", ods(ods_row(number), prolog=BOMB), "a document type")


def archives() -> Iterator[Case]:
    good = csv(GOOD).encode()
    zeros = b"0" * 60_000_000
    yield refused("bomb.zip", zipped({"f.csv": zeros}), "bytes unpacked")
    yield refused("bomb.csv.gz", packed(zeros), "bytes unpacked")
    yield refused("bomb_in_a_bomb.zip", zipped({"g.zip": zipped({"f.csv": zeros})}), "bytes unpacked")
    yield refused("zip_in_a_zip.zip", zipped({"g.zip": zipped({"f.csv": good})}), "an archive in an archive")
    yield refused("gzip_in_a_gzip.csv.gz", packed(packed(good)), "begins like gzip")
    yield refused("member_above_the_archive.zip", zipped({"../evil.csv": good}), "'../evil.csv'")
    yield refused("member_at_the_root.zip", zipped({"/etc/evil.csv": good}), "'/etc/evil.csv'")
    yield refused("member_with_backslashes.zip", zipped({"..\\evil.csv": good}), "evil.csv")
    yield refused("member_on_a_drive.zip", zipped({"C:/evil.csv": good}), "'C:/evil.csv'")
    yield refused("two_members.zip", zipped({"f.csv": good, "g.csv": good}), "2 members that match", "f.csv, g.csv")
    yield refused("member_twice.zip", twice_zip(), "f.csv more than once")
    yield refused("no_member.zip", zipped({}), "begins like a zip")
    yield refused("folders_alone.zip", zipped({"a/": b"", "b/": b""}), "0 members")
    yield refused("under_a_password.zip", locked_zip(), "under a password")
    yield refused("directory_that_lies.zip", lying_zip(), "damaged")
    yield refused("cut_off.zip", zipped({"f.csv": good})[:-20], "damaged zip")
    yield refused("flipped_bit.zip", (lambda d: d[:40] + bytes([d[40] ^ 255]) + d[41:])(zipped({"f.csv": good * 9})), "damaged")
    yield refused("cut_off.csv.gz", packed(good * 9)[:-12], "damaged gzip")
    yield refused(
        "wrong_checksum.csv.gz", packed(good)[:-8] + struct.pack("<I", zlib.crc32(b"other")) + packed(good)[-4:], "damaged gzip"
    )
    yield refused("rubbish_after_the_end.csv.gz", packed(good) + b"rubbish", "damaged gzip")
    yield refused("empty_inside.csv.gz", packed(b""), "no header")
    yield accepted("one_of_two_members_declared.zip", zipped({"f.csv": good, "readme.txt": b"x"}), 1, source={"member": "*.csv"})
    yield accepted("workbook_in_a_gzip.xlsx.gz", packed(xlsx(row(2, VALUE))), 1)


def records() -> Iterator[Case]:
    yield refused("cut_off.parquet", parquet("1.00")[:-30], "Parquet")
    yield refused("mark_alone.parquet", b"PAR1", "Parquet")
    yield refused("nested.parquet", parquet("1.00", more=[[1, 2]]), "more (List")
    yield refused("bytes.parquet", parquet("1.00", more=[b"\0"]), "more (Binary")
    yield quarantined("not_a_number.parquet", parquet(float("nan")), (1, "amount_minor"))
    yield quarantined("infinity.parquet", parquet(float("inf")), (1, "amount_minor"))
    yield quarantined("half_a_cent.parquet", parquet(1.005), (1, "amount_minor"))
    yield quarantined("double_too_large.parquet", parquet(1e308), (1, "amount_minor"))
    yield refused("not_json.jsonl", line() + b"{nonsense}\n", "line 2")
    yield refused("field_twice.jsonl", line() + b'{"project_id": "P", "project_id": "Q"}\n', "'project_id' twice in line 2")
    yield refused("nested.jsonl", line() + line(amount={"value": 1}), "nested", "line 2")
    yield refused("list_in_a_cell.jsonl", line(amount=[1]), "nested", "line 1")
    yield refused("array.jsonl", b"[" + line().strip() + b"]\n", "line 1")
    yield refused("scalar.jsonl", b"7\n", "line 1")
    yield refused("deeply_nested.jsonl", b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"\n", "line 1")
    yield refused("latin1.jsonl", line(project_id="x").replace(b"x", b"\xfc"), "byte fc")
    yield refused("cut_off.jsonl", line() + line()[:-20], "line 2")
    yield quarantined("not_a_number.jsonl", line(amount=float("nan")), (1, "amount_minor"))
    yield quarantined("double_too_large.jsonl", line().replace(b'"1.00"', b"1e400"), (1, "amount_minor"))
    yield quarantined(
        "field_missing.jsonl",
        line() + b'{"project_id": "Q"}\n',
        (2, "cost_class"),
        (2, "kind"),
        (2, "period_offset or period_start"),
    )
    yield accepted("numbers_keep_their_digits.jsonl", line().replace(b'"1.00"', b"1234567890123.10"), 1)


def project_files() -> Iterator[Case]:
    def mspdi(body: str, prolog: str = "") -> str:
        return (
            f'<?xml version="1.0"?>{prolog}<Project xmlns="http://schemas.microsoft.com/project"><Name>P</Name>{body}</Project>'
        )

    work = "<Assignments><Assignment><TaskUID>1</TaskUID><ResourceUID>5</ResourceUID><Work>{}</Work><Start>2027-01-04</Start></Assignment></Assignments>"
    people = "<Resources><Resource><UID>5</UID><Name>R</Name><Type>1</Type></Resource></Resources>"
    demand = {
        "table": "demand",
        "columns": {"fte": {"from": "hours", "unit": "hours"}},
        "source": {"format": "mspdi", "hours_per_fte": 100},
    }
    yield refused("entity_bomb.xml", mspdi("&h;", BOMB.replace("x [", "Project [")), "entity bomb", **demand)  # type: ignore[arg-type]
    yield refused("outside_entity.xml", mspdi("", '<!DOCTYPE Project SYSTEM "file:///etc/passwd">'), "document type", **demand)  # type: ignore[arg-type]
    yield refused("cut_off.xml", mspdi(people)[:-15], "broken XML", **demand)  # type: ignore[arg-type]
    yield refused("nested_ten_thousand_deep.xml", mspdi("<a>" * 10_000 + "</a>" * 10_000), "nested", **demand)  # type: ignore[arg-type]
    yield refused("duration_in_words.xml", mspdi(people + work.format("two days")), "'two days'", **demand)  # type: ignore[arg-type]
    yield refused(
        "date_in_words.xml", mspdi(people + work.format("PT8H0M0S").replace("2027-01-04", "Monday")), "Monday", **demand
    )  # type: ignore[arg-type]
    yield refused("another_encoding_than_stated.xml", b'<?xml version="1.0" encoding="utf-8"?><Project xmlns="http://schemas.microsoft.com/project"><Name>\xfc</Name></Project>',
                  "broken XML", **demand)  # type: ignore[arg-type]  # fmt: skip
    yield accepted("work_of_a_day.xml", mspdi(people + work.format("PT8H0M0S")), 1, **demand)  # type: ignore[arg-type]
    costs = {"columns": {"cost_class": {"value": "capex"}}, "source": {"format": "xer"}}
    head = "ERMHDR\t19.12\n%T\tPROJECT\n%F\tproj_id\tproj_short_name\n%R\t1\tP\n"
    yield refused("cut_off.xer", head, "no line %E", **costs)  # type: ignore[arg-type]
    yield refused("row_too_long.xer", head + "%R\t2\tQ\tmore\n%E\n", "3 cells in line 5", **costs)  # type: ignore[arg-type]
    yield refused("table_twice.xer", head + "%T\tPROJECT\n%E\n", "PROJECT twice", **costs)  # type: ignore[arg-type]
    yield refused("line_of_rubbish.xer", head + "rubbish\n%E\n", "'rubbish' in line 5", **costs)  # type: ignore[arg-type]
    yield refused("field_missing.xer", head + "%T\tTASK\n%F\ttask_id\n%R\t5\n%E\n", "proj_id", **costs)  # type: ignore[arg-type]
    yield refused("row_before_its_fields.xer", "ERMHDR\n%T\tPROJECT\n%R\t1\tP\n%E\n", "in line 3", **costs)  # type: ignore[arg-type]


CASES = {
    case.name: case
    for make in (bytes_and_encodings, wrong_magic, shapes, amounts, other_values, workbooks, archives, records, project_files)
    for case in make()
}

if __name__ == "__main__":
    for old in HERE.iterdir():
        if old.is_file() and old.suffix != ".py":
            old.unlink()
    for case in CASES.values():
        (HERE / case.name).write_bytes(case.data)
    print(f"{len(CASES)} files")
