"""Chooses the feeds that a file can give: the table that it is, the projects in it, and the feeds beside them."""

import re
from collections.abc import Iterable
from dataclasses import replace

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Column
from cutline.sources.inspecting.detecting.cell_kinds import is_period
from cutline.sources.inspecting.findings import ColumnProfile, Inspection
from cutline.sources.inspecting.proposing.block_text import OPEN, Question, Setting, plain
from cutline.sources.inspecting.proposing.column_choices import ColumnChoice, FeedChoice, words_offered
from cutline.sources.inspecting.proposing.header_words import likeness, words_of
from cutline.sources.inspecting.proposing.joint_keys import is_sure, joint_choice
from cutline.sources.inspecting.proposing.matching import (
    CONFIDENT,
    NEARLY_AS_WELL,
    HeaderMatch,
    Proposal,
    matches_of,
    propose_tables,
)
from cutline.sources.inspecting.proposing.side_feeds import offset, one_amount_columns, side_feeds
from cutline.sources.inspecting.proposing.wide_periods import period_headers, wide_feeds
from cutline.sources.mapping.headers import folded_header
from cutline.sources.toml_text import toml_string

BINDING = ("earliest_start", "deadline", "latest_start")  # dates that limit when a project may run
TOLD_BY_OUTLINE, NOTHING_TOLD = 80, 30
MOST_TEXTS = 8  # texts of a column that may tell rows of one kind from those of another
MOST_PERIODS = 40  # periods of a file that states each project once for each of them
PERIODIC = re.compile(r"\b(?:period|reporting|report|snapshot|as of|version|cycle|edition|release)\b")
ANY = re.compile("")
PERIODS = ("cost_lines", "benefits", "demand")  # tables whose figures have a period
TOTAL = re.compile(r"(?i)\W*(?:grand |sub-?)?(?:totals?|sum|summe|gesamt|insgesamt)\b")
FIGURES = ("money", "fte", "points", "share")


def proposed_feeds(inspection: Inspection) -> list[FeedChoice]:
    """The feeds of a file, those that are switched on first. If no table fits, the single feed asks for the table."""
    proposals = propose_tables(inspection)
    register = next((each for each in proposals if each.table == "projects"), None)
    wide = period_headers(inspection)
    tables = [each for each in proposals if each.table != "projects"] if not wide else []
    outline = _outline(inspection)
    if outline is not None and not wide and (of_outline := _outline_feeds(inspection, outline)):
        return of_outline
    feeds = [_project_feed(register, inspection)] if register else []
    feeds += _rival_feeds(tables, inspection)
    alone = next((match for match in matches_of(inspection, "cost_lines") if match.column.plain == "project_id"), None)
    joint = joint_choice(inspection, alone) if register is None and not is_sure(alone) and not feeds else None
    if joint:
        feeds.append(_joint_projects(inspection, joint))
    if wide:
        feeds += [] if register or alone or joint else [_asked_projects(inspection)]
        feeds += wide_feeds(inspection, wide, register, joint)
    if register:
        used = {profile.header for feed in feeds[1:] for profile in feed.read()} | set(wide)
        taken = {feed.table for feed in feeds[1:]}
        chosen = tuple(one for one in feeds[0].above if one.key == "where")
        feeds += side_feeds(inspection, register, used, taken, chosen)
    feeds = feeds or [_unknown_table(inspection)]
    return sorted(feeds, key=lambda each: each.is_off)


def _project_feed(proposal: Proposal, inspection: Inspection) -> FeedChoice:
    columns = [_choice(match, proposal.table) for match in proposal.matches]
    columns += [_missing(column) for column in proposal.missing]
    above = _repeated(proposal, inspection)
    return FeedChoice("projects", tuple(columns), _evidence(proposal, inspection), proposal.confidence, above)


def _evidence(proposal: Proposal, inspection: Inspection) -> str:
    required = [match for match in proposal.matches if match.column.required]
    said = f"{proposal.table}: {proposal.confidence} of 100; headers fill {len(required)} of {len(required) + len(proposal.missing)} required columns"
    read = {match.profile.header for match in proposal.matches}
    unread = [column.header for column in inspection.columns if column.kind == "money" and column.header not in read]
    return said + (f"; {len(unread)} column(s) of money stay unread by it" if proposal.unread else "") + "."


