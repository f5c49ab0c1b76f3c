"""Matches the headers of an inspected file to the columns of canonical tables, with a score and its evidence.

The score is from 0 to 100.
"""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.contracts.tables.records import Column
from cutline.sources.inspecting.findings import ColumnProfile, Inspection
from cutline.sources.inspecting.proposing.header_aliases import ALIASES

CONFIDENT, POSSIBLE = 85, 70  # scores from which a match is proposed, and scores from which a match is possible

# The kinds of a file's columns that may fill a column of the contract, by its kind; other columns take any kind but dates and
# money.
KINDS = {
    "money": ("money", "number"),
    "date": ("date",),
    "datetime": ("date",),
    "integer": ("number",),
    "fte": ("number",),
    "points": ("number",),
    "ratio": ("number",),
    "index": ("number",),
    "share": ("number",),
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
    """One canonical table that the file may fill. missing: its required columns that no header fills."""

    table: str
    matches: tuple[HeaderMatch, ...]
    missing: tuple[Column, ...]

    @property
    def confidence(self) -> int:
        """The confidence from 0 to 100: the mean score of the required columns, where a missing one has 0."""
        required = [match.score for match in self.matches if match.column.required] + [0] * len(self.missing)
        return round(sum(required) / len(required)) if required else 0


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
        proposal = Proposal(name, tuple(matches), missing)
        needed = {column.name for column in TABLES[name].columns if column.required or column.is_expected}
        own = [match for match in matches if match.column.name in needed - {"project_id", "name"} and match.score >= CONFIDENT]
        is_register = name == "projects" and {"project_id", "name"} <= {match.column.name for match in matches}
        missed = [TABLES[name].column(each) for each in needed - {match.column.name for match in own} - {"project_id", "name"}]
        # One word that the export does not say, such as plan or forecast, is a question and hides no table.
        is_nearly = len(own) > 1 and len(missed) == 1 and missed[0].kind == "enum" and "project_id" in there
        if not _has_a_figure(name, matches):
            continue
        if is_register or is_nearly or (own and needed <= {match.column.name for match in matches if match.score >= CONFIDENT}):
            found.append(proposal)
    return sorted(found, key=lambda each: (each.table != "projects", -each.confidence))


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
            _match(column, profile, inspection.records)
            for column in TABLES[table].columns
            for profile in inspection.columns
            if profile.kind != "empty"
        ),
        key=lambda match: -match.score,
    )
    chosen: dict[str, HeaderMatch] = {}
    taken: set[str] = set()
    for match in candidates:
        if match.score >= POSSIBLE and match.column.name not in chosen and match.profile.header not in taken:
            chosen[match.column.name] = match
            taken.add(match.profile.header)
    if (
        table == "projects"
        and "project_id" not in chosen
        and "name" in chosen
        and chosen["name"].profile.distinct == inspection.records
    ):
        name = chosen["name"]
        chosen["project_id"] = HeaderMatch(
            TABLES[table].column("project_id"), name.profile, 60, "no header is an identifier, and the names are all different"
        )
    return [chosen[column.name] for column in TABLES[table].columns if column.name in chosen]


def _match(column: Column, profile: ColumnProfile, records: int) -> HeaderMatch:
    header = re.sub(r"\(.*?\)|[£€$_]", " ", profile.header)
    ways = [utils.default_process(each) for each in (header, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header))]  # projectName, CapEx
    own, words = column.plain.replace("_", " "), ways[0]
    score, alias = max((fuzz.token_sort_ratio(way, each), each) for way in ways for each in (own, *ALIASES.get(column.plain, ())))
    starts = [each for each in ALIASES.get(column.plain, ()) if len(each) > 8 and words.startswith(each)]
    if starts:
        score, alias = max(score, 88), starts[0]
    kinds = KINDS.get(column.kind)
    if (kinds and profile.kind not in kinds) or (not kinds and profile.kind in ("date", "money")):
        score -= 40
    if column.plain in ("project_id", "name") and column.required and profile.distinct < profile.filled:
        score -= 15
    if column.plain == "project_id" and profile.filled < records:
        score -= 30
    return HeaderMatch(column, profile, max(0, round(score)), f"headed like {alias!r}; holds {profile.kind}")
