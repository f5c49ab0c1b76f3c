"""Writes the [[sources]] block of an inspected file, for a person to edit and keep.

What cannot be decided is written as "?". The settings refuse a "?", so that an unanswered question never passes as an answer.
"""

import glob
import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.layouts.date_formats import names_fiscal_year
from cutline.settings.layouts.locales import LocaleName
from cutline.sources.dating.date_forms import needs_name_of_year
from cutline.sources.formats.known_formats import ready_made_tables
from cutline.sources.inspecting.findings import Inspection
from cutline.sources.inspecting.proposing.block_text import (
    ASKED,
    OPEN,
    BlockWriter,
    FeedText,
    Question,
    Setting,
    comment_lines,
    plain,
)
from cutline.sources.inspecting.proposing.column_choices import FeedChoice, setting_of
from cutline.sources.inspecting.proposing.feeds import proposed_feeds
from cutline.sources.inspecting.proposing.header_words import likeness
from cutline.sources.inspecting.proposing.how_written import HowWritten, how_it_is_written
from cutline.sources.inspecting.proposing.matching import CONFIDENT
from cutline.sources.inspecting.proposing.schedule_block import schedule_feeds, schedule_settings
from cutline.sources.toml_text import toml_string

DAY = re.compile(r"20\d\d([-_]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])")


def questions_in(block: str) -> list[str]:
    """The questions of a block, each in one line: its number, its setting, the question and the answers."""
    found: list[str] = []
    is_open = False
    for line in block.splitlines():
        if line.startswith(ASKED):
            found.append(line.removeprefix(ASKED))
            is_open = True
        elif is_open and line.startswith("#   "):
            found[-1] += " " + line.removeprefix("#").strip()
        else:
            is_open = False
    return found


def source_name(file: str) -> str:
    """A name for the source of a file: the file's name without its day and without its ending."""
    return re.sub(r"[^A-Za-z0-9]+", "_", DAY.sub("", re.sub(r"(\.\w{1,7}){1,2}$", "", file))).strip("_").lower() or "source"


def source_block(inspection: Inspection, name: str) -> str:
    """The [[sources]] block of a file. Comments give the evidence of each setting, and "?" marks a setting that a person
    must answer.
    """
    writer = BlockWriter()
    lines = list(_lines(inspection, name, writer))
    holds = f"{inspection.records:,} {'records' if inspection.columns else 'project(s)'}"
    head = [f"# Proposed from {inspection.file} by cutline inspect: {holds}."]
    if inspection.not_looked_at:
        head.append(f"# {inspection.not_looked_at[:1].upper()}{inspection.not_looked_at[1:]}.")
    if writer.asked:
        head.append(f'# {writer.asked} question(s): put an answer in place of each "?", with its quotation marks.')
    head += _note_of_fiscal_year(tomllib.loads("\n".join(lines)))
    return "\n".join([*head, *lines]) + "\n"


def _note_of_fiscal_year(block: dict[str, Any]) -> list[str]:
    """What [calendar] must say for the formats of dates of a block; nothing if no format names a fiscal year."""
    (source,) = block["sources"]
    columns = [each for feed in source.get("feeds", ()) for each in feed.get("columns", {}).values() if isinstance(each, dict)]
    forms = [*source.get("date_formats", ()), *(form for column in columns for form in column.get("formats", ()))]
    fiscal = next((form for form in forms if names_fiscal_year(form)), None)
    if fiscal is None:
        return []
    named_by = " and fiscal_year_named_by, which of its two years it is named by" if needs_name_of_year(fiscal) else ""
    note = f"The dates name fiscal years ({fiscal}). [calendar] must state fiscal_year_starts_month, the month in which one begins{named_by}."
    return list(comment_lines(note))


def _lines(inspection: Inspection, name: str, writer: BlockWriter) -> Iterator[str]:
    yield "[[sources]]"
    yield f"name = {toml_string(name)}"
    kind = inspection.format.value or "auto"
    is_schedule = bool(ready_made_tables(kind))
    for one in _files(inspection):
        yield from writer.setting(one)
    if is_schedule:
        for one in schedule_settings(inspection, kind):
            yield from writer.setting(one)
        for feed in schedule_feeds(inspection):
            yield ""
            yield from writer.feed(feed)
        return
    feeds = proposed_feeds(inspection)
    how = how_it_is_written(inspection, feeds)
    for one in how.settings:
        yield from writer.setting(one)
    for note in how.notes:
        yield from comment_lines(note)
    yield from _unread(inspection, feeds, writer)
    for choice in feeds:
        yield ""
        yield from writer.feed(_feed_text(choice, how, inspection.locale))
    yield from _criteria([choice for choice in feeds if choice.criterion], writer)


