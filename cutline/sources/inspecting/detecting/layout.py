"""Detects the layout of a table: records in rows or columns, row of the header, rows of explanation below it, footers."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from cutline.sources.inspecting.detecting.cell_kinds import cell_kind, is_period, share_of_figures
from cutline.sources.inspecting.findings import Detection

MOST_EXPLAINING = 5  # rows below a header that may explain the columns
MOST_HEADERS = 3  # rows that are offered as the header if none looks like one


def _evenness(lines: Sequence[Sequence[str]]) -> float:
    """How alike the cells within each line are, from 0 to 1, over the lines that are not all text."""
    shares = []
    for line in lines:
        kinds = Counter(filter(None, map(cell_kind, line)))
        if kinds and set(kinds) != {"text"}:
            shares.append(max(kinds.values()) / sum(kinds.values()))
    return sum(shares) / len(shares) if shares else 0.0


def orientation_of(rows: list[list[str]]) -> tuple[list[list[str]], Detection]:
    """The rows (transposed if each record is a column), and the finding or question about `transposed`.

    Cells that belong to one header are alike. So records are columns if cells are more alike along the rows than down the
    columns.
    """
    filled = [row for row in rows if sum(bool(cell.strip()) for cell in row) > 1][:200]
    width = max(map(len, filled), default=0)
    turned = [[row[i] if i < len(row) else "" for row in filled] for i in range(min(width, 400))]
    down, across = _evenness([column[1:] for column in turned]), _evenness([row[1:] for row in filled])
    evidence = (
        f"cells are alike by {down:.0%} down the columns, by {across:.0%} along the rows; {len(filled)} rows, {width} columns"
    )
    labels = [cell for cell in (turned[0] if turned else []) if cell.strip()]
    if across > down + 0.05 and width > len(filled) and len(set(labels)) == len(labels):
        everything = [[row[i] if i < len(row) else "" for row in rows] for i in range(width)]
        return everything, Detection("transposed", "true", min(0.99, 0.5 + across - down), evidence)
    if across > down + 0.02 and width > len(filled):
        return rows, Detection("transposed", None, 0.5, evidence, ("false", "true"))
    return rows, Detection("transposed", "false", 0.95 if down >= across else 0.8, evidence)


def header_of(rows: list[list[str]]) -> tuple[int, Detection]:
    """The index of the header's row, and the finding or question about `header_row`.

    The header is the first of thirty rows that is about as wide as the others and holds different texts and no figures.
    """
    top = next(i for i, row in enumerate(rows) if any(cell.strip() for cell in row))
    usual = Counter(sum(bool(cell.strip()) for cell in row) for row in rows[top : top + 300] if any(cell.strip() for cell in row))
    width = max(len(row) for row in rows[top : top + 300])
    for i, row in enumerate(rows[top : top + 30], top):
        cells = [cell.strip() for cell in row if cell.strip()]
        wide = len(cells) >= max(2, 0.6 * min(width, usual.most_common(1)[0][0] * 1.5))
        if wide and _may_be_header(cells) and len(set(cells)) >= 0.9 * len(cells):
            words = "texts" if all(cell_kind(cell) == "text" for cell in cells) else "texts and days"
            evidence = f"the first row of {len(cells)} different {words}" + (f", under {i} row(s) of titles" if i else "")
            return i, Detection("header_row", str(i + 1), 0.95, evidence)
        if wide and _names_periods(row, rows[i + 1 : i + 21]):
            above = f", under {i} row(s) of titles" if i else ""
            return i, Detection("header_row", str(i + 1), 0.9, f"the first row of texts and periods over figures{above}")
    full = [i for i, row in enumerate(rows[top : top + 30], top) if sum(map(bool, map(str.strip, row))) >= max(2, 0.6 * width)]
    offered = (full or [top])[:MOST_HEADERS]
    evidence = "no row looks like a header: each holds numbers or repeated texts"
    return offered[0], Detection("header_row", None, 0.4, evidence, tuple(str(i + 1) for i in offered))


def _may_be_header(cells: Sequence[str]) -> bool:
    """Whether the cells of a row are texts; or texts and days in their order, as a spreadsheet heads a column for each month."""
    days = [cell[:10] for cell in cells if re.fullmatch(r"\d{4}-\d\d-\d\d(?:[T ]00:00:00(?:\.0+)?)?", cell)]
    texts = [cell for cell in cells if cell_kind(cell) == "text"]
    return len(texts) == len(cells) or (
        bool(texts) and len(days) > 1 and len(texts) + len(days) == len(cells) and days == sorted(set(days))
    )


def _names_periods(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row is a header that holds periods beside texts: all its cells differ, at least two are periods, and figures,
    dashes or nothing stand below these.
    """
    cells = [cell.strip() for cell in row]
    periods = [i for i, cell in enumerate(cells) if is_period(cell)]
    others = [cell for i, cell in enumerate(cells) if cell and i not in periods]
    filled = [cell for cell in cells if cell]
    kinds = {cell_kind(line[i]) for line in below for i in periods if i < len(line)}
    differ = len(set(filled)) == len(filled) and all(cell_kind(cell) == "text" for cell in others)
    return len(periods) > 1 and bool(others) and differ and "number" in kinds and kinds <= {"number", ""}


