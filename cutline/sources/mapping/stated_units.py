"""Finds the unit that a header, a title or the name of a file states: thousands, k€, £m, Mio., 千元, hours, days.

An amount that is read without its unit is wrong by a thousand or a million, and nothing else in the file shows it.
"""

import re
from collections.abc import Iterator

# Units that Cutline reads are named as in portfolio.toml. Other units are named in words.
UNIT_WORDS = {"1": "whole units", "k": "thousands", "m": "millions", "bn": "billions", "hours": "hours", "percent": "per cent", "bp": "basis points"}  # fmt: skip

_CODES = (
    "EUR USD GBP CHF JPY CNY RMB CAD AUD NZD SEK NOK DKK PLN CZK HUF RON BGN RUB UAH INR BRL MXN ZAR SGD HKD KRW TRY ILS AED SAR QAR KWD "
    "THB IDR MYR PHP VND EGP NGN KES CLP COP ARS PEN ISK TWD PKR BDT"
)
_ANY_CODE = rf"(?:{_CODES.replace(' ', '|')})"
_CODE = rf"(?<![a-z]){_ANY_CODE}"
_SIGN = r"[£€$¥₹₽₩₺₴₪฿₫]|(?:US|CA?|AU?|NZ|HK|S|R|NT)\$|kr\b|zł|Kč|Ft\b|Rs\b\.?|руб|грн"
_MONEY = rf"(?:{_SIGN}|{_CODE}(?![a-z]))"
_YUAN = r"(?:元|円|圆|圓|美元|欧元|港元|人民[币幣]|日[元圓])"
_OPEN, _SHUT = r"[(\[（]\s*(?:in\s+)?", r"\s*[)\]）]"
_BY = r"(?:[x×*/]|\bin\b|\bper\b)\s*"  # what stands before a factor: x 1000, in 1,000
_SPENT = r"(?:cost|budget|amount|value|spend|spent|capex|opex|price|total|plan|forecast|actual|funding|grant|kosten|betrag)s?"


def _letters(letters: str, alone: str) -> str:
    """Letters for a unit, beside a currency (£m, M€, USDm). Those of `alone` also count in brackets, and at the end of a name
    (cost_m).
    """
    end = r"(?![\w&/²³])"
    beside = rf"(?:{_SIGN}|{_CODE})\s*(?:{letters}){end}|(?<![\w/])(?:{letters})\s?(?:{_SIGN}|{_ANY_CODE}(?![a-z]))"
    return rf"{beside}|{_OPEN}(?:{alone}){_SHUT}|\b{_SPENT}\s+(?:in\s+)?(?:{alone})$|\bin\s+(?:{alone})$"