def _feed_text(choice: FeedChoice, how: HowWritten, locale: LocaleName) -> FeedText:
    table = plain("table", OPEN if choice.asked else toml_string(choice.table), "", *([choice.asked] if choice.asked else []))
    columns = [setting_of(each, choice.table, how.formats, how.null_texts, locale) for each in choice.columns]
    return FeedText((table, *choice.above), (*columns, *choice.written), choice.evidence, choice.is_off)


def _criteria(feeds: list[FeedChoice], writer: BlockWriter) -> Iterator[str]:
    """The criteria that the proposed scores need."""
    active = [feed for feed in feeds if not feed.is_off]
    share = f'"{100 // max(len(active), 1)}%"'
    for feed in feeds:
        question = Question(
            "what part of the whole score is it? The parts of all criteria are 100 % together.", (share,), is_example=True
        )
        yield ""
        yield "# [[tables.criteria]]" if feed.is_off else "[[tables.criteria]]"
        for one in (plain("criterion_id", toml_string(feed.criterion)), plain("weight", OPEN, "", question)):
            yield from writer.setting(one, is_off=feed.is_off)


def _files(inspection: Inspection) -> Iterable[Setting]:
    file = inspection.file
    day = DAY.search(file)
    if day is not None:
        pattern = glob.escape(file[: day.start()]) + "*" + glob.escape(file[day.end() :])
        mark = day[1]
        yield plain("files", toml_string(pattern), "The file with the newest day in its name counts.")
        yield plain("as_of", f"'(?P<y>\\d{{4}}){mark}(?P<m>\\d\\d){mark}(?P<d>\\d\\d)'")
    elif len(inspection.beside) > 1:
        ending = file[file.rindex(".") :]
        beside = f"{len(inspection.beside)} files *{ending} stand in one folder."
        question = Question(
            f"{beside} Has each project a file of its own?", ('"all" (each file counts)', '"latest" (the newest file counts)')
        )
        yield plain("files", toml_string(f"*{ending}"), "")
        yield plain("keep", OPEN, "", question)
    elif not inspection.columns:
        yield plain("files", toml_string(glob.escape(file)))
        ending = file[file.rindex(".") :] if "." in file else ""
        evidence = f'If each project has a file of its own, read them all: files = "*{ending}" and'
        yield Setting("keep", (("", '"all"'),), evidence, is_off=True)
    else:
        yield plain("files", toml_string(glob.escape(file)), "A pattern such as projects_*.csv reads every delivery.")


def _unread(inspection: Inspection, feeds: list[FeedChoice], writer: BlockWriter) -> Iterator[str]:
    """The lines about the columns that nothing reads where all feeds are switched on as they are proposed."""
    active = [feed for feed in feeds if not feed.is_off]
    read = {profile.header for feed in active for choice in feed.columns if not choice.is_off for profile in choice.profiles}
    read |= {header for feed in active for header in feed.headers}
    unread = [column for column in inspection.columns if column.header not in read]
    tables = {feed.table for feed in feeds}
    odd = {
        column.header: like for column in unread if column.kind == "text" and (like := _headed_like(column.header, tables, feeds))
    }
    for header, like in odd.items():
        column = next(column for column in unread if column.header == header)
        yield from comment_lines(
            f"{header!r} is headed like {like}, but holds texts such as {column.samples[0]!r}, which nothing here reads: map it, or ignore it."
        )
    ignored = [column.header for column in unread if column.kind in ("text", "empty") and column.header not in odd]
    if ignored:
        patterns = [re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", header) for header in dict.fromkeys(ignored)]
        yield from writer.setting(plain("ignore", toml_string(patterns), "Nothing reads these texts. Take out what you map."))
    telling = [column.header for column in unread if column.header not in {*ignored, *odd}]
    if telling:
        yield from comment_lines(
            f"Nothing reads these dates and figures yet. Every night says so until you map or ignore them: {', '.join(telling)}."
        )


def _headed_like(header: str, tables: Iterable[str], feeds: Iterable[FeedChoice]) -> str:
    """The column of a proposed table, of figures or dates, that a header is like and that no column fills; empty if none."""
    filled = {(feed.table, choice.plain) for feed in feeds for choice in feed.columns}
    for table in tables:
        for column in TABLES[table].columns:
            is_open = (table, column.plain) not in filled and column.kind not in ("text", "id", "enum", "boolean")
            if is_open and likeness(header, column.plain)[0] >= CONFIDENT:
                return f"{table}.{column.plain}"
    return ""
