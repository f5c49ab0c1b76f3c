"""Proposes the feeds of a wide layout, in which the headers of several columns are periods and their cells are figures."""

import re
from dataclasses import replace

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Column
from cutline.settings.layouts.locales import LocaleName
from cutline.sources.inspecting.detecting.cell_kinds import is_period
from cutline.sources.inspecting.detecting.date_formats import dates_of
from cutline.sources.inspecting.detecting.language import in_english
from cutline.sources.inspecting.findings import ColumnProfile, Detection, Inspection
from cutline.sources.inspecting.proposing.block_text import OPEN, Question, Setting
from cutline.sources.inspecting.proposing.column_choices import (
    ColumnChoice,
    FeedChoice,
    dashes_in_words,
    in_words,
    unit_question,
    words_offered,
)
from cutline.sources.inspecting.proposing.header_words import likeness
from cutline.sources.inspecting.proposing.matching import CONFIDENT, HeaderMatch, Proposal, matches_of
from cutline.sources.toml_text import toml_string

WEEK = re.compile(r"(?i)w/?[ceb]s? ?")  # week commencing, week ending
WIDE = 80  # the confidence that periods over figures are a wide layout
FUNDS, COSTS, BENEFITS, PEOPLE = "funds", "cost_lines", "benefits", "demand"
ADDED_UP = (COSTS, BENEFITS, PEOPLE)  # tables whose rows of one key may be added up


def period_headers(inspection: Inspection) -> list[str]:
    """The headers that are periods and have figures below them, if there are several. A file with such headers has a wide
    layout.
    """
    found = [
        column.header for column in inspection.columns if column.kind in ("money", "number", "empty") and is_period(column.header)
    ]
    return found if len(found) > 1 else []


def wide_feeds(
    inspection: Inspection, wide: list[str], register: Proposal | None, joint: ColumnChoice | None = None
) -> list[FeedChoice]:
    """The feeds with an unpivot of the headers `wide`: the likeliest table with the question whether it is that, and the others
    as comments. joint: the id of projects, if only several columns together are one.
    """
    columns = [column for column in inspection.columns if column.header in wide]
    tables = _tables(inspection, has_project=joint is not None or register is not None or _names_projects(inspection))
    unpivots = {table: _unpivot(wide, table) for table in tables}
    feeds = [_feed(inspection, columns, table, unpivots[table], register, joint) for table in tables]
    if len(feeds) == 1:
        return feeds
    first, *others = feeds
    named = " or ".join(f"{each.table}" for each in others)
    question = Question(
        f"{len(wide)} columns, {wide[0]} to {wide[-1]}, are periods over figures: what are the figures?",
        (f'"{first.table}"', f"or switch on the feed of {named} below in place of this one"),
    )
    return [replace(first, asked=question), *(replace(each, is_off=True) for each in others)]


def _names_projects(inspection: Inspection) -> bool:
    return any(match.column.plain == "project_id" for match in matches_of(inspection, COSTS))


def _tables(inspection: Inspection, *, has_project: bool) -> list[str]:
    """The tables that the figures may be, the likeliest first."""
    headers = [column.header for column in inspection.columns]
    has_role = any(likeness(header, "role_id")[0] >= CONFIDENT for header in headers)
    has_fund = any(likeness(header, "fund_id")[0] >= CONFIDENT for header in headers)
    if has_role:
        return [PEOPLE, COSTS] if has_project else ["capacity"]
    if has_fund and not has_project:
        return [FUNDS]
    return [COSTS, BENEFITS]


def _unpivot(wide: list[str], table: str) -> Setting:
    """The unpivot: the pattern of the headers, and the columns that receive the header and the cell."""
    name_to, value_to = _targets(table)
    parts = (("columns", toml_string(_pattern(wide))), ("name_to", f'"{name_to}"'), ("value_to", f'"{value_to}"'))
    return Setting("unpivot", parts)


def _targets(table: str) -> tuple[str, str]:
    return {FUNDS: ("fiscal_year", "amount"), PEOPLE: ("period_start", "fte"), "capacity": ("period_start", "fte_gross")}.get(
        table, ("period_start", "amount")
    )


def _pattern(wide: list[str]) -> str:
    """The regular expression that matches the headers and no other; its group is the period without a word for a week."""
    week = WEEK.match(wide[0])
    shapes = "|".join(dict.fromkeys(_shape(label) for label in _labels(wide)))
    return (re.escape(week[0]).replace("\\ ", " ") if week else "") + f"({shapes})"


def _labels(wide: list[str], locale: LocaleName = "en") -> list[str]:
    """The headers without a word for a week, with the names of their months in English."""
    return [in_english(WEEK.sub("", header), locale) for header in wide]


def _shape(header: str) -> str:
    """The regular expression of one period: its digits and its letters may be others, except for FY, Q and P."""
    shape = ""
    for part in re.findall(r"\d+|[^\W\d_]+|.", header):
        if part.isdigit():
            shape += rf"\d{{{len(part)}}}"
        elif part.isalpha() and part.upper() not in ("FY", "Q", "P"):
            shape += r"[^\W\d_]+"
        else:
            shape += part if part in " -/" else re.escape(part)
    return shape


