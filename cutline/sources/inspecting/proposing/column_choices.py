"""What fills each column of a proposed feed, and how the column is written in the block, with its questions."""

import re
from dataclasses import dataclass, field

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Column
from cutline.settings.layouts.locales import LocaleName
from cutline.settings.sources import UNITS_BY_KIND, ColumnMap, Source
from cutline.sources.inspecting.detecting.amounts import unit_of
from cutline.sources.inspecting.detecting.cell_kinds import cell_kind
from cutline.sources.inspecting.detecting.date_formats import SPANS
from cutline.sources.inspecting.findings import ColumnProfile, Detection
from cutline.sources.inspecting.proposing.block_text import OPEN, Question, Setting
from cutline.sources.mapping.stated_units import stated_units
from cutline.sources.toml_text import toml_string
from cutline.sources.typed_rows.locale_words import UNKNOWN, words_for

NULL_WORDS = Source.model_fields["null_words"].default
# The words that people write where they have no figure.
NO_VALUE = re.compile(
    r"(?i)[-\u2013\u2014?.\u2026]+|n\.?\s?/?\s?[ak]\.?|nil|none|null|nan|tb[acd]\.?|to be (?:confirmed|determined|advised)|unknown"
    r"|not (?:known|available|applicable|set|provided|yet known)\b.*|(?:data )?not provided.*|no data|pending|missing|(?:data )?exempt\b.*|redacted|confidential|k\.?\s?a\.?|unbekannt"
    r"|offen|inconnu|s\.?\s?/?\s?d\.?|n\.?\s?d\.?|\*+"
)
SENTENCE, SENTENCE_WORDS = 40, 6  # the least letters and words of a sentence
MOST_ASKED = 12  # texts of one column about which each is asked; rows with more of them go to quarantine
CHOOSES_BY_PLACE = "nth" in ColumnMap.model_fields  # whether a mapping may name one of several columns of one header
USUAL = ("plan",)  # words that are offered first
UNITS_IN_WORDS = {"1": "whole units", "k": "thousands", "m": "millions", "bn": "billions"}


@dataclass(frozen=True)
class ColumnChoice:
    """What fills one canonical column. profile: the column of the file; None for a constant. value: the constant as TOML
    writes it, `"?"` if it is asked for. questions: what is asked beside what the column itself asks. rivals: the headers
    among which a person must choose. written: a name in place of the column's name, if that is asked for. joint: the columns of
    which a key of several columns is made; the first is `profile`, too.
    """

    plain: str
    profile: ColumnProfile | None
    evidence: str = ""
    value: str = ""
    questions: tuple[Question, ...] = ()
    rivals: tuple[str, ...] = ()
    is_off: bool = False
    written: str = ""
    joint: tuple[ColumnProfile, ...] = ()

    @property
    def profiles(self) -> tuple[ColumnProfile, ...]:
        """The columns of the file that fill it; empty for a constant."""
        return self.joint or ((self.profile,) if self.profile is not None else ())


@dataclass(frozen=True)
class FeedChoice:
    """One proposed feed. table: the canonical table. confidence: from 0 to 100. above: settings beside the columns. asked: the
    question which table it is. written: settings of columns that no single column of the file fills. is_off: the feed is
    proposed as a comment. criterion: the criterion that its scores need, empty if none. formats: the date formats of headers that are periods. headers: the headers of its figures.
    """

    table: str
    columns: tuple[ColumnChoice, ...]
    evidence: str
    confidence: int = 90
    above: tuple[Setting, ...] = ()
    asked: Question | None = None
    is_off: bool = False
    written: tuple[Setting, ...] = ()
    criterion: str = ""
    formats: tuple[str, ...] = ()
    headers: tuple[str, ...] = field(default=())

    def read(self) -> list[ColumnProfile]:
        """The columns of the file that the feed reads where it is switched on."""
        return [profile for choice in self.columns for profile in choice.profiles]


