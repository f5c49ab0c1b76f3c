"""Profiles one column of a file: its kind, how many cells are filled and distinct, samples, date formats and unit."""

from collections import Counter
from collections.abc import Sequence

from cutline.settings.layouts.locales import LocaleName
from cutline.sources.inspecting.detecting.amounts import figure_kind, unit_of
from cutline.sources.inspecting.detecting.cell_kinds import DASHES, cell_kind, is_numeric
from cutline.sources.inspecting.detecting.date_formats import dates_of, first_and_last
from cutline.sources.inspecting.detecting.language import in_english
from cutline.sources.inspecting.detecting.number_marks import least_and_greatest
from cutline.sources.inspecting.findings import ColumnProfile

SAMPLES = 12  # texts of a column that are kept as examples


def column_profile(
    header: str, cells: Sequence[str], titles: Sequence[str] = (), decimal: str | None = ".", locale: LocaleName = "en"
) -> ColumnProfile:
    """The profile of one column. cells: its texts without outer white space. titles: the cells above the header. decimal: the
    decimal mark; None if the file does not tell it. locale: the language of the names of its months.
    """
    filled = [cell for cell in cells if cell]
    counted = Counter(filled)
    samples = tuple(text for text, _ in counted.most_common(SAMPLES))
    kept = tuple(cells)
    if not filled:
        return ColumnProfile(header, "empty", 0, 0, (), cells=kept)
    dashes = sum(cell in DASHES for cell in filled)
    if dashes == len(filled):  # an accounting format shows nothing but zeros so
        return ColumnProfile(header, "number", len(filled), len(counted), samples, dashes=dashes, cells=kept)
    plain = {text: in_english(text, locale) for text in counted}
    dates = dates_of(header, [plain[text] for text in filled])
    if dates:
        formats, left = dates
        odd = tuple(text for text in counted if plain[text] in set(left))
        first, last = first_and_last(formats, [plain[text] for text in counted if text not in set(odd)])
        return ColumnProfile(
            header, "date", len(filled), len(counted), samples, formats=formats, odd=odd, least=first, greatest=last, cells=kept
        )
    if is_numeric(cells):
        kind = figure_kind(header, filled)
        other_texts = Counter(cell for cell in filled if cell_kind(cell) not in ("number", ""))
        least, greatest = least_and_greatest(list(counted), decimal) if decimal else ("", "")
        return ColumnProfile(
            header,
            kind,
            len(filled),
            len(counted),
            samples,
            unit=unit_of(header, filled, titles) if kind == "money" else None,
            odd=tuple(text for text, _ in other_texts.most_common()),
            dashes=dashes,
            least=least,
            greatest=greatest,
            cells=kept,
        )
    return ColumnProfile(header, "text", len(filled), len(counted), samples, cells=kept)
