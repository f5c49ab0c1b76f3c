"""Detects the unit of a column of money: whole units, thousands, millions or billions."""

import re
from collections.abc import Sequence

from cutline.sources.inspecting.detecting.cell_kinds import NUMBER, cell_kind
from cutline.sources.inspecting.findings import Detection
from cutline.sources.mapping.stated_units import in_words, stated_units

AMOUNT_WORDS = (
    r"cost|budget|amount|price|value|spend|spent|forecast|baseline|commitment|grant|kosten|betrag|fund|benefit|saving|revenue"
    r"|impact|capex|opex|expenditure|expense|appropriation|npv|montant|importe|importo|wartość|koszt"
)
# Words of a header whose figures are no money, although a word for money may stand beside them: Budget variance %, Cost score.
PERCENT_WORDS = r"%|\bper ?cent\b|\bpercentage\b|\bpct\b|\bprozent\b|\bshare\b|\bprobability\b|\blikelihood\b|\bratio\b|\brate\b"
SCORE_WORDS = r"\bscor(?:e|es|ing)\b|\bratings?\b|\brank(?:ing)?\b|(?<!story )(?<!function )\bpoints?\b|\bgrade\b|\bpriority\b|\bindex\b|\bweight(?:ing)?\b|\bstars?\b|\b[01]\s?(?:[-–]|to)\s?(?:3|4|5|7|10|100)\b"
COUNT_WORDS = (
    r"\bnumber of\b|\bno\.? of\b|\bcount\b|\bdays?\b|\bhours?\b|\bfte\b|\bhead ?count\b|\bcode\b|\bid\b|\bnumber$|\bno\.?$|\border\b|\bwards?\b"
    r"|\byears?$|\bmonths?$|\bversion\b|\bflag\b|\blevel\b"
)
RATED = (
    r"(?i)impact|value|benefit|risk|effort|complexity|urgency|fit\b|readiness"  # headers of scores as well as of other figures
)
SCALE_OF_SCORES = 10


def figure_kind(header: str, filled: Sequence[str]) -> str:
    """What the figures of a column are: `money`, `percent`, `score` or `number`. filled: the filled cells."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.replace("_", " "))
    numbers = [cell for cell in filled if cell_kind(cell) == "number"]
    if re.search(PERCENT_WORDS, words, re.IGNORECASE) or sum(cell.endswith("%") for cell in numbers) > 0.5 * len(numbers):
        return "percent"
    if re.search(SCORE_WORDS, words, re.IGNORECASE):
        return "score"
    if any(re.search(r"[£€¥$]", cell) for cell in numbers):
        return "money"
    if re.search(COUNT_WORDS, words, re.IGNORECASE):
        return "number"
    if re.search(RATED, words) and all(re.fullmatch(r"\d{1,2}", cell) and int(cell) <= SCALE_OF_SCORES for cell in numbers):
        return "score"
    return "money" if re.search(AMOUNT_WORDS, words, re.IGNORECASE) else "number"


LARGE_AMOUNT = 1_000_000  # amounts are taken to be in whole units if half of them are larger than this


def unit_of(header: str, filled: Sequence[str], titles: Sequence[str] = ()) -> Detection:
    """The finding or question about the unit of a column of money. filled: the filled cells. titles: the cells above the
    header.

    The suffixes of the cells decide. If there are none, words of the header decide, then words of the titles, and otherwise
    the size of the amounts.
    """
    what = f"unit of {header}"
    suffixed = [match[2].lower() for cell in filled if (match := NUMBER.match(cell)) and match[2] and match[2] != "%"]
    if suffixed and len(suffixed) > 0.9 * sum(cell_kind(cell) == "number" for cell in filled):
        return Detection(what, "1", 0.97, f"the cells have a suffix: {filled[0]}")
    titled = {unit: words for title in titles for unit, words in stated_units(title, is_title=True).items()}
    for place, stated in ((f"the header {header!r}", stated_units(header)), ("a title above the header", titled)):
        if stated:
            known = next(iter(stated)) if len(stated) == 1 and set(stated) <= {"k", "m", "bn"} else None
            return Detection(
                what, known, 0.9, f"{place} says {' and '.join(in_words(stated))}", tuple(stated) if known is None else ()
            )
    amounts = sorted(
        float(digits)
        for cell in filled
        if (match := NUMBER.match(cell)) and (digits := re.sub(r"[^\d.]", "", match[1])).count(".") < 2 and digits.strip(".")
    )
    middle = amounts[len(amounts) // 2] if amounts else 0.0
    if middle >= LARGE_AMOUNT:
        return Detection(what, "1", 0.9, f"half of the amounts are over {middle:,.0f}, so they are in whole units")
    return Detection(
        what,
        None,
        0.4,
        f"half of the amounts are under {middle:,.2f}, and neither the header nor the cells name a unit",
        ("1", "k", "m"),
    )