def setting_of(
    choice: ColumnChoice,
    table: str,
    source_formats: tuple[str, ...],
    null_texts: frozenset[str],
    locale: LocaleName = "en",
) -> Setting:
    """How one column is written. source_formats: the date formats of the source. null_texts: the texts that another question
    of the block asks about. locale: the language whose words need no question.
    """
    key = choice.written or choice.plain
    label = f"{table}.{choice.plain}" if not choice.written else f"a date of {table}"
    if choice.profile is None:
        return Setting(key, (("value", choice.value),), choice.evidence, choice.questions, (), choice.is_off, label)
    if choice.joint:
        return Setting(key, (("parts", OPEN),), choice.evidence, choice.questions, (), choice.is_off, label)
    column, profile = plain_column(table, choice.plain), choice.profile
    parts = [("from", OPEN if choice.rivals else toml_string(profile.header))]
    questions = list(choice.questions)
    values: list[tuple[str, str]] = []
    if profile.twins and not choice.rivals:
        parts += [("nth", OPEN)] if CHOOSES_BY_PLACE else []
        asked_place = Question(
            f"{len(profile.twins)} columns are headed {profile.header!r}. Which is meant?", profile.twins, about="nth"
        )
        questions += [asked_place] if CHOOSES_BY_PLACE else []
    if column.plain == "project_id" and "" in profile.cells:
        empty = sum(not cell for cell in profile.cells)
        parts.append(("fill_down", OPEN))
        answers = ("true (the label counts for the rows below it)", "false")
        questions.append(
            Question(f"{empty} of {len(profile.cells)} rows name no project. Is it written once for several rows?", answers)
        )
    if column.kind == "money":
        unit, asked = _unit(profile.unit or unit_of(profile.header, [cell for cell in profile.cells if cell]))
        parts += [("unit", toml_string(unit))] if unit != "1" else []
        questions += asked
    if column.kind == "share":
        share, asked = _share(profile)
        parts += [("unit", toml_string(share))] if share else []
        questions += asked
    if column.kind == "date" and profile.formats:
        formats, asked = _formats(profile.formats, source_formats)
        parts += [("formats", formats)] if formats else []
        questions += asked
    if column.kind in ("money", "fte", "integer") and profile.dashes:
        values.append(("-", OPEN))
        questions.append(Question(dashes_in_words([profile]), ('"0" (zero)', '"" (unknown)'), about="values"))
    texts = asked_texts(column, profile, null_texts, locale)
    if texts:
        values += [(text, OPEN) for text in texts]
        questions.append(_meaning(column))
    return Setting(key, tuple(parts), choice.evidence, tuple(questions), tuple(values), choice.is_off, label)


def plain_column(table: str, plain: str) -> Column:
    """The column of a canonical table that portfolio.toml calls `plain`."""
    return next(column for column in TABLES[table].columns if column.plain == plain)


def words_offered(column: Column) -> tuple[str, ...]:
    """The words of a column of fixed words, as TOML writes them, the usual one first."""
    return tuple(map(toml_string, sorted(column.values or (), key=lambda word: word not in USUAL)))


def asked_texts(column: Column, profile: ColumnProfile, null_texts: frozenset[str], locale: LocaleName = "en") -> list[str]:
    """The texts of a column that the canonical column does not understand, and about which a person is asked one by one."""
    known = {word.lower() for word in (*NULL_WORDS, *UNKNOWN[locale])} | words_for(locale, column).keys()
    if column.kind in ("id", "text"):
        return []
    if column.kind == "enum":
        texts = dict.fromkeys(cell for cell in profile.cells if cell)
        texts = {text: None for text in texts if re.sub(r"[\s/-]+", "_", text.lower()) not in (column.values or ())}
    elif column.kind == "points" and profile.kind == "text":
        texts = dict.fromkeys(cell for cell in profile.cells if cell)
    else:
        texts = {text: None for text in profile.odd if cell_kind(text) != ""}
    left = [text for text in texts if text.lower() not in known and text not in null_texts]
    return left if column.kind in ("enum", "points") or len(left) <= MOST_ASKED else []


