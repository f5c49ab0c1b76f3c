"""The settings that say how a file is written: encoding, layout, marks of numbers, dates, and the words for unknown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cutline.settings.sources import Source
from cutline.sources.inspecting.detecting.cell_kinds import MINUS_BEHIND
from cutline.sources.inspecting.detecting.date_formats import has_two_digit_years
from cutline.sources.inspecting.findings import ColumnProfile, Detection, Inspection
from cutline.sources.inspecting.proposing.block_text import OPEN, Question, Setting, plain
from cutline.sources.inspecting.proposing.column_choices import NULL_WORDS, FeedChoice, plain_column, words_for_unknown
from cutline.sources.toml_text import toml_string

# The settings of a source that are detected, in the order in which they are written, and those that are left out at their
# default.
DETECTED = (
    "records", "encoding", "undecodable", "delimiter", "sheet", "transposed", "header_row", "header_rows", "rows_below_header", "footer_rows", "not_data", "locale", "decimal",
)  # fmt: skip
DEFAULTS = {"encoding": "auto", "delimiter": ",", "transposed": "false", "header_row": "1", "decimal": "."}
NOT_QUOTED = ("transposed", "header_row", "header_rows", "rows_below_header", "footer_rows", "not_data")
MEANINGS = {
    "transposed": {"true": "each record is a column", "false": "each record is a row"},
    "footer_rows": {"0": "they are data"},
    "rows_below_header": {"0": "they are data"},
    "decimal": {".": "a point", ",": "a comma"},
    "locale": {"de": "German", "fr": "French", "es": "Spanish", "it": "Italian"},
    "undecodable": {"replace": "each such byte is read as U+FFFD", "refuse": "the night stops until the file is mended"},
}
ASKS = {
    "encoding": "in which encoding do the names read well?",
    "undecodable": "what shall become of these bytes?",
    "delimiter": "which mark separates the cells?",
    "sheet": "which sheet holds the rows?",
    "records": "which list holds the rows?",
    "transposed": "is each record a column?",
    "header_row": "which row is the header?",
    "rows_below_header": "how many rows below the header are no data?",
    "footer_rows": "how many rows at the end are no data?",
    "locale": "in which language are the words, the names of months and the numbers?",
    "decimal": "which is the decimal mark?",
}
FIGURES = ("money", "fte", "share", "integer", "points", "rate", "ratio", "index")
DIGITS_OF_A_DOUBLE = 15
MANY_ALIKE = 3  # texts of one kind that a pattern names instead of a list
EXEMPT = r"(?i)(?:data )?exempt\b.*"


@dataclass(frozen=True)
class HowWritten:
    """The settings of a source that say how its files are written.

    formats: the date formats that count for all columns. null_texts: the texts about which the source asks whether they mean
    unknown. notes: what a person must know, in sentences.
    """

    settings: tuple[Setting, ...]
    formats: tuple[str, ...]
    null_texts: frozenset[str]
    notes: tuple[str, ...] = ()


def how_it_is_written(inspection: Inspection, feeds: list[FeedChoice]) -> HowWritten:
    """How a file is written, and what a person must know of it."""
    chosen = [(feed.table, choice) for feed in feeds for choice in feed.columns if choice.profile is not None]
    read = list({choice.profile.header: choice.profile for _, choice in chosen if choice.profile}.values())
    dates = [
        choice.profile
        for table, choice in chosen
        if choice.profile and choice.profile.formats and plain_column(table, choice.plain).kind == "date"
    ]
    formats = _common_formats(dates)
    figures = list(
        {
            choice.profile.header: choice.profile
            for table, choice in chosen
            if choice.profile and plain_column(table, choice.plain).kind in FIGURES
        }.values()
    )
    imprecise = [
        choice.profile for _, choice in chosen if choice.profile and choice.profile.formats and choice.plain != "period_start"
    ]
    wide = tuple(form for feed in feeds for form in feed.formats)
    settings = [
        *detected_settings(inspection),
        *_dates(dates, formats),
        *_centuries(dates, wide),
        *_imprecise(imprecise),
        *_figures(figures),
    ]
    if any(("unit", '"hours"') in one.parts for feed in feeds if not feed.is_off for one in feed.written):
        settings.append(hours_per_fte())
    notes = tuple(_signs(read))
    words = dict.fromkeys(
        text
        for table, choice in chosen
        if choice.profile
        for text in words_for_unknown(plain_column(table, choice.plain), choice.profile, inspection.locale)
    )
    settings += _unknown(list(words))
    return HowWritten(tuple(settings), formats or Source.model_fields["date_formats"].default, frozenset(words), notes)


def detected_settings(inspection: Inspection) -> Iterator[Setting]:
    """The settings that were detected and differ from their defaults, and the questions about them."""
    is_english = inspection.locale == "en"  # the marks of another locale differ from the defaults, so they are written
    for what in DETECTED:
        found = inspection.found(what)
        is_default = found is not None and found.value is not None and found.value == DEFAULTS.get(what)
        if found and not (is_default and (is_english or what != "decimal")):
            yield _setting(found)
    decimal = inspection.found("decimal")
    if decimal and decimal.value is None:
        question = Question(
            'which mark separates the thousands? It is the mark that is not the decimal mark, or "".',
            ('","', '"."', '"\'"', '" "', '""'),
        )
        yield plain("thousands", OPEN, "", question)
    elif (decimal and decimal.options and not is_english) or (
        decimal and decimal.options and decimal.options[0] not in (",", "" if decimal.value == "." else ",")
    ):
        yield plain("thousands", toml_string(decimal.options[0]))


def _setting(found: Detection) -> Setting:
    quoted = toml_string if found.what not in NOT_QUOTED else str
    evidence = f"{found.evidence[:1].upper()}{found.evidence[1:]}"
    if found.value is not None:
        return plain(found.what, quoted(found.value), f"{found.confidence:.0%} sure: {evidence}.")
    meanings = MEANINGS.get(found.what, {})
    answers = tuple(quoted(option) + (f" ({meanings[option]})" if option in meanings else "") for option in found.options)
    return plain(found.what, OPEN, "", Question(f"{evidence}: {ASKS.get(found.what, 'which is it?')}", answers))


def _common_formats(dates: list[ColumnProfile]) -> tuple[str, ...]:
    """The date formats that all columns of dates share; empty if they differ, so that each column states its own."""
    told = {profile.formats.options for profile in dates if profile.formats and profile.formats.value is not None}
    return next(iter(told)) if len(told) == 1 else ()


def _dates(dates: list[ColumnProfile], common: tuple[str, ...]) -> Iterator[Setting]:
    if common and common != Source.model_fields["date_formats"].default:
        evidence = next(profile.formats.evidence for profile in dates if profile.formats and profile.formats.options == common)
        yield plain("date_formats", toml_string(list(common)), f"{dates[0].header!r}: {evidence}.")


def _centuries(dates: list[ColumnProfile], wide: tuple[str, ...]) -> Iterator[Setting]:
    """The question about the century of years of two digits. wide: the formats of headers that are periods."""
    short = [
        profile.formats.evidence
        for profile in dates
        if profile.formats and any(map(has_two_digit_years, profile.formats.options))
    ]
    if short or any(map(has_two_digit_years, wide)):
        said = short[0] if short else "the headers of the periods have years of two digits"
        question = Question(
            f"{said}: what is the first of the hundred years that two digits can mean?",
            ("1990 (89 is 2089, and 90 is 1990)", "1950", "2000"),
            is_example=True,
        )
        yield plain("two_digit_years_from", OPEN, "", question)


def _imprecise(dates: list[ColumnProfile]) -> Iterator[Setting]:
    """The question which day a month stands for. For the period of a figure it does not matter."""
    formats = {form for profile in dates if profile.formats for form in profile.formats.options}
    if any(not re.search("%d|%H", form) for form in formats):
        question = Question("which day does a month, a quarter or a year stand for?", ('"first_day"', '"last_day"'))
        yield plain("imprecise_dates", OPEN, "", question)


def hours_per_fte() -> Setting:
    """The question how many hours one FTE works in a period."""
    answers = ("487.5 (a quarter of 13 weeks at 37.5 hours)",)
    return plain(
        "hours_per_fte",
        OPEN,
        "",
        Question("how many hours does one FTE work in a period of your calendar?", answers, is_example=True),
    )


def _figures(read: list[ColumnProfile]) -> Iterator[Setting]:
    figures = [
        text
        for profile in read
        if profile.kind in ("money", "number", "percent", "score")
        for text in dict.fromkeys(profile.cells)
    ]
    behind = sorted({match[1] for text in figures if (match := MINUS_BEHIND.match(text))})
    if behind:
        first = next(text for text in figures if MINUS_BEHIND.match(text))
        yield plain("negative_suffixes", toml_string(behind), f"{first} and others have it behind the number.")
    if any(re.search(r"\d\s?DR$", text) for text in figures):
        yield plain("positive_suffixes", '["DR"]', "Debits are marked behind the number.")
    long = next((text for text in figures if len(re.sub(r"[eE]-?\d+|\D", "", text).strip("0")) > DIGITS_OF_A_DOUBLE), None)
    if long:
        question = Question(
            f"{long} has more digits than an amount: does the program write binary fractions?",
            ("true (read it to 15 digits)", "false"),
        )
        yield plain("round_to_15_digits", OPEN, "", question)


def _signs(read: list[ColumnProfile]) -> Iterator[str]:
    """What a person must know of the signs of currency in the cells: a night takes them for the portfolio's currency."""
    signs = {
        sign
        for profile in read
        if profile.kind == "money"
        for cell in profile.cells
        for sign in re.findall(r"[A-Z]{0,2}\$|[£€¥]", cell)
    }
    if signs:
        yield f"The amounts carry {' and '.join(sorted(signs))}: [portfolio] currency must be written so, or a column `currency` must say which it is."


def _unknown(words: list[str]) -> Iterator[Setting]:
    """The questions about texts that may mean unknown. Rows with those that do not go to quarantine."""
    exempt = [word for word in words if re.fullmatch(EXEMPT, word)]
    if len(exempt) > MANY_ALIKE:
        words = [word for word in words if word not in exempt]
        text = (
            f"{len(exempt)} texts such as {exempt[0]!r} stand where a figure, a date or a word should. If they mean unknown, put the "
            f"list below in place of this line, else take both away."
        )
        yield Setting("null_patterns", (("", OPEN),), "", (Question(text),), offered=(EXEMPT,))
    if words:
        text = (
            "the texts below stand where a figure, a date or a word should. Put the list in place of this line, without the texts that "
            "do not mean unknown."
        )
        yield Setting("null_words", (("", OPEN),), "", (Question(text),), offered=(*NULL_WORDS, *words))
