"""Writes the [[sources]] block of an inspected file, for a person to edit and keep.

What cannot be decided is written as "?". The settings refuse a "?", so that an unanswered question never passes as an answer.
"""

import glob
import re
from collections.abc import Iterator

from cutline.settings.sources import Source
from cutline.sources.formats.known_formats import ready_made_tables
from cutline.sources.inspecting.detecting.cell_kinds import MINUS_BEHIND
from cutline.sources.inspecting.findings import Detection, Inspection
from cutline.sources.inspecting.proposing.matching import CONFIDENT, HeaderMatch, Proposal, matches_of, propose_tables
from cutline.sources.inspecting.proposing.toml_text import toml_string
from cutline.sources.inspecting.proposing.wide_periods import dashes_in_words, period_headers, wide_feed

# The settings of a source that are detected, in the order in which they are written, and those that are left out at their
# default.
DETECTED = (
    "records",
    "encoding",
    "delimiter",
    "sheet",
    "transposed",
    "header_row",
    "header_rows",
    "rows_below_header",
    "footer_rows",
    "not_data",
    "decimal",
)
DEFAULTS = {"encoding": "auto", "delimiter": ",", "transposed": "false", "header_row": "1", "decimal": "."}
NULL_WORDS = Source.model_fields["null_words"].default
DIGITS_OF_A_DOUBLE = 15
# The words that people write where they have no figure.
NO_VALUE = re.compile(
    r"(?i)[-\u2013\u2014?.\u2026]+|n\.?\s?/?\s?[ak]\.?|nil|none|null|nan|tb[acd]\.?|unknown|not (?:known|available|applicable|set|provided|yet known)|pending|missing"
    r"|exempt.*|redacted|confidential|k\.?\s?a\.?|unbekannt|offen|inconnu|s\.?\s?/?\s?d\.?|n\.?\s?d\.?|\*+"
)
DAY = re.compile(r"20\d\d([-_]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])")


def questions_in(block: str) -> int:
    """The number of questions in a block. Each question is in a line of its own, behind `# ?`."""
    return sum("    # ? " in line and not line.startswith("#") for line in block.splitlines())


def source_name(file: str) -> str:
    """A name for the source of a file: the file's name without its day and without its ending."""
    return re.sub(r"[^A-Za-z0-9]+", "_", DAY.sub("", re.sub(r"(\.\w{1,7}){1,2}$", "", file))).strip("_").lower() or "source"


def source_block(inspection: Inspection, name: str) -> str:
    """The [[sources]] block of a file. Comments give the evidence of each setting, and "?" marks a setting that a person
    must answer.
    """
    lines = list(_lines(inspection, name))
    asked = [line for line in lines if "    # ? " in line and not line.startswith("#")]
    questions = [f"# QUESTION {n}: {line.split(' = ')[0]}: {line.partition('    # ? ')[2]}" for n, line in enumerate(asked, 1)]
    holds = f"{inspection.records:,} {'records' if inspection.columns else 'project(s)'}"
    head = f'# Proposed from {inspection.file} by cutline inspect: {holds}. Read it, and answer what is "?".'
    return "\n".join([head, *questions, *lines]) + "\n"


def _lines(inspection: Inspection, name: str) -> Iterator[str]:
    yield "[[sources]]"
    yield f"name = {toml_string(name)}"
    yield from _files(inspection.file)
    kind = inspection.format.value or "auto"
    if ready_made_tables(kind):
        yield from _project_file(kind)
        return
    yield from _how_it_is_written(inspection)
    yield from _feeds(inspection)


def _how_it_is_written(inspection: Inspection) -> Iterator[str]:
    for what in DETECTED:
        found = inspection.found(what)
        if found and not (found.value is not None and found.value == DEFAULTS.get(what)):
            yield _setting(found)
    decimal = inspection.found("decimal")
    if decimal and decimal.value is None:
        yield 'thousands = "?"    # ? the mark that is not the decimal mark, or "" where there is none'
    elif decimal and decimal.options and decimal.options[0] != ",":
        yield f"thousands = {toml_string(decimal.options[0])}"
    yield from _dates(inspection)
    yield from _unfitting_texts(inspection)