def _feed(
    inspection: Inspection,
    columns: list[ColumnProfile],
    table: str,
    unpivot: Setting,
    register: Proposal | None,
    joint: ColumnChoice | None,
) -> FeedChoice:
    wide = [column.header for column in columns]
    name_to, value_to = _targets(table)
    matches = [match for match in matches_of(inspection, table) if match.profile.header not in wide and match.score >= CONFIDENT]
    project = next((match for match in matches_of(inspection, table) if match.column.plain == "project_id"), None)
    own = {match.column.plain: match for match in [*([project] if project else []), *matches]}
    if "project_id" not in own and register and (project := register.of("project_id")):
        own["project_id"] = project
    if joint:
        own.pop("project_id", None)
    chosen = [joint] if joint else []
    chosen += [_matched(match, plain) for plain, match in own.items() if plain not in (name_to, value_to)]
    missing = [
        column
        for column in TABLES[table].columns
        if column.required and column.plain not in own and column.plain not in (name_to, value_to, joint and "project_id")
    ]
    asked = [_asked_project(inspection) if column.plain == "project_id" else _asked_value(column) for column in missing]
    written = (_period(wide, name_to, inspection.locale), _amount(columns, value_to))
    formats = _formats(wide, inspection.locale).options if name_to == "period_start" else ()
    key = [match.profile for match in own.values() if match.column.name in TABLES[table].key]
    above = (unpivot, *_added_up(table, [*(joint.profiles if joint else ()), *key]))
    return FeedChoice(table, (*chosen, *asked), "", WIDE, above, written=written, formats=formats, headers=tuple(wide))


def _added_up(table: str, key: list[ColumnProfile]) -> tuple[Setting, ...]:
    """`repeated_rows` where several rows have the same key, such as the sub-projects of a project; empty if each stands once."""
    keys = list(zip(*[profile.cells for profile in key], strict=True))
    if table not in ADDED_UP or (keys and len(set(keys)) == len(keys)):
        return ()
    return (Setting("repeated_rows", (("", '"add_up"'),), "Rows of one project are parts of a sum."),)


def _asked_project(inspection: Inspection) -> ColumnChoice:
    """The question which column names the project, where no header says it."""
    texts = sorted((column for column in inspection.columns if column.kind == "text"), key=lambda column: -column.distinct)
    headers = tuple(toml_string(column.header) for column in texts)
    if not texts:
        return ColumnChoice(
            "project_id", None, value=OPEN, questions=(Question("which project is it?", ('"..."',), is_example=True),)
        )
    question = Question("which column names the project? No header says it.", headers, about="from")
    return ColumnChoice("project_id", texts[0], questions=(question,), rivals=headers)


def _matched(match: HeaderMatch, plain: str) -> ColumnChoice:
    return ColumnChoice(plain, match.profile, f"{match.score} of 100: {match.evidence}.")


def _asked_value(column: Column) -> ColumnChoice:
    answers = words_offered(column) or ('"..."',)
    question = Question("no header says it, and one value counts for every row.", answers, is_example=not column.values)
    return ColumnChoice(column.plain, None, value=OPEN, questions=(question,))


def _formats(wide: list[str], locale: LocaleName) -> Detection:
    """The format of the headers, or the question about it."""
    labels = _labels(wide, locale)
    if all(re.fullmatch(r"\d{4}", label) for label in labels):
        return Detection("formats", "%Y", 1.0, "", ("%Y",))
    found = dates_of("period", labels)
    return found[0] if found and not found[1] else Detection("formats", None, 0.0, f"how is {labels[0]} written?", ())


def _period(wide: list[str], name_to: str, locale: LocaleName) -> Setting:
    """How the headers are read as periods."""
    if name_to == "fiscal_year":
        return Setting("fiscal_year", (("from", '"fiscal_year"'),))
    found = _formats(wide, locale)
    asks: tuple[Question, ...] = ()
    if found.value is None:
        answers = tuple(f'"{form}" ({in_words(form)})' for form in found.options) or ('"%b %Y" (Jan 2027)', '"%Y-%m" (2027-01)')
        asks = (Question(found.evidence, answers, is_example=not found.options),)
    formats = list(found.options) if found.value else ["?"]
    return Setting(name_to, (("from", f'"{name_to}"'), ("formats", toml_string(formats))), "", asks)


def _amount(columns: list[ColumnProfile], value_to: str) -> Setting:
    parts, asks = [("from", f'"{value_to}"')], list[Question]()
    values: tuple[tuple[str, str], ...] = ()
    if value_to == "amount":
        units = {
            column.unit.value if column.unit else None
            for column in columns
            if column.kind != "empty" and column.filled != column.dashes
        }
        unit = units.pop() if len(units) == 1 else None
        if unit is None:
            amounts = next((column.unit.evidence for column in columns if column.unit and column.unit.value is None), "")
            asks.append(unit_question(amounts[:1].upper() + amounts[1:] or "Neither the headers nor the cells name a unit"))
        parts.append(("unit", toml_string(unit or "?")))
    if value_to == "fte" and WEEK.match(columns[0].header):
        parts.append(("unit", '"hours"'))
    if any(column.dashes for column in columns):
        values = (("-", OPEN),)
        asks.append(Question(dashes_in_words(columns), ('"0" (zero)', '"" (unknown)')))
    return Setting(value_to, tuple(parts), "", tuple(asks), values)
