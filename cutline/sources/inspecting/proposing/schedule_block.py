"""The block of a schedule file: its ready-made tables, and what a schedule does not say."""

from collections.abc import Iterator

from cutline.sources.inspecting.findings import Inspection
from cutline.sources.inspecting.proposing.block_text import OPEN, FeedText, Question, Setting, plain
from cutline.sources.inspecting.proposing.column_choices import plain_column
from cutline.sources.inspecting.proposing.how_written import detected_settings, hours_per_fte
from cutline.sources.toml_text import toml_string


def schedule_settings(inspection: Inspection, kind: str) -> Iterator[Setting]:
    """The settings of a schedule's source beside its files."""
    yield plain("format", toml_string(kind))
    yield from detected_settings(inspection)
    yield hours_per_fte()


def schedule_feeds(inspection: Inspection) -> Iterator[FeedText]:
    """The feeds of a schedule: projects, milestones, demand, cost_lines and evm."""
    status = Question(
        "the file does not say it, and one value counts for every project of the file.", _words("projects", "status")
    )
    yield _feed("projects", _asked("status", status), *_currency(inspection))
    yield _feed("milestones")
    yield _feed("demand", Setting("fte", (("from", '"hours"'), ("unit", '"hours"'))))
    capital = Question("a schedule does not say what finance capitalises.", _words("cost_lines", "cost_class"))
    yield _feed("cost_lines", _asked("cost_class", capital))
    yield _feed("evm")


def _feed(table: str, *columns: Setting) -> FeedText:
    return FeedText((plain("table", toml_string(table)),), columns)


def _asked(key: str, question: Question) -> Setting:
    return Setting(key, (("value", OPEN),), "", (question,))


def _words(table: str, name: str) -> tuple[str, ...]:
    return tuple(map(toml_string, plain_column(table, name).values or ()))


def _currency(inspection: Inspection) -> Iterator[Setting]:
    found = inspection.found("currency")
    if found is not None and found.is_question:
        yield _asked("currency", Question(f"{found.evidence}. Which is it?", tuple(map(toml_string, found.options))))