def words_for_unknown(column: Column, profile: ColumnProfile, locale: LocaleName = "en") -> list[str]:
    """The texts of a column that may mean unknown: words that people write where they have nothing to say."""
    known = {word.lower() for word in (*NULL_WORDS, *UNKNOWN[locale])} | words_for(locale, column).keys()
    texts = profile.odd if profile.kind != "text" else tuple(dict.fromkeys(profile.cells))
    is_word = column.kind in ("enum", "points", "money", "date", "fte", "integer", "share")
    status_words = ("pending", "offen", "missing", "none") if column.kind == "enum" else ()
    found = [text for text in texts if text and _says_nothing(text, column) and text.lower() not in known]
    return [text for text in found if text.lower() not in status_words] if is_word else []


def _says_nothing(text: str, column: Column) -> bool:
    """Whether a text may mean unknown: a word for it, or a sentence that says why there is no figure. A sentence with a number
    in it may state a figure or a day.
    """
    is_sentence = len(text) >= SENTENCE and len(text.split()) >= SENTENCE_WORDS
    return NO_VALUE.fullmatch(text) is not None or (is_sentence and (column.kind == "enum" or not re.search(r"\d", text)))


def dashes_in_words(columns: list[ColumnProfile]) -> str:
    """The question about the dashes of some columns."""
    dashes, filled = sum(column.dashes for column in columns), sum(column.filled for column in columns)
    return f"{dashes} of {filled} filled cells are '-': zero or unknown?"


def _meaning(column: Column) -> Question:
    if column.kind == "enum":
        words = tuple(map(toml_string, column.values or ()))
        unknown = () if column.required else ('"" (unknown)',)
        return Question(f"what does each of these texts mean as {column.plain}?", (*words, *unknown), about="values")
    if column.kind == "points":
        return Question(
            "how many points is each of these worth?", ('"5"', '"4"', '"3"', '"2"', '"1"', '"" (unknown)'), about="values"
        )
    kind = {"date": "a date", "money": "an amount"}.get(column.kind, "a number")
    return Question(
        f"what does each of these texts mean, where {kind} should stand?", ('"" (unknown)',), is_example=True, about="values"
    )


def unit_question(evidence: str, options: tuple[str, ...] = ("1", "k", "m")) -> Question:
    """The question what one of the figures is worth."""
    answers = tuple(f'"{unit}" ({UNITS_IN_WORDS[unit]})' for unit in (*options, "bn") if unit in UNITS_BY_KIND["money"])
    return Question(f"what is 1 in these amounts worth? {evidence}.", tuple(dict.fromkeys(answers)), about="unit")


def _unit(found: Detection | None) -> tuple[str, list[Question]]:
    """The unit of a column of money, `?` if it is asked for, and the question."""
    if found is None or found.value is not None:
        return (found.value or "1") if found else "1", []
    options = tuple(each for each in found.options if each in UNITS_IN_WORDS) or ("1", "k", "m")
    return "?", [unit_question(_sentence(found.evidence), options)]


def _share(profile: ColumnProfile) -> tuple[str, list[Question]]:
    """The unit of a column of shares: what the header states, nothing if each cell has its % sign, and else a question."""
    if stated_units(profile.header, "share").keys() & {"percent", "bp"}:
        return next(iter(stated_units(profile.header, "share"))), []
    if all(cell.endswith("%") for cell in profile.cells if cell_kind(cell) == "number"):
        return "", []
    return "?", [
        Question(
            "how are the shares written?",
            ('"percent" (35 is 35 %)', '"fraction" (0.35 is 35 %)', '"bp" (3500 is 35 %)'),
            about="unit",
        )
    ]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _formats(found: Detection, source_formats: tuple[str, ...]) -> tuple[str, list[Question]]:
    """The formats of a column as TOML, empty if they are those of the source; and the question about them."""
    if found.value is not None:
        return ("" if tuple(found.options) == source_formats else toml_string(list(found.options))), []
    answers = tuple(f'"{form}" ({in_words(form)})' for form in found.options)
    return '["?"]', [Question(f"{_sentence(found.evidence)}.", answers, about="formats")]


def in_words(form: str) -> str:
    """What a date format reads, for a question about it."""
    if form in SPANS.values():
        return "a fiscal year"
    if "%d" not in form:
        return "a month"
    return "day first" if form.index("%d") < (form.index("%m") if "%m" in form else 99) else "month first"