def _choice(match: HeaderMatch, table: str) -> ColumnChoice:
    """A matched column. One that is less than sure, and a date that would bind the plan, is written as a comment."""
    is_own = folded_header(match.profile.header) == match.column.plain  # a night reads it under this name in any case
    binds = table == "projects" and match.column.plain in BINDING and not is_own
    evidence = f"{match.score} of 100: {match.evidence}." if match.profile.header != match.column.plain else ""
    if binds:
        evidence += " It would limit when the project may run: take the # away if it must."
    elif match.score < CONFIDENT and not match.column.required and not is_own:
        evidence += " Take the # away if it is that."
    is_off = binds or (match.score < CONFIDENT and not match.column.required and not is_own)
    return ColumnChoice(match.column.plain, match.profile, evidence, is_off=is_off)


def _missing(column: Column) -> ColumnChoice:
    """A required column that no header fills: the question for one value."""
    words = words_offered(column)
    question = Question(
        'no header says it. One value counts for every row, or write the header of a column in place of { value = "?" }.',
        words or ('"..."',),
        is_example=not words,
    )
    return ColumnChoice(column.plain, None, value=OPEN, questions=(question,))


def _repeated(proposal: Proposal, inspection: Inspection) -> tuple[Setting, ...]:
    """`repeated_rows` or `where` for a table whose key stands in several rows; empty if each key stands once.

    Rows of a ledger are added up. Rows of one project that say the same of it are one row. If a column tells totals from
    lines, the rows must be chosen.
    """
    key = [match.profile for name in TABLES[proposal.table].key if (match := proposal.of(_plain(proposal.table, name)))]
    keys = list(zip(*[profile.cells for profile in key], strict=True))
    if not key or len(set(keys)) == len(keys):
        return ()
    told = f"{len(keys) - len(set(keys)):,} rows repeat the key of another row"
    if proposal.table != "projects":
        if proposal.table not in ("cost_lines", "benefits", "demand", "actuals"):
            return ()
        lines = _without_totals(inspection)
        return (*lines, plain("repeated_rows", '"add_up"', f"{told}: they are added up, as the lines of a ledger are."))
    if found := _chosen_rows(inspection, key, keys, told, PERIODIC):
        return found
    read = [match.profile for match in proposal.matches if match.score >= CONFIDENT or match.column.required]
    rows = set(zip(*[profile.cells for profile in read], strict=True))
    if len(rows) == len(set(keys)):
        return (plain("repeated_rows", '"once"', f"{told}, and say the same of the project: they are one row."),)
    if found := _chosen_rows(inspection, key, keys, told, ANY):
        return found
    answers = ('"once" (rows that say the same are one row)', '"refuse"')
    return (plain("repeated_rows", OPEN, "", Question(f"{told}, and differ from it. Which row counts?", answers)),)


def _without_totals(inspection: Inspection) -> tuple[Setting, ...]:
    """`where` by a column that tells totals from their lines; empty if there is none."""
    for profile in inspection.columns:
        texts = [text for text in dict.fromkeys(profile.cells) if text]
        totals = [text for text in texts if TOTAL.match(text)]
        if profile.kind == "text" and totals and 1 < len(texts) <= MOST_TEXTS:
            lines = [text for text in texts if text not in totals]
            question = Question(
                f"the column {profile.header!r} tells totals from lines. Which rows count?",
                tuple(map(toml_string, [*lines, *totals])),
            )
            return (Setting("where", ((toml_string(profile.header), OPEN),), "", (question,)),)
    return ()


def _plain(table: str, name: str) -> str:
    return TABLES[table].column(name).plain


def _chosen_rows(
    inspection: Inspection, key: list[ColumnProfile], keys: list[tuple[str, ...]], told: str, headed: re.Pattern[str]
) -> tuple[Setting, ...]:
    """`where` by the column of few texts of which one stands once for each key, such as the newest period or the totals. headed:
    the words of its header. Empty if there is no such column.
    """
    best: tuple[int, ColumnProfile, list[str]] | None = None
    for profile in inspection.columns:
        is_key = any(profile.header == each.header for each in key)
        if (
            is_key
            or profile.kind in ("money", "empty")
            or not 1 < profile.distinct <= MOST_PERIODS
            or not headed.search(words_of(profile.header))
        ):
            continue
        texts = [text for text in dict.fromkeys(profile.cells) if text and _is_once(text, profile.cells, keys)]
        counts = {text: profile.cells.count(text) for text in texts}
        if texts and (best is None or max(counts.values()) > best[0]):
            newest = sorted(texts, reverse=True) if headed is PERIODIC else sorted(texts, key=lambda text: (-counts[text], text))
            best = max(counts.values()), profile, newest[:MOST_TEXTS]
    if best is None:
        return ()
    _, profile, texts = best
    question = Question(f"{told}. Which rows of the column {profile.header!r} state the project?", tuple(map(toml_string, texts)))
    return (Setting("where", ((toml_string(profile.header), OPEN),), "", (question,)),)


