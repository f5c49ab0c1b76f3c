"""Profiles one column of a file: its kind, how many cells are filled and distinct, samples, date formats and unit."""

import re
from collections import Counter
from collections.abc import Sequence

from cutline.sources.inspecting.detecting.amounts import AMOUNT_WORDS, unit_of
from cutline.sources.inspecting.detecting.cell_kinds import DASHES, cell_kind, is_numeric
from cutline.sources.inspecting.detecting.date_formats import dates_of
from cutline.sources.inspecting.findings import ColumnProfile

SAMPLES = 12  # texts of a column that are kept as examples


def column_profile(header: str, cells: Sequence[str], titles: Sequence[str] = ()) -> ColumnProfile:
    """The profile of one column. cells: its texts without outer white space. titles: the cells above the header."""
    filled = [cell for cell in cells if cell]
    counted = Counter(filled)
    samples = tuple(text for text, _ in counted.most_common(SAMPLES))
    if not filled:
        return ColumnProfile(header, "empty", 0, 0, ())
    dashes = sum(cell in DASHES for cell in filled)
    if dashes == len(filled):  # an accounting format shows nothing but zeros so
        return ColumnProfile(header, "number", len(filled), len(counted), samples, dashes=dashes)
    dates = dates_of(header, filled)
    if dates:
        return ColumnProfile(header, "date", len(filled), len(counted), samples, formats=dates[0], odd=dates[1])
    if is_numeric(cells):
        signed = any(re.search(r"[£€¥$]", cell) for cell in filled)
        is_money = signed or bool(re.search(AMOUNT_WORDS, header, re.IGNORECASE))
        other_texts = Counter(cell for cell in filled if cell_kind(cell) not in ("number", ""))
        return ColumnProfile(
            header,
            "money" if is_money else "number",
            len(filled),
            len(counted),
            samples,
            unit=unit_of(header, filled, titles) if is_money else None,
            odd=tuple(text for text, _ in other_texts.most_common(SAMPLES)),
            dashes=dashes,
        )
    return ColumnProfile(header, "text", len(filled), len(counted), samples)
