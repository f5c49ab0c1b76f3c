"""From what a file looks like to a [[sources]] block that a person edits and keeps. What cannot be told is written as "?", which no
night accepts: an unanswered question stops at the settings, it never passes as an answer.
"""

import glob
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.contracts.tables.records import Column
from cutline.settings.sources import Source
from cutline.sources.inspecting.detecting import ColumnLook, Found, Inspection

CONFIDENT, POSSIBLE = 85, 70
PROJECT_FORMATS = ("mspdi", "xer", "pmxml")
DETECTED = (
    "encoding",
    "delimiter",
    "sheet",
    "transposed",
    "header_row",
    "rows_below_header",
    "footer_rows",
    "not_data",
    "decimal",
)
DEFAULTS = {"encoding": "auto", "delimiter": ",", "transposed": "false", "header_row": "1", "decimal": "."}
NULL_WORDS = Source.model_fields["null_words"].default
DAY = re.compile(r"20\d\d([-_]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])")
PERIOD = re.compile(
    r"(?:FY ?)?20\d\d(?:[-/ ]?(?:\d{1,4}|Q[1-4]))?|[^\W\d_]{3,9}[-. ]\d{2,4}|Q[1-4][-/ ]?(?:20)?\d\d(?:/\d\d)?|\d{1,2}[./]20\d\d|M\+?\d+|Q\+?\d+",
    re.IGNORECASE,
)

# What other systems call our columns. The contract's own name counts always.
ALIASES: dict[str, tuple[str, ...]] = {
    "project_id": ("project id", "project number", "project code", "project ref", "unique id", "id", "project no", "projekt nr", "investment id", "key"),
    "name": ("project name", "project title", "title", "projectname", "investment name", "summary"),
    "owner_unit": ("department", "business unit", "division", "organisation", "agency", "owner unit", "directorate"),
    "programme_id": ("programme", "program", "programme id"),
    "sponsor": ("sponsor", "executive sponsor", "sro"),
    "manager": ("project manager", "pm", "manager"),
    "status": ("status", "project status", "state", "phase"),
    "project_class": ("category", "report category", "project type", "class", "type", "sector 1"),
    "theme": ("theme", "strategic theme", "theme 1", "objective"),
    "region": ("region", "area"),
    "reported_rag": ("rag", "rag rating", "colour rating", "color rating", "delivery confidence assessment", "mpa rag rating", "health", "ipa rating"),
    "whole_life_cost": ("whole life cost", "total budget", "total budgeted whole life costs", "wlc baseline", "total cost", "current project cost", "budget at completion"),
    "earliest_start": ("start date", "project start date", "earliest start", "planned start"),
    "deadline": ("end date", "project end date", "finish date", "completion date", "project closing date", "estimated completion date", "due date"),
    "amount": ("amount", "cost", "value", "planned cost", "betrag"),
    "period_start": ("period", "month", "period start", "posting period", "quarter"),
    "cost_class": ("capex opex", "cost class", "expenditure type"),
    "cost_type": ("cost type", "cost category", "cost element"),
    "role_id": ("role", "resource", "skill", "role name"),
    "fte": ("fte", "headcount", "demand fte"),
    "fte_gross": ("fte", "capacity", "available fte", "headcount"),
    "fund_id": ("fund", "funding source", "fund code"),
    "fiscal_year": ("fiscal year", "year", "fy", "budget year"),
    "risk_id": ("risk id", "risk ref"),
    "probability": ("probability", "likelihood", "chance"),
    "impact_likely": ("impact", "likely impact", "cost impact"),
    "milestone_id": ("milestone", "milestone id", "milestone name"),
    "baseline_date": ("baseline date", "baseline", "planned date"),
    "forecast_date": ("forecast date", "forecast", "expected date"),
    "actual_date": ("actual date", "actual", "completed on"),
    "currency": ("currency", "ccy", "currency code"),
}  # fmt: skip
KINDS = {
    "money": ("money", "number"),
    "date": ("date",),
    "datetime": ("date",),
    "integer": ("number",),
    "fte": ("number",),
    "share": ("number",),
}


@dataclass(frozen=True)
class Match:
    """A header that may fill a column. score: 0 to 100."""

    column: Column
    look: ColumnLook
    score: int
    evidence: str