# The patterns of each unit, in the order in which they are looked for. What one pattern has found is hidden from the next, so
# that the thousand millions of Spanish are not millions.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("bn", r"\bmil(?:es)? (?:de )?mill(?:ones|ón)\b|\bthousand millions?\b|(?:十|10)\s*[億亿]"),
    ("trillions", r"\btrillions?\b|\bbillones\b|\bBillionen\b|\btn\b"),
    ("m", rf"百[万萬]\s*{_YUAN}|[(（]\s*百[万萬]\s*[)）]|백만"),
    ("ten thousands (万)", rf"[万萬]\s*{_YUAN}|[(（]\s*[万萬]\s*[)）]|만\s*원"),
    ("hundred millions (億)", rf"[億亿]\s*{_YUAN}|[(（]\s*[億亿]\s*[)）]|억"),
    ("crores", rf"\bcrores?\b|{_MONEY}\s*\(?cr\b"),
    ("lakhs", r"\blakhs?\b|\blacs?\b"),
    ("bn", r"\bbillions?\b|\bbn\b|\bblns?\b|\bMrd\b|\bMia\b|\bmilliards?\b|\bmiliard\w*|\bmiljard\w*|\bmld\b|\bmilyar\b|\bbilh(?:ão|ões)\b|млрд|мільярд|миллиард"),
    ("bn", _letters("b|bn|bln|mds?|mrd|mia|g", "bn|bln|mrd|mia")),
    ("m", (r"\bmillions?\b|\bmillone?s?\b|\bmillón\b|\bmilh(?:ão|ões)\b|\bmilion\w*|\bmiljo(?:e?n|ner)\w*|\bmillioner\b|\bmilyon\b|\bMio\b|\bmln\b|\bmn\b|\bmill\.|\bmil\. (?=Kč)"
          rf"|млн|мільйон|миллион|(?:{_BY}|{_MONEY}\s*|[(\[]\s*)1[.,' ]?000[.,' ]?000(?!\d)|{_MONEY}\s*['’]?000[.,' ]?000\b")),
    ("m", _letters("mm|m|mn|mio|mln|mill", "mm|m|mn|mio|mln|mill")),
    ("k", (r"\bthousands?\b|\bTsd\b|\bTausend\b|\bmilliers?\b|\b(?:en )?miles de\b|\ben miles\b|\bmil(?= (?:R\$|reais|euros|€))|R\$ mil\b|\bmilhares\b|\bmigliaia\b|\bduizend\w*"
          rf"|\btys\b|\btis(?:\.|íc\w*)|\btusen\b|\btusind\w*|\bezer\b|\bmii (?=lei)|тыс|тис|千\s*{_YUAN}|[(（]\s*千\s*[)）]|천\s*원"
          rf"|(?<![\d.,])['’]?000['’]?s?(?!\w)|(?:{_BY}|{_MONEY}\s*|[(\[]\s*)1[.,' ]?000(?:['’]?s)?(?![\d.,]*\d)|\b1[.,' ]?000\s*{_MONEY}")),
    ("k", _letters("k|t(?!\\$)|tsd|th", "k|tsd|th")),
)  # fmt: skip
_OF_MONEY = tuple((unit, re.compile(pattern, re.IGNORECASE)) for unit, pattern in _PATTERNS)
_OF_WORK = (
    ("hours", re.compile(r"\b(?:hours?|hrs?|stunden|std|heures?|horas?|uren|timmar|timer|godzin\w*)\b|\(h\)|час", re.IGNORECASE)),
    ("days", re.compile(r"\b(?:days?|person ?days?|man ?days?|tage|personentage|jours?|d[ií]as?|giorni|dagen|dagar|PT)\b|人日", re.IGNORECASE)),
    ("percent", re.compile(r"%|\bper ?cent\b|\bpct\b|\bprozent\b|\bpourcent\w*", re.IGNORECASE)),
)  # fmt: skip
_OF_SHARES = (
    ("bp", re.compile(r"\bbps?\b|\bbasis points?\b", re.IGNORECASE)),
    ("percent", re.compile(r"%|\bper ?cent\b|\bpct\b|\bprozent\b|\bpourcent\w*", re.IGNORECASE)),
)
_BY_KIND = {"money": _OF_MONEY, "fte": _OF_WORK, "share": _OF_SHARES}
KINDS_WITH_UNITS = tuple(_BY_KIND)


def stated_units(text: str, kind: str = "money", *, is_title: bool = False) -> dict[str, str]:
    """The units that a text states, each with the words that state it. kind: of the column, one of KINDS_WITH_UNITS.

    is_title: the text is a title or the name of a file, which speaks of many things. There, a word counts only beside a
    currency, in brackets, or after a word such as `in`. A number before the word makes it an amount: `the £5 million club`.
    """
    plain = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", text.replace("_", " ")) if kind == "money" else text.replace("_", " ")
    found: dict[str, str] = {}
    for unit, pattern in _BY_KIND[kind]:
        for match in list(pattern.finditer(plain)):
            if _states(match, plain, is_title=is_title):
                found.setdefault(unit, match[0].strip())
                plain = plain[: match.start()] + "\0" * len(match[0]) + plain[match.end() :]
    return found


def _states(match: re.Match[str], text: str, *, is_title: bool) -> bool:
    before = text[: match.start()]
    if re.search(r"\d\s*$", before) or re.search(r"\bper\s*$", before, re.IGNORECASE):
        return False
    if not is_title:
        return True
    near = before[-4:] + match[0] + text[match.end() :][:6]
    beside_money = re.search(rf"{_SIGN}|{_ANY_CODE}(?![a-z])", near, re.IGNORECASE)
    after_in = re.search(r"(?:\b(?:in|en|em|w|i|v|of|x)|в|单位|單位|単位|단위)\s*[:：]?\s*$", before, re.IGNORECASE)
    begins_so = re.match(r"(?:in|en|em)\b", match[0], re.IGNORECASE)
    in_brackets = re.match(r"[(\[（]", match[0]) or (
        re.search(r"[(\[（][^)\]）]*$", before) and re.match(r"[^(\[（]*[)\]）]", text[match.end() :])
    )
    return bool(beside_money or after_in or begins_so or in_brackets)


def in_words(units: dict[str, str]) -> Iterator[str]:
    """Each unit in words, with the words that state it: `millions ('$ M')`."""
    for unit, words in units.items():
        yield f"{UNIT_WORDS.get(unit, unit)} ({words!r})"