def _is_once(text: str, cells: Iterable[str], keys: list[tuple[str, ...]]) -> bool:
    chosen = [key for cell, key in zip(cells, keys, strict=True) if cell == text]
    return len(set(chosen)) == len(chosen)


def _rival_feeds(proposals: list[Proposal], inspection: Inspection) -> list[FeedChoice]:
    """The feeds of the tables that the rows of a file may be. Two tables that read the same figure are rivals: the better one
    is proposed, and if the other fits nearly as well, a person chooses.
    """
    feeds: list[FeedChoice] = []
    for proposal in proposals:
        figure = {match.profile.header for match in proposal.matches if match.column.kind in FIGURES}
        place = next((i for i, feed in enumerate(feeds) if figure & set(feed.headers)), None)
        own = _table_feed(proposal, inspection, tuple(figure))
        if place is None:
            feeds.append(own)
        elif feeds[place].confidence - proposal.confidence <= NEARLY_AS_WELL and _reads_all_of(own, feeds[place]):
            feeds[place] = _asked(feeds[place], own)
            feeds.append(replace(own, is_off=True))
    return feeds


def _reads_all_of(rival: FeedChoice, better: FeedChoice) -> bool:
    """Whether a rival reads every column that the better feed reads. A capex or opex beside an amount, for example, says that
    the rows are costs, because a benefit has none.
    """
    return {profile.header for profile in better.read()} <= {profile.header for profile in rival.read()}


def _table_feed(proposal: Proposal, inspection: Inspection, figure: tuple[str, ...]) -> FeedChoice:
    columns = [_choice(match, proposal.table) for match in proposal.matches] + [_missing(column) for column in proposal.missing]
    above = _repeated(proposal, inspection)
    evidence = _evidence(proposal, inspection)
    written, headers = _years(proposal, inspection)
    if proposal.table in PERIODS and not written and not (proposal.of("period_start") or proposal.of("period_offset")):
        columns.append(offset("no column names a period."))
    return FeedChoice(
        proposal.table, tuple(columns), evidence, proposal.confidence, above, written=written, headers=figure + headers
    )


def _years(proposal: Proposal, inspection: Inspection) -> tuple[tuple[Setting, ...], tuple[str, ...]]:
    """`period_start` from a column of years, and its header; empty if a period is matched or there is no such column."""
    if proposal.table not in PERIODS or proposal.of("period_start") or proposal.of("period_offset"):
        return (), ()
    for profile in inspection.columns:
        is_year = all(re.fullmatch(r"20\d\d", cell) for cell in profile.cells if cell) and profile.filled == inspection.records
        if is_year and re.search(r"\b(?:fiscal|fy|budget)\b", words_of(profile.header)):
            parts = (("from", toml_string(profile.header)), ("match", r"'(\d{4})'"), ("write", "'FY$1'"), ("formats", '["FY%Y"]'))
            return (Setting("period_start", parts, "The year is a fiscal year, named as [calendar] says."),), (profile.header,)
    return (), ()


def _asked(feed: FeedChoice, rival: FeedChoice) -> FeedChoice:
    """The feed with the question whether it is the table that the rows are, beside a rival that is written as a comment."""
    others = [
        *(feed.asked.answers[1:] if feed.asked else ()),
        f"or switch on the feed of {rival.table} below in place of this one",
    ]
    question = Question(
        f"the rows fit {feed.table} ({feed.confidence} of 100) and {rival.table} ({rival.confidence}): which are they?",
        (f'"{feed.table}"', *others),
    )
    return replace(feed, asked=question)


def _unknown_table(inspection: Inspection) -> FeedChoice:
    """The feed of a file that is like no table: projects, with the questions which columns are their id and their name."""
    question = Question(
        "no table of the data dictionary is like these headers. If each row is a project, it is projects; else name "
        "the table of docs/data-dictionary.md, and map its columns.",
        ('"projects"',),
        is_example=True,
    )
    return replace(_asked_projects(inspection), confidence=0, asked=question, evidence="")