@dataclass(frozen=True)
class Proposal:
    """One canonical table the file may fill."""

    table: str
    matches: tuple[Match, ...]
    missing: tuple[Column, ...]

    @property
    def confidence(self) -> int:
        """How sure: the mean score of the required columns, 0 for one that is missing."""
        required = [match.score for match in self.matches if match.column.required] + [0] * len(self.missing)
        return round(sum(required) / len(required)) if required else 0


def propose(inspection: Inspection) -> list[Proposal]:
    """The tables a file may fill, likeliest first; projects is always among them where a project can be told."""
    found = []
    for name in EXPORTED:
        if name == "crosswalk":
            continue
        matches = _matches(inspection, name)
        there = {match.column.name for match in matches}
        missing = tuple(column for column in TABLES[name].columns if column.required and column.name not in there)
        proposal = Proposal(name, tuple(matches), missing)
        needed = {column.name for column in TABLES[name].columns if column.required or column.is_expected}
        own = [match for match in matches if match.column.name in needed - {"project_id", "name"} and match.score >= CONFIDENT]
        is_register = name == "projects" and {"project_id", "name"} <= {match.column.name for match in matches}
        if is_register or (own and needed <= {match.column.name for match in matches if match.score >= CONFIDENT}):
            found.append(proposal)
    return sorted(found, key=lambda each: (each.table != "projects", -each.confidence))


def _matches(inspection: Inspection, table: str) -> list[Match]:
    tries = sorted(
        (
            _match(column, look, inspection.records)
            for column in TABLES[table].columns
            for look in inspection.columns
            if look.kind != "empty"
        ),
        key=lambda match: -match.score,
    )
    chosen: dict[str, Match] = {}
    taken: set[str] = set()
    for match in tries:
        if match.score >= POSSIBLE and match.column.name not in chosen and match.look.header not in taken:
            chosen[match.column.name] = match
            taken.add(match.look.header)
    if (
        table == "projects"
        and "project_id" not in chosen
        and "name" in chosen
        and chosen["name"].look.distinct == inspection.records
    ):
        name = chosen["name"]
        chosen["project_id"] = Match(
            TABLES[table].column("project_id"), name.look, 60, "no identifier; the names are all different"
        )
    return [chosen[column.name] for column in TABLES[table].columns if column.name in chosen]


def _match(column: Column, look: ColumnLook, records: int) -> Match:
    header = re.sub(r"\(.*?\)|[£€$_]", " ", look.header)
    ways = [utils.default_process(each) for each in (header, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header))]  # projectName, CapEx
    own, words = column.plain.replace("_", " "), ways[0]
    score, alias = max((fuzz.token_sort_ratio(way, each), each) for way in ways for each in (own, *ALIASES.get(column.plain, ())))
    starts = [each for each in ALIASES.get(column.plain, ()) if len(each) > 8 and words.startswith(each)]
    if starts:
        score, alias = max(score, 88), starts[0]
    kinds = KINDS.get(column.kind)
    if (kinds and look.kind not in kinds) or (not kinds and look.kind in ("date", "money")):
        score -= 40
    if column.plain in ("project_id", "name") and column.required and look.distinct < look.filled:
        score -= 15
    if column.plain == "project_id" and look.filled < records:
        score -= 30
    return Match(column, look, max(0, round(score)), f"headed like {alias!r}; holds {look.kind}")


