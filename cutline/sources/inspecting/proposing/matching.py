"""Matches the headers of an inspected file to the columns of canonical tables, with a score and its evidence.

The score is from 0 to 100.
"""

import re
from dataclasses import dataclass

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.contracts.tables.records import Column
from cutline.settings.layouts.locales import LocaleName
from cutline.sources.inspecting.findings import ColumnProfile, Inspection
from cutline.sources.inspecting.proposing.header_words import INSIDE, likeness, words_of
from cutline.sources.typed_rows.locale_words import words_for

CONFIDENT, POSSIBLE = 85, 70  # scores from which a match is proposed, and scores from which a match is possible
UNREAD_AMOUNT = 15  # what a column of money that a table leaves unread takes from the confidence that it is this table
NAME_AS_ID, ONE_WORD, ITS_WORDS = 60, 50, 90
NEARLY_AS_WELL = 10  # points of confidence
LOOSE_WORDS = ("kind", "type", "category", "intent", "decision")  # headers that every system uses in its own sense
FEW_RECORDS = 5
MOST_WORDS = 25  # words of a column of fixed values; a column of more is a comment

BENEFIT = re.compile(r"\b(?:benefits?|savings?|revenue|revenues|income)\b")
COST = re.compile(r"\b(?:costs?|budgets?|spend|spent|kosten|expenditure|capex|opex|price)\b")

# The kinds of a file's columns that may fill a column of the contract, by its kind.
KINDS = {
    "money": ("money", "number"),
    "date": ("date",),
    "datetime": ("date",),
    "integer": ("number",),
    "fte": ("number",),
    "points": ("number", "score"),
    "ratio": ("number", "percent"),
    "index": ("number", "score"),
    "share": ("number", "percent"),
    "rate": ("number", "percent"),
    "text": ("text",),
    "enum": ("text",),
    "boolean": ("text", "number"),
    "id": ("text", "number"),
}


@dataclass(frozen=True)
class HeaderMatch:
    """A header of the file that may fill a canonical column. score: from 0 to 100."""

    column: Column
    profile: ColumnProfile
    score: int
    evidence: str


@dataclass(frozen=True)
class Proposal:
    """One canonical table that the file may fill. missing: its required columns that no header fills. unread: how many columns
    of money the table leaves unread.
    """

    table: str
    matches: tuple[HeaderMatch, ...]
    missing: tuple[Column, ...]
    unread: int = 0

    @property
    def confidence(self) -> int:
        """The confidence from 0 to 100: the mean score of the required columns, less a part for each column of money that stays
        unread. A missing column has 0, and a missing column of fixed words 50, because one word may hold for every row.
        """
        gaps = [ONE_WORD if column.kind == "enum" else 0 for column in self.missing]
        required = [match.score for match in self.matches if match.column.required] + gaps
        mean = round(sum(required) / len(required)) if required else 0
        return max(0, mean - UNREAD_AMOUNT * self.unread)

    def of(self, name: str) -> HeaderMatch | None:
        """The match of a canonical column; None if no header fills it."""
        return next((match for match in self.matches if match.column.plain == name), None)


def propose_tables(inspection: Inspection) -> list[Proposal]:
    """The tables that a file may fill, the likeliest first.

    A table is proposed if headers fill all its required and expected columns with confidence, and at least one of these
    columns is neither the project's id nor its name. The table projects comes first, and is proposed if headers fill a
    project's id and name.
    """
    found = []
    for name in EXPORTED:
        if name == "crosswalk":
            continue
        matches = matches_of(inspection, name)
        there = {match.column.name for match in matches}
        missing = tuple(column for column in TABLES[name].columns if column.required and column.name not in there)
        needed = {column.name for column in TABLES[name].columns if column.required or column.is_expected}
        own = [match for match in matches if match.column.name in needed - {"project_id", "name"} and match.score >= CONFIDENT]
        is_register = name == "projects" and {"project_id", "name"} <= {match.column.name for match in matches}
        missed = [TABLES[name].column(each) for each in needed - {match.column.name for match in own} - {"project_id", "name"}]
        # Words that the export does not say, such as plan or forecast, are a question and hide no table.
        has_figure = any(match.column.kind in ("money", "fte") and match.column.name in needed for match in own)
        is_nearly = "project_id" in there and has_figure and all(each.kind == "enum" for each in missed)
        if not _has_a_figure(name, matches) or not _has_its_figure(name, matches, inspection):
            continue
        if is_register or is_nearly or (own and needed <= {match.column.name for match in matches if match.score >= CONFIDENT}):
            read = {match.profile.header for match in matches}
            money = [column for column in inspection.columns if column.kind == "money" and column.header not in read]
            found.append(Proposal(name, tuple(matches), missing, 0 if name == "projects" else len(money)))
    are_rivals = _rivals_costs(found)
    return sorted(
        found,
        key=lambda each: (
            each.table != "projects",
            -each.confidence + NEARLY_AS_WELL * (are_rivals and each.table == "benefits"),
        ),
    )


