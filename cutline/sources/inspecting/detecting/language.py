"""Detects the language of an export by the words that only one language has, and reads its names of months."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.layouts.locales import LOCALES, LocaleName
from cutline.sources.dating.month_names import accented_months, folded, month_numbers
from cutline.sources.inspecting.findings import Detection
from cutline.sources.typed_rows.locale_words import TRUTH, UNKNOWN, words_for

ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# A day, a month or only the month of a date, with the name of the month: 15. März 2027, févr.-27, 3 de mayo de 2027.
NAMED = re.compile(r"^((?:\d{1,2}(?:er|\.)?[ -/]?(?:de )?)?)([^\W\d_]{3,10})(\.?)((?:[ -/]| de |[ .]-)?'?(?:\d{4}|\d{2}))$")
LANGUAGES = {"de": "German", "fr": "French", "es": "Spanish", "it": "Italian"}
FEW_WORDS = 2  # words of one language in a column that prove the language if no other has them


def language_of(columns: Iterable[Sequence[str]], headers: Sequence[str]) -> Detection | None:
    """The locale whose words the cells or the headers hold, or the question which of several it is; None for an export that has
    no word of a language other than English. columns: the cells of each column. headers: the headers, which may be months.
    """
    texts = [*map(set, columns), set(headers)]
    found = {locale: _told(locale, texts) for locale in LOCALES if locale != "en"}
    most = max(len(told) for told in found.values())
    best = [locale for locale, told in found.items() if len(told) == most]
    if not most:
        return None
    examples = ", ".join(sorted(found[best[0]])[:3])
    strange = sorted(_strange_months(best[0], texts))
    if strange:
        why = f"{examples} are words of {LANGUAGES[best[0]]}, and {strange[0]} beside them is none"
        return Detection("locale", None, 0.4, why, tuple(best))
    if len(best) == 1:
        return Detection("locale", best[0], 0.9, f"{examples} are words of {LANGUAGES[best[0]]}", (best[0],))
    return Detection("locale", None, 0.4, f"{examples} may be words of several languages", tuple(best))


def in_english(text: str, locale: LocaleName) -> str:
    """A text with the name of its month in English, in three letters; other texts as they are."""
    named = NAMED.match(text) if locale != "en" else None
    number = month_numbers(locale).get(folded(named[2])) if named else None
    return f"{named[1]}{ENGLISH[number - 1]}{named[4]}" if named and number else text


def _told(locale: LocaleName, columns: list[set[str]]) -> set[str]:
    """The texts that are words of a locale and no English ones: names of months, and words of a column that has several."""
    own, english = accented_months(locale), accented_months("en")
    told: set[str] = set()
    for texts in columns:
        named = {text: match[2].lower() for text in texts if (match := NAMED.match(text))}
        told |= {text for text, name in named.items() if name in own and name not in english}
        words = {text for text in texts if text.lower() in _words(locale)}
        if len(words) >= FEW_WORDS:
            told |= words
    return told


def _strange_months(locale: LocaleName, columns: list[set[str]]) -> set[str]:
    """The texts that are written as dates with a name of a month, in columns that a locale mostly reads, and that neither it nor
    English reads: the export may be in a language that is not known here.
    """
    own, english = accented_months(locale), accented_months("en")
    strange: set[str] = set()
    for texts in columns:
        named = {text: match[2].lower() for text in texts if (match := NAMED.match(text))}
        unread = {text for text, name in named.items() if name not in own and name not in english}
        if 2 * len(unread) < len(named):
            strange |= unread
    return strange


@cache
def _words(locale: LocaleName) -> frozenset[str]:
    """The words of a locale in lower case that are no canonical word of any column and no English one."""
    columns = [column for table in TABLES.values() for column in table.columns if column.values]
    canonical = {word for column in columns for word in column.values or ()} | {"yes", "no", "n", "s", "o", "j", "real"}
    own = {word for column in columns for word in words_for(locale, column)}
    own |= {word.lower() for word in (*UNKNOWN[locale], *TRUTH[locale])}
    return frozenset(own - canonical - {"n.d.", "n. d.", "n/d", "s/d", "k.a.", "k. a."})