def two_row_header(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the first row of a header of two rows, such as years over quarters; None if there is none.

    The upper row holds fewer labels than the lower one, the lower one repeats its labels, and figures stand below these.
    """
    for i, (upper, lower) in enumerate(pairwise(rows[:30])):
        labels = [j for j, cell in enumerate(upper) if cell.strip()]
        names = [cell.strip() for cell in lower]
        under = [j for j in range(labels[0] if labels else 0, len(names)) if names[j]]
        repeated = {name for name, times in Counter(names[j] for j in under).items() if times > 1}
        figures = {cell_kind(line[j]) for line in rows[i + 2 : i + 22] for j in under if j < len(line)}
        is_named = all(names[j] for j in range(labels[0] if labels else 0, len(names)) if j < len(upper))
        if (
            1 < len(labels) < len(under)
            and repeated
            and is_named
            and all(names[j] in repeated for j in under if j in labels)
            and figures == {"number"}
        ):
            return i
    return None


def without_footer(body: list[list[str]]) -> tuple[list[list[str]], Detection | None]:
    """The rows below the header without totals and notes at the end; and the finding about `not_data` or the question about
    `footer_rows`.

    A row at the end is a note if it fills at most a quarter of the usual number of cells, and a total if it begins with a
    word for a total.
    """
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
        return body[: -len(totals)], Detection(
            "not_data", pattern, 0.9, f"{len(totals)} row(s) at the end begin with {word!r}, so they are totals"
        )
    if not n:
        return body, None
    first = next(cell for cell in body[-n] if cell.strip())
    return body[:-n], Detection(
        "footer_rows", None, 0.6, f"the last {n} row(s) hold few cells, or a total: {first[:60]!r}", (str(n), "0")
    )


def rows_below_header_of(cells: list[list[str]]) -> Detection | None:
    """The question about rows under the header that explain the columns: they hold text over columns of numbers and dates.

    cells: the columns, from the row under the header on. A single such column may begin with a bad cell, so at least two
    columns must show this.
    """
    explained = [
        column for column in cells if len(column) > 5 and cell_kind(column[0]) == "text" and share_of_figures(column[1:]) > 0.6
    ]
    if len(explained) < 2:
        return None
    count = 1
    while count < MOST_EXPLAINING and sum(cell_kind(column[count]) == "text" for column in explained) > len(explained) / 2:
        count += 1
    if any(share_of_figures(column[count:]) <= 0.9 for column in explained):
        return None
    rows = "the first row says" if count == 1 else f"the first {count} rows hold texts such as"
    return Detection(
        "rows_below_header",
        None,
        0.7,
        f"{rows} {explained[0][0][:50]!r} over numbers or dates",
        tuple(str(n) for n in range(count, -1, -1)),
    )
