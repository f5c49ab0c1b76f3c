"""What an unknown file is: encoding, delimiter, orientation, header, marks, dates, units; each with its evidence, or as a question.

Used by `cutline inspect` alone. A night never detects: it reads what a person has declared.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from cutline.settings.sources import Source
from cutline.sources.formats.delimited_text import CELL_MAX_CHARS, MARKS
from cutline.sources.formats.opening import Content, open_document, refuse
from cutline.sources.formats.reading import is_parquet
from cutline.sources.formats.records import json_rows, parquet_cells
from cutline.sources.formats.spreadsheets import sheet_names, sheet_rows

ROWS_LOOKED_AT = 5_000
DELIMITERS = (",", ";", "\t", "|")
UNDEFINED_CP1252 = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
DIGITS = r"\d{1,3}(?:[,.' \u00a0]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
NUMBER = re.compile(
    rf"^\(?[-+\u2212]?\s*(?:[£€¥$]|[A-Z]{{0,2}}\$|[A-Z]{{3}}\s)?\s*[-\u2212]?({DIGITS})\s*((?i:k|m|bn)|%)?\s*(?:[£€]|[A-Z]{{3}})?\)?$"
)
DATE_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%m.%d.%y",
    "%d-%m-%y", "%m-%d-%y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%b %d, %Y", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%Y%m%d", "%B %Y", "%b %Y", "%b-%y", "%B%Y",
    "%Y-%m", "%Y/%m", "%m/%Y", "%m.%Y", "%m-%Y",
)  # fmt: skip
SPANS = {r"\d{4}-\d{2}": "%Y-%y", r"\d{4}/\d{2}": "%Y/%y", r"\d{4}-\d{4}": "%Y-%Y", r"Q[1-4] \d{4}/\d{2}": "Q%q %Y/%y", r"\d{4}-Q[1-4]": "%Y-Q%q",
         r"Fiscal Year \d{4}-\d{4}": "Fiscal Year %Y-%Y", r"FY \d{4}/\d{4}": "FY %Y/%Y", r"FY ?\d{4}-\d{2}": "FY%Y-%y"}  # fmt: skip
UNIT_WORDS = {
    "m": r"\((?:£|€|\$|[A-Z]{3} ?)?\s*m(?:illions?|ln|n|io)?\.?\)|in millions?|\bmillions?\b|\bMio\b|£m|€m|\$m",
    "k": r"\((?:£|€|\$|[A-Z]{3} ?)?\s*(?:k|000s?|'000)\)|in thousands?|\bthousands?\b|T€|TEUR|k€|£k|\$k|€k|'000",
    "bn": r"\((?:£|€|\$)?\s*bn\)|in billions?|£bn|€bn|\$bn",
}
AMOUNT_WORDS = (
    r"cost|budget|amount|price|value|spend|forecast|baseline|commitment|grant|kosten|betrag|fund|benefit|saving|revenue|impact"
)
MONTH_OR_YEAR = {"%Y-%m": "%Y-%y", "%Y-%y": "%Y-%m", "%Y/%m": "%Y/%y", "%Y/%y": "%Y/%m"}  # 2011-12
LARGE_AMOUNT, SAMPLES = 1_000_000, 12


@dataclass(frozen=True)
class Found:
    """One thing that was detected. value: None where it is a question. options: what it could be, where it is one."""

    what: str
    value: str | None
    confidence: float
    evidence: str
    options: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        """Must a person answer?"""
        return self.value is None


@dataclass(frozen=True)
class ColumnLook:
    """What one column holds. kind: empty, number, money, date, text. formats and unit as declared in a source, or questions."""

    header: str
    kind: str
    filled: int
    distinct: int
    samples: tuple[str, ...]
    formats: Found | None = None
    unit: Found | None = None
    odd: tuple[str, ...] = ()  # texts that do not fit the kind, commonest first


@dataclass(frozen=True)
class Inspection:
    """A file as it was found."""

    file: str
    format: Found
    findings: tuple[Found, ...]
    columns: tuple[ColumnLook, ...]
    records: int
    sheets: tuple[str, ...] = ()
    header: tuple[str, ...] = field(default=())

    def found(self, what: str) -> Found | None:
        """The finding of one kind."""
        return next((each for each in self.findings if each.what == what), None)

    @property
    def questions(self) -> list[Found]:
        """What a person must answer."""
        own = [each for column in self.columns for each in (column.formats, column.unit) if each]
        return [each for each in (*self.findings, *own) if each.is_question]


def inspect_file(content: Content, sheet: str | None = None) -> Inspection:
    """Look at a file of any kind that can be read. Raises SourceError where none can."""
    source = Source.model_validate({"name": "inspected", "files": content.file, "feeds": [{"table": "projects"}]})
    findings: list[Found] = []
    sheets: tuple[str, ...] = ()
    if is_parquet(content, source):
        kind, (names, lazy) = "parquet", parquet_cells(content, source)
        rows = [names, *(list(row[1:]) for row in lazy.head(ROWS_LOOKED_AT).collect().iter_rows())]
    else:
        document = open_document(content, source)
        kind = document.kind
        if kind in ("xlsx", "xls", "ods"):
            sheets = tuple(sheet_names(document, source))
            rows = list(islice(sheet_rows(document, source, sheet), ROWS_LOOKED_AT))
            if len(sheets) > 1 and sheet is None:
                findings.append(Found("sheet", None, 0.5, f"{len(sheets)} sheets; the first was looked at", sheets))
        elif kind == "jsonl":
            rows = json_rows(document, source)
        elif kind == "csv":
            rows, told = _text(document.data)
            findings += told
        else:
            return Inspection(content.file, Found("format", kind, 1.0, "its first bytes say so"), (), (), 0)
    first = next((i for i, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if first is None or len(rows) - first < 2:
        refuse(
            content.file,
            source,
            "no rows, or quotes that never close",
            "a header and rows",
            "send the export again, or mend its quotes",
        )
    return _look(content.file, Found("format", kind, 1.0, "its first bytes say so"), findings, rows, sheets)


def _text(data: bytes) -> tuple[list[list[str]], list[Found]]:
    encoding = _encoding(data)
    name = encoding.value or encoding.options[0]
    text = data.decode("utf-8" if name == "auto" else name, "replace").removeprefix("\ufeff")
    delimiter, rows = _delimiter(text)
    return rows, [encoding, delimiter]


def _encoding(data: bytes) -> Found:
    for mark, name in MARKS:
        if data.startswith(mark):
            return Found("encoding", "utf-8" if name == "utf-8-sig" else name, 1.0, "a byte-order mark")
    if data.count(b"\0") > len(data) // 10:
        name = "utf-16-le" if data[1::2].count(b"\0") > data[::2].count(b"\0") else "utf-16-be"
        return Found("encoding", name, 0.95, "every other byte is zero")
    if data.isascii():
        return Found("encoding", "auto", 1.0, "ASCII alone")
    try:
        data.decode("utf-8")
        return Found("encoding", "auto", 1.0, "valid UTF-8 beyond ASCII")
    except UnicodeDecodeError as error:
        place = error.start
    around = data[max(0, place - 12) : place + 12]
    typical = sum(data.count(bytes((byte,))) for byte in (0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x80, 0xA3))
    if any(bytes((byte,)) in data for byte in UNDEFINED_CP1252):
        return Found(
            "encoding",
            None,
            0.5,
            f"neither UTF-8 nor cp1252; near {around.decode('latin-1')!r}",
            ("latin-1", "mac-roman", "cp437"),
        )
    near = f"not UTF-8; near {around.decode('cp1252')!r}"
    if typical:
        return Found("encoding", "cp1252", 0.95, f"{typical} quotation marks, dashes or currency signs of Windows; {near}")
    return Found("encoding", "cp1252", 0.8, f"{near}; read it, and declare another if names look wrong")


def _delimiter(text: str) -> tuple[Found, list[list[str]]]:
    tries: list[tuple[float, str, list[list[str]]]] = []
    csv.field_size_limit(CELL_MAX_CHARS)
    for mark in DELIMITERS:
        try:
            rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), ROWS_LOOKED_AT))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if any(row))
        width, count = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0])) if widths else (0, 0)
        tries.append((count / max(sum(widths.values()), 1) if width > 1 else 0.0, mark, rows))
    tries.sort(key=lambda each: (-each[0], -max(map(len, each[2]), default=0)))
    if not tries:
        return Found("delimiter", None, 0.0, "its quotes do not close", DELIMITERS), []
    best, mark, rows = tries[0]
    if not rows:
        return Found("delimiter", ",", 0.5, "nothing to go by"), rows
    rival = next((each for each in tries[1:] if each[0] >= best - 0.02 and each[0] > 0.5), None)
    if rival and max(map(len, rival[2])) * 2 > max(map(len, rows)):
        return Found("delimiter", None, 0.5, "both make even rows", (mark, rival[1])), rows
    width = Counter(map(len, rows)).most_common(1)[0][0]
    return Found("delimiter", mark, best, f"{best:.0%} of rows have {width} cells"), rows


def _look(file: str, kind: Found, findings: list[Found], rows: list[list[str]], sheets: tuple[str, ...]) -> Inspection:
    turned, orientation = _orientation(rows)
    findings.append(orientation)
    header_at, header = _header(turned)
    findings.append(header)
    body = [row for row in turned[header_at + 1 :] if any(cell.strip() for cell in row)]
    body, foot = _footer(body)
    findings += [foot] if foot else []
    names = tuple(" ".join(cell.split()) for cell in turned[header_at])
    cells = [[row[i].strip() if i < len(row) else "" for row in body] for i in range(len(names))]
    findings += [found for found in (_below(cells), _marks(cells)) if found]
    columns = tuple(_column(name, column) for name, column in zip(names, cells, strict=True) if name)
    return Inspection(file, kind, tuple(findings), columns, len(body), sheets, names)


def _type(cell: str) -> str:
    cell = cell.strip()
    if not cell:
        return ""
    if NUMBER.match(cell):
        return "number"
    return "date" if re.match(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?$", cell) else "text"


def _evenness(lines: Sequence[Sequence[str]]) -> float:
    """How alike the cells of each line are, over lines that are not all text."""
    shares = []
    for line in lines:
        kinds = Counter(filter(None, map(_type, line)))
        if kinds and set(kinds) != {"text"}:
            shares.append(max(kinds.values()) / sum(kinds.values()))
    return sum(shares) / len(shares) if shares else 0.0


def _orientation(rows: list[list[str]]) -> tuple[list[list[str]], Found]:
    filled = [row for row in rows if sum(bool(cell.strip()) for cell in row) > 1][:200]
    width = max(map(len, filled), default=0)
    turned = [[row[i] if i < len(row) else "" for row in filled] for i in range(min(width, 400))]
    down, across = _evenness([column[1:] for column in turned]), _evenness([row[1:] for row in filled])
    told = f"cells are alike by {down:.0%} down the columns, by {across:.0%} along the rows; {len(filled)} rows, {width} columns"
    labels = [cell for cell in (turned[0] if turned else []) if cell.strip()]
    if across > down + 0.05 and width > len(filled) and len(set(labels)) == len(labels):
        everything = [[row[i] if i < len(row) else "" for row in rows] for i in range(width)]
        return everything, Found("transposed", "true", min(0.99, 0.5 + across - down), told)
    if across > down + 0.02 and width > len(filled):
        return rows, Found("transposed", None, 0.5, told, ("false", "true"))
    return rows, Found("transposed", "false", 0.95 if down >= across else 0.8, told)


def _header(rows: list[list[str]]) -> tuple[int, Found]:
    top = next(i for i, row in enumerate(rows) if any(cell.strip() for cell in row))
    usual = Counter(sum(bool(cell.strip()) for cell in row) for row in rows[top : top + 300] if any(cell.strip() for cell in row))
    width = max(len(row) for row in rows[top : top + 300])
    for i, row in enumerate(rows[top : top + 30], top):
        cells = [cell.strip() for cell in row if cell.strip()]
        wide = len(cells) >= max(2, 0.6 * min(width, usual.most_common(1)[0][0] * 1.5))
        if wide and all(_type(cell) == "text" for cell in cells) and len(set(cells)) >= 0.9 * len(cells):
            told = f"the first row of {len(cells)} different texts" + (f", under {i} row(s) of titles" if i else "")
            return i, Found("header_row", str(i + 1), 0.95, told)
    first = next(i for i, row in enumerate(rows) if any(cell.strip() for cell in row))
    return first, Found("header_row", None, 0.4, "no row looks like one: numbers or repeats stand in each", (str(first + 1),))


def _footer(body: list[list[str]]) -> tuple[list[list[str]], Found | None]:
    usual = Counter(sum(bool(cell.strip()) for cell in row) for row in body).most_common(1)[0][0] if body else 0
    n = 0
    while n < min(10, len(body) - 1) and sum(bool(cell.strip()) for cell in body[-1 - n]) <= max(1, usual // 4):
        n += 1
    totals = [
        row for row in body[-3:] if re.match(r"(?i)(grand )?total|summe|sum\b", next((cell for cell in row if cell.strip()), ""))
    ]
    if totals and not n:
        word = next(cell for cell in totals[0] if cell.strip()).split()[0]
        pattern = json.dumps([re.escape(word) + ".*"])
        return body[: -len(totals)], Found(
            "not_data", pattern, 0.9, f"{len(totals)} row(s) at the end begin with {word!r}: totals"
        )
    if not n:
        return body, None
    first = next(cell for cell in body[-n] if cell.strip())
    return body[:-n], Found("footer_rows", None, 0.6, f"the last {n} row(s) are thin, or a total: {first[:60]!r}", (str(n), "0"))


def _below(cells: list[list[str]]) -> Found | None:
    """A row under the header that explains the columns: text where everything further down is a number or a date."""
    odd = [column for column in cells if len(column) > 5 and _type(column[0]) == "text" and _share(column[1:]) > 0.9]
    if len(odd) < 2:
        return None
    return Found("rows_below_header", None, 0.7, f"the first row says {odd[0][0][:50]!r} over numbers or dates", ("1", "0"))


def _share(column: Sequence[str]) -> float:
    kinds = Counter(filter(None, map(_type, column)))
    return (kinds["number"] + kinds["date"]) / sum(kinds.values()) if kinds else 0.0


def _marks(cells: list[list[str]]) -> Found | None:
    """Decimal and thousands mark, from what stands between digits of numbers."""
    numbers = [match[1].strip() for column in cells if _is_numeric(column) for cell in column if (match := NUMBER.match(cell))]
    comma = [number for number in numbers if "," in number]
    dot = [number for number in numbers if "." in number]
    apostrophe, space = any("'" in n for n in numbers), any(" " in n or "\u00a0" in n for n in numbers)
    if not comma and not dot:
        return Found("decimal", ".", 0.7, "whole numbers alone: no mark was seen") if numbers else None
    proof = {".": 0, ",": 0}
    for number in numbers:
        for mark, other in ((".", ","), (",", ".")):
            tail = number.rpartition(mark)[2] if mark in number else ""
            after_other = mark in number and other in number and number.rindex(mark) > number.rindex(other)
            lone = number.count(mark) == 1 and mark in number and (len(tail) != 3 or number.startswith("0" + mark))
            grouped = number.count(mark) > 1  # 1,234,567: the mark of thousands, so the other is the decimal one
            proof[mark] += after_other or (lone and other not in number)
            proof[other] += grouped
    if proof["."] and proof[","]:
        return Found(
            "decimal", None, 0.4, f"{proof['.']} numbers say point, {proof[',']} say comma: both ways in one file", (".", ",")
        )
    if not proof["."] and not proof[","]:
        return Found("decimal", None, 0.4, f"{(comma or dot)[0]} could be thousands or decimals, and no number tells", (".", ","))
    mark = "." if proof["."] else ","
    other = "," if mark == "." else "."
    thousands = other if (comma if other == "," else dot) else "'" if apostrophe else " " if space else ""
    return Found(
        "decimal", mark, 0.95, f"{proof[mark]} numbers can be read in one way only, thousands mark {thousands!r}", (thousands,)
    )


def _is_numeric(column: Sequence[str]) -> bool:
    kinds = Counter(filter(None, map(_type, column)))
    return bool(kinds) and kinds["number"] >= 0.6 * sum(kinds.values())


def _column(header: str, cells: Sequence[str]) -> ColumnLook:
    filled = [cell for cell in cells if cell]
    counted = Counter(filled)
    samples = tuple(text for text, _ in counted.most_common(SAMPLES))
    if not filled:
        return ColumnLook(header, "empty", 0, 0, ())
    dates = _dates(header, filled)
    if dates:
        return ColumnLook(header, "date", len(filled), len(counted), samples, formats=dates[0], odd=dates[1])
    if _is_numeric(cells):
        signed = any(re.search(r"[£€¥$]", cell) for cell in filled)
        is_money = signed or bool(re.search(AMOUNT_WORDS, header, re.IGNORECASE))
        odd = Counter(cell for cell in filled if _type(cell) != "number")
        told = tuple(text for text, _ in odd.most_common(12))
        return ColumnLook(
            header,
            "money" if is_money else "number",
            len(filled),
            len(counted),
            samples,
            unit=_unit(header, filled) if is_money else None,
            odd=told,
        )
    return ColumnLook(header, "text", len(filled), len(counted), samples)


def _dates(header: str, filled: Sequence[str]) -> tuple[Found, tuple[str, ...]] | None:
    """The formats that together read a column, as few as can be; what none reads; None where it is no column of dates."""
    counted = Counter(filled)
    left, chosen = dict(counted), []
    reads = {form: {text for text in counted if _fits(text, form)} for form in (*DATE_FORMATS, *SPANS.values())}
    while left:
        form, texts = max(reads.items(), key=lambda pair: sum(left.get(text, 0) for text in pair[1]))
        if not any(text in left for text in texts):
            break
        chosen.append(form)
        left = {text: n for text, n in left.items() if text not in texts}
    if sum(left.values()) > 0.4 * len(filled) or (set(chosen) & {"%Y%m%d"} and not re.search(r"(?i)date|day|start|end", header)):
        return None
    what = f"date_formats of {header}"
    odd = tuple(text for text, _ in Counter(left).most_common(12))
    rivals = [(form, other) for form in chosen for other in (_swapped(form), MONTH_OR_YEAR.get(form, "")) if other in reads]
    for form, other in rivals:
        first = sorted(reads[form])[0]
        if all(text in reads[other] for text in reads[form]):
            asked = "a month or a fiscal year" if form in MONTH_OR_YEAR else "day first or month first"
            return Found(what, None, 0.4, f"{first}: {asked}? no cell tells", (form, other)), odd
        if form not in MONTH_OR_YEAR and reads[other] - reads[form]:
            one, two = sorted(reads[form] - reads[other])[0], sorted(reads[other] - reads[form])[0]
            return Found(what, None, 0.3, f"{one} and {two} in one column: both orders?", (form, other)), odd
    proof = next((f"; {sorted(reads[form] - reads[other])[0]} tells the order" for form, other in rivals), "")
    if any("%y" in form and "%Y" not in form for form in chosen):
        years = sorted({text[-2:] for form in chosen if "%y" in form and "%Y" not in form for text in reads[form]})
        return Found(
            what, " or ".join(chosen), 0.95, f"years of two digits, {years[0]} to {years[-1]}{proof}", tuple(chosen)
        ), odd
    return Found(
        what, " or ".join(chosen), 0.95, f"reads {len(filled) - sum(left.values())} of {len(filled)}{proof}", tuple(chosen)
    ), odd


def _fits(text: str, form: str) -> bool:
    for pattern, span in SPANS.items():
        if form == span:
            years = [int(year[-2:]) for year in re.findall(r"\d{4}|(?<=[-/])\d{2}", text)]
            follows = len(years) < 2 or years[1] == (years[0] + 1) % 100
            return follows and re.fullmatch(pattern, text) is not None
    try:
        year = datetime.strptime(text, form).year  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return False
    return 1900 <= year <= 2200


def _swapped(form: str) -> str:
    return form.replace("%d", "%\0").replace("%m", "%d").replace("%\0", "%m") if re.match(r"%[dm].%[dm]", form) else form + "!"


def _unit(header: str, filled: Sequence[str]) -> Found:
    what = f"unit of {header}"
    suffixed = [match[2].lower() for cell in filled if (match := NUMBER.match(cell)) and match[2] and match[2] != "%"]
    named = next((unit for unit, words in UNIT_WORDS.items() if re.search(words, header, re.IGNORECASE)), None)
    if suffixed and len(suffixed) > 0.9 * sum(_type(cell) == "number" for cell in filled):
        return Found(what, "1", 0.97, f"the cells say it themselves: {filled[0]}")
    if named:
        return Found(what, named, 0.9, f"the header says so: {header!r}")
    amounts = sorted(
        float(digits)
        for cell in filled
        if (match := NUMBER.match(cell)) and (digits := re.sub(r"[^\d.]", "", match[1])).count(".") < 2 and digits.strip(".")
    )
    middle = amounts[len(amounts) // 2] if amounts else 0.0
    if middle >= LARGE_AMOUNT:
        return Found(what, "1", 0.9, f"half of the amounts are over {middle:,.0f}: whole units")
    return Found(
        what, None, 0.4, f"half of the amounts are under {middle:,.2f}, and neither header nor cells say of what", ("1", "k", "m")
    )