def _rivals_costs(found: list[Proposal]) -> bool:
    """Whether the rows may be costs as well. Only their header can say that amounts are benefits."""
    names = [each.of("amount") for each in found if each.table in ("cost_lines", "benefits")]
    return len(names) > 1 and not any(match and BENEFIT.search(words_of(match.profile.header)) for match in names)


def _has_its_figure(name: str, matches: list[HeaderMatch], inspection: Inspection) -> bool:
    """Whether the amounts of costs and benefits may be that, by their header, and have a period. A register of projects has
    one amount for each project and no period: its costs are proposed beside it.
    """
    if name not in ("cost_lines", "benefits", "demand"):
        return True
    there = {match.column.plain: match for match in matches}
    amount = there.get("amount")
    words = words_of(amount.profile.header) if amount else ""
    if amount and ((name == "benefits" and COST.search(words)) or (name == "cost_lines" and BENEFIT.search(words))):
        return False
    if "period_start" in there or "period_offset" in there:
        return True
    project = there.get("project_id")
    return (
        project is None
        or project.profile.distinct < project.profile.filled
        or "name" not in {match.column.plain for match in matches_of(inspection, "projects")}
    )


def _has_a_figure(name: str, matches: list[HeaderMatch]) -> bool:
    """Whether a table whose only required columns are its key, such as earned value, has a figure among its matches."""
    table = TABLES[name]
    if name == "projects" or not {column.name for column in table.columns if column.required} <= set(table.key):
        return True
    figures = ("money", "fte", "share", "rate", "integer")
    return not any(column.kind in figures for column in table.columns) or any(match.column.kind in figures for match in matches)


def matches_of(inspection: Inspection, table: str) -> list[HeaderMatch]:
    """The best matches of a file's headers to the columns of one table. No header and no column is in two matches."""
    candidates = sorted(
        (
            _match(column, profile, inspection, is_register=table == "projects")
            for column in TABLES[table].columns
            for profile in inspection.columns
            if profile.kind != "empty"
        ),
        key=lambda match: (-match.score, "project" not in words_of(match.profile.header)),
    )
    chosen: dict[str, HeaderMatch] = {}
    taken: set[str] = set()
    for match in candidates:
        if match.score >= POSSIBLE and match.column.name not in chosen and match.profile.header not in taken:
            chosen[match.column.name] = match
            taken.add(match.profile.header)
    name = chosen.get("name")
    if table == "projects" and "project_id" not in chosen and name and name.profile.distinct == inspection.records:
        evidence = "no header is an identifier, and the names are all different"
        chosen["project_id"] = HeaderMatch(TABLES[table].column("project_id"), name.profile, NAME_AS_ID, evidence)
    return [chosen[column.name] for column in TABLES[table].columns if column.name in chosen]


def _match(column: Column, profile: ColumnProfile, inspection: Inspection, *, is_register: bool) -> HeaderMatch:
    """How well one header may fill one column. A header of the wrong kind fills nothing."""
    records, locale = inspection.records, inspection.locale
    score, alias = likeness(profile.header, column.plain)
    if column.kind == "enum" and column.plain in LOOSE_WORDS and not _has_known_word(column, profile, locale):
        score = 0
    if column.kind == "enum" and score < CONFIDENT and _holds_only_its_words(column, profile, locale):
        return HeaderMatch(column, profile, ITS_WORDS, f"holds only words of {column.plain}")
    if profile.kind not in KINDS[column.kind] or (column.kind == "enum" and profile.distinct > MOST_WORDS):
        score = 0
    if column.kind == "money" and profile.kind == "number" and score < CONFIDENT:
        score = 0  # a number that nothing says is money
    if is_register and column.plain in ("project_id", "name"):
        score -= round(30 * (1 - profile.distinct / max(profile.filled, 1)))  # rows of one project share its id
    if column.kind == "text" and not column.required and profile.distinct == 1 and records > FEW_RECORDS:
        score = min(score, INSIDE)  # one text in all rows tells nothing of a project
    if column.plain == "project_id" and profile.filled < records:
        score -= 30
    return HeaderMatch(column, profile, max(0, score), f"headed like {alias!r}; holds {profile.kind}")


def _holds_only_its_words(column: Column, profile: ColumnProfile, locale: LocaleName) -> bool:
    """Whether a column of text holds only words of a required canonical column."""
    meant = words_for(locale, column)
    texts = {meant.get(text.lower(), re.sub(r"[\s/-]+", "_", text.lower())) for text in profile.cells if text}
    return column.required and profile.kind == "text" and texts <= set(column.values or ())


def _has_known_word(column: Column, profile: ColumnProfile, locale: LocaleName) -> bool:
    """Whether the column of fixed words holds at least one of them."""
    own = {*(column.values or ()), *words_for(locale, column)}
    return any({text.lower(), re.sub(r"[\s/-]+", "_", text.lower())} & own for text in set(profile.cells))
