"""The settings of a proposed block, and how they are written: the evidence or the question above each setting, as comments.

A question is written as the value "?", which no night accepts, under a comment that gives the possible answers. A setting that
is switched off is a comment itself.
"""

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from cutline.sources.toml_text import toml_string

WIDTH = 79  # of a comment and of a list, so that a terminal of 80 columns shows them whole
ASKED = "# QUESTION "
OPEN = '"?"'


@dataclass(frozen=True)
class Question:
    """What a person must answer. answers: as TOML writes them, each perhaps with its meaning. is_example: the answers are
    examples, and others are possible. about: the key of the inline table that it asks about; empty for the whole setting.
    """

    text: str
    answers: tuple[str, ...] = ()
    is_example: bool = False
    about: str = ""

    def words(self) -> str:
        """The question and its answers in one sentence each."""
        text = self.text[:1].upper() + self.text[1:]
        if not self.answers:
            return text
        own = [answer for answer in self.answers if not answer.startswith("or ")]
        how = "a value such as " if self.is_example else "one of " if len(own) > 1 else ""
        return f"{text} Answer with {how}{', '.join(self.answers)}."


@dataclass(frozen=True)
class Setting:
    """One key of a block. parts: the keys of an inline table with their TOML values; a single part without a key is a plain
    value. values: the pairs of `values`. evidence: why it is proposed. label: what a question calls it. offered: a list that
    answers the question, which is written as a comment below it.
    """

    key: str
    parts: tuple[tuple[str, str], ...]
    evidence: str = ""
    questions: tuple[Question, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    is_off: bool = False
    label: str = ""
    offered: tuple[str, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether the setting is written as a table of its own, because its values fill several lines."""
        return len(self.values) > 1

    def value(self) -> str:
        """The value in one line of TOML."""
        if len(self.parts) == 1 and not self.parts[0][0]:
            return self.parts[0][1]
        parts = list(self.parts)
        if self.values:
            parts.append(("values", "{ " + ", ".join(f"{toml_string(text)} = {means}" for text, means in self.values) + " }"))
        if len(parts) == 1 and parts[0][0] == "from":
            return parts[0][1]
        return "{ " + ", ".join(f"{key} = {value}" for key, value in parts) + " }"


def plain(key: str, value: str, evidence: str = "", *questions: Question) -> Setting:
    """A setting with one value."""
    return Setting(key, (("", value),), evidence, questions)


@dataclass(frozen=True)
class FeedText:
    """One feed of a block. above: its settings beside the columns, the table first. is_off: the whole feed is a comment."""

    above: tuple[Setting, ...]
    columns: tuple[Setting, ...] = ()
    evidence: str = ""
    is_off: bool = False


class BlockWriter:
    """Writes the lines of a block and counts its questions."""

    def __init__(self) -> None:
        self.asked = 0

    def setting(self, one: Setting, *, is_off: bool = False) -> Iterator[str]:
        """The lines of one setting in one line of TOML, with its comments above it."""
        off = is_off or one.is_off
        yield from comment_lines(one.evidence)
        yield from self._questions(one, None, is_off=off)
        yield from _switched(_assignment(one.key, one.value()), is_off=off)
        if one.offered:
            yield from _switched([f"{one.key} = [", *(f"    {toml_string(each)}," for each in one.offered), "]"], is_off=True)

    def feed(self, feed: FeedText) -> Iterator[str]:
        """The lines of one feed: its evidence, its table, its columns in lines, and then those in tables of their own."""
        yield from comment_lines(feed.evidence)
        yield from _switched(["[[sources.feeds]]"], is_off=feed.is_off)
        for one in feed.above:
            yield from self.setting(one, is_off=feed.is_off)
        if feed.columns:
            yield from _switched(["[sources.feeds.columns]"], is_off=feed.is_off)
        for one in sorted(feed.columns, key=lambda each: each.is_table):
            yield from self._table(one, is_off=feed.is_off) if one.is_table else self.setting(one, is_off=feed.is_off)

    def _table(self, one: Setting, *, is_off: bool) -> Iterator[str]:
        """The lines of a setting in a table of its own, with each question above the key that it asks about."""
        off = is_off or one.is_off
        yield from comment_lines(one.evidence)
        yield from self._questions(one, "", is_off=off)
        yield from _switched([f"[sources.feeds.columns.{one.key}]"], is_off=off)
        for key, value in one.parts:
            yield from self._questions(one, key, is_off=off)
            yield from _switched([f"{key} = {value}"], is_off=off)
        yield from self._questions(one, "values", is_off=off)
        yield from _switched([f"[sources.feeds.columns.{one.key}.values]"], is_off=off)
        yield from _switched([f"{toml_string(text)} = {means}" for text, means in one.values], is_off=off)

    def _questions(self, one: Setting, about: str | None, *, is_off: bool) -> Iterator[str]:
        """The questions of a setting about one of its keys; all of them for None."""
        for question in one.questions:
            if about not in (None, question.about):
                continue
            if is_off:
                yield from comment_lines(f"If you use it: {question.words()}")
            else:
                self.asked += 1
                yield from comment_lines(question.words(), f"{ASKED}{self.asked}, {one.label or one.key}: ")


def _assignment(key: str, value: str) -> list[str]:
    """A setting in one line, or a list over several."""
    line = f"{key} = {value}"
    if len(line) <= WIDTH or not value.startswith("["):
        return [line]
    return [f"{key} = [", *(f"    {item}" for item in _items(value)), "]"]


def _items(value: str) -> Iterator[str]:
    """The items of a list, as many in a line as fit."""
    line = ""
    for item in json.loads(value):
        text = toml_string(item) + ","
        if line and len(line) + len(text) + 5 > WIDTH:
            yield line
            line = ""
        line += (" " if line else "") + text
    if line:
        yield line


def comment_lines(text: str, head: str = "# ") -> Iterator[str]:
    """A comment in lines that a terminal of 80 columns shows whole. head: the beginning of the first line."""
    shown = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+", " ", text)
    indent = "# " if head == "# " else "#   "
    if shown.strip():
        yield from textwrap.wrap(
            shown, WIDTH, initial_indent=head, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )


def _switched(lines: list[str], *, is_off: bool) -> Iterator[str]:
    yield from (f"# {line}" if is_off else line for line in lines)
