"""From what a file looks like to a [[sources]] block that a person edits and keeps. What cannot be told is written as "?", which no
night accepts: an unanswered question stops at the settings, it never passes as an answer.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from cutline.sources.detecting import ColumnLook, Found, Inspection
from cutline.tables import EXPORTED, TABLES, Column

CONFIDENT, POSSIBLE = 85, 70
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
        if (name == "projects" and matches) or (
            own and needed <= {match.column.name for match in matches if match.score >= CONFIDENT}
        ):
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


def questions_in(block: str) -> int:
    """How many answers a block waits for."""
    return block.count("    # ? ") + len(re.findall(r'^[^#]*(?:unit = "\?"|values = )', block, re.MULTILINE))


def source_block(inspection: Inspection, name: str) -> str:
    """The [[sources]] block, with what was found in comments and what must be answered as "?"."""
    return "\n".join(_lines(inspection, name)) + "\n"


def _lines(inspection: Inspection, name: str) -> Iterator[str]:
    proposals = propose(inspection)
    questions = inspection.questions
    yield f'# Proposed from {inspection.file} by cutline inspect: {inspection.records:,} records. Read it, answer what is "?", keep it.'
    for n, each in enumerate(questions, 1):
        yield f"# QUESTION {n}, {each.what}: {each.evidence}. One of: {', '.join(map(repr, each.options))}"
    yield "[[sources]]"
    yield f"name = {json.dumps(name)}"
    yield f"files = {json.dumps(inspection.file)}    # a pattern such as projects_*.csv reads every delivery"
    if inspection.format.value not in ("csv", "xlsx", "parquet", "jsonl"):
        yield f"format = {json.dumps(inspection.format.value)}"
    for what in ("encoding", "delimiter", "sheet", "transposed", "header_row", "rows_below_header", "footer_rows", "decimal"):
        found = inspection.found(what)
        if found and not _is_default(found):
            yield _setting(found)
    decimal = inspection.found("decimal")
    if decimal and decimal.value and decimal.options and decimal.options[0] != ",":
        yield f"thousands = {json.dumps(decimal.options[0])}"
    yield from _dates(inspection)
    yield from _odd(inspection)
    mapped = {match.look.header for proposal in proposals for match in proposal.matches}
    unread = [column.header for column in inspection.columns if column.header not in mapped]
    if unread:
        patterns = [re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", header) for header in unread]
        yield f"ignore = {json.dumps(patterns, ensure_ascii=False)}    # nothing reads these; take out what you map"
    for proposal in proposals:
        yield ""
        yield from _feed(proposal)


def _is_default(found: Found) -> bool:
    defaults = {
        "encoding": "auto",
        "delimiter": ",",
        "transposed": "false",
        "header_row": "1",
        "decimal": ".",
        "footer_rows": "0",
    }
    return found.value == defaults.get(found.what)


def _setting(found: Found) -> str:
    if found.value is None:
        empty = '""' if found.what == "delimiter" else '"?"'
        return f"{found.what} = {empty}    # ? {found.evidence}"
    value = (
        found.value if found.what in ("transposed", "header_row", "rows_below_header", "footer_rows") else json.dumps(found.value)
    )
    return f"{found.what} = {value}    # {found.confidence:.0%}: {found.evidence}"


def _dates(inspection: Inspection) -> Iterator[str]:
    looks = [column.formats for column in inspection.columns if column.formats]
    if not looks:
        return
    sure = _formats([found for found in looks if found.value])
    asked = [found for found in looks if found.value is None]
    yield f"date_formats = {json.dumps([*sure, *(['?'] if asked else [])])}    # {'; '.join(found.evidence for found in looks)[:160]}"
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
        yield f"# null_words = {json.dumps(['', *texts], ensure_ascii=False)}"


def _strange(match: Match) -> list[str]:
    """Texts of an enumeration that the contract does not know."""
    known = match.column.values
    return [text for text in match.look.samples if known and re.sub(r"[\s/-]+", "_", text.lower()) not in known]


def _feed(proposal: Proposal) -> Iterator[str]:
    yield "[[sources.feeds]]"
    yield f"table = {json.dumps(proposal.table)}    # {proposal.confidence} of 100 on its required columns"
    yield "[sources.feeds.columns]"
    for match in proposal.matches:
        unit = match.look.unit
        header = json.dumps(match.look.header, ensure_ascii=False)
        if match.column.kind == "money" and unit and unit.value != "1":
            value = f"{{ from = {header}, unit = {json.dumps(unit.value or '?')} }}"
        elif strange := _strange(match):
            answers = ", ".join(json.dumps(text, ensure_ascii=False) + ' = "?"' for text in strange)
            value = f"{{ from = {header}, values = {{ {answers} }} }}"
        else:
            value = header
        told = f"{match.score} of 100: {match.evidence}"
        # A date that would bind the plan is offered, not set.
        binds = proposal.table == "projects" and match.column.plain in ("earliest_start", "deadline", "latest_start")
        yield f"{'# ' if binds or (match.score < CONFIDENT - 10 and match.column.plain != 'project_id') else ''}{match.column.plain} = {value}    # {told}"
    for column in proposal.missing:
        yield f'{column.plain} = {{ value = "?" }}    # ? nothing is headed like it: name a column, or one value for every row'