def _quoted(value: object) -> str:
    """A string, or a list of them, as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def questions_in(block: str) -> int:
    """How many answers a block waits for: each stands in a line of its own, behind `# ?`."""
    return sum("    # ? " in line and not line.startswith("#") for line in block.splitlines())


def source_name(file: str) -> str:
    """A name for the source of a file: its stem without a day and without its ending."""
    return re.sub(r"[^A-Za-z0-9]+", "_", DAY.sub("", re.sub(r"(\.\w{1,7}){1,2}$", "", file))).strip("_").lower() or "source"


def source_block(inspection: Inspection, name: str) -> str:
    """The [[sources]] block, with what was found in comments and what must be answered as "?"."""
    lines = list(_lines(inspection, name))
    asked = [line for line in lines if "    # ? " in line and not line.startswith("#")]
    told = [f"# QUESTION {n}: {line.split(' = ')[0]}: {line.partition('    # ? ')[2]}" for n, line in enumerate(asked, 1)]
    head = f'# Proposed from {inspection.file} by cutline inspect: {inspection.records:,} records. Read it, answer what is "?", keep it.'
    return "\n".join([head, *told, *lines]) + "\n"


def _lines(inspection: Inspection, name: str) -> Iterator[str]:
    yield "[[sources]]"
    yield f"name = {_quoted(name)}"
    yield from _files(inspection.file)
    if inspection.format.value in PROJECT_FORMATS:
        yield from _project_file(inspection.format.value or "")
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
        yield 'thousands = "?"    # ? the other of the two, or "" where there is none'
    elif decimal and decimal.options and decimal.options[0] != ",":
        yield f"thousands = {_quoted(decimal.options[0])}"
    yield from _dates(inspection)
    yield from _odd(inspection)


def _feeds(inspection: Inspection) -> Iterator[str]:
    proposals = propose(inspection)
    wide = _wide(inspection)
    mapped = {match.look.header for proposal in proposals for match in proposal.matches} | set(wide)
    unread = [column for column in inspection.columns if column.header not in mapped]
    plain = [column.header for column in unread if column.kind in ("text", "empty")]
    if plain:
        patterns = [re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", header) for header in plain]
        yield f"ignore = {_quoted(patterns)}    # nothing reads these; take out what you map"
    telling = [column.header for column in unread if column.header not in plain]
    if telling:
        yield f"# Nothing reads these dates and figures yet; every night says so until you map or ignore them: {', '.join(telling)}"
    for proposal in proposals:
        yield ""
        yield from _feed(proposal)
    if wide:
        yield ""
        yield from _wide_feed(inspection, wide)
    elif not proposals:
        yield ""
        yield "[[sources.feeds]]"
        yield 'table = "?"    # ? no column is headed like one of ours: which table of the data dictionary does this fill?'


def _files(file: str) -> Iterator[str]:
    day = DAY.search(file)
    if day is None:
        yield f"files = {_quoted(glob.escape(file))}    # a pattern such as projects_*.csv reads every delivery"
        return
    yield f"files = {_quoted(glob.escape(file[: day.start()]) + '*' + glob.escape(file[day.end() :]))}    # the file with the newest day in its name counts"
    mark = day[1]
    yield f"as_of = '(?P<y>\\d{{4}}){mark}(?P<m>\\d\\d){mark}(?P<d>\\d\\d)'"


def _project_file(kind: str) -> Iterator[str]:
    yield f"format = {_quoted(kind)}"
    yield 'hours_per_fte = "?"    # ? the hours one FTE works in a period of your calendar: 487.5 for a quarter of 13 weeks at 37.5'
    for table, columns in (
        ("projects", 'status = { value = "?" }    # ? idea, proposed, approved, in_flight, on_hold, closed or cancelled'), ("milestones", ""),
        ("demand", 'fte = { from = "hours", unit = "hours" }'),
        ("cost_lines", 'cost_class = { value = "?" }    # ? capex or opex: a schedule does not say'), ("evm", ""),
    ):  # fmt: skip
        yield ""
        yield "[[sources.feeds]]"
        yield f"table = {_quoted(table)}"
        if columns:
            yield "[sources.feeds.columns]"
            yield columns


def _wide(inspection: Inspection) -> list[str]:
    """Headers that are periods over figures, where there are several: a wide layout."""
    found = [
        column.header
        for column in inspection.columns
        if column.kind in ("money", "number", "empty") and PERIOD.fullmatch(column.header)
    ]
    return found if len(found) > 1 else []


def _wide_feed(inspection: Inspection, wide: list[str]) -> Iterator[str]:
    is_year = all(re.search(r"\d{4}$", header) and not re.search("[^FYfy\\d /-]", header) for header in wide)
    tokens = re.findall(r"\d+|[^\W\d_]+|.", wide[0])
    one = (
        "("
        + "".join(
            r"\d+" if each.isdigit() else r"[^\W\d_]+" if each.isalpha() else each if each == " " else re.escape(each)
            for each in tokens
        )
        + ")"
    )
    alike = [header for header in wide if re.fullmatch(one, header)]
    yield "[[sources.feeds]]"
    yield f'table = "?"    # ? {len(alike)} columns, {wide[0]} to {wide[-1]}, are periods over figures: cost_lines, benefits, demand, capacity or funds?'
    name_to, value_to = ("fiscal_year", "amount") if is_year else ("period_start", "amount")
    yield f"unpivot = {{ columns = {_quoted(one)}, name_to = {_quoted(name_to)}, value_to = {_quoted(value_to)} }}    # fte for people"
    yield "[sources.feeds.columns]"
    if name_to == "period_start":
        yield f'period_start = {{ from = "period_start", formats = ["?"] }}    # ? how {wide[0]} is written: %b %y, %Y-%m; other languages by values'
    yield f'{value_to} = {{ from = "{value_to}", unit = "?" }}    # ? what one of the figures is worth: 1, k or m'
    used = {column.header: match for match in _matches(inspection, "cost_lines") for column in [match.look]}
    for header, match in used.items():
        if header not in wide:
            yield f"{match.column.plain} = {_quoted(header)}    # {match.score} of 100: {match.evidence}"


def _setting(found: Found) -> str:
    if found.value is None:
        empty = '""' if found.what == "delimiter" else '"?"'
        return f"{found.what} = {empty}    # ? {found.evidence}; one of {', '.join(map(repr, found.options))}"
    plain = found.what in ("transposed", "header_row", "rows_below_header", "footer_rows", "not_data")
    return f"{found.what} = {found.value if plain else _quoted(found.value)}    # {found.confidence:.0%}: {found.evidence}"


def _dates(inspection: Inspection) -> Iterator[str]:
    looks = [column.formats for column in inspection.columns if column.formats]
    if not looks:
        return
    sure = _formats([found for found in looks if found.value])
    asked = [found for found in looks if found.value is None]
    told = "; ".join(found.evidence for found in asked or looks)[:160]
    both = f"; one of {', '.join(dict.fromkeys(form for found in asked for form in found.options))}" if asked else ""
    yield f"date_formats = {_quoted([*sure, *(['?'] if asked else [])])}    # {'? ' if asked else ''}{told}{both}"
    if any("%y" in form and "%Y" not in form for form in sure):
        yield 'two_digit_years_from = "?"    # ? the first of the hundred years meant: 1990 reads 89 as 2089'
    if any(not re.search("%d|%H", form) and "%" in form for form in sure):
        yield 'imprecise_dates = "?"    # ? the day a month, quarter or year stands for: first_day or last_day'


def _formats(looks: list[Found]) -> list[str]:
    return list(dict.fromkeys(form for found in looks for form in found.options))


def _odd(inspection: Inspection) -> Iterator[str]:
    texts = list(dict.fromkeys(text for column in inspection.columns for text in column.odd))
    if texts:
        yield "# These texts stand where a figure or a date should. Rows with them go to quarantine until you say which mean unknown:"
        yield f"# null_words = {_quoted([*NULL_WORDS, *texts])}"


def _strange(match: Match) -> list[str]:
    """Texts of an enumeration that the contract does not know."""
    known = match.column.values
    return [text for text in match.look.samples if known and re.sub(r"[\s/-]+", "_", text.lower()) not in known]


def _feed(proposal: Proposal) -> Iterator[str]:
    yield "[[sources.feeds]]"
    yield f"table = {_quoted(proposal.table)}    # {proposal.confidence} of 100 on its required columns"
    yield "[sources.feeds.columns]"
    for match in proposal.matches:
        unit = match.look.unit
        header = _quoted(match.look.header)
        if match.column.kind == "money" and unit and unit.value != "1":
            value = f"{{ from = {header}, unit = {_quoted(unit.value or '?')} }}"
        elif strange := _strange(match):
            answers = ", ".join(_quoted(text) + ' = "?"' for text in strange)
            value = f"{{ from = {header}, values = {{ {answers} }} }}"
        else:
            value = header
        question = '"?"' in value
        asked = "? " + (unit.evidence if unit and unit.value is None and question else "what each of these means here")
        told = asked if question else f"{match.score} of 100: {match.evidence}"
        # A date that would bind the plan is offered, not set.
        binds = proposal.table == "projects" and match.column.plain in ("earliest_start", "deadline", "latest_start")
        yield f"{'# ' if binds or (match.score < CONFIDENT - 10 and match.column.plain != 'project_id') else ''}{match.column.plain} = {value}    # {told}"
    for column in proposal.missing:
        yield f'{column.plain} = {{ value = "?" }}    # ? nothing is headed like it: name a column, or one value for every row'