def _asked_projects(inspection: Inspection) -> FeedChoice:
    """The feed of projects of a file in which no header is an id: it asks for the columns of the id and of the name."""
    texts = [
        column
        for column in inspection.columns
        if column.kind in ("text", "number") and column.filled and not is_period(column.header)
    ]
    texts = [column for column in texts if column.kind == "text"] or texts
    texts.sort(key=lambda column: -column.distinct)
    headers = tuple(toml_string(column.header) for column in texts[:MOST_TEXTS])
    columns = []
    for name, what in (("project_id", "tells one project from another"), ("name", "is its name")):
        if texts:
            asked = Question(f"which column {what}?", headers, about="from")
            columns.append(ColumnChoice(name, texts[0], questions=(asked,), rivals=headers))
    status = next(column for column in TABLES["projects"].columns if column.plain == "status")
    once = plain("repeated_rows", '"once"', "Rows that say the same of a project are one row.")
    said = "projects: no header is an identifier of projects."
    return FeedChoice("projects", (*columns, _missing(status)), said, NOTHING_TOLD, (once,))


def _joint_projects(inspection: Inspection, joint: ColumnChoice) -> FeedChoice:
    """The feed of projects of a file in which several columns together are the id. It asks for the name if no header says it."""
    asked = _asked_projects(inspection)
    name = next((match for match in matches_of(inspection, "projects") if match.column.plain == "name"), None)
    named = _choice(name, "projects") if name and name.score >= CONFIDENT else asked.columns[1]
    said = "projects: no single column is an identifier of projects."
    return FeedChoice("projects", (joint, named, asked.columns[-1]), said, NOTHING_TOLD)


def _outline(inspection: Inspection) -> ColumnProfile | None:
    """The column of an outline code, such as WBS: all codes differ, and some lie below others, as P1.2 below P1."""
    for profile in inspection.columns:
        codes = set(profile.cells)
        below = sum(code.rpartition(".")[0] in codes for code in codes if "." in code)
        is_whole = len(codes) == inspection.records and "" not in codes
        if is_whole and profile.kind in ("text", "number") and below > 1 and below >= sum("." in code for code in codes):
            return profile
    return None


def _outline_feeds(inspection: Inspection, outline: ColumnProfile) -> list[FeedChoice]:
    """The feeds of a work breakdown structure: its highest rows are projects, and the figures of its lowest rows are costs."""
    code = Setting("project_id", (("from", toml_string(outline.header)), ("match", r"'([^.]+)(?:\..*)?'"), ("write", "'$1'")))
    tops = [i for i, cell in enumerate(outline.cells) if "." not in cell]
    said = f"{outline.header!r} is an outline: {len(tops)} of its {len(outline.cells)} rows lie below no other"
    others = [profile for profile in inspection.columns if profile is not outline]
    level = next((profile for profile in others if _tells_tops(profile, tops)), None)
    name = next((profile for profile in others if likeness(profile.header, "name")[0] >= CONFIDENT), None)
    money = next((profile for profile in others if profile.kind == "money"), None)
    feeds = []
    if level is not None and name is not None:
        where = Setting("where", ((toml_string(level.header), toml_string(level.cells[tops[0]])),))
        status = next(column for column in TABLES["projects"].columns if column.plain == "status")
        columns = (ColumnChoice("name", name), _missing(status))
        headers = (outline.header, level.header)
        feeds.append(
            FeedChoice("projects", columns, f"projects: {said}.", TOLD_BY_OUTLINE, (where,), written=(code,), headers=headers)
        )
    if money is not None:
        because = "A row above others must be the sum of its leaves, or the night stops."
        leaves = Setting("leaves_only", (("column", toml_string(outline.header)),), because)
        added = plain("repeated_rows", '"add_up"', "The leaves of a project are parts of its cost.")
        amount = (ColumnChoice("amount", money), *one_amount_columns())
        above = (leaves, added)
        feeds.append(
            FeedChoice(
                "cost_lines", amount, f"cost_lines: {said}.", TOLD_BY_OUTLINE, above, written=(code,), headers=(outline.header,)
            )
        )
    return feeds


def _tells_tops(profile: ColumnProfile, tops: list[int]) -> bool:
    """Whether a column has one text in the highest rows of an outline and another in all other rows, as a level has."""
    texts = {profile.cells[i] for i in tops}
    return len(texts) == 1 and profile.cells.count(next(iter(texts))) == len(tops)