def _feeds(inspection: Inspection) -> Iterator[str]:
    proposals = propose_tables(inspection)
    wide = period_headers(inspection)
    mapped = {match.profile.header for proposal in proposals for match in proposal.matches} | set(wide)
    mapped |= {match.profile.header for match in matches_of(inspection, "cost_lines")} if wide else set()
    unread = [column for column in inspection.columns if column.header not in mapped]
    plain = [column.header for column in unread if column.kind in ("text", "empty")]
    if plain:
        patterns = [re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", header) for header in plain]
        yield f"ignore = {toml_string(patterns)}    # nothing reads these columns; take out what you map"
    telling = [column.header for column in unread if column.header not in plain]
    if telling:
        yield f"# Nothing reads these dates and figures yet; every night says so until you map or ignore them: {', '.join(telling)}"
    for proposal in proposals:
        yield ""
        yield from _feed(proposal)
    if wide:
        yield ""
        yield from wide_feed(inspection, wide)
    elif not proposals:
        yield ""
        yield "[[sources.feeds]]"
        yield 'table = "?"    # ? no header is like a column of ours: which table of the data dictionary does this file fill?'


def _files(file: str) -> Iterator[str]:
    day = DAY.search(file)
    if day is None:
        yield f"files = {toml_string(glob.escape(file))}    # a pattern such as projects_*.csv reads every delivery"
        return
    yield f"files = {toml_string(glob.escape(file[: day.start()]) + '*' + glob.escape(file[day.end() :]))}    # the file with the newest day in its name counts"
    mark = day[1]
    yield f"as_of = '(?P<y>\\d{{4}}){mark}(?P<m>\\d\\d){mark}(?P<d>\\d\\d)'"


def _project_file(kind: str) -> Iterator[str]:
    yield f"format = {toml_string(kind)}"
    yield 'hours_per_fte = "?"    # ? the hours one FTE works in a period of your calendar: 487.5 for a quarter of 13 weeks at 37.5'
    for table, columns in (
        ("projects", 'status = { value = "?" }    # ? idea, proposed, approved, in_flight, on_hold, closed or cancelled'), ("milestones", ""),
        ("demand", 'fte = { from = "hours", unit = "hours" }'),
        ("cost_lines", 'cost_class = { value = "?" }    # ? capex or opex: a schedule does not say'), ("evm", ""),
    ):  # fmt: skip
        yield ""
        yield "[[sources.feeds]]"
        yield f"table = {toml_string(table)}"
        if columns:
            yield "[sources.feeds.columns]"
            yield columns


def _setting(found: Detection) -> str:
    if found.value is None:
        empty = '""' if found.what == "delimiter" else '"?"'
        return f"{found.what} = {empty}    # ? {found.evidence}; one of {', '.join(map(repr, found.options))}"
    plain = found.what in ("transposed", "header_row", "header_rows", "rows_below_header", "footer_rows", "not_data")
    return f"{found.what} = {found.value if plain else toml_string(found.value)}    # {found.confidence:.0%}: {found.evidence}"


def _dates(inspection: Inspection) -> Iterator[str]:
    detections = [column.formats for column in inspection.columns if column.formats]
    if not detections:
        return
    sure = _formats([found for found in detections if found.value])
    asked = [found for found in detections if found.value is None]
    evidence = "; ".join(found.evidence for found in asked or detections)[:160]
    both = f"; one of {', '.join(dict.fromkeys(form for found in asked for form in found.options))}" if asked else ""
    yield f"date_formats = {toml_string([*sure, *(['?'] if asked else [])])}    # {'? ' if asked else ''}{evidence}{both}"
    if any("%y" in form and "%Y" not in form for form in sure):
        yield 'two_digit_years_from = "?"    # ? the first of the hundred years that two digits can mean: 1990 reads 89 as 2089'
    if any(not re.search("%d|%H", form) and "%" in form for form in sure):
        yield 'imprecise_dates = "?"    # ? the day a month, quarter or year stands for: first_day or last_day'


def _formats(detections: list[Detection]) -> list[str]:
    return list(dict.fromkeys(form for found in detections for form in found.options))


def _unfitting_texts(inspection: Inspection) -> Iterator[str]:
    texts = list(dict.fromkeys(text for column in inspection.columns for text in column.odd))
    behind = sorted({match[1] for text in _figures(inspection) if (match := MINUS_BEHIND.match(text))})
    if behind:
        yield f"negative_suffixes = {toml_string(behind)}    # {_figures(inspection)[0]} and others have it behind the number"
    long = next((text for text in _figures(inspection) if len(re.sub(r"\D", "", text).strip("0")) > DIGITS_OF_A_DOUBLE), None)
    if long:
        yield f'round_to_15_digits = "?"    # ? {long} has more digits than an amount: true if the program writes binary fractions, else false'
    known = {word.lower() for word in NULL_WORDS}
    words = [text for text in texts if NO_VALUE.fullmatch(text) and text.lower() not in known]
    others = [text for text in texts if not NO_VALUE.fullmatch(text)]
    if others:
        yield f"# Rows with these texts, where a figure or a date should stand, go to quarantine: {', '.join(map(toml_string, others))}"
    if words:
        yield "# Rows with these texts go to quarantine until you list those that mean unknown:"
        yield f"# null_words = {toml_string([*NULL_WORDS, *words])}"


def _figures(inspection: Inspection) -> list[str]:
    figures = [text for column in inspection.columns if column.kind in ("money", "number") for text in column.samples]
    return sorted(figures, key=lambda text: MINUS_BEHIND.match(text) is None)


def _unknown_values(match: HeaderMatch) -> list[str]:
    """The texts of a column of fixed values that the contract does not know."""
    known = match.column.values
    return [text for text in match.profile.samples if known and re.sub(r"[\s/-]+", "_", text.lower()) not in known]


def _feed(proposal: Proposal) -> Iterator[str]:
    yield "[[sources.feeds]]"
    yield f"table = {toml_string(proposal.table)}    # {proposal.confidence} of 100 on its required columns"
    yield "[sources.feeds.columns]"
    for match in proposal.matches:
        unit = match.profile.unit
        header = toml_string(match.profile.header)
        dashed = ', values = { "-" = "?" }' if match.column.kind in ("money", "fte") and match.profile.dashes else ""
        if match.column.kind == "money" and unit and (unit.value != "1" or dashed):
            unit_text = "" if unit.value == "1" else f", unit = {toml_string(unit.value or '?')}"
            value = f"{{ from = {header}{unit_text}{dashed} }}"
        elif dashed:
            value = f"{{ from = {header}{dashed} }}"
        elif unknown := _unknown_values(match):
            answers = ", ".join(toml_string(text) + ' = "?"' for text in unknown)
            value = f"{{ from = {header}, values = {{ {answers} }} }}"
        else:
            value = header
        question = '"?"' in value
        asks = [unit.evidence] if unit and unit.value is None and match.column.kind == "money" else []
        asks += [dashes_in_words([match.profile])] if dashed else []
        asked = "? " + ("; ".join(asks) or "what each of these means here")
        comment = asked if question else f"{match.score} of 100: {match.evidence}"
        # A date that would limit when a project may run is written as a comment, for a person to switch on.
        binds = proposal.table == "projects" and match.column.plain in ("earliest_start", "deadline", "latest_start")
        yield f"{'# ' if binds or (match.score < CONFIDENT - 10 and match.column.plain != 'project_id') else ''}{match.column.plain} = {value}    # {comment}"
    for column in proposal.missing:
        yield f'{column.plain} = {{ value = "?" }}    # ? no header is like it: name a column of the file, or give one value for every row'
